"""Symptoms of curves: where each fires, where it is silent, and at its threshold."""

import math
from dataclasses import replace

import pytest

from etude.diagnosis.catalogue import all_symptoms
from etude.diagnosis.evidence import Mark
from etude.diagnosis.harm import behind_yardstick, harm
from etude.diagnosis.symptoms import (
    accuracy_stands_still,
    collapsed_predictions,
    dead_units,
    diverging_loss,
    exploding_gradient,
    no_early_stopping,
    no_validation,
    not_finite,
    one_class,
    one_signed_predictions,
    penalty_outweighs,
    plateau,
    slow_epochs,
    underfitting,
    updates_too_large,
    validation_above_training,
    validation_at_chance,
)

from .curves import FACTS, LAST_KEPT, NUMBERS, SETUP, checked, evidence

BY_NAME = {symptom.NAME: symptom for symptom in all_symptoms()}
STALLED = ((0.69,) * 3, (0.69,) * 3)


@pytest.mark.parametrize(
    ("symptom", "curve", "fires", "silent"),
    [
        ("dead units", "dead_share", (0.1, 0.51, 0.9), (0.9, 0.5, 0.9)),
        ("saturated units", "saturated_share", (0.1, 0.51, 0.9), (0.9, 0.5, 0.9)),
        ("vanishing gradient", "first_last_gradient", (1, 9e-4, 1e-5), (1, 1e-3, 1e-5)),
        ("exploding gradient", "first_last_gradient", (1001, 1001, 1), (1001, 1, 1001)),
        ("exploding gradient", "gradient_spike", (10.1, 10.1, 1), (10, 10, 10)),
        ("gradients clipped often", "clipped_share", (0, 0.51, 0.6), (0.9, 0.5, 0.6)),
        ("penalty outweighs the data", "penalty_share", (0, 0, 1.01), (0, 0, 1)),
        ("updates too small", "update_ratio", (9e-6,) * 3, (1e-5,) * 3),
        ("collapsed predictions", "prediction_spread", (1, 0.04, 0.049), (0, 0.05, 0)),
    ],
)
def test_a_mechanism_is_a_note_and_with_harm_a_diagnosis(symptom, curve, fires, silent) -> None:
    look = BY_NAME[symptom].look
    note, diagnosis = look(evidence(**{curve: fires})), look(evidence(*STALLED, **{curve: fires}))
    assert note is not None
    assert diagnosis is not None
    assert (note.severity, diagnosis.severity) == ("note", "diagnosis")
    assert "no harm to training is seen" in note.sentence
    assert "training loss ended at 0.69" in diagnosis.sentence
    assert look(evidence(*STALLED, **{curve: silent})) is None
    one_is_enough = symptom == "penalty outweighs the data"  # drawn to 0 no penalty is left
    assert (look(evidence(*STALLED, **{curve: fires[-1:]})) is None) != one_is_enough


def test_not_finite_names_the_epoch() -> None:
    finding = not_finite.look(evidence(outcome="diverged"))
    assert finding is not None
    assert "epoch 3" in finding.sentence


@pytest.mark.parametrize(
    ("train", "first", "fires"),
    [
        ((0.5, 2.08, 2.08), None, True),  # 3 x 0.69 = 2.07
        ((0.5, 2.06, 2.08), None, True),  # a gain of 28 % lost again
        ((0.69, 2.06, 2.06), None, False),
        ((0.69, 0.91, 0.91), 0.6, True),
        ((0.69, 0.91, 0.89), 0.6, False),
        ((0.55, 0.63, 0.63), None, True),  # 20 % below the naive loss, then 8.7 %
        ((0.55, 0.615, 0.615), None, False),  # half of it is left
    ],
)
def test_diverging_loss_at_its_thresholds(train, first, fires: bool) -> None:
    seen = diverging_loss.look(evidence(train, (0.6,) * 3, initial_loss=first))
    assert (seen is not None) == fires


