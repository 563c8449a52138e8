"""Training mode and evaluation mode answer differently on the same rows."""

from etude.diagnosis.curve import at_most_at_the_end, at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import far_above, severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "training and evaluation mode disagree"
STAGE = "optimisation"
PRIORITY = 8
QUESTION = "Do the outputs of one batch differ between training and evaluation mode?"
MEANING = "What is trained is not what is judged: the modes of some layers are mixed up."
FIRST = "Call model.eval() before judging and model.train() after; look at layers of your own."
SOURCE = "PyTorch, Module.train; Karpathy 2019, A Recipe for Training Neural Networks"
BLIND = "Dropout and batch normalisation are meant to differ and hide what else does."

AGREE = 1e-4  # of the largest output
MUCH_DROPOUT = 0.3  # the guide's range is 0.2 to 0.5


def look(evidence: Evidence) -> Seen | None:
    """Fires above 0.0001 before training, where neither dropout nor batch normalisation explains
    it; or where, in both of the last two epochs, the loss on training rows was twice as high, and
    by a tenth of the naive loss, with the statistics that batch normalisation kept as with those of
    the batches themselves, or once dropout of 30 % and more rests as training says."""
    difference = evidence.checked("train_equals_eval", "difference")
    if difference > AGREE and evidence.checked("train_equals_eval", "expected") == 0:
        return Seen(
            severity="diagnosis",
            sentence=f"Between training and evaluation mode outputs differ by {difference:.2g} of"
            " the largest, and there is no dropout or batch normalisation to explain it.",
            numbers={"difference": difference},
        )
    return _of_statistics(evidence) or _of_dropout(evidence)


def _of_statistics(evidence: Evidence) -> Seen | None:
    kept = at_the_end(evidence, lambda curves: curves.kept_statistics_loss)
    of_batches = at_most_at_the_end(evidence, lambda curves: curves.batch_statistics_loss)
    if not kept > far_above(evidence, of_batches):
        return None
    sentence = (
        f"On training rows the loss was {kept:.4g} with the statistics that batch normalisation"
        f" kept, {of_batches:.4g} with those of the batches"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"kept": kept, "of_batches": of_batches},
        first="Leave the momentum of batch normalisation at 0.1, or train longer before judging.",
    )


def dropout_explains(evidence: Evidence) -> bool:
    """Whether so many units are dropped that the network may be another one without that."""
    return (evidence.setup.dropout or 0.0) >= MUCH_DROPOUT


def _of_dropout(evidence: Evidence) -> Seen | None:
    setup = evidence.setup
    answers = at_the_end(evidence, lambda curves: curves.answers_loss)
    training = at_most_at_the_end(evidence, lambda curves: curves.train_loss)
    if setup.normalisation == "batch" or setup.loss_is_plain is False:
        return None
    if not dropout_explains(evidence):
        return None
    if not answers > far_above(evidence, training) or training < 0:
        return None
    sentence = (
        f"With dropout {setup.dropout:g} the training loss ended at {training:.4g}; once it rests"
        f" the network loses {answers:.4g} on training rows"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"training": training, "answers": answers},
        first="Lower dropout, at the inputs first; let it rest by model.eval() and scale nothing.",
    )
