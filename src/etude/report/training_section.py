"""Curves of each trial, the range test, and the winning plan with every setting explained."""

from dataclasses import dataclass, fields
from statistics import fmean

from etude.records.figures import counted
from etude.records.moves import MoreData, RangeTested
from etude.records.notebook import Notebook
from etude.records.plan import Plan
from etude.report import story
from etude.report.charts import curves, learning, range_test
from etude.report.charts.chart import Chart, Table, first_rows
from etude.report.figures_in_words import clipped, figure, setting_value
from etude.report.words import plan_words


@dataclass(frozen=True)
class CurveStory:
    """One plan's curves; opened: whether they are shown at once, without a click."""

    heading: str
    chart: Chart
    opened: bool


@dataclass(frozen=True)
class TrainingSection:
    """curves_left: plans whose curves are not drawn; plan_changed: winner against baseline."""

    trials: Table | None
    curves: tuple[CurveStory, ...]
    curves_left: int
    range_test: Chart | None
    more_data: Chart | None
    plan: Table | None
    plan_changed: str


def training_section(notebook: Notebook, most_curves: int) -> TrainingSection:
    """The section with at most so many curves; the table of trials is always whole."""
    attempts, plan = story.attempts(notebook), story.winning_plan(notebook)
    ranged, baseline = notebook.first(RangeTested), story.baseline_plan(notebook)
    more = notebook.moves(MoreData)
    drawn = [one for one in (_curve(attempt, plan) for attempt in attempts) if one is not None]
    # The plans trained longest are the ones that mattered: baseline, incumbents, confirmations.
    shown = sorted(drawn, key=lambda one: not one.opened)[:most_curves]
    rate = plan.learning_rate if plan else None
    differences = plan.differences(baseline) if plan and baseline else {}
    return TrainingSection(
        trials=_trials(attempts),
        curves=tuple(one for one in drawn if one in shown),
        curves_left=len(drawn) - len(shown),
        range_test=range_test.draw(ranged.test, rate) if ranged else None,
        more_data=learning.draw(more[-1] if more else None),
        plan=_plan(plan, baseline) if plan else None,
        plan_changed=plan_words(differences),
    )


def _curve(attempt: story.Attempt, winner: Plan | None) -> CurveStory | None:
    numbers = ", ".join(str(number) for number in attempt.numbers)
    noun = "Trial" if len(attempt.numbers) == 1 else "Trials"
    stage = " (screening)" if attempt.stage == "screen" else ""
    heading = f"{noun} {numbers}: {clipped(attempt.name)}{stage}"
    chart = curves.draw(f"chart-trial-{attempt.numbers[0]}", heading, attempt.runs)
    if chart is None:
        return None
    alike = winner is not None and attempt.plan == winner.changed(members=attempt.plan.members)
    opened = attempt.stage != "screen" and (alike or attempt.numbers[0] == 1)
    return CurveStory(heading, chart, opened)


def _trials(attempts: list[story.Attempt]) -> Table | None:
    rows = [_trial(attempt) for attempt in attempts]
    header = ("trial", "plan", "stage", "runs", "epochs", "training loss", "validation loss")
    return first_rows(header, rows, 200) if rows else None


def _trial(attempt: story.Attempt) -> tuple[str, ...]:
    kept = [run for run in attempt.runs if run.best_epoch]
    train = fmean(run.train_loss for run in kept) if kept else float("nan")
    validation = fmean(run.validation_loss for run in kept) if kept else float("nan")
    return (
        ", ".join(str(number) for number in attempt.numbers),
        clipped(attempt.name),
        attempt.stage,
        counted(len(attempt.runs), "run"),
        f"{fmean(run.epochs for run in attempt.runs):.0f}" if attempt.runs else "",
        figure(train),
        figure(validation),
    )


def _plan(plan: Plan, baseline: Plan | None) -> Table:
    rows = tuple(
        (
            one.name.replace("_", " "),
            f"{setting_value(getattr(plan, one.name))}{_unit(one.metadata['unit'])}",
            _origin(plan, baseline, one.name),
            one.metadata["meaning"],
            one.metadata["source"],
        )
        for one in fields(plan)
    )
    return Table(("setting", "value", "comes from", "meaning", "source of the default"), rows)


def _unit(unit: str) -> str:
    return f" {unit}" if unit in ("neurons", "rows", "epochs", "steps", "networks") else ""


def _origin(plan: Plan, baseline: Plan | None, name: str) -> str:
    value = getattr(plan, name)
    if baseline is not None and value != getattr(baseline, name):
        return f"a kept change (baseline: {setting_value(getattr(baseline, name))})"
    return "the default" if value == getattr(Plan(), name) else "the starting plan"
