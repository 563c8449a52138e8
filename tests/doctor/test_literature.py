"""Two real cases in short, and what every one of them must hold."""

from pathlib import Path

import pytest
from benchmarks.clinic import literature, literature_rows
from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors.doctor import better
from benchmarks.clinic.doctors.repairs import REPAIRS
from benchmarks.clinic.kept import Jobs
from benchmarks.clinic.literature_page import body, figures
from benchmarks.clinic.literature_study import Treated, treat
from benchmarks.clinic.rows import data_of
from benchmarks.clinic.study import DOCTORS
from benchmarks.clinic.training import train, train_unwatched

from etude.diagnosis.catalogue import all_symptoms


@pytest.mark.parametrize("told", [literature.SOFTMAX_OVER_ONE_UNIT, literature.TWO_UNIFORMS])
def test_the_published_repair_is_ahead_of_the_sick_training(told: literature.Told) -> None:
    told = told.again(1)
    assert train_unwatched(told.repaired).test > train_unwatched(told.sick).test + 0.1


def test_softmax_over_one_unit_is_named_and_mended() -> None:
    sick = train(literature.SOFTMAX_OVER_ONE_UNIT.sick.changed(epochs=2))
    assert "softmax over one unit" in {one.symptom for one in sick.record.findings()}
    (repair,) = REPAIRS["softmax over one unit"]
    assert train_unwatched(repair(sick.case)).test > 0.9 > sick.test


def test_every_doctor_treats_a_real_case(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "kept.jsonl", tmp_path, workers=1)
    result = treat([literature.TWO_UNIFORMS], jobs)[1]
    jobs.close()
    assert result.seed == 1
    assert set(result.healed) == {one.NAME for one in DOCTORS}
    assert result.told
    assert result.repaired > max(result.sick, 0.95)
    assert min(result.healed.values()) > result.sick - 0.1


def test_an_unwatched_training_scores_the_same() -> None:
    case = Case.of("moons", epochs=4, dropout=0.2, patience=2)
    watched, alone = train(case), train_unwatched(case)
    assert (watched.validation, watched.test) == (alone.validation, alone.test)
    assert better(watched, alone) is watched


def test_four_rows_are_not_parted() -> None:
    data = data_of(literature.XOR_BY_ABSOLUTE_ERROR.sick)
    assert data.undivided
    assert len(data.learn.targets) == len(data.validation.targets) == len(data.test.targets) == 4


def test_causes_are_symptoms_and_repairs_change_something() -> None:
    known = {one.NAME for one in all_symptoms()}
    assert len({(one.name, one.fault) for one in literature.ALL}) == len(literature.ALL) == 23
    for told in literature.ALL:
        assert set(told.causes) <= known, told.name
        assert told.sick != told.repaired, told.name
        assert told.ours, told.name


def test_made_rows_are_the_same_every_time() -> None:
    for make in literature_rows.SETS.values():
        (inputs, targets), again = make(60), make(60)
        assert len(inputs) == len(targets)
        assert (inputs == again[0]).all()
        assert (targets == again[1]).all()


def test_the_page_counts_only_runs_that_lost() -> None:
    told = literature.TWO_UNIFORMS
    names = [one.NAME for one in DOCTORS]
    healed = dict.fromkeys(names, 0.5) | {"etude": 0.96, "rate sweep": 0.47}
    lost = Treated(told.name, told.fault, 0, 0.5, 1.0, ("not finite", "plateau"), (), healed)
    fine = Treated(told.name, told.fault, 1, 0.99, 1.0, (), (), dict.fromkeys(names, 0.99))
    said = figures([told], [lost, fine])
    assert "right cause first: 0 of 1" in said
    assert "among three: 1 of 1" in said
    assert "etude: 90 % of what the published repair gains regained in 1 of 1" in said
    assert "rate sweep: 90 % of what the published repair gains regained in 0 of 1" in said
    assert "left 1 of 2" in said.splitlines()[-1]
    page = body([told], [lost, fine])
    assert "| SO 50306988 | rate and epochs too low | 0.745 | 1.000 |" in page
