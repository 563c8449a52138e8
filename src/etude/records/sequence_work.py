"""What a sequence model costs: amounts of work by kind, to be priced by ``work.COSTS``."""

import math
from dataclasses import dataclass, field

from etude.records.plan import Plan
from etude.records.pretrained import Pretrained
from etude.records.shape import InputShape

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
PATCHED = ("convolution", "transformer")  # models that take several moments of a series as one
TRANSFORMER_WEIGHTS = 12  # of a block, times the square of its width


@dataclass(frozen=True)
class SequenceSize:
    """How large the model of one input with a time axis is.

    features: numbers that it hands on. learned: learned numbers.
    by_step:  amounts of work in a training step whatever its rows, by name of their cost.
    by_row:   amounts that every row adds.
    """

    features: int
    learned: int
    by_step: dict[str, float] = field(default_factory=dict)
    by_row: dict[str, float] = field(default_factory=dict)


def sequence_size(plan: Plan, one: InputShape) -> SequenceSize:
    """The size of the model of this input, for rows of its mean length (its longest, where the
    mean is not known); in chunks the last of which is computed whole."""
    if plan.is_pretrained and one.pretrained is not None:
        return _pretrained(one.pretrained)
    is_tokens = one.kind == "tokens"
    patch = 1 if is_tokens or plan.sequence_model not in PATCHED else plan.patch
    moments, chunk = (one.mean_steps or float(one.steps)) / patch, chunk_of(plan, one)
    chunks = math.ceil(moments / chunk) if chunk else 1
    moments = chunk if chunks > 1 else moments
    given = plan.token_width if is_tokens else one.width * patch
    pairs = pairs_of(plan, one)
    table = (one.cardinalities[0] + pairs) * given if is_tokens else 0
    model = _MODELS.get(plan.sequence_model, _recurrent)(plan, given, moments, is_tokens)
    places = plan.sequence_model == "transformer" and plan.positions == "learned"
    learned = model.learned + table + places * (chunk or one.steps) * plan.sequence_width
    by_step = {"sequence": 1.0, "token_gradient": float(table), **model.by_step}
    looked_up = moments * (1 + (pairs > 0))
    by_row = {"moment": looked_up, "moment_number": looked_up * max(given, model.features)}
    every = {name: chunks * amount for name, amount in {**by_row, **model.by_row}.items()}
    return SequenceSize(model.features, learned, by_step, every)


def chunk_of(plan: Plan, one: InputShape) -> int:
    """Tokens that the model reads at a time; 0 where it reads every row as a whole."""
    return plan.chunk if one.kind == "tokens" and plan.chunk < one.steps else 0


def pairs_of(plan: Plan, one: InputShape) -> int:
    """Pairs of neighbouring tokens that have a vector; 0 but in a bag of tokens."""
    return plan.word_pairs if one.kind == "tokens" and plan.reads_pairs else 0


def _bag(plan: Plan, given: int, moments: float, is_tokens: bool) -> SequenceSize:
    if is_tokens:
        return SequenceSize(given, 0)
    weights = given * plan.sequence_width
    return SequenceSize(plan.sequence_width, weights, {}, {"block_weight": moments * weights})


def _convolution(plan: Plan, given: int, moments: float, is_tokens: bool) -> SequenceSize:
    width, layers = plan.sequence_width, plan.sequence_layers
    weights = (given + (layers - 1) * width) * width * plan.kernel
    by_row = {"convolution_weight": moments * weights}
    return SequenceSize(width, weights, {"convolution_layer": layers}, by_row)


def _recurrent(plan: Plan, given: int, moments: float, is_tokens: bool) -> SequenceSize:
    name, units, directions = plan.sequence_model, plan.sequence_width, 1 + plan.bidirectional
    reads = given + (plan.sequence_layers - 1) * units * directions
    weights = directions * GATES[name] * units * (reads + plan.sequence_layers * units)
    passes = directions * plan.sequence_layers * moments
    by_row = {f"{name}_weight": moments * weights, f"{name}_unit": passes * units}
    return SequenceSize(units * directions, weights, {f"{name}_moment": passes}, by_row)


def _transformer(plan: Plan, given: int, moments: float, is_tokens: bool) -> SequenceSize:
    width, layers = plan.sequence_width, plan.sequence_layers
    weights = layers * TRANSFORMER_WEIGHTS * width**2 + (given != width) * given * width
    by_row = {
        "block_weight": moments * weights,
        "block_number": moments * layers * width,
        "attention": layers * width * moments**2,
    }
    return SequenceSize(width, weights, {"block": layers}, by_row)


def _pretrained(about: Pretrained) -> SequenceSize:
    """Of an encoder that learns: its blocks as those of a Transformer, its weights put together
    anew from what they were and what was learned, and marks around every text."""
    moments = about.steps + len(about.marks.before) + len(about.marks.after)
    weights = about.layers * (4 * about.width + 2 * about.inner) * about.width
    by_row = {
        "moment": moments,
        "moment_number": moments * about.width,
        "block_weight": moments * weights,
        "block_number": moments * about.layers * about.width,
        "attention": about.layers * about.width * moments**2,
    }
    by_step = {"sequence": 1.0, "block": about.layers, "token_gradient": float(about.learned)}
    return SequenceSize(about.width, about.learned, by_step, by_row)


_MODELS = {"bag": _bag, "convolution": _convolution, "transformer": _transformer}
