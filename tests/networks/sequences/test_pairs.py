"""Pairs of neighbouring tokens in a bag: nothing at first, then the order that they hold."""

from typing import Any

import numpy as np
import pytest
import torch

from etude.data.rows import Rows
from etude.data.text.pairs import NO_PAIR
from etude.networks import BatchedNetwork, build, from_states
from etude.records.plan import Plan
from etude.records.sequence_work import sequence_size
from etude.records.shape import KNOWN_PAIRS, pair_keys
from etude.records.work import work
from etude.training.predict import predict

from .contract import gradient_points_downhill, padding_changes_nothing
from .made import LENGTHS, SERIES, STEPS, TEXT, TOKENS, inputs

PAIRS = 600
PLAN = Plan(sequence_model="bag", hidden=(8,), activation="tanh", token_width=8, word_pairs=PAIRS)


def known() -> np.ndarray:
    """About a quarter of all pairs of codes, and room for more."""
    every = np.array([[first, second] for first in range(TOKENS) for second in range(TOKENS)])
    some = np.sort(pair_keys(every).ravel()[::4])[: PAIRS - 10]
    return np.concatenate([some, np.full(10, NO_PAIR)])


CONSTANTS = {KNOWN_PAIRS: known()}


def network(seeds: tuple[int, ...] = (1,), **settings: Any) -> BatchedNetwork:
    """As after some training: no pair is 0 any more."""
    made = build(PLAN.changed(**settings), TEXT, seeds, [CONSTANTS] * len(seeds))
    torch.manual_seed(0)
    made.tensors.flat.add_(0.1 * torch.randn_like(made.tensors.flat))
    return made


@pytest.mark.parametrize("chunk", [0, 9])
def test_padding_changes_nothing(chunk: int) -> None:
    padding_changes_nothing(network(chunk=chunk), inputs("tokens"))


def test_gradient_points_downhill() -> None:
    gradient_points_downhill(network((1, 2)), inputs("tokens"))


def test_order_plays_a_part_by_pairs_alone() -> None:
    given = inputs("tokens", (STEPS,))
    turned = {**given, "x": given["x"].flip(1)}
    made = network()
    assert (made.forward(given)["y"] - made.forward(turned)["y"]).abs().max() > 1e-3
    made.tensors.values["x.entry.pairs.vectors"].zero_()
    torch.testing.assert_close(made.forward(given)["y"], made.forward(turned)["y"])


def test_a_step_is_its_token_and_a_share_of_the_pair_that_it_ends() -> None:
    made, values = network(), network().tensors.values
    x = torch.tensor([[3, 8, 4, 5]])
    keys, table = CONSTANTS[KNOWN_PAIRS], values["x.entry.pairs.vectors"][0]
    states = made.encoders["x"].look(x, values, torch.tensor([4]))[0]["states"][0]  # type: ignore[attr-defined]
    held = []
    for place, (first, second) in enumerate(zip(x[0], x[0, 1:], strict=False), start=1):
        token = values["x.entry.vectors.weight"][0][second]
        [found] = [np.flatnonzero(keys == int(first) * 2**20 + int(second))]
        pair = table[found[0]] if len(found) else torch.zeros(8)
        torch.testing.assert_close(states[place], token + 0.3 * pair)
        held.append(len(found))
    assert sorted(set(held)) == [0, 1]  # a known pair and one that is not


def test_a_new_network_is_the_bag_without_pairs_bit_by_bit() -> None:
    plain = build(PLAN.changed(word_pairs=0), TEXT, [1])
    paired = build(PLAN, TEXT, [1], [CONSTANTS])
    given = inputs("tokens")
    for name, value in plain.tensors.values.items():
        if name.startswith("x."):
            assert torch.equal(value, paired.tensors.values[name])
    features = [
        made.encoders["x"](given["x"], made.tensors.values, given["x.lengths"])
        for made in (plain, paired)
    ]
    assert torch.equal(*features)


def test_an_answer_does_not_hang_on_its_neighbours_by_a_bit() -> None:
    made = network()
    lengths = np.array([*range(STEPS + 1)] * 2)
    x = np.random.default_rng(0).integers(3, TOKENS, (len(lengths), STEPS))
    x[np.arange(STEPS) >= lengths[:, None]] = 0

    def said(pick: np.ndarray, width: int) -> np.ndarray:
        ones = np.ones(len(pick), np.float32)
        given = Rows({"x": x[pick, :width]}, {}, ones, pick, {"x": lengths[pick]})
        return predict(PLAN, TEXT, [made.member_state(0)], given)[0]

    together = said(np.arange(len(lengths)), STEPS)
    for place, length in enumerate(lengths[: STEPS + 1]):
        alone = said(np.array([place]), max(length, 1))[0]
        assert alone.tolist() == together[place].tolist()


def test_saved_members_know_their_own_pairs() -> None:
    other = {KNOWN_PAIRS: 3 * 2**20 + np.arange(PAIRS)}
    made = build(PLAN, TEXT, [1, 2], [CONSTANTS, other])
    made.tensors.flat.add_(0.1)
    again = from_states(PLAN, TEXT, [made.member_state(1), made.member_state(0)])
    given = inputs("tokens")
    said, saved = made.forward(given)["y"], again.forward(given)["y"]
    torch.testing.assert_close(said.flip(0), saved)


def test_pairs_need_to_be_said() -> None:
    with pytest.raises(ValueError, match="input x: word_pairs needs the constant 'known_pairs'"):
        build(PLAN, TEXT, [1])
    short = {KNOWN_PAIRS: known()[:5]}
    with pytest.raises(ValueError, match=r"must have the shape \[600\], however: \[5\]"):
        build(PLAN, TEXT, [1], [short])


def test_only_a_bag_of_tokens_has_any() -> None:
    for plan, shape in ((PLAN, SERIES), (PLAN.changed(sequence_model="gru"), TEXT)):
        plain = build(plan.changed(word_pairs=0), shape, [1])
        assert torch.equal(build(plan, shape, [1]).tensors.flat, plain.tensors.flat)


def test_pairs_are_priced() -> None:
    [one] = TEXT.inputs
    plain, paired = (sequence_size(PLAN.changed(word_pairs=n), one) for n in (0, PAIRS))
    assert paired.learned - plain.learned == PAIRS * 8
    assert paired.by_row["moment"] == 2 * plain.by_row["moment"]
    rows = len(LENGTHS)
    costs = [work(PLAN.changed(word_pairs=n), TEXT, rows, 1, 1) for n in (0, PAIRS, 10 * PAIRS)]
    assert costs == sorted(costs)
    assert costs[0] < costs[1]
