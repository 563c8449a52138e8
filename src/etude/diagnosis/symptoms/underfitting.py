"""The network is too simple: training itself is poor, or no better than validation."""

from etude.diagnosis.evidence import Evidence
from etude.records.finding import Finding

NAME = "underfitting"
STAGE = "capacity"
QUESTION = "Is training loss itself poor, or as poor as validation loss?"
MEANING = "The network is too simple for what is there, or it stopped before it had learned it."
SOURCE = "guide, Quick Diagnosis: train 60 % / validation 58 %; Phase 3"
BLIND = "A ceiling set by noise in the data looks the same; only trying tells."

CLOSE = 0.10  # of the validation loss


def look(evidence: Evidence) -> Finding | None:
    """Fires when training is worse than the linear yardstick, or within 10 % of validation."""
    if not evidence.runs:
        return None
    gap = evidence.relative_gap
    below_yardstick = evidence.train_loss > evidence.linear_loss
    if gap > CLOSE and not below_yardstick:
        return None
    return Finding(
        symptom=NAME,
        severity="diagnosis",
        seen=_seen(evidence, below_yardstick),
        meaning=MEANING,
        evidence=(
            ("train_loss", evidence.train_loss),
            ("validation_loss", evidence.validation_loss),
            ("linear_loss", evidence.linear_loss),
            ("relative_gap", gap),
        ),
        source=SOURCE,
    )


def _seen(evidence: Evidence, below_yardstick: bool) -> str:
    train, validation = evidence.train_loss, evidence.validation_loss
    if below_yardstick:
        return (
            f"Worse than the linear yardstick ({evidence.linear_loss:.4g}): training loss"
            f" {train:.4g}, validation loss {validation:.4g}."
        )
    losses = f"({train:.4g}, {validation:.4g})"
    gap = evidence.relative_gap
    if gap <= 0:
        return f"Training loss is not below validation loss {losses}."
    return f"Training loss is only {100 * gap:.2g} % below validation loss {losses}."
