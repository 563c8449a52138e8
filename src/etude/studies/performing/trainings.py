"""Train, and what is measured of a plan before it: speed, sanity, learning-rate range."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save

from etude.data.folds import Fold
from etude.data.preparation import Preparation
from etude.data.shuffled import shuffled
from etude.measuring.calibration import Calibration, fit_calibration
from etude.measuring.losses import losses_by_unit
from etude.records.codec import to_plain
from etude.records.durable import write_bytes_atomically
from etude.records.moves import (
    Calibrate,
    Calibrated,
    CheckSanity,
    RangeTested,
    SanityChecked,
    TestRange,
    Train,
    Trained,
)
from etude.records.plan import Plan
from etude.records.split import FoldName
from etude.records.trial import Trial
from etude.records.work import work as work_units
from etude.studies.listener import Progress
from etude.studies.performing.outputs import Floats, RunOutputs, by_repeat, write_outputs
from etude.studies.performing.workspace import Workspace
from etude.studies.plan_file import plan_text
from etude.training.calibration import seconds_per_unit
from etude.training.loop import EpochReport, RunResult, train
from etude.training.memory import with_fitting_batch
from etude.training.range_test import range_test
from etude.training.rows import RunRows
from etude.training.sanity import sanity_checks

CHECKPOINT = "checkpoint.safetensors"
SECONDS_BETWEEN_REPORTS = 0.2
Report = Callable[[Progress], None]


def run_rows(
    work: Workspace,
    plan: Plan,
    name: FoldName,
    seed: int,
    share: float = 1.0,
    *,
    mixed: bool = False,
) -> RunRows:
    """Prepared rows of one run, which learns from this share of its learn rows; with ``mixed``
    the steps of every sequence are shuffled."""
    fold = work.fold(name, seed, share)
    learn, stop, judge = (
        shuffled(rows) if mixed else rows
        for rows in (work.rows(plan, fold, role) for role in ("learn", "stop", "judge"))
    )
    return RunRows(
        seed=seed,
        fold=str(name),
        learn=learn,
        stop=stop,
        judge=judge if len(fold.judge) else None,
        constants=work.preparation(plan, fold).constants(),
    )


def first_run(work: Workspace, plan: Plan) -> RunRows:
    """The rows on which a plan is measured before it is trained: never those of the exam."""
    return run_rows(work, plan, FoldName(0, 0), work.question.seed)


# --- Train -----------------------------------------------------------------------------------


def perform_train(move: Train, work: Workspace, report: Report) -> Trained:
    """Train the runs, keep their weights and outputs in the trial's folder."""
    start = time.monotonic()
    folder = work.folder.trial(move.number)
    folder.mkdir(parents=True, exist_ok=True)
    runs = [
        run_rows(work, move.plan, name, seed, move.share, mixed=move.shuffled)
        for name, seed in move.runs
    ]
    plan, results = with_fitting_batch(
        move.plan,
        lambda plan: train(
            plan,
            work.shape(plan),
            runs,
            device=work.question.device,
            reference=move.reference,
            progress=_Telling(move, report),
            checkpoint=folder / CHECKPOINT,
        ),
    )
    outputs = [_finish(work, move, place, result, folder) for place, result in enumerate(results)]
    write_outputs(outputs, folder)
    (folder / CHECKPOINT).unlink(missing_ok=True)
    epochs = sum(result.run.epochs for result in results) / len(results)
    rows = len(runs[0].learn)
    units = work_units(plan, work.shape(plan), rows, 1, len(runs)) * epochs
    trial = Trial(move.number, plan, move.stage, tuple(r.run for r in results), units)
    _tell_reader(trial, folder)
    seconds = round(time.monotonic() - start, 3)
    return Trained(trial, _screening_losses(work, outputs), seconds)


def _tell_reader(trial: Trial, folder: Path) -> None:
    """plan.toml and curves.json: what the notebook holds too, for a person who looks here."""
    curves = json.dumps(to_plain(trial.runs), indent=1)
    write_bytes_atomically(folder / "curves.json", curves.encode())
    write_bytes_atomically(folder / "plan.toml", plan_text(trial.plan).encode())


class _Telling:
    """Turns epochs of single runs into the progress of their trial, a few times a second."""

    def __init__(self, move: Train, report: Report) -> None:
        self._move, self._report = move, report
        self._losses: dict[tuple[str, int], tuple[float, float]] = {}
        self._told = 0.0

    def __call__(self, epoch: EpochReport) -> None:
        self._losses[(epoch.fold, epoch.seed)] = (epoch.train_loss, epoch.validation_loss)
        now = time.monotonic()
        if now - self._told < SECONDS_BETWEEN_REPORTS:
            return
        self._told = now
        train_loss, validation_loss = (
            fmean(values) for values in zip(*self._losses.values(), strict=True)
        )
        self._report(
            Progress(self._move.number, epoch.epoch, epoch.epochs, train_loss, validation_loss)
        )


