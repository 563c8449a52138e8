"""How good it is: every metric in words, the yardsticks, and the way from baseline to final."""

from dataclasses import dataclass

from etude.records.moves import ExamScored, Explored, YardsticksMeasured
from etude.records.notebook import Notebook
from etude.records.problem import Problem
from etude.report import story
from etude.report.charts import yardsticks
from etude.report.charts.chart import Chart, Table
from etude.report.figures_in_words import figure, saved_words, share, share_bounds
from etude.report.metrics_in_words import (
    loss_noun,
    macro_words,
    metric_figure,
    metric_in_words,
    metric_name,
)
from etude.report.words import yardstick_name


@dataclass(frozen=True)
class Score:
    """interval: how the interval was made; meaning: how averaged metrics are meant."""

    chart: Chart | None
    metrics: Table | None
    against: Table | None
    road: Table | None
    interval: str
    meaning: str


def score(notebook: Notebook) -> Score:
    """All that is known of how good the model is; before the exam, what development rows say."""
    explored, scored = notebook.first(Explored), notebook.last(ExamScored)
    road = _road(notebook)
    if explored is None:
        return Score(None, None, None, road, "", "")
    problem = explored.problem
    if scored is None:
        return Score(_before(notebook, problem), None, None, road, "", "")
    name = metric_name(problem.metric)
    rows = [(yardstick_name(one), value) for one, value in scored.yardsticks]
    own = (scored.result.score, scored.result.interval)
    where = f"{scored.result.rows:,} test rows"
    return Score(
        chart=yardsticks.draw(name, problem.direction, rows, own, where),
        metrics=_metrics(scored, problem),
        against=_against(notebook, scored, problem),
        road=road,
        interval=f"{scored.result.interval.method}. {scored.result.interval.remark}".strip(),
        meaning=macro_words(problem),
    )


def _before(notebook: Notebook, problem: Problem) -> Chart | None:
    measured = notebook.first(YardsticksMeasured)
    if measured is None:
        return None
    rows = [(yardstick_name(name), value) for name, value in measured.scores]
    where = f"{measured.units:,} development rows"
    return yardsticks.draw(metric_name(problem.metric), problem.direction, rows, None, where)


def _metrics(scored: ExamScored, problem: Problem) -> Table:
    first = sorted(scored.result.metrics.items(), key=lambda pair: pair[0] != problem.metric)
    rows = tuple(
        (
            metric_name(name) + (" (decides)" if name == problem.metric else ""),
            metric_figure(name, value, problem),
            metric_in_words(name, value, problem),
        )
        for name, value in first
    )
    return Table(("metric", "on the test rows", "in words"), rows)


def _against(notebook: Notebook, scored: ExamScored, problem: Problem) -> Table | None:
    if not scored.against:
        return None
    measured, metric = notebook.first(YardsticksMeasured), problem.metric
    before, after = dict(measured.scores if measured else ()), dict(scored.yardsticks)
    rows = tuple(
        (
            yardstick_name(name),
            metric_figure(metric, before[name], problem) if name in before else "",
            metric_figure(metric, after[name], problem) if name in after else "",
            saved_words(gain),
            share_bounds(low, high),
            _judged(low, high),
        )
        for name, (gain, low, high) in scored.against
    )
    own = (f"{metric_name(metric)}, {rows}" for rows in ("development rows", "test rows"))
    return Table(("against", *own, f"{loss_noun(metric)} saved", "95 % interval", "so"), rows)


def _judged(low: float, high: float) -> str:
    if low > 0:
        return "the model is better"
    return "the model is worse" if high < 0 else "not shown to differ"


def _road(notebook: Notebook) -> Table | None:
    """Loss on the judging rows from the baseline over every kept change to the final plan."""
    compared = story.comparisons(notebook)
    if not compared:
        return None
    rows = [("baseline", figure(compared[0][2].incumbent_loss, 4), "")]
    for judged, _, comparison in compared:
        if judged.verdict.kept:
            gain = share(judged.verdict.gain)
            rows.append((judged.change.name, figure(comparison.candidate_loss, 4), gain))
    return Table(("plan", "loss on judging rows", "loss saved"), tuple(rows))
