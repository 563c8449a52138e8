"""How many steps of the rows a plan reads, foretold from how long they are."""

from dataclasses import replace
from itertools import pairwise

from etude.diagnosis.own_tokens import in_own_tokens
from etude.records.plan import Plan
from etude.records.shape import SEQUENCE_KINDS, InputShape, NetworkShape
from etude.records.survey import LengthFacts

CHARACTERS = 100  # told apart in texts of one alphabet: 72 to 101 in four English sets
PIECES_TO_WORDS = 2  # codes of pieces for every code of a word: 1.9 to 2.3 in the same sets


def shape_read(shape: NetworkShape, lengths: LengthFacts | None, plan: Plan) -> NetworkShape:
    """The shape as this plan reads the rows: with the codes of its tokens, the steps that it reads
    and their mean.

    In: shape: of a plan that leaves all at its default, so that its texts are cut into words.
    """
    if lengths is None:
        return shape
    return replace(shape, inputs=tuple(_read(one, lengths, plan) for one in shape.inputs))


def _read(one: InputShape, words: LengthFacts, plan: Plan) -> InputShape:
    if one.kind not in SEQUENCE_KINDS or not words.longest:
        return one
    own = in_own_tokens(words, plan.tokenizer)
    steps = max(1, min(plan.longest, own.longest))
    longer = _mean_up_to(steps, own) / _mean_up_to(one.steps, words)
    mean = min((one.mean_steps or float(one.steps)) * longer, float(steps))
    return replace(one, steps=steps, mean_steps=mean, cardinalities=_codes(one, plan))


def _codes(one: InputShape, plan: Plan) -> tuple[int, ...]:
    if plan.tokenizer == "character":
        return tuple(min(CHARACTERS, plan.vocabulary) for _ in one.cardinalities)
    codes_a_word = PIECES_TO_WORDS if plan.tokenizer == "byte_pair" else 1
    return tuple(min(codes_a_word * words, plan.vocabulary) for words in one.cardinalities)


def _mean_up_to(steps: int, lengths: LengthFacts) -> float:
    """Mean of the lengths, each cut at so many steps: the area under the share of rows that are
    longer, drawn straight between what is known of it; the shorter half as wide as the longer."""
    shortest = max(2 * lengths.median - lengths.long, 0.0)
    known = (
        *((0.0, 1.0), (shortest, 1.0), (lengths.median, 0.5)),
        *((lengths.long, 0.05), (float(lengths.longest), 0.0)),
    )
    area = 0.0
    for (start, high), (end, low) in pairwise(known):
        width = min(end, steps) - start
        if width <= 0:
            continue
        fall = (high - low) * width / (end - start)
        area += width * (high - fall / 2)
    return area
