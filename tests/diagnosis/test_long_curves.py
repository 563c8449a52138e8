"""Symptoms of where a curve is going: too slow, too short, at rest, learned by heart."""

import math
from dataclasses import replace

import pytest

from etude.diagnosis.symptoms import (
    overfitting,
    plateau,
    plateau_after_progress,
    stopped_too_early,
    training_too_slow,
)

from .curves import FACTS, LAST_KEPT, NUMBERS, evidence

ROWS = replace(FACTS, validation_rows=1000)


def falling(start: float, share: float, epochs: int = 30) -> tuple[float, ...]:
    """A loss that loses this share of itself over its last third."""
    last = max(round(epochs / 3), 4)
    return tuple(start * (1 - share) ** (epoch / (last - 1)) for epoch in range(epochs))


@pytest.mark.parametrize(
    ("start", "share", "epochs", "fires"),
    [(0.7, 0.01, 30, True), (0.7, 0.001, 30, True), (0.7, 0.06, 30, False),
     (0.5, 0.01, 30, False), (0.7, 0.01, 19, False), (0.7, 0.0, 30, False)],
    ids=["slow", "very slow", "fast enough", "no harm", "too short to say", "level"],
)  # fmt: skip
def test_training_too_slow(start: float, share: float, epochs: int, fires: bool) -> None:
    curve = falling(start, share, epochs)
    seen = training_too_slow.look(evidence(curve, (0.69,) * epochs))
    assert (seen is not None) == fires
    assert seen is None or seen.severity == "diagnosis"


def test_twenty_epochs_without_progress_as_in_the_guide() -> None:
    """The guide's "no improvement after 20 epochs": too low a rate, or too high a one."""
    curve = falling(0.69, 0.001, 20)
    assert training_too_slow.look(evidence(curve, curve)) is not None
    assert plateau.look(evidence(curve, curve)) is not None


def test_before_twenty_epochs_validation_must_fall_as_slowly_and_clearly() -> None:
    curve = falling(0.69, 0.001, 12)
    assert training_too_slow.look(evidence(curve, curve)) is not None
    assert training_too_slow.look(evidence(curve, (0.69,) * 12)) is None


@pytest.mark.parametrize(
    ("start", "share", "epochs", "severity"),
    [(0.6, 0.051, 30, "diagnosis"), (0.6, 0.049, 30, None), (0.6, 0.2, 5, "diagnosis"),
     (0.6, 0.2, 3, None), (0.1, 0.2, 30, "note")],
    ids=["still falling", "hardly", "five epochs", "too short to say", "nothing left"],
)  # fmt: skip
def test_stopped_too_early(start: float, share: float, epochs: int, severity) -> None:
    curve = falling(start, share, epochs)
    seen = stopped_too_early.look(evidence(curve, curve))
    assert (seen and seen.severity) == severity
    assert stopped_too_early.look(evidence(curve, curve[::-1])) is None
    leapt = evidence(tuple(9 * loss for loss in curve), tuple(9 * loss for loss in curve))
    assert start < 0.3 or stopped_too_early.look(leapt) is None


@pytest.mark.parametrize(
    ("change", "rates", "fires"),
    [(0.019, (0.1,) * 30, True), (0.021, (0.1,) * 30, False), (0.0, (0.1,) * 29 + (0.05,), False)],
    ids=["at rest", "still moving", "a rate that fell"],
)
def test_plateau_after_progress(change: float, rates, fires: bool) -> None:
    curve = falling(0.4, change)
    seen = plateau_after_progress.look(evidence(curve, curve, learning_rate=rates))
    assert (seen is not None) == fires
    assert seen is None or seen.severity == "note"


TAUGHT = 0.985  # less than by heart, so that the rise has to say it


def by_heart(**about):
    """The guide's overfitting: training 98 %, validation 70 %."""
    curves = {
        "train_accuracy": (0.7, 0.9, TAUGHT, TAUGHT),
        "validation_accuracy": (0.7, 0.7, 0.7, 0.7),
        "validation_rise": (0.0, 2.0, 4.0, 5.0),
    } | about.pop("curves", {})
    validation = about.pop("validation", (0.55, 0.65, 0.8, 0.9))
    return overfitting.look(
        evidence((0.4, 0.1, 0.05, 0.01), validation, **({"facts": ROWS} | about), **curves)
    )


