"""One plain sentence for every entry of the notebook: the terminal and the report share them."""

from statistics import fmean, median

from etude.records.exam import ExamResult
from etude.records.figures import counted
from etude.records.finding import Finding
from etude.records.moves import (
    BeginPhase,
    Calibrate,
    Calibrated,
    CheckSanity,
    Compare,
    Compared,
    Diagnose,
    ExamOpened,
    ExamScored,
    Explore,
    Explored,
    Freeze,
    Judge,
    MeasureYardsticks,
    MoreData,
    OpenExam,
    OutOfTime,
    PredictorFrozen,
    RangeTested,
    Remark,
    SanityChecked,
    ScoreExam,
    Screened,
    Seal,
    Sealed,
    TestRange,
    Train,
    Trained,
    YardsticksMeasured,
)
from etude.records.notebook import Entry, Notebook
from etude.records.trial import Trial
from etude.records.verdict import Verdict
from etude.report.figures_in_words import (
    capital,
    clipped,
    figure,
    interval_words,
    loss_change,
    probability,
    rate,
    setting_value,
    several,
    share,
    share_bounds,
)
from etude.report.metrics_in_words import metric_name

PHASE_TITLES = {
    "data": "The data",
    "yardsticks": "Yardsticks",
    "baseline": "The baseline",
    "repair": "Repair",
    "your plan": "Your plan",
    "capacity": "Growing",
    "regularise": "Regularising",
    "fine-tune": "Fine-tuning",
    "simplify": "Making simpler",
    "more data": "More data",
    "ship": "What ships",
    "exam": "The exam",
}
YARDSTICK_NAMES = {
    "naive": "naive prediction",
    "linear": "linear model",
    "boosted_trees": "boosted trees",
    "last_value": "last value repeated",
    "seasonal_naive": "season before repeated",
    "linear_on_lags": "linear model of the steps before",
}


def phase_title(phase: str) -> str:
    """A phase of the method as a heading."""
    return PHASE_TITLES.get(phase, phase.replace("-", " ").replace("_", " ").capitalize())


def yardstick_name(name: str) -> str:
    """A yardstick in words."""
    return YARDSTICK_NAMES.get(name, name.replace("_", " "))


def sentence(entry: Entry, notebook: Notebook) -> str:
    """What was done and what came of it, in one plain sentence (a diagnosis may take several).

    ``notebook`` gives the names: which trial a change was, what the deciding metric is.
    """
    if isinstance(entry.result, OutOfTime):
        what = undone(entry)
        return f"Out of time after {entry.seconds:.0f} s: {what} was not done."
    told = _of_data(entry, notebook) or _of_training(entry) or _of_deciding(entry, notebook)
    return told or _of_the_end(entry, notebook) or type(entry.move).__name__


def undone(entry: Entry) -> str:
    """What a move would have done, where the clock prevented it."""
    move = entry.move
    if isinstance(move, Train):
        return f"trial {move.number} ({move.change.name if move.change else move.stage})"
    names: dict[type, str] = {
        MeasureYardsticks: "measuring the yardsticks",
        CheckSanity: "the sanity checks",
        TestRange: "the learning-rate range test",
        Compare: "a comparison",
        ScoreExam: "scoring the exam",
    }
    return names.get(type(move), f"the move {type(move).__name__}")


# --- data ------------------------------------------------------------------------------------


def _of_data(entry: Entry, notebook: Notebook) -> str:
    match entry:
        case Entry(Seal(), Sealed() as sealed):
            return _sealed(sealed)
        case Entry(Explore(), Explored() as explored):
            return _explored(explored)
        case Entry(MeasureYardsticks(), YardsticksMeasured() as measured):
            return _yardsticks(measured, notebook)
        case Entry(Calibrate(), Calibrated() as calibrated):
            return (
                f"Timed a few steps: {counted(calibrated.workers, 'training')} side by side,"
                f" {calibrated.seconds_left:.0f} s of the budget left."
            )
    return ""


def _sealed(sealed: Sealed) -> str:
    if not sealed.test_rows:
        return f"Read {counted(sealed.rows, 'row')}; none is sealed away, so there is no exam."
    before = sealed.openings_before
    opened = (
        f" They were opened {'once' if before == 1 else f'{before} times'} before."
        if before
        else ""
    )
    what = "series" if any(note.act == "series" for note in sealed.notes) else "row"
    read = counted(sealed.rows, what, "series" if what == "series" else "")
    return (
        f"Read {read}; {sealed.test_rows:,} of them are sealed for the exam before anything else"
        f" looks at them.{opened}"
    )


def _explored(explored: Explored) -> str:
    problem, columns = explored.problem, explored.schema.columns
    used = sum(column.used for column in columns)
    target = several([clipped(name) for name in problem.targets])
    if problem.forecast is not None:
        ahead = counted(problem.forecast.horizon, "step")
        return f"{target} is to be forecast {ahead} ahead; {metric_name(problem.metric)} decides."
    kind = f"{len(problem.labels)} classes" if problem.is_classification else "numbers"
    return (
        f"{target} ({kind}) is to be predicted from {used} of {counted(len(columns), 'column')};"
        f" {metric_name(problem.metric)} decides."
    )


def _yardsticks(measured: YardsticksMeasured, notebook: Notebook) -> str:
    explored = notebook.first(Explored)
    metric = metric_name(explored.problem.metric) if explored else "score"
    scores = [f"{yardstick_name(name)} {figure(score)}" for name, score in measured.scores]
    ahead = explored is not None and explored.problem.forecast is not None
    what = "development forecast" if ahead else "development row"
    where = f"on {counted(measured.units, what)}"
    return f"Yardsticks {where}, {metric}: {several(scores)}."