def test_one_leap_counts_only_with_harm_at_the_end() -> None:
    leap, harmed = (0.6, 2.1, 0.5, 0.5), (0.6, 2.1, 0.65, 0.65)
    validation = (0.6,) * 4
    assert diverging_loss.look(evidence(leap, validation)) is None
    seen = diverging_loss.look(evidence(harmed, validation))
    assert "leapt to 2.1 in epoch 2" in seen.sentence
    assert diverging_loss.look(evidence((2.1, 1.0, 0.65, 0.65), validation)) is None  # the start
    assert diverging_loss.look(evidence((2.1, 0.65, 0.65), validation, initial_loss=0.7))


def test_large_updates_are_a_diagnosis_only_with_a_loss_that_suffers() -> None:
    ratios = {"update_ratio": (0.01, 0.11, 0.2)}
    well, badly = evidence(**ratios), evidence((0.5, 3.0, 3.0), (0.6,) * 3, **ratios)
    assert updates_too_large.look(well).severity == "note"
    seen = updates_too_large.look(badly)
    assert seen.severity == "diagnosis"
    assert "From epoch 2 on" in seen.sentence
    assert "diverging loss" in seen.sentence
    assert updates_too_large.look(evidence(update_ratio=(0.1, 0.1, 0.1))) is None


def test_leaps_name_their_epoch_and_are_a_diagnosis_where_training_is_unstable() -> None:
    jumping = (0.4, 1.0) * 10
    seen = exploding_gradient.look(
        evidence(jumping, jumping, gradient_spike=(1.0,) * 9 + (50.0,) * 11)
    )
    assert seen.severity == "diagnosis"
    assert "From epoch 10 on" in seen.sentence


@pytest.mark.parametrize(
    ("low", "high", "fires"),
    [(0.40, 1.0, True), (0.50, 0.80, False), (0.02, 0.06, False)],
    ids=["jumping", "calm", "near zero"],
)
def test_unstable_training_at_its_threshold(low: float, high: float, fires: bool) -> None:
    curve = (low, high) * 12
    assert (BY_NAME["unstable training"].look(evidence(curve, curve)) is not None) == fires


def test_jumps_on_the_way_down_are_no_instability() -> None:
    falling = tuple(9.0 * 0.7**epoch * (1.5 if epoch % 2 else 0.7) for epoch in range(12))
    facts = replace(FACTS, naive_loss=0.1)
    assert BY_NAME["unstable training"].look(evidence(falling, falling, facts=facts)) is None


def test_dead_units_need_two_epochs() -> None:
    assert dead_units.look(evidence(dead_share=(0.1, 0.2, 0.9))) is None
    assert dead_units.look(evidence(dead_share=(0.1, 0.6, 0.9))) is not None


def test_a_dead_layer_is_no_vanishing_gradient() -> None:
    curves = {"dead_share": (0.4,) * 3, "first_last_gradient": (0.0,) * 3}
    seen = dead_units.look(evidence(*STALLED, **curves))
    assert "no gradient reached the first layer" in seen.sentence
    assert BY_NAME["vanishing gradient"].look(evidence(*STALLED, **curves)) is None
    alive = curves | {"dead_share": (0.0,) * 3}
    assert dead_units.look(evidence(*STALLED, **alive)) is None
    assert BY_NAME["vanishing gradient"].look(evidence(*STALLED, **alive)) is not None


@pytest.mark.parametrize(
    ("share", "loss", "severity"),
    [
        (0.985, 0.6, "diagnosis"),
        (0.975, 0.34, "note"),
        (0.801, 0.34, "note"),
        (0.799, 0.34, ""),
        (0.975, 0.35, ""),
    ],
)
def test_one_class_at_its_thresholds(share: float, loss: float, severity: str) -> None:
    finding = one_class.look(evidence((loss,) * 3, largest_class_share=(share,) * 3))
    assert ("" if finding is None else finding.severity) == severity


