"""A weaker penalty on the weights."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "less penalty"
PHASE = "repair"
TREATS: tuple[str, ...] = ("penalty outweighs the data",)
FIELDS = ("l2_penalty", "weight_decay")
PRIORITY = 5
MEANING = "What the rows teach must weigh more than the wish for small weights."

DIVISOR = 10


def offer(situation: Situation) -> tuple[Change, ...]:
    """A tenth of every lambda in use, where the penalties outweigh the data."""
    finding, plan = situation.diagnosed(*TREATS), situation.plan
    strengths = {field: getattr(plan, field) / DIVISOR for field in FIELDS if getattr(plan, field)}
    if finding is None or not strengths:
        return ()
    told = ", ".join(f"{field.replace('_', ' ')} {value:g}" for field, value in strengths.items())
    return (
        Change(
            name=told,
            remedy=NAME,
            treats=finding.symptom,
            settings=tuple(strengths.items()),
            because=finding.seen,
            prediction="Training loss falls below the naive prediction's.",
            source="guide, L2 Regularization: 0.001 light, 0.01 moderate",
        ),
    )
