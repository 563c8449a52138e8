"""More than half of the hidden units never become active."""

from etude.diagnosis.evidence import Evidence
from etude.records.finding import Finding

NAME = "dead units"
STAGE = "optimisation"
QUESTION = "Are more than half of the hidden units silent on every probe row?"
MEANING = "ReLU units were pushed where their signal is always negative and cannot come back."
SOURCE = "guide, ReLU: dead neurons; Lu et al. 2019, Dying ReLU and Initialization"
BLIND = "Silence on the probe rows is not silence on all rows."

SHARE, EPOCHS = 0.5, 2


def look(evidence: Evidence) -> Finding | None:
    """Fires when the last two epochs have > 50 % dead units; a note where training still
    beats the linear yardstick (a mechanism without harm)."""
    tails = [run.curves.dead_share[-EPOCHS:] for run in evidence.runs]
    tails = [tail for tail in tails if len(tail) == EPOCHS]
    if not tails:
        return None
    share = sum(min(tail) for tail in tails) / len(tails)
    if share <= SHARE:
        return None
    harmed = evidence.validation_loss > evidence.linear_loss
    return Finding(
        symptom=NAME,
        severity="diagnosis" if harmed else "note",
        seen=f"{100 * share:.0f} % of the hidden units were silent on every probe row in"
        " the last two epochs.",
        meaning=MEANING,
        evidence=(("dead_share", share),),
        source=SOURCE,
    )
