"""Half precision without a scaled loss: small gradients become 0."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "gradients lost in half precision"
STAGE = "optimisation"
PRIORITY = 11
QUESTION = "Does a network in float16 learn from a loss that is not scaled, and lose gradients?"
MEANING = "Numbers below 0.00000006 do not exist in float16: small gradients are 0 on their way."
FIRST = (
    "Scale the loss: torch.amp.GradScaler around backward and step; or use bfloat16, which needs"
    " none."
)
SOURCE = "Micikevicius et al. 2018, Mixed Precision Training: loss scaling"
BLIND = (
    "Autocast that is entered inside the network's forward; a loss that ends in a product, which"
    " looks scaled, or is not seen."
)

LOST, NEARLY = 0.1, 0.1  # of the gradients' entries


def look(evidence: Evidence) -> Seen | None:
    """Fires where a tenth of the gradients' entries is 0, and a tenth nearly, at a typical measured
    step, or all are 0; a diagnosis with harm. What is 0 for a whole unit or input is left out."""
    lost, nearly = (evidence.checked("half_precision", name) for name in ("lost", "nearly"))
    if not (lost >= LOST and (nearly >= NEARLY or lost == 1.0)):
        return None
    sentence = (
        "In float16, with a loss that is not scaled, of the gradients' entries"
        f" {100 * lost:.0f} % are 0 and {100 * nearly:.0f} % too small to be held exactly"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"lost": lost, "nearly": nearly},
    )
