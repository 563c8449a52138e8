"""Batches of about equally long rows: every row once, chances equal, little computed in vain."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from etude.data.rows import Rows
from etude.networks import build
from etude.records.plan import Plan
from etude.records.shape import InputShape, NetworkShape
from etude.training import train
from etude.training.buckets import bucketed
from etude.training.order import batch_sizes, epoch_order, places
from etude.training.predict import predict
from etude.training.rows import RunRows, evaluation_rows, learn_rows

from .sequences import HEADS, STEPS, TEXT, picked, texts

CPU = torch.device("cpu")
PLAN = Plan(hidden=(8,), sequence_width=8, token_width=8, epochs=2, patience=2)


@pytest.mark.parametrize("count", [1, 5, 64, 65, 1000, 1025])
def test_every_row_is_seen_once_an_epoch(count: int) -> None:
    rows = learn_rows([texts(count, 0)], [np.ones(count, np.float32)], CPU)
    found = places(rows.counts, 16, CPU)
    order = epoch_order(found, rows, (1,), 1)[0][found.shares[0] > 0]
    assert sorted(order.tolist()) == list(range(count))


def test_members_keep_to_their_own_rows_and_order() -> None:
    one, two = texts(200, 0), texts(200, 1)
    weights = [np.ones(200, np.float32)] * 2
    together = learn_rows([one, two], weights, CPU)
    orders = epoch_order(places(together.counts, 16, CPU), together, (3, 4), 2)
    for member, (rows, seed) in enumerate(((one, 3), (two, 4))):
        alone = learn_rows([rows], weights[:1], CPU)
        expected = epoch_order(places(alone.counts, 16, CPU), alone, (seed,), 2)[0]
        assert torch.equal(orders[member] - 200 * member, expected)


def order_of(lengths: torch.Tensor, seed: int, sizes: torch.Tensor) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return bucketed(lengths, sizes, generator)


def test_rows_of_a_batch_are_about_equally_long() -> None:
    lengths, sizes = torch.randint(0, 200, (3200,)), batch_sizes(3200, 100)
    spread = [
        (batch.max() - batch.float().mean()).item()
        for batch in lengths[order_of(lengths, 0, sizes)].split(sizes.tolist())
    ]
    assert np.mean(spread) < 12  # 94 where batches are drawn at random


def test_batches_come_in_no_order_of_length() -> None:
    lengths, sizes = torch.randint(0, 200, (3200,)), batch_sizes(3200, 100)
    batches = lengths[order_of(lengths, 0, sizes)].float().view(100, 32).mean(1)
    ranks = torch.stack([torch.arange(100.0), batches.argsort().argsort().float()])
    assert abs(torch.corrcoef(ranks)[0, 1].item()) < 0.3


def test_every_row_has_an_equal_chance_of_every_batch() -> None:
    lengths, sizes, draws = torch.arange(60) % 7, batch_sizes(60, 8), 2000
    generator = torch.Generator().manual_seed(0)
    counted = torch.zeros(8, 60)
    for _ in range(draws):
        shuffled = torch.randperm(60, generator=generator)
        order = shuffled[bucketed(lengths[shuffled], sizes, generator)]
        for batch, own in enumerate(order.split(sizes.tolist())):
            counted[batch, own] += 1
    expected = draws * sizes.unsqueeze(1) / 60
    assert ((counted - expected).abs() < 5 * expected.sqrt()).all()


def test_rows_equally_long_are_ordered_as_a_table_is() -> None:
    rows = texts(100, 0, shortest=20, longest=20)
    assert learn_rows([rows], [rows.weights], CPU).lengths is None


def test_measured_rows_stand_beside_rows_of_their_length() -> None:
    rows = texts(400, 0)
    for pick in (None, np.arange(399, -1, -1)):
        found = evaluation_rows([rows], [pick], CPU)
        lengths = found.inputs["text.lengths"].reshape(-1)
        assert sorted(lengths.tolist()) == sorted(rows.lengths["text"].tolist())
        assert (lengths.diff() < 0).sum() == 1  # from the median up, then from the shortest
        assert lengths[0] == lengths.sort().values[200]
        target = found.targets["y"].reshape(-1)
        first = found.inputs["text"].reshape(400, -1)[:, 0]
        assert torch.equal(target == 1, (first % 2 == 0) & (lengths > 0))


@pytest.mark.parametrize("model", ["bag", "convolution", "rnn", "lstm", "gru", "transformer"])
@pytest.mark.parametrize("both_ways", [False, True])
def test_an_answer_does_not_hang_on_the_rows_beside_it(model: str, both_ways: bool) -> None:
    """To the bit, whatever rows are asked together and however many at a time."""
    rows = texts(150, 0)
    plan = PLAN.changed(sequence_model=model, bidirectional=both_ways, epochs=1)
    trained = train(plan, TEXT, [RunRows(1, "x", rows, rows, None, {})])[0]
    everything = predict(plan, TEXT, [trained.state], rows)[0]
    np.testing.assert_array_equal(everything, trained.stop_outputs)
    generator = np.random.default_rng(0)
    for count in (1, 2, 65, 149):
        pick = generator.permutation(150)[:count]
        for batch in (64, 8192):
            asked = cut(picked(rows, pick))
            found = predict(plan, TEXT, [trained.state], asked, batch=batch)[0]
            np.testing.assert_array_equal(found, everything[pick])


def cut(rows: Rows) -> Rows:
    """The rows without the steps that none of them has."""
    longest = max(1, int(rows.lengths["text"].max()))
    return replace(rows, inputs={"text": rows.inputs["text"][:, :longest]})


def test_no_rows_no_answers() -> None:
    rows = texts(40, 0)
    trained = train(PLAN, TEXT, [RunRows(1, "x", rows, rows, None, {})])[0]
    nothing = picked(rows, np.arange(0))
    assert predict(PLAN, TEXT, [trained.state], nothing).shape == (1, 0, 2)


@pytest.mark.parametrize("model", ["convolution", "transformer"])
def test_an_answer_to_a_series_in_patches_hangs_on_no_other(model: str) -> None:
    """Of 13 to 16 steps in patches of 4 all fill their patches, of 9 to 12 none does."""
    shape = NetworkShape((InputShape("text", "series", 2, (), STEPS),), HEADS)
    rows, generator = texts(150, 0, shortest=9, longest=16), np.random.default_rng(0)
    values = generator.standard_normal((150, STEPS, 2)).astype(np.float32)
    values *= (rows.inputs["text"] > 0)[:, :, None]
    series = replace(rows, inputs={"text": values})
    plan = PLAN.changed(sequence_model=model, patch=4)
    state = build(plan, shape, [1]).member_state(0)
    everything = predict(plan, shape, [state], series)[0]
    for pick in (rows.lengths["text"] > 12, rows.lengths["text"] == 13, np.arange(150) < 7):
        asked = cut(picked(series, np.flatnonzero(pick)))
        np.testing.assert_array_equal(predict(plan, shape, [state], asked)[0], everything[pick])