# --- training --------------------------------------------------------------------------------


def _of_training(entry: Entry) -> str:
    match entry:
        case Entry(CheckSanity(), SanityChecked() as checked):
            return _sanity(checked)
        case Entry(TestRange(), RangeTested() as ranged):
            return (
                f"Learning-rate range test: loss falls fastest near {rate(ranged.test.suggested)}."
            )
        case Entry(Train() as move, Trained() as trained):
            name = move.change.name if move.change else move.stage
            return f"Trial {move.number} ({clipped(name)}): {_trained(trained.trial)}"
        case Entry(Compare(), Compared() as compared):
            done = compared.comparison
            return (
                f"Compared over {counted(done.repeats, 'paired run')} and"
                f" {counted(done.units, 'unit')}: loss {figure(done.candidate_loss, 4)} against"
                f" {figure(done.incumbent_loss, 4)}."
            )
    return ""


def _sanity(checked: SanityChecked) -> str:
    failed = [check.name for check in checked.checks if not check.passed]
    if not failed:
        return f"{counted(len(checked.checks), 'sanity check')} passed."
    return f"Sanity checks: {several(failed)} failed, {len(checked.checks) - len(failed)} passed."


def _trained(trial: Trial) -> str:
    """Runs, epochs and the loss of the weights kept."""
    kept = [run for run in trial.runs if run.best_epoch > 0]
    ended = [run.outcome for run in trial.runs]
    odd = [
        f"{ended.count(outcome)} {outcome}"
        for outcome in ("diverged", "dropped")
        if outcome in ended
    ]
    if not kept:
        return f"{counted(len(trial.runs), 'run')}, none kept its weights ({several(odd)})."
    loss = fmean(run.validation_loss for run in kept)
    rest = f" ({several(odd)})" if odd else ""
    return (
        f"{counted(len(trial.runs), 'run')}{rest}, validation loss {figure(loss)} at epoch"
        f" {median(run.best_epoch for run in kept):.0f}."
    )


# --- deciding --------------------------------------------------------------------------------


def _of_deciding(entry: Entry, notebook: Notebook) -> str:
    match entry.move:
        case BeginPhase(phase, reason):
            return f"{phase_title(phase)}: {reason}"
        case Diagnose(trial, findings):
            return _diagnosis(trial, findings)
        case Screened(sentence=told) | MoreData(sentence=told):
            return told
        case Judge() as judged:
            said = verdict_words(judged.verdict)
            return f"{_under_trial(judged, notebook)} {said}"
        case Remark(_, told):
            return told
    return ""


def _diagnosis(trial: int, findings: tuple[Finding, ...]) -> str:
    if not findings:
        return f"Trial {trial}: no symptom seen in its curves."
    told = [f"{one.symptom} ({one.severity}): {one.seen}" for one in findings]
    return f"Trial {trial}: {' '.join(told)}"


def _under_trial(judged: Judge, notebook: Notebook) -> str:
    name = clipped(judged.change.name)
    numbers = [
        move.number
        for move in notebook.moves(Train)
        if move.change is not None and move.change.name == judged.change.name
    ]
    return f"Trial {numbers[-1]} ({name}):" if numbers else f"{capital(name)}:"


def verdict_words(verdict: Verdict) -> str:
    """A verdict with its numbers: kept or refused, gain, interval, p, what would have shown."""
    half = f", stopped half-way after {verdict.repeats} repeats: it could hardly win any more"
    early = half if verdict.early else ""
    measured = (
        f"{loss_change(verdict.gain)}, 95 % interval of what it saves"
        f" {share_bounds(verdict.low, verdict.high)}, p = {probability(verdict.p)} (needed"
        f" {probability(verdict.threshold)})"
    ).replace("p = under", "p under")
    if verdict.kept:
        simpler = "; simpler, and a loss that would matter is excluded"
        return f"kept. {measured}{simpler if verdict.judgement == 'no worse' else ''}."
    return f"refused{early}. {measured}; {_left_open(verdict)}."


def _left_open(verdict: Verdict) -> str:
    """What a refusal means: harm shown, a gain excluded, or neither."""
    if verdict.judgement == "hurt":
        return "it made things worse"
    if verdict.judgement == "may be worse":
        return "a loss that would matter is not excluded"
    if verdict.judgement == "tie":
        return "a gain worth having is excluded"
    return f"a gain of {share(verdict.smallest_gain)} would have been shown 8 times of 10"


# --- the end ---------------------------------------------------------------------------------


def _of_the_end(entry: Entry, notebook: Notebook) -> str:
    match entry:
        case Entry(Freeze(), PredictorFrozen() as frozen):
            threshold = (
                f"; yes is said from {figure(frozen.threshold)} on"
                if frozen.threshold is not None
                else ""
            )
            return f"The predictor is frozen ({frozen.hash[:12]}){threshold}."
        case Entry(OpenExam(), ExamOpened(openings)):
            return f"The sealed rows are opened; this is opening {openings}."
        case Entry(ScoreExam(), ExamScored() as scored):
            return _scored(scored.result, notebook)
    return ""


def _scored(result: ExamResult, notebook: Notebook) -> str:
    explored = notebook.first(Explored)
    metric = metric_name(explored.problem.metric) if explored else "score"
    return (
        f"Exam on {counted(result.rows, 'row')}: {metric} {figure(result.score)},"
        f" {interval_words(result.interval.low, result.interval.high)}."
    )


def plan_words(settings: dict[str, tuple[object, object]]) -> str:
    """Settings that differ, each ``name before -> after``; the first value is the new one."""
    return "; ".join(
        f"{name.replace('_', ' ')} {setting_value(before)} → {setting_value(after)}"
        for name, (after, before) in settings.items()
    )
