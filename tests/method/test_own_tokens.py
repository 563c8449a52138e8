"""What a plan reads of texts and series in its own tokens, foretold near enough for its price."""

from dataclasses import fields, replace

import numpy as np
import pytest

from etude.data.lengths import token_counts
from etude.data.text.tokens import token_shape
from etude.data.typed import Documents
from etude.diagnosis.own_tokens import TOKENS_A_WORD
from etude.method.budget import Ledger
from etude.method.lengths_read import shape_read
from etude.records.moves import Explore, Explored, Train
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape
from etude.records.survey import LengthFacts
from etude.records.work import work

from .explored import explored_of
from .scripted import QUESTION, ScriptedBench, World, flat, play

HEADS = (Head("target", "classes", 2),)


def shape_of(documents: Documents, plan: Plan) -> NetworkShape:
    return NetworkShape((token_shape(documents, plan),), HEADS)


def texts(fewest: int, most: int) -> Documents:
    """Texts of so many words of one to nine letters, five in the middle."""
    draws = np.random.default_rng(0)
    sizes = draws.integers(1, 10, 500)
    known = ["".join(draws.choice(list("abcdefghij"), size)) for size in sizes]
    made = [" ".join(draws.choice(known, draws.integers(fewest, most))) for _ in range(120)]
    return np.array(made, dtype=object)


@pytest.mark.parametrize(
    ("fewest", "most", "plan"),
    [
        (20, 60, Plan(tokenizer="character", longest=512)),
        (20, 60, Plan(longest=16)),
        (20, 60, Plan(tokenizer="byte_pair", longest=384, vocabulary=800)),
        (700, 1200, Plan(longest=512)),
        (700, 1200, Plan(longest=1024)),
        (700, 1200, Plan(tokenizer="character", longest=512)),
        (5, 900, Plan(longest=1024)),
    ],
)
def test_the_price_of_what_a_plan_reads(fewest: int, most: int, plan: Plan) -> None:
    documents = texts(fewest, most)
    counts = token_counts(documents)
    median, long = np.quantile(counts, [0.5, 0.95])
    lengths = LengthFacts("tokens", float(median), float(long), int(counts.max()), 1)
    foretold = shape_read(shape_of(documents, Plan()), lengths, plan)
    true = work(plan, shape_of(documents, plan), 120, 1, 1)
    assert work(plan, foretold, 120, 1, 1) == pytest.approx(true, rel=0.25)


def test_a_plan_that_reads_as_the_shape_was_made_is_priced_by_the_shape() -> None:
    shape = shape_of(texts(20, 60), Plan())
    assert shape_read(shape, LengthFacts("tokens", 40.0, 58.0, 59, 1), Plan()) == shape


def test_series_are_read_as_far_as_the_plan_says() -> None:
    shape = NetworkShape((InputShape("series", "series", 3, steps=256, mean_steps=256.0),), HEADS)
    lengths = LengthFacts("series", 500.0, 500.0, 500, 3)
    (whole,) = shape_read(shape, lengths, Plan(longest=512)).inputs
    (latest,) = shape_read(shape, lengths, Plan(longest=96)).inputs
    assert (whole.steps, whole.mean_steps) == (500, 500.0)
    assert (latest.steps, latest.mean_steps) == (96, 96.0)


def test_every_way_to_cut_texts_has_its_tokens_a_word() -> None:
    (tokenizer,) = (one for one in fields(Plan) if one.name == "tokenizer")
    assert set(TOKENS_A_WORD) == set(tokenizer.metadata["choices"])


class TextBench(ScriptedBench):
    """The scripted world with texts of which one in twenty has more than 40 words."""

    def _explore(self, move: Explore) -> Explored:
        explored = explored_of(self.world.lane)
        tokens = InputShape("text", "tokens", 1, (20_000,), 60, 20.0)
        lengths = LengthFacts("tokens", 20.0, 40.0, 60, 1)
        return replace(
            explored,
            survey=replace(explored.survey, lengths=lengths),
            shape=NetworkShape((tokens,), HEADS),
        )


BENCH = TextBench(World(flat(0.5), flat(0.5)))


def test_a_plan_by_hand_reads_as_many_texts_whole_in_its_own_tokens() -> None:
    question = replace(QUESTION, plan=(("tokenizer", "character"),), phases=("baseline",))
    first, *_ = (move.plan for move in play(BENCH, question).moves(Train))
    assert (first.tokenizer, first.longest) == ("character", 208)


def test_what_a_plan_reads_is_in_what_it_costs() -> None:
    explored = BENCH.perform(Explore())
    assert isinstance(explored, Explored)
    ledger = Ledger(explored.shape, 6_000, 1e-6, 2, 100.0, lengths=explored.survey.lengths)
    plan = Plan(sequence_model="lstm")
    characters = plan.changed(tokenizer="character", longest=512)
    assert ledger.epoch_seconds(characters) > 2 * ledger.epoch_seconds(plan)
    assert ledger.epoch_seconds(plan.changed(longest=10)) < ledger.epoch_seconds(plan)
