"""Each symptom: where it fires, where it is silent, and at its threshold."""

from dataclasses import replace

import pytest

from etude.diagnosis.catalogue import STAGES, all_symptoms, examine
from etude.diagnosis.symptoms import (
    dead_units,
    not_finite,
    one_class,
    overfitting,
    plateau,
    underfitting,
)

from .curves import FACTS, evidence


@pytest.mark.parametrize("symptom", all_symptoms(), ids=lambda symptom: symptom.NAME)
class TestContract:
    """What every file of the folder must hold."""

    def test_says_what_it_is(self, symptom) -> None:
        assert symptom.NAME
        assert symptom.QUESTION.endswith("?")
        assert symptom.MEANING
        assert symptom.SOURCE
        assert symptom.BLIND
        assert symptom.STAGE in STAGES

    def test_is_silent_on_a_healthy_run(self, symptom) -> None:
        healthy = evidence(
            (0.6, 0.45, 0.42), (0.6, 0.52, 0.49), largest_class_share=(0.6,) * 3,
            dead_share=(0.1,) * 3,
        )  # fmt: skip
        assert symptom.look(healthy) is None

    def test_bears_a_trial_without_any_run(self, symptom) -> None:
        finding = symptom.look(evidence((), (), outcome="diverged"))
        assert (finding is not None) == (symptom.NAME == "not finite")


def test_names_are_unique() -> None:
    names = [symptom.NAME for symptom in all_symptoms()]
    assert len(set(names)) == len(names)


def test_not_finite_names_the_epoch() -> None:
    finding = not_finite.look(evidence(outcome="diverged"))
    assert finding is not None
    assert "epoch 3" in finding.seen


def test_plateau_at_its_threshold() -> None:
    naive = FACTS.naive_loss
    assert plateau.look(evidence((naive * 0.99,) * 20, (naive,) * 20)) is not None
    assert plateau.look(evidence((naive * 0.97,) * 20, (naive,) * 20)) is None


def test_underfitting_of_the_guide_60_against_58() -> None:
    finding = underfitting.look(evidence((0.66,), (0.67,), train_accuracy=(0.60,)))
    assert finding is not None
    assert finding.severity == "diagnosis"


def test_underfitting_where_training_is_worse_than_linear() -> None:
    finding = underfitting.look(evidence((0.60,), (0.80,)))
    assert finding is not None
    assert "linear yardstick" in finding.seen


def test_underfitting_at_its_threshold() -> None:
    assert underfitting.look(evidence((0.45,), (0.4995,))) is not None
    assert underfitting.look(evidence((0.45,), (0.5005,))) is None


def test_overfitting_of_the_guide_100_against_70() -> None:
    finding = overfitting.look(
        evidence(
            (0.4, 0.1, 0.01), (0.55, 0.6, 0.9),
            train_accuracy=(0.9, 1.0, 1.0), validation_accuracy=(0.7, 0.7, 0.7),
            facts=replace(FACTS, linear_loss=0.6),
        )
    )  # fmt: skip
    assert finding is not None
    assert finding.severity == "diagnosis"
    assert "90 % against 70 %" in finding.seen


def test_overfitting_without_a_rise_is_a_note() -> None:
    finding = overfitting.look(evidence((0.5, 0.3), (0.55, 0.5)))
    assert finding is not None
    assert finding.severity == "note"


def test_overfitting_at_its_threshold() -> None:
    assert overfitting.look(evidence((0.395,), (0.5,))) is not None
    assert overfitting.look(evidence((0.405,), (0.5,))) is None


@pytest.mark.parametrize(("share", "fires"), [(0.985, True), (0.975, False)])
def test_one_class_at_its_threshold(share: float, fires: bool) -> None:
    finding = one_class.look(evidence(largest_class_share=(share,) * 3))
    assert (finding is not None) == fires


def test_one_class_is_right_where_it_is_nearly_all() -> None:
    facts = replace(FACTS, majority_share=0.99)
    assert one_class.look(evidence(largest_class_share=(1.0,) * 3, facts=facts)) is None


def test_dead_units_need_two_epochs() -> None:
    assert dead_units.look(evidence(dead_share=(0.1, 0.2, 0.9))) is None
    assert dead_units.look(evidence(dead_share=(0.1, 0.6, 0.9))) is not None


def test_dead_units_are_a_diagnosis_only_where_it_hurts() -> None:
    well = dead_units.look(evidence(dead_share=(0.9,) * 3))
    badly = dead_units.look(evidence((0.6,) * 3, (0.6,) * 3, dead_share=(0.9,) * 3))
    assert well is not None
    assert well.severity == "note"
    assert badly is not None
    assert badly.severity == "diagnosis"


def test_findings_come_in_order_of_treatment() -> None:
    found = examine(evidence((0.69,) * 3, (0.69,) * 3, outcome="diverged"))
    stages = {symptom.NAME: STAGES.index(symptom.STAGE) for symptom in all_symptoms()}
    order = [stages[one.symptom] for one in found]
    assert len(order) >= 3
    assert order == sorted(order)
