"""The sequence model that a plan asks for."""

from collections.abc import Callable

import torch

from etude.networks.sequences.bag import SeriesBag, TokenBag
from etude.networks.sequences.chunks import ChunkedModel
from etude.networks.sequences.convolution import Convolution
from etude.networks.sequences.entry import Entry, SeriesEntry, TokenEntry
from etude.networks.sequences.gru import GRU
from etude.networks.sequences.lstm import LSTM
from etude.networks.sequences.model import SequenceModel, Steps
from etude.networks.sequences.pairs import PairedTokenEntry
from etude.networks.sequences.pooling import pooling_of
from etude.networks.sequences.pretrained import pretrained_model
from etude.networks.sequences.recurrent import Recurrent
from etude.networks.sequences.rnn import RNN
from etude.networks.sequences.transformer import Transformer
from etude.records.plan import Plan
from etude.records.sequence_work import PATCHED, chunk_of, pairs_of
from etude.records.shape import InputShape


def sequence_model(plan: Plan, one: InputShape) -> SequenceModel:
    """The model of input ``one`` as a form without numbers: on the device ``meta``, where nothing
    is drawn and no memory taken.

    Raises: ValueError if the input has no steps, or a pretrained encoder is asked for and not
            there.
    """
    if one.steps < 1:
        raise ValueError(f"input {one.name} needs steps of at least 1, however: {one.steps}")
    if plan.is_pretrained:
        return pretrained_model(plan, one)
    with torch.device("meta"):
        entry = _entry(plan, one)
        chunk = chunk_of(plan, one)
        read = chunk or one.steps
        steps = _STEPS[plan.sequence_model](plan, one, entry.width, -(-read // entry.patch))
        kind = "mean" if plan.sequence_model == "bag" else plan.pooling
        pooling = pooling_of(kind, steps.width, steps.directions)
        if not chunk:
            return SequenceModel(entry, steps, pooling, one.steps)
        over = pooling_of(plan.chunk_pooling, steps.width, 1)
        return ChunkedModel(entry, steps, pooling, one.steps, chunk, over)


def _entry(plan: Plan, one: InputShape) -> Entry:
    if one.kind == "tokens":
        tokens, pairs = one.cardinalities[0], pairs_of(plan, one)
        if pairs:
            return PairedTokenEntry(tokens, plan.token_width, pairs)
        return TokenEntry(tokens, plan.token_width)
    return SeriesEntry(one.width, plan.patch if plan.sequence_model in PATCHED else 1)


def _bag(plan: Plan, one: InputShape, given: int, longest: int) -> Steps:
    return TokenBag(given) if one.kind == "tokens" else SeriesBag(given, plan.sequence_width)


def _convolution(plan: Plan, one: InputShape, given: int, longest: int) -> Steps:
    return Convolution(given, plan.sequence_width, plan.sequence_layers, plan.kernel)


def _recurrent(kind: type[Recurrent]) -> Callable[[Plan, InputShape, int, int], Steps]:
    return lambda plan, _one, given, _longest: kind(
        given, plan.sequence_width, plan.sequence_layers, plan.bidirectional
    )


def _transformer(plan: Plan, one: InputShape, given: int, longest: int) -> Steps:
    return Transformer(
        given,
        plan.sequence_width,
        plan.sequence_layers,
        plan.attention_heads,
        plan.positions,
        plan.causal,
        longest,
    )


_STEPS: dict[str, Callable[[Plan, InputShape, int, int], Steps]] = {
    "bag": _bag,
    "convolution": _convolution,
    "rnn": _recurrent(RNN),
    "lstm": _recurrent(LSTM),
    "gru": _recurrent(GRU),
    "transformer": _transformer,
}
