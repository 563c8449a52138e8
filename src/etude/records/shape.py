"""The shape of a network's two ends, known before any row is prepared."""

import math
from dataclasses import dataclass
from typing import Literal

# Plan setting that says how an input of a kind enters the network.
ENCODING = {"numbers": "number_encoding", "categories": "category_encoding"}
WAVES, WAVE_WIDTH = 16, 8  # of one periodic number: frequencies, and what they are mixed into


@dataclass(frozen=True)
class InputShape:
    """One named input of a network.

    kind:          ``numbers`` (float32 [N, width]) or ``categories`` (int64 [N, width]); kinds
                   with a time axis come with the data that have one.
    width:         columns.
    cardinalities: codes per column for categories (0 .. cardinality - 1), empty otherwise.
    """

    name: str
    kind: Literal["numbers", "categories"]
    width: int
    cardinalities: tuple[int, ...] = ()


@dataclass(frozen=True)
class Head:
    """One named target of a network: ``classes`` gives ``size`` logits a row, ``numbers`` gives
    ``size`` standardised numbers a row."""

    name: str
    kind: Literal["classes", "numbers"]
    size: int


@dataclass(frozen=True)
class NetworkShape:
    """Inputs and heads; with a Plan it decides a network completely."""

    inputs: tuple[InputShape, ...]
    heads: tuple[Head, ...]


def embedding_width(cardinality: int) -> int:
    """Numbers in the vector of a category: min(16, 1.6 n^0.56). Source: fastai's rule."""
    return min(16, math.ceil(1.6 * math.pow(cardinality, 0.56)))
