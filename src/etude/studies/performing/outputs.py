"""What trained runs said about rows, kept in the trial's folder for comparing later."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save

from etude.records.durable import write_bytes_atomically
from etude.records.split import FoldName
from etude.studies.performing.workspace import Workspace

Floats = npt.NDArray[np.float64]
OUTPUTS = "outputs.safetensors"


@dataclass(frozen=True)
class RunOutputs:
    """What one run said: float64 [n, outputs], class probabilities or numbers in the target's
    own units.

    judge: for the rows that judge it. stop: for the rows that stopped it.
    """

    fold: FoldName
    seed: int
    judge: Floats
    stop: Floats


def write_outputs(runs: Sequence[RunOutputs], folder: Path) -> None:
    """Write the outputs of all runs of a trial, atomically."""
    arrays = {}
    for place, run in enumerate(runs):
        arrays[f"judge.{place}"] = run.judge.astype(np.float32)
        arrays[f"stop.{place}"] = run.stop.astype(np.float32)
    names = json.dumps([(run.fold.repeat, run.fold.part, run.seed) for run in runs])
    write_bytes_atomically(folder / OUTPUTS, save(arrays, metadata={"runs": names}))


def read_outputs(folder: Path) -> list[RunOutputs]:
    """What ``write_outputs`` wrote."""
    with safe_open(folder / OUTPUTS, framework="np") as file:
        names = json.loads(file.metadata()["runs"])
        return [
            RunOutputs(
                FoldName(repeat, part),
                seed,
                file.get_tensor(f"judge.{place}").astype(np.float64),
                file.get_tensor(f"stop.{place}").astype(np.float64),
            )
            for place, (repeat, part, seed) in enumerate(names)
        ]


def judging_rows(work: Workspace) -> npt.NDArray[np.int64]:
    """Development rows on which plans are compared: the confirmation rows, or all of them."""
    if work.split.lane == "cross-validation":
        return np.arange(len(work.typed))
    return work.fold(FoldName(0, 0), 0).judge


def by_repeat(work: Workspace, runs: Sequence[RunOutputs]) -> Floats:
    """Outputs on the judging rows, float64 [R, n, outputs], in the order of the repeats.

    A repeat of cross-validation is put together from its five runs: each row was judged once.
    """
    if work.split.lane == "hold-out":
        return np.stack([run.judge for run in runs])
    repeats = sorted({run.fold.repeat for run in runs})
    whole = np.empty((len(repeats), len(work.typed), runs[0].judge.shape[1]))
    for run in runs:
        rows = work.fold(run.fold, run.seed).judge
        whole[repeats.index(run.fold.repeat), rows] = run.judge
    return whole


def judged(work: Workspace, trials: Sequence[int]) -> Floats:
    """``by_repeat`` for all runs of these trials."""
    runs = [run for number in trials for run in read_outputs(work.folder.trial(number))]
    return by_repeat(work, runs)
