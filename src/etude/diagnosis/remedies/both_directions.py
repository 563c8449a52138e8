"""Read sequences from their end as well."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "both directions"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = ("bidirectional",)
PRIORITY = 8
MEANING = "A word may hang on what comes after it."

RECURRENT = ("rnn", "lstm", "gru")


def offer(situation: Situation) -> tuple[Change, ...]:
    """Once, for recurrent models."""
    plan = situation.plan
    if situation.facts.lengths is None or plan.sequence_model not in RECURRENT:
        return ()
    if plan.bidirectional:
        return ()
    return (
        Change(
            name="both directions",
            remedy=NAME,
            treats="underfitting",
            settings=(("bidirectional", True),),
            because=why(situation),
            prediction="Training loss falls; validation loss follows it.",
            source="Schuster & Paliwal 1997, Bidirectional Recurrent Neural Networks",
        ),
    )
