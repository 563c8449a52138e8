"""Pairs of neighbouring words in a bag."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "pairs of words"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = ("word_pairs",)
PRIORITY = 1  # before other models: the cheapest way to let some order of the words play a part
MEANING = "A bag cannot tell 'not good' from 'good, is it not'; two neighbouring words often can."

PAIRS = 5_000  # twice as many, or all, did no better (banking77, sms_spam, movie_polarity, tweets)


def offer(situation: Situation) -> tuple[Change, ...]:
    """Pairs of neighbouring words for a bag that reads words, where it has none."""
    lengths, plan = situation.facts.lengths, situation.plan
    if lengths is None or lengths.kind != "tokens" or plan.tokenizer == "character":
        return ()
    if plan.sequence_model != "bag" or plan.word_pairs:
        return ()
    return (
        Change(
            name=f"pairs of words, at most {PAIRS:,}",
            remedy=NAME,
            treats="",
            settings=(("word_pairs", PAIRS),),
            because=why(situation),
            prediction="Validation loss falls if two neighbouring words say more than each alone.",
            source="Joulin et al. 2017, Bag of Tricks for Efficient Text Classification",
        ),
    )
