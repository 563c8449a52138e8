"""What is promised of tables holds for texts, series and forecasts: sealed rows, exact resume."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from etude.records.codec import to_plain
from etude.records.moves import Calibrate, Explored, OpenExam, ScoreExam
from etude.records.question import Question
from etude.studies.predictor import model_hash
from etude.studies.study import Study, fit, resume
from tests.data.series.made import long

from .test_forecast import steps
from .test_text import sentences

SMALL = (("epochs", 3), ("sequence_width", 8), ("token_width", 8), ("hidden", (8,)))
SEALED_STEPS = 20  # the newest, fewer than a study of 300 steps seals


@dataclass(frozen=True)
class Kind:
    """How a small study of a kind is asked: the plan's model and its settings, and options whose
    files are made in a folder, with test rows that are as they should be or absurd."""

    model: str
    options: Callable[[Path, bool], dict[str, object]]
    settings: tuple[tuple[str, object], ...] = ()


def texts(folder: Path, broken: bool) -> dict[str, object]:
    sentences(120).drop("stars").write_csv(folder / "learn.csv")
    test = sentences(60, seed=1).drop("stars")
    if broken:
        test = test.with_columns(pl.lit("nothing of it was ever written before").alias("text"))
        test = test.with_columns((pl.col("text") + pl.int_range(60).cast(pl.String)).alias("text"))
    test.write_csv(folder / f"test-{broken}.csv")
    return {"targets": ("label",), "test": str(folder / f"test-{broken}.csv")}


def series(folder: Path, broken: bool) -> dict[str, object]:
    long(rows=60).write_csv(folder / "learn.csv")
    test = long(rows=30, seed=1)
    if broken:
        test = test.with_columns(pl.lit("777").alias("x"), pl.lit("-999999").alias("y"))
    test.write_csv(folder / f"test-{broken}.csv")
    return {"targets": ("label",), "test": str(folder / f"test-{broken}.csv")}


def forecast(folder: Path, broken: bool) -> dict[str, object]:
    frame = steps(300)
    if broken:
        newest = pl.int_range(pl.len()) >= 300 - SEALED_STEPS
        frame = frame.with_columns(pl.when(newest).then(1e4).otherwise("sold").alias("sold"))
    frame.write_csv(folder / "learn.csv")
    return {"targets": ("sold",), "forecast": 4}


KINDS = {
    "text": Kind("lstm", texts),
    "pairs of words": Kind("bag", texts, (("word_pairs", 50),)),
    "series": Kind("convolution", series),
    "forecast": Kind("gru", forecast),
}


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys(), scope="module")
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param


@pytest.fixture(scope="module")
def place(kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp(kind.model)


def studied(kind: Kind, place: Path, *, broken: bool) -> Study:
    folder = place / f"files-{broken}"
    folder.mkdir()
    options = kind.options(folder, broken)
    plan = (*SMALL, ("sequence_model", kind.model), *kind.settings)
    question = Question(
        source=str(folder / "learn.csv"), quick=True, plan=plan, budget_seconds=600.0, **options
    )
    return fit(question, out=place / f"study-{broken}", workers=1)


@pytest.fixture(scope="module")
def study(kind: Kind, place: Path) -> Study:
    return studied(kind, place, broken=False)


def decisions(study: Study) -> list[str]:
    """Every move before the exam with its result, but for what is measured in seconds and the
    number that the draws of the split begin with, which comes from all the data."""
    explored = study.notebook.first(Explored)
    assert explored is not None
    told = []
    for entry in list(study.notebook)[2:]:
        if isinstance(entry.move, Calibrate | OpenExam | ScoreExam):
            continue
        result = to_plain(entry.result)
        result.pop("seconds", None)
        text = json.dumps([to_plain(entry.move), result], sort_keys=True)
        told.append(text.replace(str(explored.split.seed), "SEED"))
    return told


def test_nothing_before_the_exam_depends_on_the_test_rows(
    kind: Kind, study: Study, place: Path
) -> None:
    other = studied(kind, place, broken=True)
    assert decisions(other) == decisions(study)
    assert model_hash(other.folder / "model") == model_hash(study.folder / "model")
    assert other.result["test"]["score"] != study.result["test"]["score"]


def test_a_study_cut_in_the_middle_ends_with_the_same_weights(study: Study, place: Path) -> None:
    copy = place / "cut"
    shutil.copytree(study.folder, copy)
    lines = (copy / "notebook.jsonl").read_bytes().splitlines(keepends=True)
    (copy / "notebook.jsonl").write_bytes(b"".join(lines[: len(lines) // 2]))
    (copy / "result.json").unlink()
    shutil.rmtree(copy / "trials")
    shutil.rmtree(copy / "model")
    finished = resume(copy, workers=1)
    assert decisions(finished) == decisions(study)
    assert model_hash(copy / "model") == model_hash(study.folder / "model")
    assert finished.result["test"]["score"] == study.result["test"]["score"]
