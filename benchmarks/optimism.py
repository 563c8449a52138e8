"""How much too good the losses look that a study decides by: selection optimism.

    python -m benchmarks.optimism --studies FOLDER

FOLDER holds one finished study a table, as `python -m benchmarks.tables --out FOLDER` leaves them.
The networks judged last are looked at on three kinds of rows, with the mean unit loss of the
deciding metric (1 - score for metrics that are no mean, such as average precision):

- selection: hold-out: the stop rows, which stopped them, calibrated them and screened every plan;
  cross-validation: the out-of-fold loss of the repeat by which their plan was screened, nothing
  where it never was;
- confirmation: the rows that judged them; in cross-validation all development rows, out of fold;
- test: the sealed rows, read again after the exam for these same networks, so that neither more
  rows nor more members than were judged hide the optimism. Nothing is decided by this reading.

Optimism = (test loss - validation loss) / test loss: above 0 validation promised too much. Writes
docs/results/optimism.md. Nothing is trained; about two minutes of one core for 17 tables.
"""

import argparse
import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.tables import TABLES
from benchmarks.written import write_result
from etude.data.encoding import encode
from etude.data.reading import read_frame
from etude.data.sealing import SEALED_FOLDER, TEST_FILE
from etude.data.typed import TypedTable
from etude.measuring.losses import losses_by_unit
from etude.measuring.metrics import score
from etude.records.moves import Freeze, Trained
from etude.records.notebook import Notebook
from etude.records.plan import Plan
from etude.records.problem import METRICS
from etude.report.story import baseline_plan
from etude.studies.folder import Folder
from etude.studies.performing.outputs import RunOutputs, by_repeat, judging_rows, read_outputs
from etude.studies.performing.workspace import Workspace
from etude.studies.predictor import CARD, Predictor, load_predictor
from etude.studies.result import RESULT, read_result

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

DRAWS = 10_000  # of the bootstrap over tables
NOTES = """Optimism is (test loss - validation loss) / test loss: above 0 validation looked too
good. Losses are mean unit losses of the deciding metric (log loss; squared error in squared
deviations of the target for rmse; 1 - score on both sides for average precision). One: the mean
loss of the networks judged last; average: the loss of their outputs averaged, where an average was
kept. The test loss is that of the same networks, so that optimism is not hidden by what ships being
larger. Shipped: the loss of the exam; printed: optimism of the validation score that the study
prints (of the average of all networks judged) against it. Chosen: the plan is not the baseline but
a winner of screening. Stop rows also stopped and calibrated these networks: their optimism holds
that of both too. Intervals: 95 %, bootstrap over tables (seed 0). The test rows of one table are
few: read the medians, not the lines. A table split by time (marked) adds drift.

In cross-validation all development rows are shared: screening and judging look at the same rows in
other folds with other seeds, and each row is judged only by networks that did not learn it. The
networks that ship learn 85 % of the rows instead of 68 % and are averaged, so the exam is better
than what was judged: that makes the printed optimism look smaller than it is. (On hold-out they
learn more rows too, and more members may ship than were judged.)"""


@dataclass(frozen=True)
class Losses:
    """Mean losses of the same networks on three kinds of rows; nan where nothing is known."""

    selection: float
    confirmation: float
    test: float

    @property
    def of_selection(self) -> float:
        """Optimism of the selection rows."""
        return optimism(self.selection, self.test)

    @property
    def of_confirmation(self) -> float:
        """Optimism of the confirmation rows."""
        return optimism(self.confirmation, self.test)

    @property
    def spared(self) -> float:
        """What confirmation spares: optimism of selection less that of confirmation."""
        return self.of_selection - self.of_confirmation


@dataclass(frozen=True)
class Found:
    """What one study showed.

    lane, by_time: of its split. chosen: whether its plan won a screening. averaged: whether an
    average was kept. one, average: losses of the networks judged, alone and averaged. shipped:
    loss of the exam.
    """

    name: str
    lane: str
    by_time: bool
    metric: str
    chosen: bool
    averaged: bool
    one: Losses
    average: Losses
    shipped: float

    @property
    def printed(self) -> float:
        """Optimism of the validation score in result.json against the exam."""
        return optimism(self.average.confirmation, self.shipped)