def test_overfitting_of_the_guide_100_against_70() -> None:
    seen = by_heart(curves={"train_accuracy": (0.7, 0.9, 1.0, 1.0)})
    assert seen.severity == "diagnosis"
    assert "Accuracy 100 % against 70 % (the guide's example: 100 / 70)" in seen.sentence


@pytest.mark.parametrize(
    ("about", "severity"),
    [
        ({"validation": (0.55, 0.6, 0.688, 0.69)}, "diagnosis"),
        ({"validation": (0.55, 0.6, 0.687, 0.9)}, "note"),
        ({"curves": {"validation_rise": (0.0, 2.0, 3.0, 5.0)}}, "note"),
        ({"curves": {"validation_rise": ()}}, "diagnosis"),
        ({"curves": {"train_accuracy": (0.7, 0.7, 0.74, 0.74)}}, "note"),
        ({"curves": {"train_accuracy": (0.7, 0.7, 0.76, 0.76)}}, "diagnosis"),
        ({"facts": FACTS, "curves": {"train_accuracy": (0.7, 0.7, 0.79, 0.79)}}, "note"),
        ({"facts": FACTS, "curves": {"train_accuracy": (0.7, 0.7, 0.81, 0.81)}}, "diagnosis"),
        ({"curves": {"train_accuracy": (), "validation_accuracy": ()}}, "note"),
        (
            {
                "curves": {"train_accuracy": (), "validation_accuracy": ()},
                "validation": (0.55, 0.65, 0.83, 0.9),
            },
            "diagnosis",
        ),
        ({"facts": NUMBERS, "curves": {"train_accuracy": ()}}, "diagnosis"),
    ],
    ids=["+25 %", "+24.9 %", "not clear", "not paired", "3 errors are more", "3 errors",
         "rows unknown", "10 points", "loss alone", "loss alone, +50 %", "numbers"],
)  # fmt: skip
def test_overfitting_is_a_diagnosis_only_in_its_strict_form(about, severity: str) -> None:
    assert by_heart(**about).severity == severity


@pytest.mark.parametrize(
    ("train", "validation", "severity"),
    [(0.99, 0.889, "diagnosis"), (0.989, 0.88, "note"), (0.99, 0.891, "note")],
    ids=["10 points", "not by heart", "less than 10 points"],
)
def test_what_was_learned_by_heart_needs_no_rise(train, validation, severity: str) -> None:
    accuracies = {"train_accuracy": (train,) * 4, "validation_accuracy": (validation,) * 4}
    seen = by_heart(validation=(0.6, 0.55, 0.55, 0.56), curves=accuracies)
    assert seen.severity == severity


@pytest.mark.parametrize(("mark", "severity"), [(0.5, "diagnosis"), (0.52, "note")])
def test_a_rise_of_numbers_counts_where_cheap_models_are_ahead(mark, severity: str) -> None:
    facts = replace(NUMBERS, yardstick="boosted trees", yardstick_loss=mark)
    curves = {"train_accuracy": (), "validation_accuracy": ()}
    assert by_heart(facts=facts, curves=curves).severity == severity


@pytest.mark.parametrize(
    ("train", "validation", "severity"),
    [(0.013, 0.16, "diagnosis"), (0.014, 0.16, "note"), (0.013, 0.15, "note")],
    ids=["by heart", "not quite learned", "validation is near"],
)
def test_numbers_learned_by_heart(train: float, validation: float, severity: str) -> None:
    seen = overfitting.look(
        evidence((train,) * 3, (validation,) * 3, facts=replace(NUMBERS, naive_loss=0.69))
    )
    assert seen.severity == severity


@pytest.mark.parametrize(("loss", "severity"), [(0.013, "diagnosis"), (0.1, "note")])
def test_a_loss_of_nothing_says_more_than_the_accuracy_of_a_few_rows(loss, severity) -> None:
    facts = replace(ROWS, probe_rows=16)
    curves = {"train_accuracy": (1.0,) * 3, "validation_accuracy": (0.88,) * 3}
    seen = overfitting.look(evidence((loss,) * 3, (0.5,) * 3, facts=facts, **curves))
    assert seen.severity == severity


