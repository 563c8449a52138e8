"""Small inputs with a time axis, of every length."""

import torch
from torch import Tensor

from etude.records.shape import Head, InputShape, NetworkShape

STEPS, TOKENS, CHANNELS = 40, 50, 3
HEADS = (Head("y", "classes", 2),)
TEXT = NetworkShape((InputShape("x", "tokens", 1, (TOKENS,), STEPS),), HEADS)
SERIES = NetworkShape((InputShape("x", "series", CHANNELS, (), STEPS),), HEADS)
SHAPES = {"tokens": TEXT, "series": SERIES}
MODELS = ("bag", "convolution", "rnn", "lstm", "gru", "transformer")
LENGTHS = (0, 1, 7, 8, 9, 20, 40)


def inputs(kind: str, lengths: tuple[int, ...] = LENGTHS) -> dict[str, Tensor]:
    """Rows of these lengths, padded with 0."""
    rows = len(lengths)
    x = torch.randint(3, TOKENS, (rows, STEPS))
    if kind == "series":
        x = torch.randn(rows, STEPS, CHANNELS)
    for row, length in enumerate(lengths):
        x[row, length:] = 0
    return {"x": x, "x.lengths": torch.tensor(lengths)}


def row(given: dict[str, Tensor], index: int, steps: int) -> dict[str, Tensor]:
    """One row alone, padded to these steps."""
    lengths = given["x.lengths"][index : index + 1]
    return {"x": given["x"][index : index + 1, :steps], "x.lengths": lengths}
