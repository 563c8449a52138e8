"""What a training costs, as a pure function of what is trained: the clock of all decisions.

Decisions read work and never the time, so that a study does not depend on how busy a machine
was. A calibration (``training.calibration``) turns work into seconds of the machine at hand.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from etude.records.plan import Plan
from etude.records.sequence_work import SequenceSize, sequence_size
from etude.records.shape import (
    ENCODING,
    SEQUENCE_KINDS,
    WAVE_WIDTH,
    WAVES,
    InputShape,
    NetworkShape,
    embedding_width,
)

BINS = 16  # of piecewise-linear numbers, where the edges are not known yet
SIDE_BY_SIDE = 12_000_000  # weights x rows of a step beyond which nothing is gained
MOST_MEMBERS = 16
SAMPLE_ROWS = 4096  # learn rows measured every epoch
STOP_SHARE = 1 / 6  # stop rows beside the learn rows


@dataclass(frozen=True)
class Size:
    """How large a network is.

    features: numbers that reach the trunk. weights: learned numbers of the trunk.
    encoding: learned numbers of the encoders. units: neurons of the hidden layers.
    layers:   hidden layers and the output layer.
    tables:   vectors of categories looked up a step. waves: of periodic numbers a row.
    sequences: the models of the inputs with a time axis.
    """

    features: int
    weights: int
    encoding: int
    units: int
    layers: int
    tables: int
    waves: int
    sequences: tuple[SequenceSize, ...]


def size(plan: Plan, shape: NetworkShape) -> Size:
    """The size of one member."""
    ends = [_end(plan, one) for one in shape.inputs]
    features = sum(end.features for end in ends)
    widths = [features, *plan.hidden, sum(head.size for head in shape.heads)]
    weights = sum(before * after + after for before, after in pairwise(widths))
    return Size(
        features,
        weights,
        sum(end.learned for end in ends),
        sum(plan.hidden),
        len(widths) - 1,
        sum(end.tables for end in ends),
        sum(end.waves for end in ends),
        tuple(end.sequence for end in ends if end.sequence is not None),
    )


def members_side_by_side(plan: Plan, shape: NetworkShape, rows: int) -> int:
    """Networks of this plan that are worth computing as one batched network.

    Measured on one core, microseconds a network and step for 1 / 4 / 16 members: 64 units at
    batch 32: 343 / 131 / 61; 128-64 at batch 32: 427 / 190 / 136; 256-256 at batch 32: 872 / 599
    / 717; 128-64 at batch 1024: 3,900 for 1 and 3,600 for 2. Sequence models go one by one: their
    kernels know no members.
    """
    one = size(plan, shape)
    if one.sequences:
        return 1
    at_once = one.weights * min(plan.batch_size, max(rows, 1))
    return min(MOST_MEMBERS, max(1, SIDE_BY_SIDE // at_once))


def work(plan: Plan, shape: NetworkShape, rows: int, epochs: float, runs: int) -> float:
    """Predicted microseconds of one core of the reference machine for a trial.

    rows:   learn rows of one run. epochs: of each run. runs: trained by one move, batched as in
            ``training/layout.py``.
    Source: fitted by benchmarks/work.py, which also says how well it foretells.
    """
    members = -(-runs // -(-runs // members_side_by_side(plan, shape, rows)))
    steps, one = math.ceil(rows / plan.batch_size), size(plan, shape)
    calls = COSTS["epoch"] + steps * _step_calls(plan, one)
    each = calls / members + _arithmetic(plan, one, rows, steps)
    return runs * epochs * each


def _step_calls(plan: Plan, one: Size) -> float:
    """Microseconds of a step that do not depend on how many members and rows share it."""
    normalised = (one.layers - 1) * (plan.normalisation != "none")
    trunk = COSTS["step"] + COSTS["layer"] * one.layers + COSTS["normalisation"] * normalised
    sequences = sum(_priced(sequence.by_step) for sequence in one.sequences)
    return trunk + COSTS["table"] * one.tables + COSTS["periodic"] * (one.waves > 0) + sequences


def _priced(amounts: Mapping[str, float]) -> float:
    return sum(COSTS[name] * amount for name, amount in amounts.items())


def _arithmetic(plan: Plan, one: Size, rows: int, steps: int) -> float:
    """Microseconds of an epoch of one member that grow with its size."""
    normalised = one.units * (plan.normalisation != "none")
    by_row = COSTS["row"] + COSTS["feature"] * one.features + COSTS["weight"] * one.weights
    by_row += COSTS["unit"] * one.units + COSTS["normalised"] * normalised
    by_row += COSTS["wave"] * one.waves + sum(_priced(model.by_row) for model in one.sequences)
    looked_at = (min(rows, SAMPLE_ROWS) + rows * STOP_SHARE) / 3  # forward alone: a third
    by_step = COSTS["member"] + COSTS["update"] * (one.weights + one.encoding)
    return (rows + looked_at) * by_row + steps * by_step


@dataclass(frozen=True)
class _End:
    """What one input brings: features, learned numbers, tables, waves, a sequence model."""

    features: int
    learned: int = 0
    tables: int = 0
    waves: int = 0
    sequence: SequenceSize | None = None


def _end(plan: Plan, one: InputShape) -> _End:
    if one.kind == "vectors" or (plan.is_frozen and one.pretrained is not None):
        return _End(one.pretrained.width if one.pretrained is not None else one.width)
    if one.kind in SEQUENCE_KINDS:
        model = sequence_size(plan, one)
        return _End(model.features, model.learned, sequence=model)
    setting = getattr(plan, ENCODING[one.kind])
    if setting == "one_hot":
        return _End(sum(one.cardinalities))
    if setting == "embedding":
        widths = [embedding_width(n) for n in one.cardinalities]
        learned = sum(n * width for n, width in zip(one.cardinalities, widths, strict=True))
        return _End(sum(widths), learned, len(set(widths)))
    if setting == "piecewise_linear":
        return _End(one.width * BINS)
    if setting == "periodic":
        learned = WAVES + 2 * WAVES * WAVE_WIDTH + WAVE_WIDTH
        return _End(one.width * WAVE_WIDTH, one.width * learned, 0, one.width * WAVES)
    return _End(one.width)


# Microseconds of one core of the reference machine (Zen 4, AVX2, PyTorch 2.13).
COSTS = {
    "epoch": 1500.0,
    "step": 100.0,
    "layer": 60.0,
    "normalisation": 50.0,
    "table": 100.0,
    "periodic": 320.0,
    "member": 8.0,
    "row": 0.2,
    "feature": 0.005,
    "weight": 8.5e-05,
    "unit": 0.0025,
    "normalised": 0.005,
    "wave": 0.03,
    "update": 0.0015,
    "sequence": 850.0,
    "token_gradient": 0.001,
    "moment": 0.09,
    "moment_number": 0.0035,
    "block_weight": 5e-05,
    "block_number": 0.019,
    "block": 5700.0,
    "attention": 0.00036,
    "convolution_layer": 1300.0,
    "convolution_weight": 7e-05,
    "rnn_moment": 85.0,
    "rnn_weight": 0.00011,
    "rnn_unit": 0.003,
    "lstm_moment": 2.9,
    "lstm_weight": 5e-05,
    "lstm_unit": 0.028,
    "gru_moment": 200.0,
    "gru_weight": 0.00011,
    "gru_unit": 0.012,
}
