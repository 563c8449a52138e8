"""The network is too simple: training itself is poor, or no better than validation."""

from math import isfinite, isnan

from etude.diagnosis.chance import standard_error
from etude.diagnosis.curve import (
    EPOCHS,
    at_most_at_the_end,
    at_the_end,
    lowest_held,
    typical,
)
from etude.diagnosis.evidence import Evidence, Mark
from etude.diagnosis.harm import (
    DENSE,
    ERRORS,
    LINEAR,
    NEAR_ZERO,
    PLAIN_CONVOLUTIONS,
    PLAIN_RECURRENT,
    behind,
    best_mark,
    is_behind,
)
from etude.diagnosis.seen import Seen, accuracies_said

NAME = "underfitting"
STAGE = "capacity"
PRIORITY = 20
QUESTION = "Is training loss itself poor, or as poor as validation loss?"
MEANING = "The network is too simple for what is there, or it stopped before it had learned it."
FIRST = "Double the neurons; then one more layer."
SOURCE = "guide, Quick Diagnosis: train 60 % / validation 58 %; Phase 3; When to Change What"
BLIND = "A ceiling set by noise in the data looks the same; only trying tells."

CLOSE = 0.10  # of the validation loss
FAR = 0.10  # of accuracy, or of the naive loss: no mechanism is known, so the harm must be plain
# The same where rows are paired, behind what a larger network could do as well; trees and
# neighbours may just suit the data better.
FAR_PAIRED, FAR_ERRORS = 0.05, 3.0
BY_HEART = 0.99  # right answers to training rows
CLEAR = 2.0  # standard errors, of an accuracy on few rows
SMOOTH = (LINEAR, *DENSE, PLAIN_CONVOLUTIONS, PLAIN_RECURRENT)


def look(evidence: Evidence) -> Seen | None:
    """Fires when training is worse than the linear yardstick, within 10 % of validation (but not
    below a tenth of the naive loss, where little is left to learn), or both are behind the best
    yardstick; a diagnosis where it is clearly worse than the linear one in
    every pair of epochs and validation is so as well, or 10 points behind the best (5 and 3
    standard errors behind a linear model or a network where rows are paired): with less another
    model may suit the data better, and this one not be too simple. Behind a plain network of its
    own kind, dense, convolution or recurrent, 4 points are enough (3 where rows are paired). Silent
    where the training rows are answered by heart at the end: that network is not too simple."""
    gap = evidence.relative_gap
    below_yardstick = evidence.train_loss > evidence.linear_loss
    behind = _behind(evidence)
    is_close = gap <= CLOSE and not evidence.train_loss < NEAR_ZERO * evidence.naive_loss
    seen = is_close or below_yardstick or bool(behind)
    if evidence.mean(lambda run: run.epochs) < EPOCHS or not seen or _knows_its_rows(evidence):
        return None
    lowest = typical(evidence, lambda run: lowest_held(run.curves.train_loss))
    validation = evidence.validation_loss
    harmed = is_behind(evidence, lowest) and (isnan(validation) or is_behind(evidence, validation))
    told = f" {behind[0].upper()}{behind[1:]}." if behind else _accuracies(evidence)
    return Seen(
        severity="diagnosis" if harmed or _is_far(evidence) else "note",
        sentence=_seen(evidence, below_yardstick) + told,
        numbers={
            "train_loss": evidence.train_loss,
            "validation_loss": evidence.validation_loss,
            "linear_loss": evidence.linear_loss,
            "relative_gap": gap,
        },
    )


def _knows_its_rows(evidence: Evidence) -> bool:
    """Whether training rows, and no mere handful of them, are answered by heart at the end."""
    accuracy = at_most_at_the_end(evidence, lambda curves: curves.train_accuracy)
    rows = evidence.facts.probe_rows
    luck = standard_error(accuracy, rows) if rows else 0.0
    return accuracy >= BY_HEART and luck < 1.0 - BY_HEART


def _seen(evidence: Evidence, below_yardstick: bool) -> str:
    train, validation = evidence.train_loss, evidence.validation_loss
    if below_yardstick:
        return (
            f"Worse than the linear yardstick ({evidence.linear_loss:.4g}): training loss"
            f" {train:.4g}, validation loss {validation:.4g}."
        )
    losses = f"({train:.4g}, {validation:.4g})"
    gap = evidence.relative_gap
    if isnan(gap):
        return f"Training loss ended at {train:.4g}."
    if gap <= 0:
        return f"Training loss is not below validation loss {losses}."
    return f"Training loss is only {100 * gap:.2g} % below validation loss {losses}."


def _is_far(evidence: Evidence) -> bool:
    """Whether it is far behind the best cheap model, or behind its own kind."""
    own = _own_kind(evidence)
    best = best_mark(evidence)
    is_close = best.name in SMOOTH and not isnan(best.error)
    far = (FAR_PAIRED, FAR_ERRORS) if is_close else (FAR, ERRORS)
    is_behind_own = own is not None and _is_not_above(evidence, own) and behind(evidence, own)
    return bool(_behind(evidence, *far) or is_behind_own)


def _own_kind(evidence: Evidence) -> Mark | None:
    """The plain network that is of the same kind as the one trained; None where there is none."""
    facts, setup = evidence.facts, evidence.setup
    if setup.reads_columns:
        return facts.mark(*DENSE)
    if setup.recurs:
        return facts.mark(PLAIN_RECURRENT)
    return facts.mark(PLAIN_CONVOLUTIONS) if setup.convolves else None


def _behind(evidence: Evidence, points: float | None = None, errors: float = ERRORS) -> str:
    """By how much validation is behind the best cheap model, where training is no better than that
    either; "" elsewhere."""
    best = best_mark(evidence)
    return behind(evidence, best, points, errors) if _is_not_above(evidence, best) else ""


def _is_not_above(evidence: Evidence, mark: Mark) -> bool:
    """Whether training is no better than a cheap model on validation rows, by its loss where the
    two are of one unit, and by its accuracy where that is known; beyond luck where it is of few
    rows and the loss is of all."""
    loss = at_the_end(evidence, lambda curves: curves.train_loss)
    accuracy = at_most_at_the_end(evidence, lambda curves: curves.train_accuracy)
    is_above = loss > mark.loss or (isnan(mark.loss) and isfinite(accuracy))
    rows = evidence.facts.probe_rows
    luck = CLEAR * standard_error(accuracy, rows) if rows and isfinite(loss) else 0.0
    return is_above and not accuracy > mark.accuracy + luck


def _accuracies(evidence: Evidence) -> str:
    train = evidence.at_best(lambda curves: curves.train_accuracy)
    validation = evidence.at_best(lambda curves: curves.validation_accuracy)
    return accuracies_said(train, validation, evidence.facts.probe_rows, "60 / 58")