def test_leaning_to_one_class_is_a_diagnosis_with_harm() -> None:
    facts = replace(FACTS, yardstick_accuracy=0.9, validation_rows=2000)
    curves = {"largest_class_share": (0.9,) * 3, "validation_accuracy": (0.8,) * 3}
    assert one_class.look(evidence((0.1,) * 3, facts=facts, **curves)).severity == "diagnosis"


@pytest.mark.parametrize(
    ("reads_columns", "accuracy", "severity"),
    [(True, 0.9, "diagnosis"), (True, 0.925, "note"), (False, 0.9, "note"), (None, 0.9, "note")],
)
def test_behind_its_own_kind_is_underfitting(reads_columns, accuracy, severity) -> None:
    facts = replace(
        FACTS,
        yardstick="boosted trees",
        yardstick_accuracy=0.97,
        yardstick_loss=0.1,
        marks=(Mark("plain dense networks", 0.96, 0.11),),
        validation_rows=2000,
    )
    accuracies = {"train_accuracy": (0.9,) * 2, "validation_accuracy": (accuracy,) * 2}
    setup = replace(SETUP, reads_columns=reads_columns)
    seen = underfitting.look(
        evidence((0.2,) * 2, (0.3,) * 2, facts=facts, setup=setup, **accuracies)
    )
    assert seen.severity == severity


def test_one_class_is_right_where_it_is_nearly_all() -> None:
    facts = replace(FACTS, majority_share=0.95)
    assert one_class.look(evidence(largest_class_share=(1.0,) * 3, facts=facts)) is None


@pytest.mark.parametrize(
    ("shares", "fires"),
    [((0.6, 0.6, 0.6, 1.0, 1.0), True), ((0.6, 0.6, 0.6, 0.6, 1.0), False),
     ((1.0, 1.0, 0.6, 0.6, 0.6), True), ((0.6, 1.0, 0.6, 0.6, 0.6), False)],
    ids=["at the end", "last epoch only", "at the best epoch", "one epoch"],
)  # fmt: skip
def test_one_class_is_held_for_two_epochs(shares, fires: bool) -> None:
    seen = evidence((0.6,) * 5, (0.6, 0.5, 0.6, 0.6, 0.6), largest_class_share=shares)
    assert (one_class.look(seen) is not None) == fires


def test_plateau_at_its_threshold() -> None:
    naive = FACTS.naive_loss
    stands = plateau.look(evidence((naive * 0.981,) * 20, (naive,) * 20))
    assert stands is not None
    assert "After 20 epochs (the guide waits for 20)" in stands.sentence
    assert plateau.look(evidence((naive * 0.979,) * 20, (naive,) * 20)) is None


def test_no_plateau_where_accuracy_is_beyond_luck() -> None:
    facts = replace(FACTS, validation_rows=2400)  # two standard errors: 2 points
    accuracy = {"validation_accuracy": (0.621,) * 3}
    assert plateau.look(evidence(*STALLED, facts=facts, **accuracy)) is None
    accuracy = {"validation_accuracy": (0.619,) * 3}
    assert plateau.look(evidence(*STALLED, facts=facts, **accuracy)) is not None


def test_one_lucky_epoch_is_no_progress() -> None:
    assert plateau.look(evidence((0.69, 0.5, 0.69), (0.69,) * 3)) is not None


def test_underfitting_of_the_guide_60_against_58() -> None:
    finding = underfitting.look(
        evidence(
            (0.66,) * 2, (0.67,) * 2, train_accuracy=(0.6,) * 2, validation_accuracy=(0.58,) * 2
        )
    )
    assert finding is not None
    assert finding.severity == "diagnosis"
    assert "Accuracy 60 % against 58 % (the guide's example: 60 / 58)" in finding.sentence


@pytest.mark.parametrize(("train", "fires"), [(0.98, True), (0.995, False)])
def test_what_answers_its_training_rows_by_heart_is_not_too_simple(train, fires) -> None:
    seen = underfitting.look(evidence((0.66,) * 3, (0.67,) * 3, train_accuracy=(train,) * 3))
    assert bool(seen) == fires


