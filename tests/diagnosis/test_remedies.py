"""Every remedy keeps the contract: one idea, its own fields, a prediction before training."""

from dataclasses import fields, replace

import pytest

from etude.diagnosis.catalogue import all_remedies, all_symptoms, examine, offers
from etude.diagnosis.evidence import Evidence, Facts, Situation
from etude.diagnosis.remedies import more_of_each_text, other_start, wider_sequence
from etude.records.change import Change
from etude.records.plan import Plan
from etude.records.range_test import RangeTest
from etude.records.sequence_settings import SequenceSettings
from etude.records.survey import LengthFacts

from .ailing import AILING
from .curves import FACTS, evidence

RANGE = RangeTest((1e-4, 1e-3), (0.7, 0.6), 0.02, 1.0)
RARE = replace(FACTS, rarest_share=0.02, majority_share=0.98)
NUMBERS = replace(
    FACTS, classes=0, rarest_share=1.0, majority_share=0.0, target_outliers=11, target_skew=1.4
)
TEXTS = replace(FACTS, lengths=LengthFacts("tokens", 20.0, 300.0, 500, 1))
SERIES = replace(FACTS, lengths=LengthFacts("series", 100.0, 150.0, 150, 3))
FORECAST = replace(NUMBERS, lengths=SERIES.lengths, forecast_from="lags", season=12)


def situation(seen: Evidence, plan: Plan | None = None) -> Situation:
    return Situation(plan or Plan(), seen, examine(seen), RANGE)


SITUATIONS = [
    situation(evidence()),
    situation(evidence(outcome="diverged")),
    situation(evidence((0.69,) * 20, (0.69,) * 20)),
    situation(evidence((0.3, 0.1), (0.5, 0.9))),
    situation(evidence(largest_class_share=(1.0,) * 3)),
    situation(evidence(dead_share=(0.9,) * 3)),
    situation(evidence(facts=RARE)),
    situation(evidence(facts=NUMBERS)),
    situation(evidence(facts=TEXTS)),
    situation(evidence(facts=SERIES)),
    situation(evidence(facts=FORECAST)),
    situation(evidence(facts=TEXTS), Plan(sequence_model="bag")),
    situation(evidence(facts=TEXTS), Plan(sequence_model="pretrained", optimizer="adamw")),
    situation(evidence(), Plan(hidden=(64, 64), epochs=3)),
    *AILING.values(),
]


@pytest.mark.parametrize("remedy", all_remedies(), ids=lambda remedy: remedy.NAME)
class TestContract:
    def test_offers_somewhere(self, remedy) -> None:
        assert any(remedy.offer(one) for one in SITUATIONS)

    def test_touches_only_its_own_fields(self, remedy) -> None:
        for one in SITUATIONS:
            for change in remedy.offer(one):
                touched = change.apply(one.plan).differences(one.plan)
                assert set(touched) <= set(remedy.FIELDS)

    def test_says_why_and_what_it_expects(self, remedy) -> None:
        for one in SITUATIONS:
            for change in remedy.offer(one):
                assert change.because
                assert change.prediction.endswith(".")
                assert change.source
                assert change.remedy == remedy.NAME

    def test_names_known_fields_and_symptoms(self, remedy) -> None:
        assert set(remedy.FIELDS) <= {one.name for one in fields(Plan)}
        assert set(remedy.TREATS) <= {symptom.NAME for symptom in all_symptoms()}


def test_a_rate_that_diverged_is_divided_by_ten() -> None:
    change, *others = offers("repair", situation(evidence(outcome="diverged")))
    assert [one.remedy for one in others] == ["gradient clipping", "warm-up"]
    assert change.apply(Plan()).learning_rate == pytest.approx(0.0001)


def test_a_plateau_is_treated_in_both_directions() -> None:
    changes = offers("repair", situation(evidence((0.69,) * 20, (0.69,) * 20)))
    rates = [change.apply(Plan()).learning_rate for change in changes]
    assert min(rates) < 0.001 < max(rates)


def test_overfitting_is_treated_in_the_guides_order() -> None:
    changes = offers("regularise", situation(evidence((0.3, 0.1), (0.5, 0.9))))
    names = [change.remedy for change in changes]
    assert names.index("dropout") < names.index("weight penalty")


def test_outliers_in_the_target_bring_huber_before_mae() -> None:
    names = [one.name for one in offers("fine-tune", situation(evidence(facts=NUMBERS)))]
    assert names.index("Huber loss") < names.index("absolute-error loss")


def test_no_change_that_changes_nothing_is_offered() -> None:
    for phase in ("repair", "capacity", "regularise", "fine-tune"):
        for one in SITUATIONS:
            assert all(change.apply(one.plan) != one.plan for change in offers(phase, one))


def test_a_plain_table_is_offered_nothing_of_sequences() -> None:
    sequences = {one.name for one in fields(SequenceSettings)}
    for phase in ("repair", "capacity", "regularise", "fine-tune"):
        for change in offers(phase, situation(evidence((0.3, 0.1), (0.5, 0.9)))):
            assert not sequences & {name for name, _ in change.settings}


