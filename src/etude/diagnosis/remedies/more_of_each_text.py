"""See more of long texts, or another part of them."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.own_tokens import in_own_tokens
from etude.records.change import Change

NAME = "more of each text"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = ("longest", "beyond_longest")
PRIORITY = 14
MEANING = "What is cut off cannot be learned from."

LONGEST = 1024
NAMES = {
    "head": "the beginning of each text",
    "tail": "the end of each text",
    "ends": "both ends of each text",
}


def offer(situation: Situation) -> tuple[Change, ...]:
    """Where more than one text in twenty is cut: twice as much of it, or another part."""
    words, plan = situation.facts.lengths, situation.plan
    if words is None or words.kind != "tokens":
        return ()
    long = in_own_tokens(words, plan.tokenizer).long
    if long <= plan.longest:
        return ()
    cut = (
        f"One text in twenty has more than {'about ' * (plan.tokenizer != 'word')}{long:,.0f}"
        f" tokens; {plan.longest:,} of each are read."
    )
    parts = [part for part in NAMES if part != plan.beyond_longest]
    others = tuple(_change(cut, NAMES[part], "beyond_longest", part) for part in parts)
    twice = plan.longest * 2
    if twice > LONGEST:
        return others
    return (_change(cut, f"{twice} tokens of each text", "longest", twice), *others)


def _change(because: str, name: str, field: str, value: object) -> Change:
    return Change(
        name=name,
        remedy=NAME,
        treats="",
        settings=((field, value),),
        because=because,
        prediction="Validation loss falls if what was cut off matters.",
        source="Sun et al. 2019, How to Fine-Tune BERT for Text Classification",
    )
