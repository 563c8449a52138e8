"""The first screen: what was asked, the verdict in a few sentences, the warnings that matter."""

from dataclasses import dataclass

from etude.records.figures import counted
from etude.records.moves import (
    ExamScored,
    Explored,
    Freeze,
    Judge,
    OutOfTime,
    SanityChecked,
    Sealed,
    Train,
    YardsticksMeasured,
)
from etude.records.note import Note
from etude.records.notebook import Notebook
from etude.records.problem import Problem
from etude.records.sanity import SanityCheck
from etude.report import story
from etude.report.figures_in_words import (
    FAR,
    capital,
    clipped,
    figure,
    interval_words,
    several,
    share,
    share_bounds,
)
from etude.report.metrics_in_words import (
    better_words,
    deciding_words,
    loss_noun,
    metric_figure,
    metric_in_words,
    metric_name,
)
from etude.report.words import sentence, undone, yardstick_name

FEW_TEST_ROWS = 100
NAIVE = ("naive", "last_value", "seasonal_naive")  # a model has to beat them


@dataclass(frozen=True)
class Tile:
    """One figure of the first screen, with what it is."""

    figure: str
    about: str


@dataclass(frozen=True)
class Front:
    """finished: whether the exam was scored."""

    title: str
    asked: str
    verdict: tuple[str, ...]
    tiles: tuple[Tile, ...]
    warnings: tuple[str, ...]
    finished: bool


def front(notebook: Notebook) -> Front:
    """The first screen of any notebook, a finished or a broken-off one."""
    scored, explored = notebook.last(ExamScored), notebook.first(Explored)
    targets = several([clipped(name) for name in notebook.question.targets]) or "the target"
    source = notebook.question.source.rsplit("/", 1)[-1]
    verdict, tiles = _so_far(notebook), list[Tile]()
    if scored is not None and explored is not None:
        verdict = _verdict(notebook, scored, explored.problem)
        tiles = _tiles(notebook, scored, explored.problem)
    return Front(
        title=f"Predicting {targets} from {clipped(source)}",
        asked=_asked(notebook, targets),
        verdict=tuple(verdict),
        tiles=tuple(tiles),
        warnings=tuple(_warnings(notebook)),
        finished=scored is not None,
    )


def _asked(notebook: Notebook, targets: str) -> str:
    explored, sealed = notebook.first(Explored), notebook.first(Sealed)
    if explored is None or sealed is None:
        return f"Asked: predict {targets}."
    problem = explored.problem
    if problem.forecast is not None:
        ahead = counted(problem.forecast.horizon, "step")
        rows = counted(sealed.rows, "time step")
        return f"Asked: forecast {targets} {ahead} ahead from {rows}. {deciding_words(problem)}"
    kind = (
        "a number"
        if not problem.is_classification
        else (f"one of {counted(len(problem.labels), 'class', 'classes')}")
    )
    return (
        f"Asked: predict {targets} ({kind}) from {_inputs(explored, sealed.rows)}."
        f" {deciding_words(problem)}"
    )


def _inputs(explored: Explored, rows: int) -> str:
    used, texts = len(explored.schema.used()), len(explored.schema.used("text"))
    if explored.survey.series is not None:
        return f"{counted(used, 'column')} of {rows:,} series"
    if not texts:
        return f"{counted(used, 'column')} of a table of {counted(rows, 'row')}"
    beside = f" and {counted(used - texts, 'further column')}" if used > texts else ""
    return f"the texts{beside} of {counted(rows, 'row')}"


# --- the verdict -----------------------------------------------------------------------------


def _verdict(notebook: Notebook, scored: ExamScored, problem: Problem) -> list[str]:
    trees = _trees_first(scored, problem)
    return [
        *trees,
        _score(scored, problem),
        _against(scored, problem, bool(trees)),
        _changes(notebook),
    ]


