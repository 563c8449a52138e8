"""What is shown of the inside is what the fused kernels compute."""

import pytest
import torch

from etude.networks import build
from etude.networks.module_encoder import ModuleEncoder
from etude.records.plan import Plan

from .made import LENGTHS, SHAPES, STEPS, inputs

GATES = {
    "rnn": set(),
    "lstm": {"input_gate", "forget_gate", "output_gate", "cell"},
    "gru": {"reset_gate", "update_gate"},
}


def seen(kind: str, **settings: object) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """(What is inside, the pooled features) of rows of every length."""
    plan = Plan(sequence_width=8, sequence_layers=2, pooling="last", **settings)  # type: ignore[arg-type]
    made, given = build(plan, SHAPES[kind], [1]), inputs(kind)
    flat = made.tensors.flat
    flat.add_(0.2 * torch.randn_like(flat))
    encoder = made.encoders["x"]
    assert isinstance(encoder, ModuleEncoder)
    values, lengths = made.tensors.values, given["x.lengths"]
    return encoder.look(given["x"], values, lengths)[0], encoder(given["x"], values, lengths)[0]


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("model", GATES)
@pytest.mark.parametrize("both_ways", [False, True])
def test_plain_equations_reproduce_the_kernel(kind: str, model: str, both_ways: bool) -> None:
    inside, features = seen(kind, sequence_model=model, bidirectional=both_ways)
    assert set(inside) == {"states"} | GATES[model]
    width = 16 if both_ways else 8
    for value in inside.values():
        assert value.shape == (len(LENGTHS), STEPS, width)
    for row, length in enumerate(LENGTHS):
        last = max(length, 1) - 1
        expected = inside["states"][row, last, :8]
        torch.testing.assert_close(features[row, :8], expected, atol=1e-5, rtol=1e-4)
        if both_ways:
            expected = inside["states"][row, 0, 8:]
            torch.testing.assert_close(features[row, 8:], expected, atol=1e-5, rtol=1e-4)
        assert (inside["states"][row, last + 1 :] == 0).all()


def test_gates_open_between_0_and_1_and_the_cell_follows_them() -> None:
    inside, _ = seen("tokens", sequence_model="lstm")
    gates = torch.stack([inside[name] for name in GATES["lstm"] - {"cell"}])[:, -1]
    assert ((gates > 0) & (gates < 1)).all()
    shown = inside["output_gate"] * torch.tanh(inside["cell"])
    torch.testing.assert_close(shown, inside["states"])


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("positions", ["learned", "rotary"])
def test_attention_is_shared_out_among_true_steps(causal: bool, positions: str) -> None:
    inside, features = seen(
        "tokens", sequence_model="transformer", causal=causal, positions=positions
    )
    attention = inside["attention"]
    assert attention.shape == (2, len(LENGTHS), 4, STEPS, STEPS)
    for row, length in enumerate(LENGTHS):
        steps = max(length, 1)
        own = attention[:, row, :, :steps, :steps]
        torch.testing.assert_close(own.sum(3), torch.ones(2, 4, steps))
        assert attention[:, row].sum() == pytest.approx(8 * steps, rel=1e-4)
        if causal:
            assert (own.triu(1) == 0).all()
        torch.testing.assert_close(
            features[row], inside["states"][row, steps - 1], atol=1e-5, rtol=1e-4
        )


def test_pooling_that_learns_shows_its_weights() -> None:
    made, given = build(Plan(pooling="attention"), SHAPES["tokens"], [1]), inputs("tokens")
    encoder = made.encoders["x"]
    assert isinstance(encoder, ModuleEncoder)
    inside = encoder.look(given["x"], made.tensors.values, given["x.lengths"])[0]
    torch.testing.assert_close(inside["pooling"].sum(1), torch.ones(len(LENGTHS)))
    torch.testing.assert_close(inside["pooling"][-1], torch.full((STEPS,), 1 / STEPS))