def test_underfitting_is_a_note_where_no_yardstick_says_that_more_is_to_be_had() -> None:
    facts = replace(FACTS, linear_loss=math.nan)
    assert underfitting.look(evidence((0.66,) * 2, (0.67,) * 2, facts=facts)).severity == "note"


@pytest.mark.parametrize(
    ("train", "validation", "severity"),
    [(0.86, 0.869, "diagnosis"), (0.86, 0.871, "note"), (0.98, 0.86, None), (0.9, 0.94, None)],
    ids=["both far behind", "both behind", "training is ahead", "validation is near"],
)
def test_underfitting_behind_a_cheap_model(train, validation, severity) -> None:
    facts = replace(
        FACTS,
        yardstick="boosted trees",
        yardstick_accuracy=0.97,
        yardstick_loss=0.1,
        validation_rows=400,
    )
    accuracies = {"train_accuracy": (train,) * 2, "validation_accuracy": (validation,) * 2}
    seen = underfitting.look(evidence((0.2,) * 2, (0.3,) * 2, facts=facts, **accuracies))
    assert (seen and seen.severity) == severity
    assert seen is None or "boosted trees reach 97.0 %" in seen.sentence


def test_behind_a_yardstick_at_its_thresholds() -> None:
    few, many = (replace(FACTS, yardstick_accuracy=0.97, validation_rows=n) for n in (200, 5000))
    numbers = replace(NUMBERS, yardstick="linear models", yardstick_loss=0.3, validation_rows=5000)

    def behind(accuracy: float, facts) -> bool:
        return bool(behind_yardstick(evidence(facts=facts, validation_accuracy=(accuracy,) * 3)))

    assert behind(0.929, many)
    assert not behind(0.931, many)
    assert not behind(0.91, few)  # may be luck of so few rows: 2.5 errors are 6.2 points
    assert behind(0.9, few)
    ends = [
        behind_yardstick(evidence(validation=(loss,) * 3, facts=numbers)) for loss in (0.339, 0.341)
    ]
    assert ends[0] == ""
    assert "0.341, where linear models reach 0.3" in ends[1]


def test_far_behind_another_kind_of_model_is_less_where_rows_are_paired() -> None:
    facts = replace(FACTS, yardstick="linear models", yardstick_accuracy=0.95, validation_rows=300)
    accuracies = {"train_accuracy": (0.88,) * 3, "validation_accuracy": (0.89,) * 3}
    for error, severity in ((0.019, "diagnosis"), (0.021, "note"), (math.nan, "note")):
        known = replace(facts, yardstick_error=error)
        seen = underfitting.look(evidence((0.4,) * 3, (0.4,) * 3, facts=known, **accuracies))
        assert seen is not None
        assert seen.severity == severity
    trees = replace(facts, yardstick="boosted trees", yardstick_error=0.001)
    seen = underfitting.look(evidence((0.4,) * 3, (0.4,) * 3, facts=trees, **accuracies))
    assert seen.severity == "note"  # they may suit the data better


@pytest.mark.parametrize(("probed", "severity"), [(8, "diagnosis"), (4096, None)])
def test_a_handful_of_training_rows_says_little_of_training(probed, severity) -> None:
    facts = replace(
        FACTS, yardstick="linear models", yardstick_accuracy=0.95, yardstick_loss=0.2,
        validation_rows=300, probe_rows=probed,
    )  # fmt: skip
    accuracies = {"train_accuracy": (1.0,) * 3, "validation_accuracy": (0.8,) * 3}
    seen = underfitting.look(evidence((0.5,) * 3, (0.5,) * 3, facts=facts, **accuracies))
    assert (seen and seen.severity) == severity


