"""How the parameters of sequence models begin."""

import pytest
import torch

from etude.networks import build
from etude.records.plan import Plan

from .made import MODELS, TEXT


def first(**settings: object) -> dict[str, torch.Tensor]:
    tensors = build(Plan(**settings), TEXT, [1]).tensors  # type: ignore[arg-type]
    return {name: value[0] for name, value in tensors.values.items()}


@pytest.mark.parametrize(("model", "gates"), [("rnn", 1), ("lstm", 4), ("gru", 3)])
def test_hidden_weights_of_each_gate_are_orthogonal(model: str, gates: int) -> None:
    weights = first(sequence_model=model)["x.steps.there.0.weight_hh_l0"]
    for block in weights.chunk(gates):
        torch.testing.assert_close(block @ block.T, torch.eye(64), atol=1e-5, rtol=0)


def test_an_lstm_forgets_little_at_first() -> None:
    values = first(sequence_model="lstm")
    bias = values["x.steps.there.0.bias_ih_l0"] + values["x.steps.there.0.bias_hh_l0"]
    assert bias.tolist() == [0.0] * 64 + [1.0] * 64 + [0.0] * 128


def test_attention_pooling_begins_as_the_mean() -> None:
    assert not first(pooling="attention")["x.pooling.question"].any()


@pytest.mark.parametrize("model", MODELS)
def test_values_follow_the_seed_and_only_weights_decay(model: str) -> None:
    plan = Plan(sequence_model=model, hidden=())
    one, same, other = (build(plan, TEXT, [seed]).tensors for seed in (1, 1, 2))
    assert torch.equal(one.flat, same.flat)
    assert not torch.equal(one.flat, other.flat)
    decaying, start = set(), 0
    for slot in one.slots:
        if one.decays[start : start + slot.size].all():
            decaying.add(slot.name)
        start += slot.size
    weights = {slot.name for slot in one.slots if ".weight" in slot.name and len(slot.shape) > 1}
    assert decaying == weights
