"""A command run in this process, a study that never trains, and a notebook made by hand."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import etude.studies
from etude.cli.main import main
from etude.records.change import Change
from etude.records.column import Column, Schema
from etude.records.moves import (
    BeginPhase,
    Explore,
    Explored,
    Judge,
    Move,
    Noted,
    Result,
    Train,
)
from etude.records.note import Note
from etude.records.notebook import Entry, Notebook
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.question import Question
from etude.records.shape import Head, InputShape, NetworkShape
from etude.records.split import FoldName, Split
from etude.records.survey import (
    ColumnFacts,
    NumberFacts,
    RepeatFacts,
    SingleColumn,
    Survey,
    TargetFacts,
    ValueCount,
)
from etude.records.verdict import Verdict
from etude.studies.listener import Progress

HOSTILE = "=cmd()\x1b]0;owned\x07"


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run ``etude`` with these words; status, stdout and stderr come back."""

    def run(*words: str) -> Outcome:
        status = main(words)
        captured = capfd.readouterr()
        return Outcome(status, captured.out, captured.err)

    return run


# --- a notebook made by hand -----------------------------------------------------------------


@pytest.fixture
def question() -> Question:
    return Question(source="birds.csv", targets=("species",), budget_seconds=60.0)


@pytest.fixture
def explored() -> Explored:
    bins = tuple(range(21)), (5,) * 20
    numbers = NumberFacts(1.0, 2.0, 3.0, 4.0, 5.0, 3.0, 1.2, 0.1, 2, 0.5, *bins)
    columns = (
        ColumnFacts("wing", "number", True, "", 3, 0.03, 90, numbers, (), "Wing is a number."),
        ColumnFacts(
            HOSTILE, "identifier", False, "every value differs", 0, 0.0, 100, None, (), "Names."
        ),
        ColumnFacts(
            "isle", "category", True, "", 0, 0.0, 2, None,
            (ValueCount("Dream", 60), ValueCount("Torgersen", 40)), "Isle is a category.",
        ),
    )  # fmt: skip
    labels = (ValueCount("Adelie", 70), ValueCount("Gentoo", 30))
    survey = Survey(
        rows=100,
        columns=columns,
        targets=(TargetFacts("species", labels, 0.3, None, "Two classes, 70 and 30 rows."),),
        repeats=RepeatFacts(0, 0, 0),
        single_columns=(SingleColumn("wing", "roc_auc", 0.97),),
        pairs=(),
        time_order=(),
        sorted_by_target=True,
        sampled_rows=100,
        warnings=(Note("sorted", "The rows are sorted by the target."),),
    )
    return Explored(
        problem=Problem("table", "classification", ("species",), ("Adelie", "Gentoo"), "log_loss",
                        "Two balanced classes."),
        schema=Schema((Column("wing", "number", True), Column("isle", "category", True)),
                      (Column("species", "category", True),)),
        survey=survey,
        split=Split("cross-validation", "random", False, 70, 10, 0, 20, 80, 7, "Few rows."),
        shape=NetworkShape(
            (InputShape("numbers", "numbers", 1),), (Head("species", "classes", 2),)
        ),
        notes=(Note("missing", "3 blank cells in wing were taken as missing.", "wing", 3),),
    )  # fmt: skip


@pytest.fixture
def change() -> Change:
    return Change("dropout 0.2", "dropout", "overfitting", (("dropout", 0.2),), "", "", "guide")


@pytest.fixture
def training(change: Change) -> Train:
    plan = change.apply(Plan())
    return Train(2, plan, "screen", ((FoldName(0, 0), 1), (FoldName(0, 1), 2)), change=change)


@pytest.fixture
def notebook(question: Question, explored: Explored, change: Change) -> Notebook:
    verdict = Verdict("dropout 0.2", "helped", True, 0.05, 0.01, 0.09, 0.001, 0.01, 0.02, 20, 80,
                      False, "Dropout 0.2 lowered the loss by 5 %.")  # fmt: skip
    refused = replace(
        verdict, change="wider", judgement="tie", kept=False,
        sentence="Wider changed nothing beyond chance.",
    )  # fmt: skip
    told: list[tuple[Move, Result]] = [
        (Explore(), explored),
        (BeginPhase("regularise", "It overfits."), Noted()),
        (Judge(verdict, change), Noted()),
        (Judge(refused, change), Noted()),
    ]
    entries = (Entry(move, result, float(place)) for place, (move, result) in enumerate(told))
    return Notebook(question, tuple(entries))