def test_texts_and_series_are_varied_each_in_its_own_way() -> None:
    def offered(facts: Facts) -> set[str]:
        seen = evidence((0.3, 0.1), (0.5, 0.9), facts=facts)
        return {change.remedy for change in offers("regularise", situation(seen))}

    assert "vary words" in offered(TEXTS) - offered(SERIES)
    assert "vary series" in offered(SERIES) - offered(TEXTS)


def test_rivals_come_with_their_own_optimizer_and_rate() -> None:
    plan = Plan(sequence_model="lstm", optimizer="rmsprop", gradient_clip=1.0)
    changes = offers("capacity", situation(evidence(facts=TEXTS), plan))
    rivals = {
        change.apply(plan).sequence_model: change.apply(plan)
        for change in changes
        if change.remedy == "other sequence model"
    }
    assert set(rivals) == {"bag", "convolution", "gru", "transformer"}
    assert rivals["transformer"].optimizer == "adamw"
    assert rivals["transformer"].warmup_steps > 0
    assert rivals["bag"].optimizer == "adam"
    assert rivals["gru"].optimizer == "rmsprop"


def rivals_of(plan: Plan) -> dict[str, Plan]:
    changes = offers("capacity", situation(evidence(facts=TEXTS), plan))
    found = [one.apply(plan) for one in changes if one.remedy == "other sequence model"]
    return {one.sequence_model: one for one in found}


@pytest.mark.parametrize(
    ("width", "positions", "heads"),
    [(64, "learned", None), (50, "learned", 2), (53, "learned", 1), (50, "rotary", 1)],
)
def test_a_transformer_is_offered_with_heads_that_share_the_width(width, positions, heads) -> None:
    rivals = rivals_of(Plan(sequence_width=width, positions=positions))
    assert rivals["transformer"].attention_heads == (heads or 4)


def test_a_transformer_whose_pairs_cannot_be_turned_is_not_offered() -> None:
    assert set(rivals_of(Plan(sequence_width=53, positions="rotary"))) == {
        *("bag", "convolution", "gru")
    }
    with pytest.raises(ValueError, match="even parts"):
        Plan(sequence_width=52, attention_heads=4, positions="rotary", sequence_model="transformer")


@pytest.mark.parametrize(("batch", "rate"), [(16, 0.001), (32, 0.001), (64, 0.001), (256, 0.003)])
def test_rivals_and_optimizers_keep_the_rate_that_goes_with_the_batch(batch, rate) -> None:
    plan = Plan(batch_size=batch, sequence_model="lstm")
    assert {one.learning_rate for one in rivals_of(plan).values()} == {rate}
    seen = situation(evidence(facts=TEXTS), plan)
    rates = {one.apply(plan).optimizer: one.apply(plan).learning_rate for one in optimizers(seen)}
    assert rates == {"adamw": rate, "rmsprop": rate, "momentum": pytest.approx(10 * rate)}
    (adam,) = optimizers(situation(evidence(facts=TEXTS), plan.changed(optimizer="rmsprop")))
    assert adam.apply(plan).learning_rate == rate


def optimizers(seen: Situation) -> list[Change]:
    return [one for one in offers("fine-tune", seen) if one.remedy == "other optimizer"]


@pytest.mark.parametrize(
    ("plan", "facts", "name", "widths"),
    [
        (Plan(sequence_model="lstm"), TEXTS, "sequence width x 2 (128)", (128, 128)),
        (Plan(sequence_model="lstm"), SERIES, "sequence width x 2 (128)", (128, 64)),
        (Plan(sequence_model="bag"), TEXTS, "token width x 2 (128)", (64, 128)),
        (Plan(sequence_model="bag"), SERIES, "sequence width x 2 (128)", (128, 64)),
        (Plan(token_width=4096), TEXTS, "sequence width x 2 (128)", (128, 4096)),
        (Plan(token_width=4096, sequence_model="bag"), TEXTS, "", ()),
        (Plan(sequence_width=512), TEXTS, "", ()),
    ],
)
def test_the_widths_that_are_doubled_are_those_in_use_and_have_room(
    plan: Plan, facts: Facts, name: str, widths: tuple[int, ...]
) -> None:
    offered = wider_sequence.offer(situation(evidence(facts=facts), plan))
    assert [one.name for one in offered] == [name] * bool(name)
    for one in offered:
        wider = one.apply(plan)
        assert (wider.sequence_width, wider.token_width) == widths


def test_how_much_of_a_text_is_read_is_counted_in_the_plans_own_tokens() -> None:
    def offered(**settings: object) -> list[str]:
        seen = situation(evidence(facts=TEXTS), Plan(**settings))  # type: ignore[arg-type]
        return [one.because for one in more_of_each_text.offer(seen)]

    assert not offered(longest=300)
    assert (
        "more than about 1,500 tokens; 300 of each"
        in offered(longest=300, tokenizer="character")[0]
    )
    assert not offered(longest=450, tokenizer="byte_pair")


def test_a_forecast_may_start_from_another_simple_one() -> None:
    offers = other_start.offer(situation(evidence(facts=FORECAST), Plan(forecast_from="lags")))
    assert [change.settings for change in offers] == [
        (("forecast_from", "level"),),
        (("forecast_from", "season"),),
    ]
    steady = replace(FORECAST, season=1)
    offers = other_start.offer(situation(evidence(facts=steady), Plan(forecast_from="lags")))
    assert [change.settings for change in offers] == [(("forecast_from", "level"),)]
