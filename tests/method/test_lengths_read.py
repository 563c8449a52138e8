"""What a plan that reads more of a row will cost, foretold from how long the rows are."""

import numpy as np
import pytest

from etude.method.lengths_read import shape_read
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape
from etude.records.survey import LengthFacts
from etude.records.work import work

HEADS = (Head("y", "classes", 2),)


def shape(lengths: np.ndarray, longest: int) -> NetworkShape:
    seen = np.minimum(lengths, longest)
    text = InputShape("text", "tokens", 1, (50,), int(seen.max()), float(seen.mean()))
    return NetworkShape((InputShape("numbers", "numbers", 2), text), HEADS)


def facts(lengths: np.ndarray) -> LengthFacts:
    median, long = np.quantile(lengths, [0.5, 0.95])
    return LengthFacts("tokens", float(median), float(long), int(lengths.max()), 1)


@pytest.mark.parametrize("longest", [512, 1_024, 2_048, 65_536])
def test_the_mean_that_is_read_is_foretold(longest: int) -> None:
    lengths = np.random.default_rng(0).gamma(4.0, 200.0, 5_000).astype(np.int64)
    found = shape_read(shape(lengths, 256), facts(lengths), Plan(longest=longest)).inputs[1]
    true = shape(lengths, longest).inputs[1]
    assert found.steps == true.steps
    assert found.mean_steps == pytest.approx(true.mean_steps, rel=0.1)


def test_rows_of_one_length_are_foretold_exactly() -> None:
    lengths = np.full(10, 1_500)
    found = shape_read(shape(lengths, 256), facts(lengths), Plan(longest=1_536)).inputs[1]
    assert (found.steps, found.mean_steps) == (1_500, 1_500.0)


def test_a_plain_table_and_the_columns_beside_a_text_stay_as_they_are() -> None:
    lengths = np.arange(1, 400)
    known = shape(lengths, 256)
    assert shape_read(known, None, Plan(longest=512)) == known
    assert shape_read(known, facts(lengths), Plan(longest=512)).inputs[0] == known.inputs[0]


def test_chunks_are_priced_by_what_they_read() -> None:
    """All of a text in chunks costs a Transformer far less attention than all of it at once, and
    about six times what its beginning does."""
    lengths = np.full(10, 1_500)
    reads = Plan(sequence_model="transformer", longest=1_536)
    plans = (reads.changed(longest=256), reads.changed(chunk=256), reads)
    head, chunks, whole = (
        work(plan, shape_read(shape(lengths, 256), facts(lengths), plan), 1_000, 1, 1)
        for plan in plans
    )
    assert 5 * head < chunks < 7 * head
    assert chunks < 0.8 * whole