# --- a study that never trains ---------------------------------------------------------------


RESULT: dict[str, Any] = {
    "task": "classification", "data_kind": "table", "target": "species", "metric": "log_loss",
    "direction": "minimise",
    "test": {"score": 0.0312, "interval95": [0.01, 0.09],
             "metrics": {"log_loss": 0.0312, "accuracy": 0.99, "roc_auc": float("nan")}},
    "yardsticks": {"naive": 1.05, "boosted_trees": 0.04}, "plan": {},
    "against_yardsticks": {"naive": {"loss_saved": 0.97, "interval95": [0.91, 0.99]},
                           "boosted_trees": {"loss_saved": 0.22, "interval95": [None, None]}},
    "changes_kept": ["dropout 0.2"], "changes_rejected": ["wider"],
    "checklists": {"before training": [{"point": "Data split", "done": True, "evidence": "x"}],
                   "common mistakes": [{"point": "No scaling", "done": False, "evidence": "y"}]},
    "trials": 12, "runs": 34, "test_openings": 1, "seconds": {"total": 44.2},
    "rows": {"train": 200, "validation": 30, "confirmation": 28, "test": 86},
}  # fmt: skip


class FakeStudy:
    """What the commands ask of a study."""

    def __init__(self, folder: Path, notebook: Notebook) -> None:
        self.folder, self.notebook, self.result = folder, notebook, RESULT

    def predict(self, source: str) -> SimpleNamespace:
        return SimpleNamespace(
            targets=("species",),
            classes=("Adelie", "Gentoo"),
            labels=["Adelie", "Gentoo"],
            probabilities=np.array([[0.9, 0.1], [0.25, 0.75]]),
            notes=(Note("unseen", "1 island was never seen in training."),),
            identifier="",
            moments=(),
        )

    def evaluate(self, source: str) -> dict[str, Any]:
        return {"task": "classification", "metric": "log_loss", "score": 0.25,
                "metrics": {"log_loss": 0.25, "accuracy": 0.875}, "rows": 16}  # fmt: skip

    def report(self) -> Path:
        return self.folder / "report.html"


class FakeStudies(SimpleNamespace):
    """Stands for the module ``etude.studies.study``; ``error`` is raised by every road in."""

    def __init__(self, folder: Path, notebook: Notebook, training: Train) -> None:
        super().__init__(folder=folder, notebook=notebook, training=training)
        self.error: BaseException | None = None
        self.asked: Question | None = None

    def new_folder(self, parent: Path, question: Question) -> Path:
        return Path(self.folder)

    def fit(self, question: Question, *, out: Path, listener: Any) -> FakeStudy:
        self.asked = question
        return self._play(listener)

    def resume(self, folder: Path, *, listener: Any) -> FakeStudy:
        return self._play(listener)

    def load(self, folder: Path) -> FakeStudy:
        self._stumble()
        return FakeStudy(folder, self.notebook)

    def explore(self, question: Question) -> Explored:
        self._stumble()
        self.asked = question
        explored = self.notebook.first(Explored)
        assert explored is not None
        return explored

    def _stumble(self) -> None:
        if self.error is not None:
            raise self.error

    def _play(self, listener: Any) -> FakeStudy:
        (self.folder / "notebook.jsonl").touch()
        print("a library chatters")  # noqa: T201 - must not reach stdout beside --json
        heard = Notebook(self.notebook.question)
        listener.began([self.training])
        listener.progressed(Progress(2, 1, 100, 0.7, 0.8))
        self._stumble()
        for entry in self.notebook:
            heard = heard.append(entry)
            listener.entered(entry, heard)
        return FakeStudy(self.folder, heard)


@pytest.fixture
def studies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, notebook: Notebook, training: Train
) -> FakeStudies:
    """The study module replaced by one that plays the notebook made by hand."""
    folder = tmp_path / "studies" / "birds"
    folder.mkdir(parents=True)
    fake = FakeStudies(folder, notebook, training)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setitem(sys.modules, "etude.studies.study", fake)
    monkeypatch.setattr(etude.studies, "study", fake, raising=False)
    return fake
