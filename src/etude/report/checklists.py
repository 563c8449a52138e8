"""The guide's three checklists, each point ticked only by evidence that the notebook holds."""

from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from etude.records.figures import counted
from etude.records.moves import (
    Diagnose,
    ExamScored,
    Explored,
    Judge,
    PredictorFrozen,
    Sealed,
)
from etude.records.notebook import Notebook
from etude.records.problem import METRICS
from etude.report import story
from etude.report.figures_in_words import figure, rate, setting_value, share
from etude.report.metrics_in_words import deciding_words, metric_name
from etude.report.preparing import preparation_words

MISSING = "The notebook holds no evidence of it."


@dataclass(frozen=True)
class Check:
    """One point of a checklist. done: whether the notebook shows it; evidence: what shows it."""

    name: str
    done: bool
    evidence: str


def unseen(name: str) -> Check:
    """A point of which the notebook holds no evidence."""
    return Check(name, False, MISSING)


# --- before ----------------------------------------------------------------------------------


def before_training(notebook: Notebook) -> list[Check]:
    """The guide's Checklist Before Training."""
    return [
        _explored(notebook),
        _cleaned(notebook),
        _split(notebook),
        _preprocessing(notebook),
        _architecture(notebook),
        _hyperparameters(notebook),
        _early_stopping(notebook),
        _metric(notebook),
    ]


def _explored(notebook: Notebook) -> Check:
    name, explored = "Data explored and understood", notebook.first(Explored)
    if explored is None:
        return unseen(name)
    survey = explored.survey
    columns = len(survey.columns) + len(survey.targets)
    told = (
        f"{counted(columns, 'column')} surveyed over {counted(survey.rows, 'row')};"
        f" {counted(len(survey.warnings), 'warning')}."
    )
    return Check(name, columns > 0, told)


def _cleaned(notebook: Notebook) -> Check:
    name, explored = "Data cleaned", notebook.first(Explored)
    if explored is None:
        return unseen(name)
    acts = story.notes(notebook)
    told = f"{counted(len(acts), 'act')} of reading and cleaning written down with counts."
    return Check(name, True, told if acts else "Every cell was looked at; nothing had to be done.")


def _split(notebook: Notebook) -> Check:
    name = "Train, validation and test rows parted"
    sealed, explored = notebook.first(Sealed), notebook.first(Explored)
    if sealed is None or explored is None:
        return unseen(name)
    split = explored.split
    told = (
        f"{split.train:,} to learn, {split.validation:,} to stop on, {split.confirmation:,} to"
        f" confirm, {sealed.test_rows:,} sealed ({split.lane})."
    )
    return Check(name, min(split.train, split.validation, sealed.test_rows) > 0, told)


def _preprocessing(notebook: Notebook) -> Check:
    name, plan = "Preprocessing defined", story.baseline_plan(notebook)
    if plan is None:
        return unseen(name)
    return Check(name, True, preparation_words(plan, notebook.first(Explored)))


def _architecture(notebook: Notebook) -> Check:
    name, plan = "Architecture chosen", story.baseline_plan(notebook)
    if plan is None:
        return unseen(name)
    told = f"{setting_value(plan.hidden)} neurons, {setting_value(plan.activation)}."
    return Check(name, bool(plan.hidden), told)


def _hyperparameters(notebook: Notebook) -> Check:
    name, plan = "Hyperparameters defined", story.baseline_plan(notebook)
    if plan is None:
        return unseen(name)
    told = (
        f"{setting_value(plan.optimizer).capitalize()} at {rate(plan.learning_rate)}"
        f" ({setting_value(plan.schedule)} rate), batch {plan.batch_size}, at most"
        f" {counted(plan.epochs, 'epoch')}, patience {plan.patience}, dropout"
        f" {setting_value(plan.dropout)}, weight decay {setting_value(plan.weight_decay)}."
    )
    return Check(name, True, f"Plan {plan.identity}: {told}")


def _early_stopping(notebook: Notebook) -> Check:
    name, plan = "Early stopping configured", story.baseline_plan(notebook)
    if plan is None:
        return unseen(name)
    told = f"Patience {plan.patience} of at most {plan.epochs} epochs; the best weights are kept."
    return Check(name, plan.patience < plan.epochs, told)


def _metric(notebook: Notebook) -> Check:
    name, explored = "Metrics chosen", notebook.first(Explored)
    if explored is None or not explored.problem.metric_reason:
        return unseen(name)
    return Check(name, True, deciding_words(explored.problem))


# --- during ----------------------------------------------------------------------------------


def during_training(notebook: Notebook) -> list[Check]:
    """The guide's Checklist During Training."""
    return [_watched(notebook), _falling(notebook), _stability(notebook), _saved(notebook)]