def _trees_first(scored: ExamScored, problem: Problem) -> list[str]:
    """Where boosted trees win, that is the first thing to be said."""
    outcome = story.winner_against_trees(scored)
    if outcome is None or not outcome[0].startswith("trees"):
        return []
    gain = outcome[1]
    name, metric = yardstick_name("boosted_trees"), metric_name(problem.metric)
    trees = metric_figure(problem.metric, dict(scored.yardsticks)["boosted_trees"], problem)
    own = metric_figure(problem.metric, scored.result.score, problem)
    said = f"{metric} {trees} against {own} of this network"
    is_higher = "" if outcome[0] == "trees" else "is "
    more = "more than ten times as large" if gain[0] < -FAR else f"{share(-gain[0])} higher"
    interval = f"95 % interval {share_bounds(-gain[2], -gain[1])}"
    bounds = f"{loss_noun(problem.metric)} {is_higher}{more}, {interval}"
    if outcome[0] == "trees":
        return [f"{capital(name)} win here: {said} ({bounds}). Prefer them for this table."]
    rows = counted(scored.result.rows, "test row")
    return [
        f"{capital(name)} score better here ({metric} {trees} against {own}), but on {rows} that"
        f" may be chance: the network's {bounds}."
    ]


def _score(scored: ExamScored, problem: Problem) -> str:
    result, metric = scored.result, problem.metric
    rows = counted(result.rows, "test forecast" if problem.forecast else "test row")
    bounds = interval_words(*_ends(scored), lambda end: metric_figure(metric, end, problem))
    return (
        f"On {rows} that nothing had seen before, {metric_name(metric)}"
        f" is {metric_figure(metric, result.score, problem)} ({bounds};"
        f" {better_words(metric)}). {metric_in_words(metric, result.score, problem)}"
    )


def _ends(scored: ExamScored) -> tuple[float, float]:
    return scored.result.interval.low, scored.result.interval.high


def _against(scored: ExamScored, problem: Problem, trees_said: bool) -> str:
    """The model beside each yardstick on the test rows, the boosted trees left out once said."""
    parts, noun = [], loss_noun(problem.metric)
    for name, (gain, low, high) in scored.against:
        if name == "boosted_trees" and trees_said:
            continue
        side = "less" if gain >= 0 else "more"
        shown = "" if low > 0 or high < 0 else ", within noise"
        size = "more than ten times the" if gain < -FAR else f"{share(abs(gain))} {side}"
        parts.append(
            f"{size} {noun} than the {yardstick_name(name)} ({share_bounds(low, high)}{shown})"
        )
    if not parts:
        return "No yardstick was scored on the test rows."
    return f"The model has {several(parts)}; in brackets the 95 % interval of what it saves."


def _changes(notebook: Notebook) -> str:
    verdicts = story.verdicts(notebook)
    kept = [clipped(one.change) for one in verdicts if one.kept]
    screened = sum(step.outcome == "screened out" for step in story.steps(notebook))
    if not verdicts and not screened:
        return "No change of the first plan was tried."
    if not verdicts:
        was = "was" if screened == 1 else "were"
        return (
            f"{counted(screened, 'change')} {was} tried briefly, none was sent on to be judged:"
            " the first plan stands."
        )
    was = "was" if len(verdicts) == 1 else "were"
    out = f" ({screened} more screened out before that)" if screened else ""
    judged = f"{counted(len(verdicts), 'change')} {was} judged{out}"
    if not kept:
        return f"{judged}, none was shown to help: the first plan stands."
    return f"{judged}, {len(kept)} kept: {several(kept)}.{_shipped(notebook)}"


def _shipped(notebook: Notebook) -> str:
    """How many networks ship, where that are more than were judged."""
    judged = [dict(move.change.settings).get("members") for move in notebook.moves(Judge)]
    frozen = notebook.moves(Freeze)
    if not frozen or frozen[-1].members in (1, *judged):
        return ""
    return f" {frozen[-1].members} networks ship."


def _tiles(notebook: Notebook, scored: ExamScored, problem: Problem) -> list[Tile]:
    metric = problem.metric
    tiles = [
        Tile(
            metric_figure(metric, scored.result.score, problem),
            f"{metric_name(metric)} on the test rows, {interval_words(*_ends(scored))}",
        )
    ]
    tiles += [
        Tile(metric_figure(metric, score, problem), yardstick_name(name))
        for name, score in scored.yardsticks
    ]
    verdicts = story.verdicts(notebook)
    kept = sum(one.kept for one in verdicts)
    return [*tiles, Tile(f"{kept} of {len(verdicts)}", "judged changes kept")]


