"""The optimizer forgets what it gathered: it is made anew in the middle of training."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms import cleared_gradients

NAME = "optimizer begins anew"
STAGE = "optimisation"
PRIORITY = 6
QUESTION = "Does the optimizer remember far fewer steps than were made?"
MEANING = "Its memory of gradients is thrown away again and again: every step is like a first one."
FIRST = "Make the optimizer once, before the loop, and do not clear or load its state inside."
SOURCE = "Kingma & Ba 2015, Adam: the first steps, whose averages are of few gradients"
BLIND = (
    "Optimizers that do not count their steps, as SGD; a new one made in the loop, which the watch"
    " was not given; one restart on purpose near the end."
)

REMEMBERED = 0.25  # of the steps
FEWEST = 40  # steps


def look(evidence: Evidence) -> Seen | None:
    """Fires where it remembers less than a quarter of 40 steps and more; a diagnosis with harm.
    Silent where gradients are cleared before the step, which is then none."""
    age, steps = (evidence.checked("optimizer_age", name) for name in ("age", "steps"))
    is_none = evidence.checked("gradients_cleared", "cleared") >= cleared_gradients.FEWEST
    if is_none or not (steps >= FEWEST and age < REMEMBERED * steps):
        return None
    sentence = f"After {steps:,.0f} steps the optimizer had memory of the last {age:,.0f}"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"age": age, "steps": steps},
    )