@pytest.mark.parametrize(("accuracy", "severity"), [(0.9, "diagnosis"), (0.93, "note")])
def test_a_rise_counts_where_cheap_models_are_ahead_or_the_gap_is_wide(accuracy, severity) -> None:
    curves = {"train_accuracy": (TAUGHT,) * 4, "validation_accuracy": (accuracy,) * 4}
    facts = replace(
        ROWS, yardstick="linear models", yardstick_loss=0.1, yardstick_accuracy=0.95,
        validation_rows=5000, probe_rows=5000,
    )  # fmt: skip
    assert by_heart(facts=facts, curves=curves).severity == severity


def test_overfitting_at_its_threshold() -> None:
    assert overfitting.look(evidence((0.395,) * 2, (0.5,) * 2)).severity == "note"
    assert overfitting.look(evidence((0.405,) * 2, (0.5,) * 2)) is None


def test_what_comes_after_the_best_epoch_counts_only_where_its_weights_are_lost() -> None:
    curves = ((0.5, 0.3, 0.1), (0.55, 0.8, 0.9))
    assert overfitting.look(evidence(*curves)) is None
    seen = overfitting.look(evidence(*curves, setup=LAST_KEPT))
    assert seen is not None
    assert dict(seen.numbers)["relative_gap"] == pytest.approx(0.625)


def test_overfitting_is_silent_where_validation_is_unknown() -> None:
    assert overfitting.look(evidence((0.5, 0.1), (math.nan,) * 2, setup=LAST_KEPT)) is None


CLASSES = replace(ROWS, yardstick="nearest neighbours", yardstick_accuracy=0.97)


@pytest.mark.parametrize(
    ("epochs", "accuracy", "fires"),
    [(1, 0.85, True), (3, 0.85, True), (3, 0.94, False)],
    ids=["one epoch", "three", "near the yardstick"],
)
def test_a_training_that_hardly_began_is_behind_a_yardstick(epochs, accuracy, fires) -> None:
    curve = falling(1.0, 0.2)[:epochs]
    seen = stopped_too_early.look(
        evidence(
            (0.6, 0.5, 0.45)[:epochs],
            curve,
            facts=CLASSES,
            initial_loss=0.7,
            validation_accuracy=(accuracy,) * epochs,
        )
    )
    assert (seen is not None) == fires
    if seen is not None:
        assert seen.severity == "diagnosis"
        assert f"ended at {100 * accuracy:.1f} %, where nearest neighbours reach 97.0 %" in (
            seen.sentence
        )


@pytest.mark.parametrize(("loss", "fires"), [(0.68, True), (0.67, False)])
def test_a_training_that_hardly_began_knows_nothing(loss, fires) -> None:
    seen = stopped_too_early.look(evidence((0.68,), (loss,), initial_loss=0.7))
    assert (seen is not None) == fires
    if seen is not None:
        assert "After 1 epoch training loss was still falling" in seen.sentence
        assert "where knowing nothing gives 0.69" in seen.sentence


@pytest.mark.parametrize(("accuracy", "severity"), [(0.85, "diagnosis"), (0.96, "note")])
def test_a_loss_that_still_falls_harms_nobody_level_with_cheap_models(accuracy, severity) -> None:
    curve = falling(0.6, 0.2, 30)
    reached = {"facts": CLASSES, "validation_accuracy": (accuracy,) * 30}
    assert stopped_too_early.look(evidence(curve, curve, **reached)).severity == severity


def test_a_loss_that_rose_or_one_epoch_without_a_start_is_no_early_stop() -> None:
    about = {"facts": CLASSES, "validation_accuracy": (0.8,) * 2}
    assert stopped_too_early.look(evidence((0.5, 0.6), (0.5, 0.6), **about)) is None
    alone = {"facts": CLASSES, "validation_accuracy": (0.8,)}
    assert stopped_too_early.look(evidence((0.5,), (0.5,), **alone)) is None


def test_a_fall_from_next_to_nothing_is_a_note() -> None:
    curve = tuple(0.06 * 0.9**epoch for epoch in range(30))
    assert stopped_too_early.look(evidence(curve, curve)).severity == "note"
