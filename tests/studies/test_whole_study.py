"""Whole studies with real trainings, on a small table made by code."""

import json

import numpy as np
import polars as pl
import pytest

from etude.data.reading import read_frame
from etude.errors import BadColumn, BadStudy, SealBroken
from etude.records.codec import to_plain
from etude.records.moves import (
    Calibrate,
    ExamOpened,
    ExamScored,
    Judge,
    OpenExam,
    PredictorFrozen,
    ScoreExam,
    Sealed,
    Train,
)
from etude.records.notebook import Notebook
from etude.records.question import Question
from etude.studies.exam import open_sealed
from etude.studies.folder import Folder
from etude.studies.predictor import model_hash
from etude.studies.study import Study, fit, load, resume

from .made import table, write

BOUNDED = {"targets": ("grade",), "budget_seconds": 600.0, "max_trials": 1}


def studied(folder, **options) -> Study:
    question = Question(**{**BOUNDED, **options})
    return fit(question, out=folder, workers=1)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("studies")


@pytest.fixture(scope="module")
def study(place) -> Study:
    return studied(place / "study", source=write(place, "grades.csv", 320, 0))


def test_the_model_beats_the_naive_yardstick(study: Study) -> None:
    result = study.result
    assert result["test"]["score"] < 0.8 * result["yardsticks"]["naive"]  # type: ignore[index]


def test_the_result_keeps_the_contract(study: Study) -> None:
    result = study.result
    assert {
        "task", "data_kind", "target", "metric", "direction", "test", "validation", "yardsticks",
        "plan", "changes_kept", "changes_rejected", "trials", "runs", "validation_looks",
        "test_openings", "seconds", "rows", "checklists",
    } <= set(result)  # fmt: skip
    assert result["test_openings"] == 1
    for points in result["checklists"].values():  # type: ignore[attr-defined]
        assert points
        assert all(point["done"] and point["evidence"] for point in points)
    low, high = result["test"]["interval95"]  # type: ignore[index]
    assert low < result["test"]["score"] < high  # type: ignore[index]


def test_every_file_of_a_study_is_there(study: Study) -> None:
    files = {path.name for path in study.folder.iterdir()}
    assert {"notebook.jsonl", "result.json", "plan.toml", "model", "report.html"} <= files
    kinds = {path.suffix for path in (study.folder / "model").iterdir()}
    assert kinds == {".json", ".safetensors"}


def test_every_trial_has_its_plan_and_curves(study: Study) -> None:
    for folder in (study.folder / "trials").iterdir():
        assert {"plan.toml", "curves.json", "outputs.safetensors"} <= {
            p.name for p in folder.iterdir()
        }
        assert not (folder / "checkpoint.safetensors").exists()


def test_the_saved_model_predicts_what_the_study_measured(study: Study) -> None:
    sealed = read_frame(study.folder / "sealed" / "test.arrow")
    again = load(study.folder).evaluate(sealed.drop("__row__", "__cluster__"))
    assert again["score"] == study.result["test"]["score"]  # type: ignore[index]


def test_prediction_does_not_depend_on_order_or_further_columns(study: Study) -> None:
    rows = table(50, 9)
    expected = study.predict(rows).probabilities
    shuffled = rows.reverse().with_columns(pl.lit(1).alias("extra")).select(reversed(rows.columns))
    assert np.array_equal(study.predict(shuffled).probabilities[::-1], expected)


def test_a_missing_column_is_named(study: Study) -> None:
    with pytest.raises(BadColumn, match="weight"):
        study.predict(table(20, 9).drop("weight"))


def test_a_finished_study_is_resumed_as_it_is(study: Study) -> None:
    before = (study.folder / "notebook.jsonl").read_bytes()
    assert resume(study.folder, workers=1).finished
    assert (study.folder / "notebook.jsonl").read_bytes() == before


def test_a_second_opening_raises(study: Study) -> None:
    with pytest.raises(SealBroken):
        open_sealed(study.folder, "another predictor")


def test_openings_of_the_same_data_are_counted_beside_the_studies(study: Study, place) -> None:
    log = (place / "openings.jsonl").read_text().splitlines()
    fingerprint = study.notebook.results(Sealed)[0].fingerprint
    assert sum(fingerprint in line for line in log) >= 1


def test_no_number_of_the_notebook_is_lost_in_writing(study: Study) -> None:
    read = Folder(study.folder).read()
    assert to_plain(read.question) == to_plain(study.notebook.question)
    for mine, theirs in zip(study.notebook, read, strict=True):
        assert to_plain(mine.result) == to_plain(theirs.result)


# --- bit for bit -----------------------------------------------------------------------------