def optimism(validation: float, test: float) -> float:
    """Share of the test loss that validation did not show; nan where there is no test loss."""
    return (test - validation) / test if test > 0 else math.nan


# --- one study -------------------------------------------------------------------------------


def look(folder: Path) -> Found:
    """The losses of a finished study."""
    files = Folder(folder)
    work, notebook = Workspace(files), files.read()
    freeze = notebook.moves(Freeze)[-1]
    runs = [run for number in freeze.judged for run in read_outputs(files.trial(number))]
    test = _test_rows(work)
    examined = _in_repeats([one.outputs(test) for one in _networks(work, freeze.judged)], runs)
    on_test = _both(work, test, np.arange(len(test)), examined)
    on_judging = _both(work, work.typed, judging_rows(work), by_repeat(work, runs)[:, None])
    plan = next(r.trial.plan for r in notebook.results(Trained) if r.trial.number in freeze.judged)
    on_selection = _selection(work, notebook, runs, plan)
    return Found(
        name=folder.name,
        lane=work.split.lane,
        by_time=work.split.order == "time",
        metric=work.problem.metric,
        chosen=plan != baseline_plan(notebook),
        averaged=freeze.plan.members > 1,
        one=Losses(on_selection[0], on_judging[0], on_test[0]),
        average=Losses(on_selection[1], on_judging[1], on_test[1]),
        shipped=_shipped_loss(work, test),
    )


def _both(
    work: Workspace, typed: TypedTable, rows: Integers, outputs: Floats
) -> tuple[float, float]:
    """Mean loss of single networks, and loss of their average over the repeats, from outputs
    [R, P, n, K] on these rows: R repeats of P parts."""
    alone = fmean(loss(work, typed, rows, one) for repeat in outputs for one in repeat)
    return alone, fmean(loss(work, typed, rows, one) for one in outputs.mean(axis=0))


def loss(work: Workspace, typed: TypedTable, rows: Integers, outputs: Floats) -> float:
    """Mean unit loss of outputs [n, K]; 1 - score where the metric is no mean of losses."""
    truth = typed.truth[rows]
    if not METRICS[work.problem.metric].is_mean:
        return 1.0 - score(work.problem, truth, outputs)
    losses = losses_by_unit(work.problem, truth, outputs, typed.clusters[rows], work.deviations)
    return float(losses.mean())


def _selection(
    work: Workspace, notebook: Notebook, runs: Sequence[RunOutputs], plan: Plan
) -> tuple[float, float]:
    """``_both`` on the rows for screening; in cross-validation one repeat of the plan was
    screened, or none, and there is nothing to average."""
    if work.split.lane == "hold-out":
        stop = work.fold(runs[0].fold, runs[0].seed).stop
        return _both(work, work.typed, stop, np.stack([run.stop for run in runs])[:, None])
    screened = [
        one.losses
        for one in notebook.results(Trained)
        if one.trial.stage == "screen" and one.trial.plan == plan
    ]
    return (fmean(screened[-1]) if screened else math.nan), math.nan


def _test_rows(work: Workspace) -> TypedTable:
    """The sealed rows of a study whose exam is over."""
    frame = read_frame(work.folder.path / SEALED_FOLDER / TEST_FILE)
    typed, _ = encode(frame, work.explored.schema, with_target=True)
    return typed


def _networks(work: Workspace, trials: Sequence[int]) -> Iterator[Predictor]:
    """Each network of these trials as a predictor of its own, in the order of their runs."""
    for number in trials:
        with tempfile.TemporaryDirectory() as place:
            shutil.copytree(work.folder.trial(number), place, dirs_exist_ok=True)
            shutil.copy(work.folder.model / CARD, place)
            trial = load_predictor(Path(place))
        yield from (Predictor(trial.card, [member]) for member in trial.members)


def _in_repeats(outputs: Sequence[Floats], runs: Sequence[RunOutputs]) -> Floats:
    """Outputs by run as [R, P, n, K]: repeats of one part, or of the parts of cross-validation."""
    parts = max(run.fold.part for run in runs) + 1
    return np.stack(outputs).reshape(-1, parts, *outputs[0].shape)


