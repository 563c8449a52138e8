"""Training mode and evaluation mode answer differently on the same rows."""

from etude.diagnosis.curve import at_most_at_the_end, at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
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
TIMES, OF_NAIVE = 2.0, 0.10  # the loss with kept statistics over that with the batches' own


def look(evidence: Evidence) -> Seen | None:
    """Fires above 0.0001 before training, where neither dropout nor batch normalisation explains
    it; or where the statistics that batch normalisation kept make the loss on training rows twice
    as high, and by a tenth of the naive loss, as those of the batches themselves do, in both of the
    last two epochs."""
    difference = evidence.checked("train_equals_eval", "difference")
    if difference > AGREE and evidence.checked("train_equals_eval", "expected") == 0:
        return Seen(
            severity="diagnosis",
            sentence=f"Between training and evaluation mode outputs differ by {difference:.2g} of"
            " the largest, and there is no dropout or batch normalisation to explain it.",
            numbers={"difference": difference},
        )
    return _of_statistics(evidence)


def _of_statistics(evidence: Evidence) -> Seen | None:
    kept = at_the_end(evidence, lambda curves: curves.kept_statistics_loss)
    of_batches = at_most_at_the_end(evidence, lambda curves: curves.batch_statistics_loss)
    if not kept > max(TIMES * of_batches, of_batches + OF_NAIVE * evidence.naive_loss):
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