def _watched(notebook: Notebook) -> Check:
    name, runs = "Training and validation loss watched", story.runs(notebook)
    both = [run for run in runs if run.curves.train_loss and run.curves.validation_loss]
    if not both:
        return unseen(name)
    told = f"Both curves are recorded for {len(both)} of {counted(len(runs), 'run')}."
    return Check(name, len(both) == len(runs), told)


def _falling(notebook: Notebook) -> Check:
    name = "Loss is decreasing"
    curves = [run.curves.train_loss for run in story.runs(notebook)]
    known = [curve for curve in curves if len(curve) > 1]
    if not known:
        return unseen(name)
    fell = sum(min(curve[1:]) < curve[0] for curve in known)
    told = f"Training loss fell after the first epoch in {fell} of {counted(len(known), 'run')}."
    return Check(name, fell >= 0.9 * len(known), told)


def _stability(notebook: Notebook) -> Check:
    name, diagnoses = "Stability observed", notebook.moves(Diagnose)
    runs = story.runs(notebook)
    if not diagnoses or not runs:
        return unseen(name)
    found = sum(len(move.findings) for move in diagnoses)
    diverged = sum(run.outcome == "diverged" for run in runs)
    told = (
        f"{counted(len(diagnoses), 'trial')} examined for symptoms, {counted(found, 'finding')};"
        f" {diverged} of {counted(len(runs), 'run')} diverged{_swing(notebook)}."
    )
    return Check(name, True, told)


def _swing(notebook: Notebook) -> str:
    """How much validation loss moves from one epoch to the next, as a share of itself."""
    curves = [run.curves.validation_loss[-11:] for run in story.runs(notebook)]
    steps = [abs(b - a) / abs(b) for curve in curves for a, b in pairwise(curve) if b]
    return f"; late epochs differ by {share(fmean(steps))} on average" if steps else ""


def _saved(notebook: Notebook) -> Check:
    name, runs = "Saved regularly", story.runs(notebook)
    if not runs:
        return unseen(name)
    finished = [run for run in runs if run.outcome == "finished"]
    kept = sum(run.best_epoch > 0 for run in finished)
    told = (
        f"The weights of the best epoch were kept in {kept} of"
        f" {counted(len(finished), 'finished run')};"
        f" {counted(len(notebook), 'move')} written down as they happened."
    )
    return Check(name, kept == len(finished) > 0, told)


# --- after -----------------------------------------------------------------------------------


def after_training(notebook: Notebook) -> list[Check]:
    """The guide's Checklist After Training."""
    return [
        _tested(notebook),
        errors_analysed(notebook, "Errors analysed"),
        _all_metrics(notebook),
        _documented(notebook),
        _model_saved(notebook),
    ]


def _tested(notebook: Notebook) -> Check:
    name, scored = "Evaluated on the test rows", notebook.last(ExamScored)
    if scored is None:
        return unseen(name)
    result = scored.result
    told = (
        f"{figure(result.score)} on {counted(result.rows, 'row')},"
        f" {'once' if result.openings == 1 else f'opening {result.openings}'}."
    )
    return Check(name, result.rows > 0, told)


def errors_analysed(notebook: Notebook, name: str) -> Check:
    """Whether the exam says where the model fails."""
    scored = notebook.last(ExamScored)
    if scored is None:
        return unseen(name)
    analysis = scored.analysis
    told = (
        f"{counted(len(analysis.worst), 'worst row')} listed,"
        f" {counted(len(analysis.slices), 'weak group')} of rows found, importance of"
        f" {counted(len(analysis.importance), 'column')} measured."
    )
    return Check(name, bool(analysis.worst), told)


def _all_metrics(notebook: Notebook) -> Check:
    name = "All metrics calculated"
    scored, explored = notebook.last(ExamScored), notebook.first(Explored)
    if scored is None or explored is None:
        return unseen(name)
    wanted = {
        metric.name
        for metric in METRICS.values()
        if metric.task == explored.problem.task and metric.name != "expected_cost"
    }
    left = sorted(wanted - set(scored.result.metrics))
    told = ", ".join(metric_name(metric) for metric in scored.result.metrics)
    return Check(name, not left, f"{told}." if not left else f"{', '.join(left)} missing.")


def _documented(notebook: Notebook) -> Check:
    name, scored = "Results documented", notebook.last(ExamScored)
    if scored is None:
        return unseen(name)
    judged = notebook.moves(Judge)
    told = (
        f"{counted(len(notebook), 'entry', 'entries')} in the notebook,"
        f" {counted(len(judged), 'verdict')} among them, and this report."
    )
    return Check(name, all(move.verdict.sentence for move in judged), told)


def _model_saved(notebook: Notebook) -> Check:
    name, frozen = "Final model saved", notebook.last(PredictorFrozen)
    if frozen is None:
        return unseen(name)
    return Check(name, bool(frozen.hash), f"The folder model/, frozen as {frozen.hash[:16]}.")