def _shipped_loss(work: Workspace, test: TypedTable) -> float:
    """Loss of the exam, found again from the model that ships; its score must be the exam's."""
    predictor = load_predictor(work.folder.model)
    outputs = predictor.outputs(test)
    threshold = predictor.card.threshold
    again = score(work.problem, test.truth, outputs, threshold=threshold)
    exam: Any = read_result(work.folder.path)["test"]
    if not math.isclose(again, exam["score"], rel_tol=1e-6, abs_tol=1e-9):
        raise ValueError(f"{work.folder.path}: {again} is not the exam's {exam['score']}")
    return loss(work, test, np.arange(len(test)), outputs)


# --- all studies -----------------------------------------------------------------------------


def median_of(values: Sequence[float]) -> str:
    """The median of the known values with its interval, bootstrapped over the tables."""
    known = np.array([value for value in values if not math.isnan(value)])
    if len(known) < 2:
        return "- (fewer than 2 tables)"
    drawn = np.random.default_rng(0).choice(known, (DRAWS, len(known)))
    low, high = np.quantile(np.median(drawn, axis=1), (0.025, 0.975))
    return f"{np.median(known):+.1%} ({low:+.1%} to {high:+.1%}; {len(known)} tables)"


def summary(found: Sequence[Found]) -> str:
    """The medians of one lane."""
    averaged = [one for one in found if one.averaged]
    chosen = [one for one in found if one.chosen]
    lines = {
        "optimism of the selection rows, single networks": [f.one.of_selection for f in found],
        "of the confirmation rows, single networks": [f.one.of_confirmation for f in found],
        "**spared by confirmation** (the first less the second, by table)": [
            f.one.spared for f in found
        ],
        "the same where the plan won a screening": [f.one.spared for f in chosen],
        "optimism of the selection rows, averages": [f.average.of_selection for f in averaged],
        "of the confirmation rows, averages": [f.average.of_confirmation for f in averaged],
        "of the printed validation score against the exam": [f.printed for f in found],
    }
    return "\n".join(f"- {name}: {median_of(values)}" for name, values in lines.items())


def table(found: Sequence[Found]) -> str:
    lines = [
        "| table | metric | chosen | one: selection | confirmation | test | optimism of selection |"
        " of confirmation | average: selection | confirmation | test | optimism of selection |"
        " of confirmation | shipped | printed |",
        "| --- " * 15 + "|",
    ]
    return "\n".join([*lines, *(_row(one) for one in found)])


def _row(found: Found) -> str:
    nothing = Losses(math.nan, math.nan, math.nan)
    parts = [*_cells(found.one), *_cells(found.average if found.averaged else nothing)]
    name = f"{found.name} (by time)" if found.by_time else found.name
    chosen = "yes" if found.chosen else "no"
    cells = (name, found.metric, chosen, *parts, f"{found.shipped:.4g}", _percent(found.printed))
    return f"| {' | '.join(cells)} |"


def _cells(losses: Losses) -> list[str]:
    values = (losses.selection, losses.confirmation, losses.test)
    shares = (losses.of_selection, losses.of_confirmation)
    return [*("-" if math.isnan(value) else f"{value:.4g}" for value in values),
            *(_percent(share) for share in shares)]  # fmt: skip


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{share:+.1%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=Path, required=True)
    parser.add_argument("--written", type=Path, default=Path("docs/results/optimism.md"))
    options = parser.parse_args()
    folders = [options.studies / one.name for one in TABLES]
    missing = [folder.name for folder in folders if not (folder / RESULT).exists()]
    found = [look(folder) for folder in folders if folder.name not in missing]
    parts = [f"Studies: {len(found)} of {len(folders)}; not finished: {', '.join(missing) or '-'}."]
    for lane, title in (("hold-out", "Hold-out"), ("cross-validation", "Cross-validation")):
        group = [one for one in found if one.lane == lane]
        if group:
            parts.append(f"## {title}\n\n{summary(group)}\n\n{table(group)}")
    write_result(options.written, "Selection optimism", "\n\n".join(parts), NOTES)


if __name__ == "__main__":
    main()