# --- a study that has not ended --------------------------------------------------------------


def _so_far(notebook: Notebook) -> list[str]:
    if not notebook.question.exam and notebook.results(YardsticksMeasured):
        return [*_validation(notebook), "No test rows were asked for: there is no exam."]
    lines = [
        f"This study is not finished: {counted(len(notebook), 'entry', 'entries')} are written down"
        " and the test rows have not been scored. etude resume brings it to its end."
    ]
    if len(notebook):
        lines.append(f"Last entry: {sentence(notebook.entries[-1], notebook)}")
    return lines + _validation(notebook)


def _validation(notebook: Notebook) -> list[str]:
    """How the best plan so far stands beside the yardsticks, by loss on development rows."""
    measured, compared = notebook.first(YardsticksMeasured), story.comparisons(notebook)
    if measured is None:
        return []
    losses = [f"{yardstick_name(name)} {figure(loss)}" for name, loss in measured.losses]
    said = f"Loss on development rows: {several(losses)}"
    if compared:
        judged, _, comparison = compared[-1]
        kept = judged.verdict.kept
        loss = comparison.candidate_loss if kept else comparison.incumbent_loss
        said += f"; the best network so far {figure(loss)}, flattered by being chosen on them"
    return [f"{said}."]


# --- warnings --------------------------------------------------------------------------------


def _warnings(notebook: Notebook) -> list[str]:
    return [
        *_exam_warnings(notebook),
        *(f"A sanity check failed: {check.name}. {check.evidence}" for check in _failed(notebook)),
        *_time(notebook),
        *(note.text for note in _survey_warnings(notebook)),
    ]


def _exam_warnings(notebook: Notebook) -> list[str]:
    scored = notebook.last(ExamScored)
    if scored is None:
        return []
    result, warnings = scored.result, []
    if result.openings > 1:
        warnings.append(
            f"These test rows have been opened {result.openings} times: the score flatters the"
            " model the more often they are looked at."
        )
    if result.rows < FEW_TEST_ROWS:
        warnings.append(f"Only {counted(result.rows, 'test row')}: the interval is wide and rough.")
    if result.interval.remark:
        warnings.append(result.interval.remark)
    for name, against in scored.against:
        if name in NAIVE and against[1] <= 0:
            told = yardstick_name(name)
            warnings.append(f"The model is not shown to beat the {told}: do not rely on it.")
    if scored.analysis.band is not None and scored.analysis.band.is_too_narrow:
        warnings.append(scored.analysis.band.sentence)
    if result.metrics.get("roc_auc", 1.0) < 0.5:
        warnings.append("ROC AUC is below 0.5: predictions are reversed, or labels mixed up.")
    return warnings


def _failed(notebook: Notebook) -> list[SanityCheck]:
    checked = notebook.first(SanityChecked)
    return [check for check in checked.checks if not check.passed] if checked else []


def _time(notebook: Notebook) -> list[str]:
    left = _left_out(notebook)
    told = story.remarks(notebook, "time up")[-1:] + story.remarks(notebook, "fewer epochs")
    return [*told, *([f"Left out, as the budget ended: {several(left)}."] if left else [])]


def _left_out(notebook: Notebook) -> list[str]:
    """What was not performed, each change once, however many of its trials were left out."""
    found: dict[str, None] = {}
    for entry in notebook:
        if isinstance(entry.result, OutOfTime):
            change = entry.move.change if isinstance(entry.move, Train) else None
            is_final = isinstance(entry.move, Train) and entry.move.stage == "final"
            plain = "the final training" if is_final else undone(entry)
            found[change.name if change else plain] = None
    return [clipped(name) for name in found]


def _survey_warnings(notebook: Notebook) -> list[Note]:
    explored = notebook.first(Explored)
    return list(explored.survey.warnings)[:10] if explored else []
