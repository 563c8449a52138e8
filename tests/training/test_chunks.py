"""A word in the middle of a long text: both ends miss it, chunks find it."""

from dataclasses import replace

import numpy as np
import pytest

from etude.data.lengths import length_facts
from etude.data.preparation import learn_preparation, network_shape
from etude.data.typed import TypedTable
from etude.diagnosis.evidence import Situation
from etude.diagnosis.remedies import in_chunks
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.training.loop import RunResult, train
from etude.training.rows import RunRows
from tests.diagnosis.curves import FACTS, evidence

PROBLEM = Problem("text", "classification", ("class",), ("no", "yes"), "accuracy", "")
ROWS, LEARN, STOP, WORDS, TOLD = 400, 240, 60, 1500, 12
PLAN = Plan(
    sequence_model="bag",
    token_width=16,
    hidden=(16,),
    batch_size=16,
    learning_rate=0.01,
    epochs=12,
    longest=256,
    beyond_longest="ends",
)


def world(words: int) -> TypedTable:
    """Filler, and among the hundred words in the middle a few of the text's class."""
    draws = np.random.default_rng(3)
    target = draws.integers(0, 2, ROWS)
    filler = np.array([f"w{place}" for place in range(50)], dtype=object)
    texts = filler[draws.integers(0, len(filler), (ROWS, words))]
    for row, code in enumerate(target):
        places = words // 2 - 50 + draws.choice(100, TOLD, replace=False)
        texts[row, places] = "lovely" if code else "dreadful"
    documents = np.array([" ".join(text) for text in texts], dtype=object)
    nothing, units = np.zeros((ROWS, 0)), np.arange(ROWS)
    coded = nothing.astype(np.int32)
    return TypedTable((), nothing, (), coded, (), target, units, units, documents)


def trained(typed: TypedTable, plan: Plan) -> RunResult:
    learn, stop, judge = np.split(np.arange(ROWS), [LEARN, LEARN + STOP])
    prepared = learn_preparation(typed, learn, plan, problem=PROBLEM)
    rows = [prepared.apply(typed, part) for part in (learn, stop, judge)]
    [result] = train(plan, network_shape(typed, plan, PROBLEM), [RunRows(0, "0", *rows, {})])
    return result


def accuracy(typed: TypedTable, plan: Plan) -> float:
    outputs = trained(typed, plan).judge_outputs
    assert outputs is not None
    return float((outputs.argmax(axis=1) == typed.truth[LEARN + STOP :]).mean())


def situation(typed: TypedTable, plan: Plan) -> Situation:
    return Situation(plan, evidence(facts=replace(FACTS, lengths=length_facts(typed))), ())


@pytest.fixture(scope="module")
def long() -> TypedTable:
    return world(WORDS)


def test_both_ends_miss_what_the_offered_chunks_find(long: TypedTable) -> None:
    [change] = in_chunks.offer(situation(long, PLAN))
    assert change.name == "read all in chunks of 256"
    assert change.because == (
        "Median 1,500 words, one text in twenty has more than 1,500; 256 of each are read: read"
        " all in chunks of 256."
    )
    chunked = change.apply(PLAN)
    assert chunked.longest == 6 * 256
    assert accuracy(long, PLAN) < 0.7
    assert accuracy(long, chunked) > 0.95


def test_chunks_are_not_offered_where_nothing_is_cut(long: TypedTable) -> None:
    assert not in_chunks.offer(situation(long, PLAN.changed(longest=WORDS)))
    assert not in_chunks.offer(situation(world(200), PLAN))


def test_texts_shorter_than_a_chunk_train_as_without_by_the_bit() -> None:
    short = world(200)
    plain, chunked = (trained(short, PLAN.changed(chunk=chunk, epochs=2)) for chunk in (0, 256))
    assert plain.run == chunked.run
    assert plain.state.keys() == chunked.state.keys()
    assert all((plain.state[name] == chunked.state[name]).all() for name in plain.state)
