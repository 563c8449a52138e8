"""Training one plan: several runs in, each run's curves, best weights and predictions out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from etude.records.plan import Plan
from etude.records.shape import NetworkShape
from etude.records.trial import Run
from etude.training.checkpoint import Checkpoint, identity
from etude.training.group import Group, Snapshot, Stopping
from etude.training.layout import groups
from etude.training.predict import predict
from etude.training.rows import RunRows


@dataclass(frozen=True)
class EpochReport:
    """One epoch of one run, as it ends.

    epoch, epochs: this one, from 1, and the most there can be.
    train_loss, validation_loss: as in ``Curves``.
    state: ``running``, or how the run ended.
    """

    seed: int
    fold: str
    epoch: int
    epochs: int
    train_loss: float
    validation_loss: float
    state: str


@dataclass(frozen=True)
class RunResult:
    """What came of one run.

    state:         tensors of the best epoch, ready for a safetensors file.
    stop_outputs, judge_outputs: float32 [N, outputs], probabilities for classes, standardised
                   numbers for numbers; None where there were no judge rows.
    """

    run: Run
    state: dict[str, np.ndarray]
    stop_outputs: np.ndarray
    judge_outputs: np.ndarray | None


def train(
    plan: Plan,
    shape: NetworkShape,
    runs: Sequence[RunRows],
    *,
    device: str | torch.device = "cpu",
    reference: Sequence[float] = (),
    progress: Callable[[EpochReport], None] | None = None,
    checkpoint: Path | None = None,
) -> list[RunResult]:
    """Train every run and return the results in the order of the runs.

    Runs go side by side in one batched network where that pays (``layout.groups``).

    reference:   validation loss of the incumbent, one an epoch; a run that is behind it at
                 epochs 4 or 12 is dropped (``standing.is_behind``).
    progress:    called for every run after each of its epochs.
    checkpoint:  file that the state is saved to every few seconds at an epoch's end. If it is
                 there at the start, and of this very trial, training goes on from it with a
                 result equal to the uninterrupted one bit for bit (same machine, release of
                 PyTorch and number of threads). The caller deletes it.
    Raises:      ValueError for a loss that does not fit the heads, or missing constants.
    """
    stopping, place = Stopping(tuple(reference)), torch.device(device)
    saving = None
    if checkpoint is not None:
        saving = Checkpoint(checkpoint, identity(plan, shape, runs, str(place), stopping))
    tell = progress or (lambda report: None)
    trained: dict[int, _Trained] = {}
    finished: list[Snapshot] = []
    for places in groups(plan, shape, [len(run.learn) for run in runs]):
        group = Group(plan, shape, [runs[k] for k in places], place, stopping)
        _train_group(group, finished, saving, tell)
        finished.append(group.snapshot())
        trained.update(zip(places, group.results(), strict=True))
    return [_result(plan, shape, run, trained[k], place) for k, run in enumerate(runs)]


_Trained = tuple[Run, dict[str, np.ndarray]]


def _train_group(
    group: Group,
    finished: Sequence[Snapshot],
    saving: Checkpoint | None,
    tell: Callable[[EpochReport], None],
) -> None:
    """Train a group to its end, going on from the checkpoint where that has it."""
    if saving is not None and len(saving.found) > len(finished):
        group.restore(saving.found[len(finished)])
    while not group.is_done:
        for report in _reports(group, group.train_epoch()):
            tell(report)
        if saving is not None:
            saving.save_if_due([*finished, group.snapshot()])


def _reports(group: Group, places: Sequence[int]) -> Iterator[EpochReport]:
    for place in places:
        run, standing, curves = group.runs[place], group.standings[place], group.curves[place]
        yield EpochReport(
            run.seed,
            run.fold,
            standing.epoch,
            group.plan.epochs,
            curves["train_loss"][-1],
            curves["validation_loss"][-1],
            standing.state,
        )


def _result(
    plan: Plan, shape: NetworkShape, run: RunRows, trained: _Trained, device: torch.device
) -> RunResult:
    record, state = trained
    stop = predict(plan, shape, [state], run.stop, device)[0]
    judge = None if run.judge is None else predict(plan, shape, [state], run.judge, device)[0]
    return RunResult(record, state, stop, judge)
