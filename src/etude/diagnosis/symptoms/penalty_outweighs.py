"""The penalty on the weights pulls harder than the data."""

import math

from etude.diagnosis.curve import at_most_at_the_end, at_the_end, most, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import clearly_above, is_harder_by_design, severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "penalty outweighs the data"
STAGE = "numerics"
PRIORITY = 12
QUESTION = "Do penalties pull the weights harder than the data, or make up much of the loss?"
MEANING = "The weights are drawn to 0 faster than the rows can teach them anything."
FIRST = "Divide lambda by 10."
SOURCE = "guide, L2 Regularization: lambda 0.001 light, 0.01 moderate, 0.1 strong"
BLIND = (
    "Decay of an optimizer that is not PyTorch's own, and what a loop adds to its loss beside"
    " dropout or batch normalisation; another loss that is added looks like a penalty."
)

SHARE = 1.0  # of the pull of the data: gradients, or steps where the decay is beside them
UNIT, ALIKE = 1.5, 1.5  # naive losses that training may begin at, and times that are the same


def look(evidence: Evidence) -> Seen | None:
    """Fires where it was above 1 in an epoch, a diagnosis with harm to training: the largest
    counts, since weights that were drawn to 0 have no penalty left. Or, where neither dropout nor
    batch normalisation makes training harder, and the loss is not just scaled, where the loss
    trained on ended a quarter, and a twentieth of the naive loss, above what answers cost, to
    training rows as well as to those of validation."""
    share = most(evidence, lambda curves: curves.penalty_share)
    if not share > SHARE:
        return _in_the_loss(evidence)
    decay = evidence.setup.weight_decay
    strength = f" (lambda {decay:g})" if decay else ""
    sentence = f"The penalties{strength} pulled the weights {share:.2g} times as hard as the data"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"penalty_share": share},
    )


def _in_the_loss(evidence: Evidence) -> Seen | None:
    """What the loop itself adds to its loss."""
    whole = at_the_end(evidence, lambda curves: curves.train_loss)
    training = at_most_at_the_end(evidence, lambda curves: curves.answers_loss)
    judged = at_most_at_the_end(evidence, lambda curves: curves.validation_loss)
    is_added = all(whole > clearly_above(evidence, one) for one in (training, judged))
    if not is_added or is_harder_by_design(evidence) or _is_scaled(evidence, whole, training):
        return None
    sentence = (
        f"The loss that the loop trains on ended at {whole:.4g}, of which the answers make up"
        f" {training:.4g} (validation: {judged:.4g}): the rest was added to it, as a penalty is"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"train_loss": whole, "answers_loss": training},
    )


def _is_scaled(evidence: Evidence, whole: float, answers: float) -> bool:
    """Whether the loss is summed or multiplied: it began as many times too high as it ended; where
    that cannot be told it may be."""
    first = typical(evidence, lambda run: run.initial_loss or math.nan)
    if not (evidence.naive_loss > 0 and answers > 0 and first > 0):
        return True
    times, first = whole / answers, first / evidence.naive_loss
    return first > UNIT and max(first / times, times / first) < ALIKE
