"""The network learns its rows by heart: training is far better than validation."""

import math

from etude.diagnosis.chance import gap_error, standard_error
from etude.diagnosis.curve import at_most_at_the_end, at_the_end, known, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import is_level, learns_numbers
from etude.diagnosis.seen import Seen, accuracies_said
from etude.records.trial import Run

NAME = "overfitting"
STAGE = "regularisation"
PRIORITY = 20
QUESTION = "Is training far better than validation, and does validation rise again?"
MEANING = "The network memorises its rows instead of what they have in common."
FIRST = "Keep the weights of the best epoch, then dropout."
SOURCE = "guide, Quick Diagnosis: train 100 % / validation 70 %; Signs of overfitting: 98 / 75"
BLIND = "Rows that stand in training and validation alike shrink the gap."

WIDE = 0.20  # of the validation loss
RISE = 0.25  # of the best validation loss, by the last two epochs
RISE_ALONE = 0.50  # the same where nothing but losses is known, for answers may be as right
CLEAR = 3.0  # standard errors: of the paired rise, and of the gap between accuracies
POINTS = 0.10  # gap between accuracies that is clear where the rows are not counted
BY_HEART = 0.99  # training accuracy; nothing is left to learn but what others have in common
NOTHING = 0.02  # of the naive loss: a mean over all learn rows that leaves none of them unlearned
LOST = 0.20  # of the naive loss, by which validation of numbers then lies above


def look(evidence: Evidence) -> Seen | None:
    """Fires on a gap above 20 % of validation loss; a diagnosis where validation loss has also
    risen by 25 %, by 3 standard errors where rows are paired, and accuracies lie 3 apart; where
    training accuracy is 99 % and validation 10 points and 3 standard errors below. Where no
    accuracy is known a rise by half is enough. If yardsticks are known, a rise counts only where
    validation is behind one, or accuracies lie 10 points apart. Numbers are learned by heart at 2 %
    of the naive loss with validation 20 % above. Silent where the training loss is below 0, of
    which no gap is a share."""
    gap, rise = _gap(evidence), typical(evidence, _rise)
    if not gap > WIDE or math.isnan(rise) or evidence.train_loss < 0:
        return None
    accuracies = _at_the_end(evidence)
    paired = at_the_end(evidence, lambda curves: curves.validation_rise)
    is_alone = all(map(math.isnan, accuracies)) and not learns_numbers(evidence)
    risen = rise >= (RISE_ALONE if is_alone else RISE) and not paired <= CLEAR
    strict = (
        (risen and not is_level(evidence)) or _are_numbers_by_heart(evidence)
        if learns_numbers(evidence) or is_alone
        else _are_apart(accuracies, evidence)
        and (
            (risen and (not is_level(evidence) or _gap_of(accuracies) >= POINTS))
            or _is_by_heart(*accuracies)
        )
    )
    return Seen(
        severity="diagnosis" if strict else "note",
        sentence=f"Training loss {evidence.train_loss:.4g}, validation loss"
        f" {evidence.validation_loss:.4g} at the best epoch; by the last ones validation had risen"
        f" by {100 * rise:.0f} %. The gap is {100 * gap:.0f} % of validation loss."
        + accuracies_said(*accuracies, evidence.facts.probe_rows, "100 / 70"),
        numbers={"relative_gap": gap, "rise": rise, "z": paired},
    )


def _gap(evidence: Evidence) -> float:
    """At the epoch whose weights are kept; at the end as well where the last ones are kept."""
    kept = evidence.relative_gap
    if evidence.setup.keeps_best:
        return kept
    train = at_most_at_the_end(evidence, lambda curves: curves.train_loss)
    validation = at_the_end(evidence, lambda curves: curves.validation_loss)
    end = (validation - train) / validation if validation > 0 else math.nan
    return max((gap for gap in (kept, end) if not math.isnan(gap)), default=math.nan)


def _rise(run: Run) -> float:
    """How far validation loss rose from its best to the last two epochs, as a share of the best."""
    losses = known(run.curves.validation_loss)
    if len(losses) < 2:
        return math.nan
    best = min(losses)
    return (min(losses[-2:]) - best) / max(best, 1e-12)


def _at_the_end(evidence: Evidence) -> tuple[float, float]:
    return (
        at_the_end(evidence, lambda curves: curves.train_accuracy),
        at_most_at_the_end(evidence, lambda curves: curves.validation_accuracy),
    )


def _gap_of(accuracies: tuple[float, float]) -> float:
    return accuracies[0] - accuracies[1]


def _is_by_heart(train: float, validation: float) -> bool:
    return train >= BY_HEART and _gap_of((train, validation)) >= POINTS


def _are_numbers_by_heart(evidence: Evidence) -> bool:
    validation = at_the_end(evidence, lambda curves: curves.validation_loss)
    if evidence.setup.keeps_best:
        validation = evidence.validation_loss
    return _is_learned(evidence) and validation > (LOST + NOTHING) * evidence.naive_loss


def _is_learned(evidence: Evidence) -> bool:
    """Whether the training loss, a mean over all rows, says that none is left to learn."""
    loss = at_most_at_the_end(evidence, lambda curves: curves.train_loss)
    if evidence.setup.keeps_best:
        loss = evidence.train_loss
    return loss < NOTHING * evidence.naive_loss


def _are_apart(accuracies: tuple[float, float], evidence: Evidence) -> bool:
    """Whether accuracies are known and clearly apart."""
    if any(map(math.isnan, accuracies)):
        return False
    error = gap_error(evidence, *accuracies)
    if accuracies[0] >= BY_HEART and _is_learned(evidence):  # of all rows, not of a few of them
        error = standard_error(accuracies[1], evidence.facts.validation_rows)
    return _gap_of(accuracies) > (POINTS if math.isnan(error) else CLEAR * error)
