"""A score as a sentence that needs no textbook, with the guide's plain bands where it has some."""

import math

from etude.records.problem import METRICS, Problem
from etude.report.figures_in_words import capital, figure, share

NAMES = {
    "log_loss": "log loss",
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "roc_auc": "ROC AUC",
    "average_precision": "average precision",
    "expected_cost": "expected cost",
    "rmse": "RMSE",
    "mae": "MAE",
    "r2": "R²",
    "mase": "MASE",
    "smape": "sMAPE",
}
SHARES = ("accuracy", "balanced_accuracy", "precision", "recall", "smape")
# From the guide, "AUC-ROC" and "R²": the name of everything from this value on.
AUC_BANDS = ((0.9, "excellent"), (0.8, "good"), (0.7, "acceptable"), (0.5, "weak"))
R2_BANDS = ((0.9, "excellent"), (0.7, "good"), (0.5, "medium"), (0.0, "weak"))


def metric_name(metric: str) -> str:
    """A metric's name as people write it."""
    return NAMES.get(metric, metric.replace("_", " "))


def loss_noun(metric: str) -> str:
    """What the loss of a deciding metric is: a share of squared error is none of its root."""
    return {"rmse": "squared error", "mae": "absolute error"}.get(metric, "loss")


def better_words(metric: str) -> str:
    """``lower is better`` or ``higher is better``."""
    known = METRICS.get(metric)
    return "lower is better" if known and known.direction == "minimise" else "higher is better"


def deciding_words(problem: Problem) -> str:
    """Which metric decides, and why, as one sentence."""
    name, reason = metric_name(problem.metric), problem.metric_reason.rstrip(".")
    if problem.metric in reason:
        return f"{capital(reason.replace(problem.metric, name))}."
    return f"{capital(name)} decides: {reason}."


def metric_figure(metric: str, value: float, problem: Problem) -> str:
    """The value as it is read: shares in percent, errors with the person's unit."""
    if metric in SHARES:
        return share(value)
    unit = f" {problem.unit}" if problem.unit and metric in ("rmse", "mae") else ""
    return f"{figure(value)}{unit}"


def metric_in_words(metric: str, value: float, problem: Problem) -> str:
    """What this value of this metric means, in one sentence."""
    if not math.isfinite(value):
        return f"{capital(metric_name(metric))} has no value on these rows."
    if metric in ("roc_auc", "r2"):
        return _banded(metric, value)
    if metric == "log_loss":
        return _log_loss(value, problem)
    return _SENTENCES.get(metric, "{}.").format(metric_figure(metric, value, problem))


def _banded(metric: str, value: float) -> str:
    if metric == "roc_auc":
        if value < 0.5:
            return "Below 0.5, worse than a coin: predictions reversed, labels mixed up, or a leak."
        return f"A random yes is ranked above a random no {share(value)} of the time: " + (
            f"{_band(value, AUC_BANDS)} (0.5 is a coin)."
        )
    if value < 0:
        return "Below 0: worse than always saying the mean."
    return f"The model explains {share(value)} of the variation: {_band(value, R2_BANDS)}."


def _band(value: float, bands: tuple[tuple[float, str], ...]) -> str:
    return next(name for low, name in bands if value >= low)


def _log_loss(value: float, problem: Problem) -> str:
    typical = f"The truth was given a probability of {share(math.exp(-value))} typically"
    if not problem.labels:
        return f"{typical}."
    return f"{typical} (guessing evenly would be {share(1 / len(problem.labels))})."


_SENTENCES = {
    "expected_cost": "A row costs {} on average, by the costs given.",
    "accuracy": "{} of the rows are predicted right.",
    "balanced_accuracy": "On average {} of each class is predicted right.",
    "precision": "When it says yes, it is right {} of the time.",
    "recall": "Of the rows that are truly yes it finds {}.",
    "f1": "Precision and recall in one figure: {} of 1, low when either is low.",
    "average_precision": "How often yes is right, averaged as more and more of the yes are found:"
    " {} of 1.",
    "rmse": "Typical error {}; large errors weigh more.",
    "mae": "On average off by {}.",
    "mase": "Off by {} times what a series moves in a season (or, where it has none, in a step).",
    "smape": "Off by {} of its size on average.",
}


def macro_words(problem: Problem) -> str:
    """How precision, recall, F1 and the areas are meant here."""
    if not problem.is_classification:
        return "The plain mean over the targets." if len(problem.targets) > 1 else ""
    if len(problem.labels) == 2:
        return f"Yes means {problem.labels[1]}, no means {problem.labels[0]}."
    return (
        "Precision, recall, F1 and the areas are worked out for each class against all others, then"
        " averaged; a rare class counts as much as a common one."
    )
