"""The last lines of a study: what came out, against what, and what to do next."""

import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.cli.printing import printable
from etude.records.figures import counted
from etude.records.moves import Explored
from etude.records.problem import Problem
from etude.report.figures_in_words import clock, figure, loss_change, several, share_bounds
from etude.report.metrics_in_words import (
    better_words,
    loss_noun,
    metric_figure,
    metric_in_words,
    metric_name,
)
from etude.report.words import yardstick_name

if TYPE_CHECKING:
    from etude.studies.study import Study


def summary(study: "Study") -> list[str]:
    """Plain lines about a finished study."""
    result, problem = study.result, problem_of(study)
    lines = ["", *_score(result, problem), *_yardsticks(result, problem), *_changes(result)]
    lines += [*_checklists(result), _effort(result), ""]
    return [printable(line) for line in lines] + _where(study.folder)


def problem_of(study: "Study") -> Problem:
    """The problem of a study that has a model."""
    explored = study.notebook.first(Explored)
    assert explored is not None
    return explored.problem


def _unit(problem: Problem) -> str:
    return "forecast" if problem.forecast else "row"


def _score(result: dict[str, Any], problem: Problem) -> list[str]:
    metric, test = problem.metric, result["test"]
    score, rows = test["score"], counted(result["rows"]["test"], _unit(problem))
    named = f"{metric_name(metric)} {metric_figure(metric, score, problem)}"
    return [
        f"On {rows} it had never seen, the model reaches {named} ({better_words(metric)}).",
        f"  {metric_in_words(metric, score, problem)}",
        f"  {_interval(*test['interval95'])}",
        *_other_metrics(test["metrics"], problem),
        f"  {_openings(result['test_openings'])}",
    ]


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "How far from it the true score may lie cannot be told from so few."
    return (
        f"The true score lies between {figure(low)} and {figure(high)}: such an interval is right"
        " 95 times of 100."
    )


def _other_metrics(metrics: dict[str, float | None], problem: Problem) -> list[str]:
    said = [
        f"{metric_name(name)} {metric_figure(name, value, problem)}"
        for name, value in metrics.items()
        if name != problem.metric and value is not None and math.isfinite(value)
    ]
    return [f"  Also: {', '.join(said)}."] if said else []


def _openings(times: int) -> str:
    if times == 1:
        return "These rows were opened once."
    return f"These rows have been opened {times} times by now: trust the score the less for it."


def _yardsticks(result: dict[str, Any], problem: Problem) -> list[str]:
    against = result.get("against_yardsticks", {})
    lines = [f"Yardsticks on the same {_unit(problem)}s:"]
    for name, score in result["yardsticks"].items():
        said = f"  {yardstick_name(name):<18} {metric_figure(problem.metric, score, problem)}"
        lines.append(said + _against(against.get(name), loss_noun(problem.metric)))
    return lines if len(lines) > 1 else []


def _shown(low: float, high: float) -> str:
    return "" if low > 0 or high < 0 else ": not shown to differ"


def _against(gain: dict[str, Any] | None, noun: str) -> str:
    """The model beside this yardstick: loss saved, with its interval."""
    if not gain or gain["loss_saved"] is None or None in gain["interval95"]:
        return ""
    return (
        f"   the model: {loss_change(gain['loss_saved'], noun).lower()}"
        f" (saves {share_bounds(*gain['interval95'])}{_shown(*gain['interval95'])})"
    )


def _changes(result: dict[str, Any]) -> list[str]:
    kept, refused = result["changes_kept"], len(result["changes_rejected"])
    if not kept and not refused:
        return ["No change came as far as being judged: the first plan stands."]
    if not kept:
        return [f"No change helped beyond chance ({refused} refused): the simplest plan stands."]
    return [f"Kept: {several(kept)}. Refused: {refused}."]


def _checklists(result: dict[str, Any]) -> list[str]:
    """How many points of each checklist the notebook shows, and which it does not."""
    told, left = [], []
    for name, points in result["checklists"].items():
        told.append(f"{name} {sum(point['done'] for point in points)} of {len(points)}")
        left += [point["point"] for point in points if not point["done"]]
    open_points = f" Not shown: {several(left)}." if left else ""
    return [f"Checklists: {', '.join(told)}.{open_points}"]


def _effort(result: dict[str, Any]) -> str:
    trials, runs = counted(result["trials"], "trial"), counted(result["runs"], "run")
    return f"{trials}, {runs} in all, in {clock(result['seconds']['total'])}."


def _where(folder: Path) -> list[str]:
    study = shlex.quote(str(folder))
    return [
        f"Report    {folder / 'report.html'}",
        f"Notebook  {folder / 'notebook.jsonl'}",
        "",
        "Next:",
        f"  etude predict {study} NEW_ROWS.csv --out predictions.csv",
        f"  etude evaluate {study} LABELLED_ROWS.csv",
    ]


def score_lines(scores: dict[str, Any], problem: Problem) -> list[str]:
    """Plain lines about the scores of ``Study.evaluate``."""
    metric, score = scores["metric"], scores["score"]
    named = f"{metric_name(metric)} {metric_figure(metric, score, problem)}"
    lines = [f"{named} on {counted(scores['rows'], 'row')} ({better_words(metric)})."]
    lines.append(f"  {metric_in_words(metric, score, problem)}")
    return [printable(line) for line in [*lines, *_other_metrics(scores["metrics"], problem)]]
