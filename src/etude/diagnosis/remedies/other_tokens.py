"""Cut texts into pieces of words or into characters."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "other tokens"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = ("tokenizer", "longest")
PRIORITY = 15
MEANING = "Pieces of words reach words that were never met; characters reach any spelling."

PIECES_A_WORD, LETTERS_A_WORD = 1.5, 5.0
LONGEST = 512
NAMES = {"word": "words", "byte_pair": "pieces of words", "character": "characters"}


def offer(situation: Situation) -> tuple[Change, ...]:
    """Pieces of words or characters instead of words, with room for as much of the text."""
    lengths, plan = situation.facts.lengths, situation.plan
    if lengths is None or lengths.kind != "tokens" or plan.tokenizer != "word":
        return ()
    return (
        _change(situation, "byte_pair", PIECES_A_WORD),
        _change(situation, "character", LETTERS_A_WORD),
    )


def _change(situation: Situation, way: str, longer: float) -> Change:
    longest = min(round(situation.plan.longest * longer), max(LONGEST, situation.plan.longest))
    return Change(
        name=f"tokens: {NAMES[way]}",
        remedy=NAME,
        treats="",
        settings=(("tokenizer", way), ("longest", longest)),
        because=why(situation),
        prediction="Validation loss falls if rare or misspelt words matter.",
        source="Sennrich et al. 2016, Neural Machine Translation of Rare Words",
    )
