"""First weights that are all zero, or the same in every unit of a layer."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "weights start alike"
STAGE = "optimisation"
PRIORITY = 10
QUESTION = "Do the units of a layer start with the same weights, or with none?"
MEANING = "Units that start alike get the same gradient and stay alike: one unit's worth of layer."
FIRST = "Initialise at random: He for ReLU, Glorot for tanh and sigmoid."
SOURCE = "Glorot & Bengio 2010; He et al. 2015; Goodfellow et al. 2016, 8.4: break symmetry"
BLIND = "Weights that are different and far too large or small."

ZERO = 2  # layers: a single one is sometimes meant (the last of a block, or the output)


def look(evidence: Evidence) -> Seen | None:
    """Fires on one layer of equal units or two of zeros; one layer of zeros is a note."""
    alike = evidence.checked("first_weights", "symmetric_layers")
    zero = evidence.checked("first_weights", "zero_layers")
    if not (alike > 0 or zero > 0):
        return None
    told = (
        f"{one:.0f} {words}" for one, words in ((alike, "equal units"), (zero, "zeros")) if one > 0
    )
    return Seen(
        severity="diagnosis" if alike > 0 or zero >= ZERO else "note",
        sentence="Layers whose first weights do not differ: " + ", ".join(told) + ".",
        numbers={"symmetric_layers": alike, "zero_layers": zero},
    )
