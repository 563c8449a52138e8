"""Rows that a person gives to cheap models: checked, drawn, as arrays."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import Tensor

from etude.doctor.cheap_models import Array, Sides
from etude.doctor.undisturbed import same_random_numbers
from etude.doctor.watching.probe import same_order
from etude.errors import BadOption

MOST_ROWS = 4_096
MOST_COLUMNS = 2_000


@dataclass(frozen=True)
class GivenRows:
    """Rows that cheap models can read.

    sides:   steps and signals of a row; (0, 0) where it has none. is_table: whether a row is one of
             columns, neither of steps nor of pixels.
    inputs:  float64 [rows, columns], missing and infinite ones NaN.
    targets: int64 (classes) or float32 (numbers) [rows].
    whole:   how many rows there are, which these are or were drawn from; 0 where that is not known:
             of a loader the first ones are taken. are_tensors: whether tensors were given: a loader
             may draw its rows, or vary them.
    """

    sides: Sides
    is_table: bool
    inputs: Array
    targets: Tensor
    whole: int
    are_tensors: bool


def given_rows(what: str, given: Any) -> GivenRows:
    """At most 4,096 of them, drawn from tensors in the order that they have, the first of a loader.

    In:     what: the option's name. given: (inputs, targets), or a loader of such batches.
    Raises: BadOption where cheap models cannot read them.
    """
    is_pair = isinstance(given, tuple | list) and len(given) == 2 and isinstance(given[1], Tensor)
    batches = [given] if is_pair else _batches(what, given)
    pairs = [_checked(what, batch) for batch in batches]
    if not pairs or len({one.shape[1:] for one, _ in pairs}) > 1:
        told = "batches whose rows are not of one shape" if pairs else "no rows"
        raise BadOption(f"{what}= gives {told}: cheap models need rows of as many numbers each.")
    rows = sum(len(one) for _, one in pairs)
    if is_pair and rows > MOST_ROWS:
        lots = torch.Generator().manual_seed(0)
        places = torch.randperm(rows, generator=lots)[:MOST_ROWS].sort().values
        pairs = [(pairs[0][0][places], pairs[0][1][places])]
    first = pairs[0][0]
    sides = (first.shape[1], first.shape[2]) if first.ndim == 3 else (0, 0)
    flat = [one.flatten(1) for one, _ in pairs]
    inputs = torch.cat(flat)[:MOST_ROWS].double().numpy()
    targets = torch.cat([one for _, one in pairs])[:MOST_ROWS]
    if not len(inputs) or not 0 < inputs.shape[1] <= MOST_COLUMNS:
        raise BadOption(
            f"{what}= has {len(inputs)} rows of {inputs.shape[1]} numbers: cheap models need rows,"
            f" of at most {MOST_COLUMNS:,} numbers each."
        )
    known = np.where(np.isfinite(inputs), inputs, np.nan)
    whole = rows if is_pair or rows <= MOST_ROWS else 0
    return GivenRows(sides, first.ndim == 2, known, _labels_or_numbers(targets), whole, is_pair)


def _batches(what: str, given: Any) -> list[Any]:
    if not isinstance(given, Iterable):
        raise BadOption(
            f"{what}= is a {type(given).__name__}: give (inputs, targets) or a loader of them."
        )
    batches, rows = [], 0
    with same_order(given), same_random_numbers():  # the loop's own order stays
        for batch in islice(given, MOST_ROWS):
            batches.append(batch)
            rows += len(batch[1]) if isinstance(batch, tuple | list) and len(batch) == 2 else 0
            if rows > MOST_ROWS:
                break
    return batches


def _checked(what: str, batch: Any) -> tuple[Tensor, Tensor]:
    inputs, targets = batch if isinstance(batch, tuple | list) and len(batch) == 2 else (None, None)
    if not isinstance(inputs, Tensor) or not isinstance(targets, Tensor) or inputs.ndim < 2:
        raise BadOption(
            f"{what}= must give pairs of tensors, inputs [rows, ...] and targets [rows]: cheap"
            " models cannot read anything else."
        )
    if len(inputs) != targets.numel():
        raise BadOption(
            f"{what}= has {len(inputs)} rows of inputs and {targets.numel()} targets: cheap models"
            " answer one target a row."
        )
    if not bool(torch.isfinite(targets).all()):
        raise BadOption(f"{what}= has targets that are missing or infinite: leave those rows out.")
    if not targets.is_floating_point() and bool((targets < 0).any()):
        raise BadOption(
            f"{what}= has a class number below 0 ({int(targets.min())}): leave out the rows whose"
            " class is not known."
        )
    return inputs.detach().cpu(), targets.detach().cpu().flatten()


def _labels_or_numbers(targets: Tensor) -> Tensor:
    """Class numbers as int64; yes or no, written as 0.0 and 1.0, as well."""
    is_yes_or_no = bool(((targets == 0) | (targets == 1)).all()) and len(torch.unique(targets)) == 2
    return targets.long() if is_yes_or_no or not targets.is_floating_point() else targets.float()