def _finish(
    work: Workspace, move: Train, place: int, result: RunResult, folder: Path
) -> RunOutputs:
    """Outputs in the person's terms, and the run's part of a predictor on disk."""
    name, seed = move.runs[place]
    fold = work.fold(name, seed, move.share)
    preparation = work.preparation(move.plan, fold)
    calibration = _calibration(work, fold, result)
    write_member(folder / member_file(place), result.state, preparation, calibration)
    nothing = np.zeros((0, work.problem.outputs), np.float32)
    judge = nothing if result.judge_outputs is None else result.judge_outputs
    return RunOutputs(
        name,
        seed,
        in_terms(work, judge, fold.judge, preparation, calibration),
        in_terms(work, result.stop_outputs, fold.stop, preparation, calibration),
    )


def _calibration(work: Workspace, fold: Fold, result: RunResult) -> Calibration | None:
    """Fitted on the stopping rows."""
    if not work.problem.is_classification or not len(fold.stop):
        return None
    return fit_calibration(result.stop_outputs.astype(np.float64), work.truth(fold.stop))


def in_terms(
    work: Workspace,
    outputs: object,
    rows: npt.NDArray[np.int64],
    preparation: Preparation,
    calibration: Calibration | None,
) -> Floats:
    """Network outputs for these rows as calibrated probabilities, or as numbers in the target's
    own units."""
    values = np.asarray(outputs, dtype=np.float64)
    if len(preparation.target_center):
        return preparation.target_back(values, work.typed, rows[: len(values)])
    return values if calibration is None else calibration.apply(values)


def _screening_losses(work: Workspace, outputs: Sequence[RunOutputs]) -> tuple[float, ...]:
    """Mean loss by repeat on rows that screening may look at; none for final runs."""
    if outputs[0].fold.repeat < 0:
        return ()
    if work.split.lane == "cross-validation":
        rows = np.arange(len(work.typed))
        return tuple(_loss(work, rows, one) for one in by_repeat(work, outputs))
    stop = work.fold(outputs[0].fold, outputs[0].seed).stop
    return tuple(_loss(work, stop, run.stop) for run in outputs if len(run.stop))


def _loss(work: Workspace, rows: npt.NDArray[np.int64], outputs: Floats) -> float:
    truth, clusters = work.truth(rows), work.typed.clusters[rows]
    scale = work.scale(rows)
    return float(losses_by_unit(work.problem, truth, outputs, clusters, scale).mean())


# --- members on disk -------------------------------------------------------------------------


def member_file(place: int) -> str:
    """Name of the file that holds the network of the run at this place."""
    return f"member-{place:02d}.safetensors"


def write_member(
    path: Path,
    state: dict[str, npt.NDArray[Any]],
    preparation: Preparation,
    calibration: Calibration | None,
) -> None:
    """One network with all that turns raw rows into its inputs and its outputs into answers."""
    arrays = {f"network.{name}": np.ascontiguousarray(value) for name, value in state.items()}
    for name, value in preparation.to_arrays().items():
        arrays[f"preparation.{name}"] = np.ascontiguousarray(value)
    if calibration is not None:
        arrays["calibration.temperature"] = np.array([calibration.temperature])
        arrays["calibration.bias"] = np.asarray(calibration.bias, dtype=np.float64)
    # One entry: several are written in an order that changes, and the file would with it.
    metadata = {"preparation": json.dumps(preparation.metadata(), sort_keys=True)}
    write_bytes_atomically(path, save(arrays, metadata=metadata))


# --- before training -------------------------------------------------------------------------


def perform_calibrate(move: Calibrate, work: Workspace, workers: int, left: float) -> Calibrated:
    """Measured seconds of one unit of work on one core of this machine."""
    run, device = first_run(work, move.plan), work.question.device
    _, speed = with_fitting_batch(
        move.plan, lambda plan: seconds_per_unit(plan, work.shape(plan), run, device=device)
    )
    return Calibrated(speed, workers, left)


def perform_sanity(move: CheckSanity, work: Workspace) -> SanityChecked:
    """Checks of the plan on the first run's rows."""
    run, device = first_run(work, move.plan), work.question.device
    _, checks = with_fitting_batch(
        move.plan, lambda plan: sanity_checks(plan, work.shape(plan), run, device=device)
    )
    return SanityChecked(tuple(checks))


def perform_range_test(move: TestRange, work: Workspace) -> RangeTested:
    """A sweep of the learning rate over the first run's learn rows."""
    run, device = first_run(work, move.plan), work.question.device
    _, test = with_fitting_batch(
        move.plan, lambda plan: range_test(plan, work.shape(plan), run, device=device)
    )
    return RangeTested(test)