def decisions(notebook: Notebook, *, leave_out: tuple[type, ...] = ()) -> list[str]:
    """Every move with its result but for what is measured in seconds."""
    told = []
    for entry in notebook:
        if isinstance(entry.move, (Calibrate, *leave_out)):
            continue
        result = to_plain(entry.result)
        result.pop("seconds", None)
        told.append(json.dumps([to_plain(entry.move), result], sort_keys=True))
    return told


def test_the_report_changes_nothing_but_itself(study: Study) -> None:
    def bits() -> dict[str, bytes]:
        files = (path for path in sorted(study.folder.rglob("*")) if path.is_file())
        return {str(path): path.read_bytes() for path in files if path.name != "report.html"}

    before = bits()
    report = study.report()
    written = report.read_bytes()
    assert study.report().read_bytes() == written
    assert bits() == before


def test_two_workers_decide_and_train_the_same(study: Study, place) -> None:
    question = Question(**BOUNDED, source=study.notebook.question.source)
    other = fit(question, out=place / "workers", workers=2)
    same = (ScoreExam,)  # counts the openings of the data, which is one more now
    mine, theirs = (decisions(one.notebook, leave_out=same)[1:] for one in (study, other))
    assert [one for one in mine if '"Seal"' not in one] == [
        one for one in theirs if '"Seal"' not in one
    ]
    assert model_hash(study.folder / "model") == model_hash(other.folder / "model")


def test_nothing_before_the_exam_depends_on_the_test_rows(place) -> None:
    """Every test row is corrupted: only the exam's own entry may differ."""
    source = write(place, "learn.csv", 240, 1)
    runs = [
        studied(
            place / f"corrupt-{broken}",
            source=source,
            test=write(place, f"test-{broken}.csv", 80, 2, broken=broken),
        )
        for broken in (False, True)
    ]
    before = [decisions(run.notebook, leave_out=(OpenExam, ScoreExam))[2:] for run in runs]
    assert before[0] == before[1]
    assert model_hash(runs[0].folder / "model") == model_hash(runs[1].folder / "model")
    scores = [run.notebook.results(ExamScored)[0].result.score for run in runs]
    assert scores[0] != scores[1]


def test_an_exam_that_was_cut_short_is_finished_for_the_same_predictor(study: Study, place) -> None:
    """The notebook ends between PredictorFrozen and ExamScored; the same hash may finish."""
    import shutil

    copy = place / "cut"
    shutil.copytree(study.folder, copy)
    (copy / "result.json").unlink()
    lines = (copy / "notebook.jsonl").read_bytes().splitlines(keepends=True)
    (copy / "notebook.jsonl").write_bytes(b"".join(lines[:-1]))
    finished = resume(copy, workers=1)
    assert finished.notebook.results(ExamOpened) == study.notebook.results(ExamOpened)
    mine, theirs = (one.notebook.results(PredictorFrozen)[0].hash for one in (study, finished))
    assert mine == theirs
    score = finished.notebook.results(ExamScored)[0].result.score
    assert score == study.notebook.results(ExamScored)[0].result.score


# --- other questions -------------------------------------------------------------------------


def test_regression_with_several_targets(place) -> None:
    rows = table(260, 3).with_columns(
        (pl.col("height") * 3 + 100).alias("price"),
        (pl.col("weight") - pl.col("height")).alias("tax"),
    )
    rows.drop("grade").write_parquet(place / "two.parquet")
    study = studied(
        place / "two", source=str(place / "two.parquet"), targets=("price", "tax"), quick=True
    )
    assert study.predict(rows).values.shape == (260, 2)
    assert study.result["test"]["metrics"]["r2"] > 0.9  # type: ignore[index]


def test_a_study_without_exam_seals_nothing(place) -> None:
    question = Question(**{**BOUNDED, "source": "memory:frame", "exam": False, "quick": True})
    study = fit(question, source=table(200, 4), out=place / "none", workers=1)
    assert not (study.folder / "sealed").exists()
    assert study.predict(table(10, 5)).labels
    with pytest.raises(BadStudy):
        _ = study.result


def test_a_budget_too_small_for_a_baseline_is_one_sentence(place) -> None:
    from etude.errors import Mendable

    source = write(place, "slow.csv", 200, 6)
    with pytest.raises(Mendable, match="larger --budget"):
        studied(place / "slow", source=source, budget_seconds=0.01, max_trials=None)


def test_each_trial_leaves_its_plan_and_every_change_its_verdict(study: Study) -> None:
    trained = study.notebook.moves(Train)
    assert len(trained) >= 4
    for move in study.notebook.moves(Judge):
        assert move.verdict.sentence
        assert move.change.prediction
