"""Cut texts into pieces of words or into characters."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.own_tokens import TOKENS_A_WORD
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "other tokens"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = ("tokenizer", "longest")
PRIORITY = 15
MEANING = "Pieces of words reach words that were never met; characters reach any spelling."

LONGEST = 512
NAMES = {"byte_pair": "pieces of words", "character": "characters"}


def offer(situation: Situation) -> tuple[Change, ...]:
    """Pieces of words or characters instead of words, with room for as much of the text."""
    lengths, plan = situation.facts.lengths, situation.plan
    if lengths is None or lengths.kind != "tokens" or plan.tokenizer != "word":
        return ()
    return tuple(_change(situation, way) for way in NAMES)


def _change(situation: Situation, way: str) -> Change:
    longest = round(situation.plan.longest * TOKENS_A_WORD[way])
    longest = min(longest, max(LONGEST, situation.plan.longest))
    return Change(
        name=f"tokens: {NAMES[way]}",
        remedy=NAME,
        treats="",
        settings=(("tokenizer", way), ("longest", longest)),
        because=why(situation),
        prediction="Validation loss falls if rare or misspelt words matter.",
        source="Sennrich et al. 2016, Neural Machine Translation of Rare Words",
    )
