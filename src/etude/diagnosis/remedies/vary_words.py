"""Texts varied in every training step."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "vary words"
PHASE = "regularise"
TREATS: tuple[str, ...] = ("overfitting",)
FIELDS = ("word_dropout", "word_swap", "word_deletion", "word_insertion", "word_synonyms")
PRIORITY = 5
MEANING = "A text that is a little different every time cannot be learned by heart."

NAMES = {
    "word_dropout": "words read as unknown",
    "word_deletion": "words deleted",
    "word_synonyms": "words with synonyms exchanged",
    "word_swap": "words swapped",
    "word_insertion": "words put in once more",
}
SHARES = {
    "word_dropout": (0.1, 0.3),
    "word_synonyms": (0.3,),
    "word_deletion": (0.1,),
    "word_swap": (0.1,),
    "word_insertion": (0.1,),
}
OF_WORDS = ("word_synonyms", "word_insertion")  # not of characters or pieces of words


def offer(situation: Situation) -> tuple[Change, ...]:
    """Shares above the present one, the weakest first; for texts. Synonyms where a lexicon has
    some; a letter put in elsewhere, or a piece of a word, would make no word of its text."""
    lengths, plan = situation.facts.lengths, situation.plan
    if lengths is None or lengths.kind != "tokens":
        return ()
    return tuple(
        _change(situation, field, share)
        for field, shares in SHARES.items()
        for share in shares
        if share > getattr(plan, field) and _makes_sense(situation, field)
    )


def _makes_sense(situation: Situation, field: str) -> bool:
    if field == "word_synonyms" and not situation.facts.synonyms:
        return False
    return field not in OF_WORDS or situation.plan.tokenizer == "word"


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
