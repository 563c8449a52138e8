"""The network learns its rows by heart: training is far better than validation."""

from math import isnan
from statistics import fmean

from etude.diagnosis.evidence import Evidence
from etude.records.finding import Finding
from etude.records.trial import Run

NAME = "overfitting"
STAGE = "regularisation"
QUESTION = "Is training far better than validation, and does validation rise again?"
MEANING = "The network memorises its rows instead of what they have in common."
SOURCE = "guide, Quick Diagnosis: train 100 % / validation 70 %; Signs of overfitting"
BLIND = "Rows that stand in training and validation alike shrink the gap."

WIDE = 0.20  # of the validation loss, at the epoch kept
RISE = 0.05  # of the best validation loss, by the last epoch


def look(evidence: Evidence) -> Finding | None:
    """Fires on a gap above 20 % of validation loss; a note unless validation rises again."""
    if not evidence.runs:
        return None
    gap, rise = evidence.relative_gap, fmean(_rise(run) for run in evidence.runs)
    if gap <= WIDE:
        return None
    return Finding(
        symptom=NAME,
        severity="diagnosis" if rise > RISE else "note",
        seen=f"Training loss {evidence.train_loss:.4g}, validation loss"
        f" {evidence.validation_loss:.4g} at the epoch kept ({100 * gap:.0f} % apart); by the"
        f" last epoch validation had risen by {100 * rise:.0f} %.{_accuracies(evidence)}",
        meaning=MEANING,
        evidence=(("relative_gap", gap), ("rise", rise)),
        source=SOURCE,
    )


def _rise(run: Run) -> float:
    """How far validation loss rose from its best to the last epoch, as a share of the best."""
    return run.curves.validation_loss[-1] / max(run.validation_loss, 1e-12) - 1.0


def _accuracies(evidence: Evidence) -> str:
    train = evidence.at_best(lambda curves: curves.train_accuracy)
    validation = evidence.at_best(lambda curves: curves.validation_accuracy)
    if isnan(train):  # regression records no accuracy
        return ""
    return (
        f" Accuracy {100 * train:.0f} % against {100 * validation:.0f} % (the guide's example: 100"
        " / 70)."
    )
