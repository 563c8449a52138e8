"""The penalty on the weights pulls harder than the data."""

from etude.diagnosis.curve import at_most_at_the_end, at_the_end, most, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen
from etude.records.trial import Curves

NAME = "penalty outweighs the data"
STAGE = "numerics"
PRIORITY = 12
QUESTION = "Do the penalties pull the weights harder than the data?"
MEANING = "The weights are drawn to 0 faster than the rows can teach them anything."
FIRST = "Divide lambda by 10."
SOURCE = "guide, L2 Regularization: lambda 0.001 light, 0.01 moderate, 0.1 strong"
BLIND = (
    "Decay of an optimizer that is not PyTorch's own, and what a loop adds to its loss beside"
    " dropout; smoothed labels and weights of classes look like a penalty."
)

SHARE = 1.0  # of the pull of the data: gradients, or steps where the decay is beside them
TIMES, OF_NAIVE = 1.25, 0.05  # the loss trained on over that of the answers alone
UNIT = 4.0  # naive losses that training may begin at: beyond it the loss is summed, or scaled


def look(evidence: Evidence) -> Seen | None:
    """Fires where it was above 1 in an epoch, a diagnosis with harm to training: the largest
    counts, since weights that were drawn to 0 have no penalty left. Or, without dropout, where the
    loss trained on ended a quarter, and a twentieth of the naive loss, above what answers cost, to
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
    naive = evidence.naive_loss
    first = typical(evidence, lambda run: run.initial_loss or 0.0)
    if evidence.setup.dropout != 0.0 or not first < UNIT * naive:
        return None
    whole = at_the_end(evidence, lambda curves: curves.train_loss)
    training = at_most_at_the_end(evidence, _of_answers)
    judged = at_most_at_the_end(evidence, lambda curves: curves.validation_loss)
    is_added = all(whole > max(TIMES * one, one + OF_NAIVE * naive) for one in (training, judged))
    if not is_added:
        return None
    sentence = (
        f"The loss that the loop trains on ended at {whole:.4g}, of which the answers make up"
        f" {training:.4g} (validation: {judged:.4g}): the rest is a penalty"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"train_loss": whole, "answers_loss": training},
    )


def _of_answers(curves: Curves) -> tuple[float, ...]:
    """As the loop trains: with the statistics of batches where batch normalisation takes them."""
    return curves.batch_statistics_loss or curves.answers_loss