def test_rows_that_are_paired_tell_smaller_differences() -> None:
    facts = replace(FACTS, yardstick_accuracy=0.95, validation_rows=300)
    seen = evidence(facts=facts, validation_accuracy=(0.90,) * 3)
    assert not behind_yardstick(seen)  # 2.5 standard errors of two shares of other rows
    for error, fires in ((0.019, True), (0.021, False)):
        paired = replace(seen, facts=replace(facts, yardstick_error=error))
        assert bool(behind_yardstick(paired)) == fires
    numbers = replace(NUMBERS, yardstick="trees", yardstick_loss=0.30, validation_rows=50)
    apart = evidence(validation=(0.4,) * 3, facts=numbers)
    assert not behind_yardstick(apart)
    assert behind_yardstick(replace(apart, facts=replace(numbers, yardstick_error=0.03)))


@pytest.mark.parametrize(
    ("own", "error", "fires"),
    [
        (0.938, 0.009, True),
        (0.941, 0.001, False),  # less than a point
        (0.938, 0.010, False),  # less than 1.25 standard errors
        (0.928, math.nan, True),
        (0.932, math.nan, False),  # less than two points where rows are not paired
    ],
)
def test_beside_a_mechanism_less_is_harm_enough(own, error, fires) -> None:
    facts = replace(FACTS, yardstick_accuracy=0.95, yardstick_error=error, validation_rows=10**4)
    seen = evidence(facts=facts, validation_accuracy=(own,) * 3)
    assert bool(harm(seen, is_suspected=True)) == fires
    assert not harm(seen)


@pytest.mark.parametrize(
    ("answers", "judged", "dropout", "first", "severity"),
    [
        (0.47, 0.47, 0.0, 1.0, "note"),
        (0.49, 0.47, 0.0, 1.0, None),
        (0.47, 0.49, 0.0, 1.0, None),
        (0.47, 0.47, 0.1, 1.0, None),  # which makes training harder as well
        (0.47, 0.47, 0.0, 3.0, "note"),
    ],
)
def test_what_a_loop_adds_to_its_loss(answers, judged, dropout, first, severity) -> None:
    setup = replace(SETUP, dropout=dropout)
    curves = {"answers_loss": (9.0, answers, answers), "setup": setup, "initial_loss": first}
    seen = penalty_outweighs.look(evidence((1.2, 0.6, 0.6), (0.9, judged, judged), **curves))
    assert (seen and seen.severity) == severity
    if severity is not None:
        failed = evidence((1.9, 0.9, 0.9), (0.69,) * 3, **curves | {"answers_loss": (0.69,) * 3})
        assert penalty_outweighs.look(failed).severity == "diagnosis"


def test_a_loss_that_is_summed_has_no_penalty() -> None:
    curves = {"answers_loss": (0.9, 0.2, 0.2), "setup": replace(SETUP, normalisation="none")}
    for first, fires in ((0.69 * 32, False), (0.69 * 4.1, True)):
        seen = evidence((1.2, 6.0, 6.0), (0.9, 0.2, 0.2), initial_loss=first, **curves)
        assert (penalty_outweighs.look(seen) is not None) == fires
    batch = replace(SETUP, normalisation="batch")
    seen = evidence((1.2, 6.0, 6.0), (0.9, 0.2, 0.2), **curves | {"setup": batch})
    assert penalty_outweighs.look(seen) is None
    assert validation_above_training.look(seen) is None


def test_training_rows_that_are_harder_than_validation_rows() -> None:
    def told(train: float, validation: float, answers: float = 0.65, dropout: float = 0.0):
        return validation_above_training.look(
            evidence(
                (0.9, train, train),
                (0.9, validation, validation),
                setup=replace(SETUP, dropout=dropout),
                answers_loss=(0.9, answers, answers),
            )
        )

    assert told(0.63, 0.5).severity == "note"
    assert told(0.62, 0.5) is None
    assert told(0.63, 0.5, answers=0.5) is None  # a penalty, not the rows
    assert told(0.63, 0.5, dropout=0.1) is None
    assert told(0.9, 0.69, answers=0.9).severity == "diagnosis"


