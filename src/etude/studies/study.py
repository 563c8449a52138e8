"""A study: the folder that holds it all, and what a person can do with it."""

import os
import shutil
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from etude.errors import Mendable
from etude.method.asking import TimeUp
from etude.records.moves import ExamScored, Explored, Sealed, Trained
from etude.records.note import Note
from etude.records.notebook import Notebook
from etude.records.overview import Overview
from etude.records.question import Question
from etude.studies.benches import HereBench, WorkerBench
from etude.studies.conductor import Clock, conduct
from etude.studies.devices import check_device, has_device
from etude.studies.folder import Folder
from etude.studies.listener import Listener
from etude.studies.performing.encoder import check_pretrained
from etude.studies.result import RESULT, read_result, write_result

if TYPE_CHECKING:
    from etude.data.reading import RawTable
    from etude.records.inside import Inside


@dataclass(frozen=True)
class Predictions:
    """Answers for N rows, in their order.

    labels: class answered for each row; empty for regression.
    values: float64 [N, T] in the target's own units; [N, 0] for classification.
    probabilities: float64 [N, K] in the order of ``classes``; [N, 0] for regression.
    notes:  what was unusual about the rows.
    identifier, names: the column that names the series of a row, and its cells; "" and empty where
            none does.
    time, moments: of a forecast, the column that says when a step is, and when each row is.
    band:   float64 [2, N, T], of a forecast the ends between which 80 % of the truth should lie.
    """

    targets: tuple[str, ...]
    classes: tuple[str, ...]
    labels: list[str]
    values: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float64]
    notes: tuple[Note, ...]
    identifier: str = ""
    names: tuple[str, ...] = ()
    time: str = ""
    moments: tuple[str, ...] = ()
    band: npt.NDArray[np.float64] | None = None


class Study:
    """A study on disk. ``fit`` and ``resume`` make it, ``load`` opens it."""

    def __init__(self, folder: Folder, notebook: Notebook) -> None:
        self._files = folder
        self.notebook = notebook

    @property
    def folder(self) -> Path:
        return self._files.path

    @property
    def finished(self) -> bool:
        return _is_finished(self.notebook)

    @cached_property
    def result(self) -> dict[str, object]:
        """The content of result.json; raises BadStudy where the study is not finished."""
        return read_result(self.folder)

    @cached_property
    def _predictor(self):  # type: ignore[no-untyped-def]  # named late: it imports torch
        from etude.studies.predictor import load_predictor

        device = self.notebook.question.device
        # Trained on one machine, used on another: the processor answers where there is no other.
        return load_predictor(self._files.model, device if has_device(device) else "cpu")

    def predict(self, source: object) -> Predictions:
        """Answers for every row of a file or frame that has the input columns; of a forecast for
        the steps after the end of each series.

        Raises BadColumn naming a missing column or one of another type.
        """
        from etude.data.encoding import encode

        raw = self._read(source)
        if self._predictor.card.problem.forecast is not None:
            from etude.studies.forecasting import predict_ahead

            return predict_ahead(self._predictor, raw)
        typed, notes = encode(raw.frame, self._predictor.card.schema, with_target=False)
        outputs = self._predictor.outputs(typed)
        problem = self._predictor.card.problem
        none = np.zeros((len(typed), 0))
        classes = problem.is_classification
        return Predictions(
            targets=problem.targets,
            classes=problem.labels,
            labels=self._predictor.labels(outputs) if classes else [],
            values=none if classes else outputs,
            probabilities=outputs if classes else none,
            notes=(*raw.notes, *notes),
            identifier=raw.series.identifier if raw.series else "",
            names=raw.series_names,
        )

    def _read(self, source: object) -> "RawTable":
        """A table in the form of the one that was studied."""
        from etude.data.reading import read_table
        from etude.data.series.reading import read_series

        raw = read_table(source)
        series = self._predictor.card.schema.series
        return raw if series is None else read_series(raw, series)

    def evaluate(self, source: object) -> dict[str, object]:
        """Every metric on labelled rows: task, metric, score, metrics, rows."""
        from etude.data.encoding import encode
        from etude.data.typed import scale_of
        from etude.measuring.metrics import all_metrics

        card = self._predictor.card
        raw = self._read(source)
        if card.problem.forecast is None:
            typed, _ = encode(raw.frame, card.schema, with_target=True)
        else:
            from etude.studies.forecasting import labelled_rows

            typed = labelled_rows(card, raw)
        outputs = self._predictor.outputs(typed)
        scale = None if typed.origins is None else scale_of(typed.origins)
        metrics = all_metrics(card.problem, typed.truth, outputs, card.threshold, scale)
        return {
            "task": card.problem.task,
            "metric": card.problem.metric,
            "score": metrics[card.problem.metric],
            "metrics": metrics,
            "rows": len(typed),
        }

    def inside(self, unit: int) -> "Inside":
        """What goes on in the network while it reads the development row of this number in the
        source (from 0): of a finished study of texts or series.

        Raises BadOption for a row that is not a development row, or a study of a table.
        """
        from etude.studies.inside import input_of, look_inside, row_of
        from etude.studies.typed_file import read_typed

        predictor = self._predictor
        input_of(predictor)  # a study of a table has nothing to look into, whichever row is asked
        typed, sealed = read_typed(self._files.typed), self.notebook.first(Sealed)
        test_rows = sealed.test_rows if sealed is not None else 0
        return look_inside(predictor, typed, row_of(typed, unit, test_rows))

    def report(self) -> Path:
        """Write report.html anew from the notebook; its path."""
        from etude.report.document import write_report

        path: Path = write_report(self.notebook, self.folder)
        return path


