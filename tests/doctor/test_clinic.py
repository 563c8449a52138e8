"""The clinic in short: a healthy training, three faults, and who mends one of them."""

import math
from dataclasses import replace

import pytest
from benchmarks.clinic import faults
from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors import etude_doctor
from benchmarks.clinic.page import is_named, mended_share, share
from benchmarks.clinic.patients import SEEN_BASES, UNSEEN_BASES, Patient, fault_of, healthy, sick
from benchmarks.clinic.study import Examined, Harm, Mended, examined
from benchmarks.clinic.training import Outcome, train

BASE = Case("moons", epochs=12)


def test_no_alarm_on_a_healthy_training() -> None:
    run = examined(Patient(BASE))
    assert run.test > 0.9
    assert run.diagnoses == ()


@pytest.mark.parametrize(
    ("fault", "severity"),
    [("rate too high", 2), ("softmax before cross-entropy", 2), ("layers that do not learn", 2)],
)
def test_a_planted_fault_is_called_by_its_name(fault: str, severity: int) -> None:
    run = examined(Patient(BASE, fault, severity))
    assert is_named(run, 3), (run.diagnoses, run.notes)


def test_our_doctor_mends_what_it_names() -> None:
    sick_one = train(Patient(BASE, "missing zero_grad", 2).case)
    tried: list[Case] = []

    def counted_train(case: Case) -> Outcome:
        tried.append(case)
        return train(case)

    healed = etude_doctor.heal(sick_one, counted_train, 0)
    assert len(tried) == healed.trainings <= 5
    assert healed.outcome.test > 0.9 > sick_one.test


def test_every_fault_breaks_something_wherever_it_fits() -> None:
    kinds = (*faults.SEEN, *faults.UNSEEN)
    assert len(kinds) >= 20
    for patient in sick((*SEEN_BASES, *UNSEEN_BASES), kinds):
        assert patient.case != patient.base.changed(seed=0), patient


def test_no_set_and_no_kind_is_both_seen_and_unseen() -> None:
    assert not {one.data for one in SEEN_BASES} & {one.data for one in UNSEEN_BASES}
    assert not {one.name for one in faults.SEEN} & {one.name for one in faults.UNSEEN}


def test_at_least_300_healthy_runs_on_the_unseen_part() -> None:
    assert 4 * len(list(healthy(UNSEEN_BASES))) >= 300


def test_harm_is_two_points_or_two_deviations() -> None:
    patient = Patient(BASE, "rate too high", 0)
    run = Examined(patient, 0.9, 0.9, (), (), 1.0)
    steady, shaky = (0.93, 0.93, 0.93), (0.99, 0.93, 0.87)
    assert Harm(patient, steady, (run,)).is_harmful
    assert not Harm(patient, shaky, (run,)).is_harmful
    assert not Harm(patient, steady, (replace(run, test=0.92),)).is_harmful


def test_mended_means_nine_tenths_of_what_was_lost() -> None:
    patient = Patient(BASE, "rate too high", 0)
    harm = Harm(patient, (0.9,), (Examined(patient, 0.5, 0.5, (), (), 1.0),))
    repairs = [Mended(patient, "etude", 0.5, after, 3) for after in (0.87, 0.85)]
    assert mended_share(repairs, [harm], "etude") == (1, 2)
    unharmed = Mended(patient, "etude", 0.9, 0.9, 1)
    assert mended_share([*repairs, unharmed], [harm], "etude") == (1, 2)


def test_causes_are_symptoms_of_the_catalogue() -> None:
    from etude.diagnosis.catalogue import all_symptoms

    known = {one.NAME for one in all_symptoms()}
    for fault in (*faults.SEEN, *faults.UNSEEN):
        assert set(fault.causes) <= known, fault.name
    from benchmarks.clinic.doctors.repairs import REPAIRS

    assert set(REPAIRS) <= known


def test_a_share_says_its_interval() -> None:
    assert share(9, 10).startswith("9 of 10 (90 %; 60 to 98")
    assert share(0, 0) == "none"
    assert fault_of("rate too low").planted(BASE, 0).rate == pytest.approx(0.03 * BASE.rate)
    assert math.isclose(fault_of("too few epochs").planted(BASE, 2).epochs, 1)