def test_deep_sigmoid_layers_are_seen_without_a_gradient() -> None:
    deep = replace(SETUP, activation="sigmoid", layers=3)
    look = BY_NAME["vanishing gradient"].look
    curves = {"first_last_gradient": (0.5,) * 3}
    seen = look(evidence(*STALLED, setup=deep, **curves))
    assert seen.severity == "diagnosis"
    assert "5.0e-01 of the last's through 3 hidden layers of sigmoid" in seen.sentence
    assert look(evidence(setup=deep, **curves)).severity == "note"
    unknown = look(evidence(*STALLED, setup=deep)).sentence
    assert "comes through 3 hidden layers of sigmoid, each of which shortens it" in unknown
    assert look(evidence(*STALLED, setup=replace(deep, layers=2), **curves)) is None
    assert look(evidence(*STALLED, setup=replace(deep, activation="relu"), **curves)) is None


def test_unused_inputs_are_a_note_where_a_dead_network_explains_them() -> None:
    look = BY_NAME["inputs unused"].look
    equal = checked("uses_inputs", loss=0.69, loss_without_inputs=0.69)
    assert look(equal).severity == "diagnosis"
    dead = evidence(*STALLED, dead_share=(1.0,) * 3, checks=equal.checks)
    assert look(dead).severity == "note"


def test_a_check_before_training_is_a_note_where_training_refuted_it() -> None:
    equal = checked("uses_inputs", loss=0.69, loss_without_inputs=0.69).checks
    unused = BY_NAME["inputs unused"].look
    assert unused(evidence((0.6,) * 3, checks=equal)).severity == "note"
    assert unused(evidence((0.65,) * 3, checks=equal)).severity == "diagnosis"
    few = checked("overfits_few_rows", rows=16, first=0.7, best=0.5).checks
    by_heart = BY_NAME["cannot overfit a few rows"].look
    assert by_heart(evidence((0.13,) * 3, checks=few)).severity == "note"
    assert by_heart(evidence((0.15,) * 3, checks=few)).severity == "diagnosis"
    level = replace(FACTS, yardstick_accuracy=0.9, validation_rows=400)
    reached = {"validation_accuracy": (0.9,) * 3, "checks": few, "facts": level}
    assert by_heart(evidence((0.15,) * 3, **reached)).severity == "note"


@pytest.mark.parametrize(("end", "severity"), [(0.68, "diagnosis"), (0.45, "note")])
def test_rows_in_order_are_a_diagnosis_where_training_came_to_harm(end: float, severity) -> None:
    numbers = {"batches": 16, "rows": 32, "classes": 1, "in_batch": 1.0, "overall": 0.5}
    order = checked("row_order", **numbers, validation=1).checks
    seen = BY_NAME["rows in order"].look(evidence((end,) * 3, (end,) * 3, checks=order))
    assert seen.severity == severity
    assert "largest class has 100 % of the rows on average, among the validation rows 50 %" in (
        seen.sentence
    )


def test_collapsed_predictions_have_no_sign() -> None:
    facts = replace(NUMBERS, target_positive_share=0.5, target_negative_share=0.5)
    curves = {"positive_share": (0.0,) * 3}
    assert one_signed_predictions.look(evidence(facts=facts, **curves)) is not None
    flat = curves | {"prediction_spread": (0.01,) * 3}
    assert one_signed_predictions.look(evidence(facts=facts, **flat)) is None


def test_targets_of_zero_are_of_no_sign() -> None:
    facts = replace(NUMBERS, target_positive_share=0.3, target_negative_share=0.0)
    assert one_signed_predictions.look(evidence(facts=facts, positive_share=(1.0,) * 3)) is None


@pytest.mark.parametrize(("loss", "fires"), [(0.21, True), (0.19, False)])
def test_underfitting_asks_that_training_loss_is_behind_as_well(loss: float, fires: bool) -> None:
    facts = replace(
        FACTS, yardstick_accuracy=0.97, yardstick_loss=0.2, validation_rows=400, probe_rows=32
    )
    accuracies = {"train_accuracy": (0.9,) * 2, "validation_accuracy": (0.9,) * 2}
    seen = underfitting.look(evidence((loss,) * 2, (0.3,) * 2, facts=facts, **accuracies))
    assert (seen is not None) == fires


