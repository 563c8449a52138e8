"""Has every row the same length, or the mean 0?"""

import torch
from torch import Tensor

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "rows_alike"
# Numbers that differ: rows of a one-hot category are alike.
FEWEST_COLUMNS, FEWEST_VALUES, MOST_ASKED = 3, 10, 32
ALIKE = 1e-3  # of the length, and of the deviation


def measure(examined: Examined) -> SanityCheck | None:
    """length: whether all rows of a table have one; centre: whether all have the mean 0."""
    first, taken = examined.input, examined.some_of_columns
    if first is None or first.ndim != 2 or taken is None or len(taken) < FEWEST_VALUES:
        return None
    varied = sum(len(torch.unique(column)) >= FEWEST_VALUES for column in taken.T[:MOST_ASKED])
    if varied < FEWEST_COLUMNS:
        return None
    lengths = torch.linalg.vector_norm(taken, dim=1)
    has_length = _is_within(lengths - lengths.mean(), lengths)
    has_centre = _is_within(taken.mean(1), taken.std(1, correction=0))
    length, centre = (
        "one length" if has_length else "other lengths",
        "0" if has_centre else "others",
    )
    told = f"rows of {length}, their means {centre}"
    numbers = {"length": float(has_length), "centre": float(has_centre)}
    return SanityCheck(NAME, not (has_length or has_centre), told, numbers)


def _is_within(apart: Tensor, scale: Tensor) -> bool:
    return bool((apart.abs() <= ALIKE * scale.mean()).all())