def fit(
    question: Question,
    *,
    source: object | None = None,
    out: Path | None = None,
    listener: Listener | None = None,
    workers: int | None = None,
) -> Study:
    """Study the data from the first look to the exam.

    In:     source: a frame or arrays in memory, None to read ``question.source``.
            out: folder of the study, by default a new one under ``studies/``.
            workers: processes side by side, by default one a core, at most 2 on a CPU.
    Raises: Mendable where the person can mend it; BadOption before any work for a device that
            this machine does not have.
    """
    check_device(question.device)
    check_pretrained(question)
    folder = Folder(out if out is not None else new_folder(Path("studies"), question))
    ours = not folder.path.exists() or not any(folder.path.iterdir())
    folder.begin(_with_whole_paths(question, source))
    try:
        return _conduct(folder, source, listener or Listener(), workers)
    except Mendable:
        # Refused at the door: nothing worth keeping, but for what lay there before.
        if ours and not folder.read().results(Trained):
            shutil.rmtree(folder.path)
        raise


def resume(folder: Path, *, listener: Listener | None = None, workers: int | None = None) -> Study:
    """Continue a study where its notebook ends; a finished one is returned as it is."""
    files = Folder(folder)
    notebook = files.read()
    if (files.path / RESULT).exists():  # the last file that a study writes
        return Study(files, notebook)
    if not _is_finished(notebook):
        check_device(notebook.question.device)
    return _conduct(files, None, listener or Listener(), workers)


def load(folder: Path | str) -> Study:
    """Open a study that has a notebook."""
    files = Folder(folder)
    return Study(files, files.read())


def explore(question: Question, *, source: object | None = None) -> Explored | Overview:
    """Only look: seal, type, clean and survey, in a folder that is thrown away.

    Out: Explored, with the notes of reading and sealing; an Overview of all rows where the
         question names no target, so that there is nothing to seal for.
    """
    import tempfile

    from etude.studies.performing.seeing import look_over, perform_explore, perform_seal

    if not question.targets:
        return look_over(question, source)
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(place)
        sealed = perform_seal(question, folder, source)
        explored = perform_explore(question, folder)
    return replace(explored, notes=(*sealed.notes, *explored.notes))


def new_folder(parent: Path, question: Question) -> Path:
    """``studies/titanic``, ``studies/titanic-2``, ...: the first that is free."""
    stem = Path(question.source).name.split(".")[0].removeprefix("memory:") or "study"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 10_000))]
    return next(parent / name for name in names if not (parent / name).exists())


def _with_whole_paths(question: Question, source: object | None) -> Question:
    """Paths that hold wherever the study is resumed from."""
    named = source is None and not question.source.startswith("memory:")
    return replace(
        question,
        source=os.path.abspath(question.source) if named else question.source,
        pretrained=_whole_path(question.pretrained),
        lexicon=question.lexicon and os.path.abspath(question.lexicon),
        test=question.test and os.path.abspath(question.test),
        validation=question.validation and os.path.abspath(question.validation),
    )


def _whole_path(name: str) -> str:
    """Of a folder; a name on the hub stays as it is."""
    return os.path.abspath(name) if os.path.isdir(name) else name


def _is_finished(notebook: Notebook) -> bool:
    return notebook.last(ExamScored) is not None


def _conduct(
    folder: Folder, source: object | None, listener: Listener, workers: int | None
) -> Study:
    """The study played to its end from where its notebook stands, by this process alone."""
    with folder.held():
        return _play(folder, folder.read(), source, listener, workers)


def _play(
    folder: Folder,
    notebook: Notebook,
    source: object | None,
    listener: Listener,
    workers: int | None,
) -> Study:
    before = notebook.entries[-1].seconds if len(notebook) else 0.0
    clock = Clock(before, notebook.question.budget_seconds)
    count = _workers(notebook.question) if workers is None else workers
    bench = (
        WorkerBench(folder, notebook.question, source, listener, count)
        if count > 1
        else HereBench(folder, notebook.question, source, listener)
    )
    try:
        notebook = conduct(folder, notebook, bench, listener, clock)
    except TimeUp:
        raise Mendable(
            f"The budget of {clock.budget:g} s was used up before the baseline was trained;"
            " start again with a larger --budget."
        ) from None
    finally:
        bench.close()
    study = Study(folder, notebook)
    if study.finished:
        study.report()
        write_result(notebook, folder.path, clock.seconds)
    return study


def _workers(question: Question) -> int:
    """Two on a machine of two cores or more; one where the work is on an accelerator, or where
    processes cannot be waited for side by side."""
    if question.device != "cpu" or sys.platform == "win32":
        return 1
    return min(os.cpu_count() or 1, 2)