@pytest.mark.parametrize(("mark", "severity"), [(math.nan, "diagnosis"), (0.2, "note")])
def test_jumps_that_no_yardstick_minds_are_a_note(mark: float, severity: str) -> None:
    reached = 0.9 if mark > 0 else math.nan
    facts = replace(FACTS, yardstick_loss=mark, yardstick_accuracy=reached, validation_rows=400)
    jumping = (0.2, 0.5) * 6
    seen = BY_NAME["unstable training"].look(
        evidence(jumping, jumping, facts=facts, validation_accuracy=(0.9,) * 12)
    )
    assert seen.severity == severity
    ratios = {"update_ratio": (0.2,) * 12, "validation_accuracy": (0.9,) * 12}
    large = BY_NAME["updates too large"].look(evidence(jumping, jumping, facts=facts, **ratios))
    assert large.severity == severity


def test_underfitting_at_its_thresholds() -> None:
    assert underfitting.look(evidence((0.45,) * 2, (0.4995,) * 2)) is not None
    assert underfitting.look(evidence((0.45,) * 2, (0.5005,) * 2)) is None
    seen = underfitting.look(evidence((0.551,) * 2, (0.80,) * 2))
    assert "linear yardstick" in seen.sentence
    assert seen.severity == "note"
    assert underfitting.look(evidence((0.578,) * 2, (0.80,) * 2)).severity == "diagnosis"
    assert underfitting.look(evidence((0.549,) * 2, (0.80,) * 2)) is None
    assert underfitting.look(evidence((0.578,) * 2, (0.54,) * 2)).severity == "note"
    learned_later = evidence((0.66, 0.66, 0.3, 0.1), (0.67, 0.7, 0.8, 0.9))
    assert underfitting.look(learned_later).severity == "note"


def test_validation_at_chance_while_training_fits() -> None:
    def look(train: float, validation: float, accuracy: float = 0.6):
        facts = replace(FACTS, validation_rows=2400)
        return validation_at_chance.look(
            evidence(
                (0.69, train, train), (validation,) * 3, facts=facts,
                validation_accuracy=(accuracy,) * 3,
            )
        )  # fmt: skip

    assert look(0.344, 0.69).severity == "diagnosis"
    assert "accuracy 60.0 %" in look(0.344, 0.69).sentence
    assert look(0.346, 0.69) is None
    assert look(0.344, 0.67) is None
    assert look(0.344, 0.69, accuracy=0.65) is None


@pytest.mark.parametrize(
    ("validation", "dropout", "mark", "severity"),
    [
        (0.84, 0.0, 0.9, "diagnosis"),
        (0.84, 0.0, 0.84, "note"),
        (0.84, 0.3, 0.9, "note"),
        (0.84, None, 0.9, "note"),
        (0.836, 0.0, 0.9, None),
    ],
)
def test_validation_above_training_by_three_standard_errors(
    validation, dropout, mark, severity
) -> None:
    facts = replace(  # error 1.32 points at 84 %
        FACTS, learn_rows=4096, validation_rows=1000, yardstick_accuracy=mark
    )
    seen = validation_above_training.look(
        evidence(
            facts=facts, setup=replace(SETUP, dropout=dropout),
            train_accuracy=(0.8,) * 3, validation_accuracy=(validation,) * 3,
        )
    )  # fmt: skip
    assert (seen and seen.severity) == severity


def test_forty_right_of_forty_are_not_beyond_doubt() -> None:
    facts = replace(FACTS, learn_rows=200, validation_rows=40)
    right = {"train_accuracy": (0.995,) * 3, "validation_accuracy": (1.0,) * 3}
    assert validation_above_training.look(evidence(facts=facts, **right)) is None


