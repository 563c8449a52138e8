"""The loop trains a network that is in evaluation mode."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "trained in evaluation mode"
STAGE = "optimisation"
PRIORITY = 8
QUESTION = "Is the network in evaluation mode while it is trained?"
MEANING = (
    "A call of model.train() is missing after an evaluation: dropout rests, and the statistics of"
    " batch normalisation stand still."
)
FIRST = "Call model.train() at the beginning of every epoch, model.eval() before every evaluation."
SOURCE = "PyTorch, Module.train and Module.eval"
BLIND = "Networks without dropout or batch normalisation, in which the mode changes nothing."

SHARE = 0.2  # of the measured steps
FEWEST = 2  # of them: one may be a try


def look(evidence: Evidence) -> Seen | None:
    """Fires where it was so at a fifth of the measured steps; a diagnosis with harm, for a person
    may mean it in fine-tuning. Layers that alone are in evaluation mode are no matter."""
    resting, steps = (evidence.checked("training_mode", name) for name in ("resting", "steps"))
    if not resting >= max(FEWEST, SHARE * steps):
        return None
    sentence = (
        f"At {resting:,.0f} of {steps:,.0f} measured steps the network, which has dropout or batch"
        " normalisation, was in evaluation mode"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"resting": resting, "steps": steps},
    )
