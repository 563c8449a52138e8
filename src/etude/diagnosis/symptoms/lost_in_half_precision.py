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
    " looks scaled; dead units, whose gradients are 0 as well."
)

LOST = 0.1  # of all entries of the gradients


def look(evidence: Evidence) -> Seen | None:
    """Fires where a tenth of the gradients' entries is exactly 0 at a typical measured step; a
    diagnosis with harm."""
    lost, steps = (evidence.checked("half_precision", name) for name in ("lost", "steps"))
    if not lost >= LOST:
        return None
    sentence = (
        f"In float16, with a loss that is not scaled, {100 * lost:.0f} % of the gradients' entries"
        f" are exactly 0, at a typical one of {steps:,.0f} measured steps"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"lost": lost, "steps": steps},
    )