def test_accuracy_that_stands_still_while_the_loss_improves() -> None:
    def look(loss, accuracy, rarest=0.4, training=0.61, mark=math.nan):
        facts = replace(
            FACTS, validation_rows=2400, rarest_share=rarest, yardstick_accuracy=mark,
            yardstick="boosted trees",
        )  # fmt: skip
        curve = (0.69, loss, loss)
        return accuracy_stands_still.look(
            evidence(
                curve, curve, facts=facts,
                train_accuracy=(training,) * 3, validation_accuracy=(accuracy,) * 3,
            )
        )  # fmt: skip

    assert look(0.62, 0.61).severity == "diagnosis"
    assert look(0.62, 0.61, rarest=0.19).severity == "note"
    assert look(0.62, 0.61, mark=0.64).severity == "note"  # cheap models are level
    assert look(0.62, 0.61, mark=0.66).severity == "diagnosis"
    assert look(0.622, 0.61) is None
    assert look(0.62, 0.63) is None
    assert look(0.62, 0.61, training=0.63) is None


@pytest.mark.parametrize(
    ("predicted", "true", "told"),
    [(1.0, 0.5, "below 0, and 50 %"), (0.0, 0.3, "above 0, and 30 %"), (0.99, 0.5, None),
     (1.0, 0.9, None), (0.0, 0.1, None), (1.0, math.nan, None)],
)  # fmt: skip
def test_predictions_of_one_sign(predicted: float, true: float, told: str | None) -> None:
    facts = replace(NUMBERS, target_positive_share=true, target_negative_share=1.0 - true)
    seen = one_signed_predictions.look(evidence(facts=facts, positive_share=(predicted,) * 3))
    assert (seen is not None) == (told is not None)
    assert told is None or told in seen.sentence


def test_collapsed_predictions_are_told_with_their_share() -> None:
    seen = collapsed_predictions.look(evidence(facts=NUMBERS, prediction_spread=(0.0, 0.01, 0.01)))
    assert "1 % of what the true ones do" in seen.sentence


def test_no_early_stopping_beyond_thirty_epochs() -> None:
    assert no_early_stopping.look(evidence((0.5,) * 32, (0.5,) + (0.6,) * 31)).severity == "note"
    assert no_early_stopping.look(evidence((0.5,) * 31, (0.5,) + (0.6,) * 30)) is None


def test_no_validation_is_said() -> None:
    blind = evidence((0.6, 0.5), (), setup=LAST_KEPT)
    assert no_validation.look(blind).severity == "note"
    assert no_validation.look(evidence()) is None


@pytest.mark.parametrize(
    ("seconds", "batch", "fires"),
    [(61.0, 64, True), (60.0, 64, False), (61.0, 65, False), (61.0, None, False)],
)
def test_slow_epochs(seconds: float, batch: int | None, fires: bool) -> None:
    setup = replace(SETUP, batch_size=batch)
    assert (slow_epochs.look(evidence(seconds=(seconds,) * 3, setup=setup)) is not None) == fires


@pytest.mark.parametrize(("loss", "is_seen"), [(0.06, False), (0.08, True)])
def test_gradients_that_leap_where_all_is_nearly_learned_are_no_explosion(loss, is_seen) -> None:
    leaping = evidence((loss,) * 3, (0.1,) * 3, gradient_spike=(50.0,) * 3)
    assert (exploding_gradient.look(leaping) is not None) == is_seen


@pytest.mark.parametrize(("best", "severity"), [(0.61, "note"), (0.63, "diagnosis")])
def test_one_class_is_a_note_where_no_cheap_model_does_better(best: float, severity: str) -> None:
    facts = replace(FACTS, yardstick="boosted trees", yardstick_accuracy=best, validation_rows=3000)
    curves = {"largest_class_share": (1.0,) * 3, "validation_accuracy": (0.6,) * 3}
    seen = one_class.look(evidence((0.6,) * 3, (0.6,) * 3, facts=facts, **curves))
    assert seen.severity == severity
