"""Every sequence model: no effect of padding, the right effect of order, the right gradient."""

from typing import Any

import pytest
import torch

from etude.networks import BatchedNetwork, build
from etude.networks.sequences.model import SequenceModel
from etude.records.plan import Plan
from etude.records.shape import InputShape, NetworkShape

from .contract import gradient_points_downhill, padding_changes_nothing
from .made import HEADS, LENGTHS, MODELS, SHAPES, STEPS, TEXT, inputs

SMALL: dict[str, Any] = {
    "hidden": (8,),
    "activation": "tanh",
    "token_width": 8,
    "sequence_width": 8,
    "sequence_layers": 2,
}
POOLINGS = ("last", "mean", "max", "attention")


def network(kind: str, seeds: tuple[int, ...] = (1,), **settings: Any) -> BatchedNetwork:
    made = build(Plan(**{**SMALL, **settings}), SHAPES[kind], seeds)
    torch.manual_seed(0)
    flat = made.tensors.flat
    flat.add_(0.1 * torch.randn_like(flat))  # biases and questions are 0 at first
    return made


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("other_way", [False, True])
def test_padding_changes_nothing(kind: str, model: str, pooling: str, other_way: bool) -> None:
    settings = {
        "bidirectional": other_way,
        "positions": "rotary" if other_way else "learned",
        "patch": 3 if other_way else 1,
    }
    made = network(kind, sequence_model=model, pooling=pooling, **settings)
    padding_changes_nothing(made, inputs(kind))


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("pooling", "other_way"), [("attention", True), ("max", False)])
def test_gradient_points_downhill(kind: str, model: str, pooling: str, other_way: bool) -> None:
    made = network(
        kind, (1, 2), sequence_model=model, pooling=pooling, bidirectional=other_way, causal=True
    )
    gradient_points_downhill(made, inputs(kind))


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("model", MODELS)
def test_order_plays_a_part_but_in_a_bag(kind: str, model: str) -> None:
    made = network(kind, sequence_model=model)
    given = inputs(kind, (STEPS,))
    turned = {**given, "x": given["x"].flip(1)}
    gap = (made.forward(given)["y"] - made.forward(turned)["y"]).abs().max()
    assert bool(gap < 1e-5) is (model == "bag")


def test_a_transformer_without_positions_sees_no_order() -> None:
    made = network("tokens", sequence_model="transformer", positions="none")
    given = inputs("tokens", (STEPS,))
    turned = {**given, "x": given["x"].flip(1)}
    torch.testing.assert_close(made.forward(given)["y"], made.forward(turned)["y"])


def test_the_last_step_of_a_causal_transformer_alone_knows_the_last_token() -> None:
    given = inputs("tokens", (STEPS,))
    other = {**given, "x": given["x"].clone()}
    other["x"][0, -1] = 1
    for causal in (True, False):
        made = network("tokens", sequence_model="transformer", causal=causal)
        states = [
            made.encoders["x"].look(one["x"], made.tensors.values)[0]["states"]  # type: ignore[attr-defined]
            for one in (given, other)
        ]
        same = torch.isclose(*states, atol=1e-6).all(2)[0]
        assert same[:-1].all() == causal
        assert not same[-1]


def test_both_ways_are_read() -> None:
    """The first token reaches the end of the way there, the last that of the way back."""
    made = network("tokens", sequence_model="gru", bidirectional=True, pooling="last")
    assert made.encoders["x"].width == 16
    given = inputs("tokens", (STEPS,))
    values = made.tensors.values
    before = made.encoders["x"](given["x"], values, given["x.lengths"])
    for place in (0, STEPS - 1):
        changed = given["x"].clone()
        changed[0, place] = 1
        after = made.encoders["x"](changed, values, given["x.lengths"])
        assert not torch.isclose(before[..., 8:], after[..., 8:], atol=1e-7).all()


def test_members_say_together_what_they_say_alone() -> None:
    together = build(Plan(**SMALL), TEXT, [3, 4])
    given = inputs("tokens")
    for member, seed in enumerate((3, 4)):
        alone = build(Plan(**SMALL), TEXT, [seed])
        torch.testing.assert_close(
            together.forward(given)["y"][member], alone.forward(given)["y"][0]
        )


def test_building_does_not_touch_the_global_generator() -> None:
    before = torch.get_rng_state()
    for model in MODELS:
        build(Plan(sequence_model=model), TEXT, [1])
    assert torch.equal(before, torch.get_rng_state())


def test_text_stands_beside_columns() -> None:
    shape = NetworkShape((InputShape("numbers", "numbers", 2), *TEXT.inputs), HEADS)
    made = build(Plan(**SMALL), shape, [1, 2])
    given = {**inputs("tokens"), "numbers": torch.randn(len(LENGTHS), 2)}
    assert made.forward(given)["y"].shape == (2, len(LENGTHS), 2)


def test_an_input_without_steps_is_refused() -> None:
    shape = NetworkShape((InputShape("x", "tokens", 1, (50,)),), HEADS)
    with pytest.raises(ValueError, match="input x needs steps of at least 1, however: 0"):
        build(Plan(), shape, [1])


def test_heads_that_cannot_share_the_width_are_refused() -> None:
    with pytest.raises(ValueError, match="attention_heads must divide sequence_width; 4 does not"):
        Plan(sequence_model="transformer", sequence_width=50)


@pytest.mark.parametrize(
    ("settings", "apart"),
    [
        ({"sequence_model": "lstm"}, False),
        ({"sequence_model": "convolution"}, False),
        ({"sequence_model": "transformer", "causal": True}, False),
        ({"sequence_model": "transformer"}, True),
        ({"sequence_model": "lstm", "chunk": 20}, False),
        ({"sequence_model": "transformer", "chunk": 20}, True),
    ],
)
def test_rows_that_fill_their_steps_stand_apart_where_padding_is_masked(
    settings: dict[str, Any], apart: bool
) -> None:
    """Lengths 15 and 16 of 16 steps, and 39 and 40, which two chunks of 20 hold."""
    encoder = network("tokens", **settings).encoders["x"]
    for padded, full in ((15, 16), (39, 40)):
        assert (encoder.length_class(padded) != encoder.length_class(full)) is apart
    assert encoder.length_class(16) != encoder.length_class(17)


@pytest.mark.parametrize("model", ["bag", "gru", "transformer"])
def test_training_computes_the_steps_of_the_longest_row_and_an_answer_those_of_its_class(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = (made := network("tokens", sequence_model=model)).encoders["x"]
    computed: list[int] = []
    forward = SequenceModel.forward

    def counted(self: SequenceModel, x: torch.Tensor, lengths: torch.Tensor) -> Any:
        computed.append(x.shape[1])
        return forward(self, x, lengths)

    monkeypatch.setattr(SequenceModel, "forward", counted)
    given = inputs("tokens", (3, 11, 0))
    rest = made.tensors.values, given["x.lengths"]
    features, _ = encoder.forward(given["x"], *rest)
    torch.testing.assert_close(features, encoder(given["x"], *rest))
    assert computed == [11, 16]
