"""The shape of a network's two ends, known before any row is prepared."""

import math
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from etude.records.pretrained import Pretrained

# Plan setting that says how an input of a kind enters the network.
ENCODING = {
    "numbers": "number_encoding",
    "categories": "category_encoding",
    "tokens": "sequence_model",
    "series": "sequence_model",
}
SEQUENCE_KINDS = ("tokens", "series")  # inputs with a time axis
PADDING, UNKNOWN, SEPARATOR = 0, 1, 2  # codes of tokens; the vocabulary begins at 3
CODES = 2**20  # more than a vocabulary has
KNOWN_PAIRS = "known_pairs"  # name of the constant that says which pairs of tokens are known
WAVES, WAVE_WIDTH = 16, 8  # of one periodic number: frequencies, and what they are mixed into


@dataclass(frozen=True)
class InputShape:
    """One named input of a network.

    kind:          ``numbers`` (float32 [N, width]), ``categories`` (int64 [N, width]), ``vectors``
                   (float32 [N, width], what a frozen encoder says of a text), ``tokens`` (int64
                   [N, steps], padded with 0) or ``series`` (float32 [N, steps, width], padded
                   with 0). The latter two come with lengths, int64 [N], beside them.
    width:         columns; channels of a series, 1 for tokens.
    cardinalities: codes per column for categories (0 .. cardinality - 1), of all tokens for
                   tokens, padding and the like included; empty otherwise.
    steps:         the longest length of tokens or series; 0 for kinds without a time axis.
    mean_steps:    the mean length of the learn rows, which foretells how long training takes; 0
                   where it is not known. A network does not depend on it.
    pretrained:    the encoder that may read these texts, where there is one.
    folder:        where that encoder's files lie on this machine; "" where it is not needed.
    """

    name: str
    kind: Literal["numbers", "categories", "vectors", "tokens", "series"]
    width: int
    cardinalities: tuple[int, ...] = ()
    steps: int = 0
    mean_steps: float = field(default=0.0, compare=False)
    pretrained: Pretrained | None = field(default=None, compare=False)
    folder: str = field(default="", compare=False)


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

    @property
    def pretrained(self) -> Pretrained | None:
        """The encoder that may read the texts, None where there is none."""
        return next((one.pretrained for one in self.inputs if one.pretrained is not None), None)

    def placed(self, folder: str) -> "NetworkShape":
        """The same with the files of a pretrained encoder in this folder; "" where the shape is
        written down, so that it says the same wherever the study lies."""
        return replace(
            self,
            inputs=tuple(
                one if one.pretrained is None else replace(one, folder=folder)
                for one in self.inputs
            ),
        )


def pair_keys(codes: Any) -> Any:
    """One number for every two neighbouring tokens; array or tensor int64 [N, L] -> [N, L - 1]."""
    return codes[:, :-1] * CODES + codes[:, 1:]


def embedding_width(cardinality: int) -> int:
    """Numbers in the vector of a category: min(16, 1.6 n^0.56). Source: fastai's rule."""
    return min(16, math.ceil(1.6 * math.pow(cardinality, 0.56)))
