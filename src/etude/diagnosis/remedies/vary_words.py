"""Texts varied in every training step."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "vary words"
PHASE = "regularise"
TREATS: tuple[str, ...] = ("overfitting",)
FIELDS = ("word_dropout", "word_swap", "word_deletion")
PRIORITY = 5
MEANING = "A text that is a little different every time cannot be learned by heart."

NAMES = {
    "word_dropout": "words read as unknown",
    "word_deletion": "words deleted",
    "word_swap": "words swapped",
}
SHARES = {"word_dropout": (0.1, 0.3), "word_deletion": (0.1,), "word_swap": (0.1,)}


def offer(situation: Situation) -> tuple[Change, ...]:
    """Shares above the present one, the weakest first; for texts."""
    lengths, plan = situation.facts.lengths, situation.plan
    if lengths is None or lengths.kind != "tokens":
        return ()
    return tuple(
        _change(situation, field, share)
        for field, shares in SHARES.items()
        for share in shares
        if share > getattr(plan, field)
    )


def _change(situation: Situation, field: str, share: float) -> Change:
    return Change(
        name=f"{100 * share:.0f} % of the {NAMES[field]}",
        remedy=NAME,
        treats="overfitting",
        settings=((field, share),),
        because=why(situation),
        prediction="Training loss rises, validation loss falls: the gap narrows.",
        source="guide, Data Augmentation; Wei & Zou 2019, Easy Data Augmentation",
    )
