"""Training mode and evaluation mode answer differently on the same rows."""

from etude.diagnosis.evidence import Evidence
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


def look(evidence: Evidence) -> Seen | None:
    """Fires above 0.0001, where neither dropout nor batch normalisation explains it."""
    difference = evidence.checked("train_equals_eval", "difference")
    explained = evidence.checked("train_equals_eval", "expected")
    if not difference > AGREE or explained != 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"Between training and evaluation mode outputs differ by {difference:.2g} of the"
        " largest, and there is no dropout or batch normalisation to explain it.",
        numbers={"difference": difference},
    )
