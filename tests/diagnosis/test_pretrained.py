"""A pretrained encoder in the method: frozen first, training it a change, its rivals changes."""

from dataclasses import replace

import pytest

from etude.diagnosis.catalogue import all_remedies, examine, offers
from etude.diagnosis.evidence import Facts, Situation
from etude.diagnosis.remedies import train_encoder
from etude.diagnosis.sequence_models import order_of_models
from etude.diagnosis.settled import settled
from etude.method.choices import choose_model
from etude.method.starting_plan import baseline, quick
from etude.records.plan import Plan
from etude.records.pretrained import MOST_PIECES, Marks, Pretrained
from etude.records.survey import LengthFacts

from .curves import FACTS, evidence

ABOUT = Pretrained(
    name="/home/ada/models/tiny",
    files="0123456789abcdef",
    kind="bert",
    width=128,
    layers=2,
    inner=512,
    learned=4_000_000,
    vocabulary=30_000,
    longest=510,
    marks=Marks((101,), (102,), 0, 100, 102),
    long=41.0,
    steps=20.0,
)
WORDS = replace(FACTS, lengths=LengthFacts("tokens", 20.0, 300.0, 500, 1))
TEXTS = replace(WORDS, pretrained=ABOUT)
PHASES = ("repair", "capacity", "regularise", "fine-tune")


def offered(plan: Plan, facts: Facts = TEXTS, phases: tuple[str, ...] = PHASES) -> list[object]:
    seen = evidence((0.3, 0.1), (0.5, 0.9), facts=facts)
    situation = Situation(plan, seen, examine(seen))
    return [change for phase in phases for change in offers(phase, situation)]


def test_it_comes_first_and_its_rivals_in_their_order() -> None:
    order = order_of_models(TEXTS.lengths, 3_000, "cpu", pretrained=ABOUT)
    assert order.models[0] == "pretrained"
    assert order.models[1:] == order_of_models(TEXTS.lengths, 3_000, "cpu").models
    assert "models/tiny was asked for, 2 layers of width 128" in order.because
    assert "/home" not in order.because


@pytest.mark.parametrize("begin", [baseline, quick])
def test_the_starting_plan_is_frozen_and_reads_its_own_pieces(begin) -> None:
    plan, why = begin(TEXTS)
    assert plan.is_frozen
    assert (plan.longest, plan.pooling, plan.optimizer) == (48, "mean", "adam")
    assert "the pretrained encoder as it came (2 layers of width 128), then" in why
    assert choose_model(TEXTS).because.startswith("Sequence model: pretrained encoder first")


@pytest.mark.parametrize(
    ("long", "places", "read"),
    [(41, 510, 48), (3, 510, 16), (900, 510, MOST_PIECES), (60, 30, 30)],
)
def test_as_much_is_read_as_there_are_places_for(long: float, places: int, read: int) -> None:
    assert replace(ABOUT, long=long, longest=places).usual == read


def test_training_it_is_a_change_with_its_own_rate() -> None:
    plan, _ = baseline(TEXTS)
    first, second = (one for one in offered(plan) if one.remedy == train_encoder.NAME)
    assert (first.name, second.name) == ("train the encoder at 5e-5", "train the encoder at 2e-5")
    changed = first.apply(plan)
    assert changed.learning_rate * changed.pretrained_rate == pytest.approx(5e-5)
    assert (changed.optimizer, changed.warmup_steps > 0) == ("adamw", True)
    assert not changed.is_frozen
    again = [one for one in offered(changed) if one.remedy == train_encoder.NAME]
    assert [one.name for one in again] == ["train the encoder at 2e-5"]


def test_nothing_is_offered_that_it_does_not_read() -> None:
    frozen, _ = baseline(TEXTS)
    learning = frozen.changed(pretrained_rate=0.05, pooling="max")
    without = "wider sequence model", "deeper sequence model", "other tokens", "texts in chunks"
    assert set(without) <= {remedy.NAME for remedy in all_remedies()}
    for plan in (frozen, learning):
        remedies = {one.remedy for one in offered(plan)}
        assert not remedies & {*without, "more of each text", "both directions"}
    assert not {"other pooling", "vary words"} & {one.remedy for one in offered(frozen)}
    assert {"other pooling", "vary words"} <= {one.remedy for one in offered(learning)}
    assert {"dropout", "other sequence model"} <= {one.remedy for one in offered(frozen)}
    assert settled(Plan()) == frozenset()


def test_a_rival_has_a_fair_trial() -> None:
    learning = baseline(TEXTS)[0].changed(pretrained_rate=0.05, patience=5)
    changes = offered(learning, phases=("capacity",))
    bag = next(one for one in changes if one.name == "orderless bag").apply(learning)
    assert (bag.sequence_model, bag.pretrained_rate, bag.patience) == ("bag", 0.0, 15)
    assert bag.longest >= 41


def test_a_hand_written_plan_has_it_as_a_rival() -> None:
    plan = Plan(sequence_model="bag", longest=300)
    change = next(one for one in offered(plan) if one.name == "pretrained encoder")
    changed = change.apply(plan)
    assert changed.is_frozen
    assert changed.longest == 48
    assert not [one for one in offered(plan, WORDS) if one.name == "pretrained encoder"]
