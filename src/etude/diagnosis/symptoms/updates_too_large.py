"""Each step changes the weights by more than a tenth of their size."""

from etude.diagnosis.curve import most, mostly_since
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms import diverging_loss, not_finite, unstable_training

NAME = "updates too large"
STAGE = "optimisation"
PRIORITY = 30
QUESTION = "Do steps change the weights by more than 10 %, and does the loss suffer?"
MEANING = "The learning rate is too high: what one step writes the next one writes over."
FIRST = "Divide the learning rate by 3 (the guide: by 10)."
SOURCE = "guide, Learning Rate, too high (it divides by 10); Karpathy: updates near 0.001"
BLIND = "Weights that start near 0 change by a large share at first."

RATIO = 0.1  # |change of weights| / |weights|, median of an epoch


def look(evidence: Evidence) -> Seen | None:
    """Fires above 0.1 for two epochs in a row; a diagnosis where the loss diverges or is
    unstable as well."""
    epoch = mostly_since(evidence, lambda curves: curves.update_ratio, RATIO)
    if not epoch:
        return None
    ratio = most(evidence, lambda curves: curves.update_ratio)
    others = (not_finite, diverging_loss, unstable_training)
    seen = [(other.NAME, other.look(evidence)) for other in others]
    suffered = [name for name, one in seen if one is not None and one.severity == "diagnosis"]
    ending = f"; with it comes: {', '.join(suffered)}." if suffered else "; the loss bears it."
    return Seen(
        severity="diagnosis" if suffered else "note",
        sentence=f"From epoch {epoch} on a step changed the weights by up to {100 * ratio:.3g} % of"
        f" their size (usual: 0.1 %){ending}",
        numbers={"update_ratio": ratio},
    )
