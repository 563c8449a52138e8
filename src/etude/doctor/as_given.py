"""Is the loop shown the rows that yardsticks were given, beside their own targets?"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from etude.diagnosis.symptoms.other_targets import ORDER, SHARE
from etude.doctor.fingerprints import fingerprints, numbers_of_rows
from etude.doctor.given_rows import GivenRows
from etude.doctor.rank_correlation import rank_correlation
from etude.doctor.subject import tensors
from etude.doctor.watching.probe import Batch
from etude.records.sanity import SanityCheck

NAME = "as_given"
MOST_ROWS = 512  # of either part
FEWEST_MET = 20  # rows that must be met again where all is well
OF_ONE_UNIT = 0.9  # of the targets seen that must be among those given, to be held against them
MOST_NEAR = 32  # rows not met, whose nearest ones are looked for
NEAR = 1e-3  # of a column's spread: numbers of another precision


@dataclass(frozen=True)
class Known:
    """Rows by their fingerprints.

    targets:  of each, NaN where its row stands there with several. inputs: float32 [rows, numbers].
    of_classes: whether targets are class numbers. share: of all rows, those known here; NaN where
              that cannot be said.
    """

    targets: dict[bytes, float]
    inputs: Tensor
    of_classes: bool
    share: float


class Row(NamedTuple):
    """A row of a batch: its numbers, the target it was given with, None where the row was not, and
    the one that it has now, None where that was not seen."""

    numbers: Tensor
    given: float | None
    seen: float | None


def known_rows(given: GivenRows) -> Known:
    """The rows of one part."""
    targets: dict[bytes, float] = {}
    inputs = numbers_of_rows(torch.from_numpy(given.inputs))
    for row, target in zip(fingerprints(inputs), given.targets.tolist(), strict=True):
        targets[row] = target if targets.get(row, target) == target else math.nan
    share = len(inputs) / given.whole if given.are_tensors and given.whole else math.nan
    return Known(targets, inputs.float(), not given.targets.is_floating_point(), share)


def as_given_check(
    learned: Known, judged: Known, batches: Sequence[Batch], validation: Sequence[Batch]
) -> tuple[SanityCheck, ...]:
    """What the first batches and validation have of the rows given; nothing where no rows of such
    a form are shown.

    found, judged: share of their rows that were met, of those to be expected, NaN where too few
    are; error, judged_error: standard errors of these, where not all rows are known. apart: of rows
    met, the share that has another target; NaN where targets were not seen, or are in another unit;
    order: size of the rank correlation of numbers with those given, where they are; else NaN. rows:
    that these are of.
    """
    shown, others = (
        [row for _, row in zip(range(MOST_ROWS), _rows(part, some), strict=False)]
        for part, some in ((learned, batches), (judged, validation))
    )
    if not shown:
        return ()
    pairs = torch.tensor([(row.given, row.seen) for row in shown if _is_pair(row)])
    apart = _share_apart(pairs, learned)
    are_numbers = not learned.of_classes and all(
        one.targets is None or one.targets.is_floating_point() for one in batches
    )
    order = _order(pairs) if are_numbers and math.isnan(apart) else math.nan
    found, error = _share_met(learned, shown)
    met, judged_error = _share_met(judged, others)
    told = (
        f"{100 * found:.0f} % of the rows shown were given so, {100 * apart:.0f} % of these with"
        " another target"
    )
    numbers = {
        "found": found,
        "error": error,
        "judged": met,
        "judged_error": judged_error,
        "apart": apart,
        "order": order,
        "rows": float(len(pairs)),
    }
    return (SanityCheck(NAME, not (apart > SHARE or order < ORDER), told, numbers),)


def _rows(part: Known, batches: Sequence[Batch]) -> Iterator[Row]:
    """Rows of the first tensor in every batch that is as wide as the rows given."""
    for batch in batches:
        inputs = next(
            (
                one
                for one in tensors((batch.arguments, batch.named))
                if one.ndim and len(one) == batch.rows and one[:1].numel() == part.inputs.shape[1]
            ),
            None,
        )
        if inputs is None:
            continue
        numbers = numbers_of_rows(inputs)
        given = [part.targets.get(row) for row in fingerprints(numbers)]
        seen = batch.targets.flatten().tolist() if batch.targets is not None else []
        is_one_a_row = len(seen) == len(given)
        yield from map(Row, numbers, given, seen if is_one_a_row else [None] * len(given))


def _is_pair(row: Row) -> bool:
    """Whether both targets are known."""
    return row.given is not None and math.isfinite(row.given) and row.seen is not None


def _share_met(part: Known, rows: Sequence[Row]) -> tuple[float, float]:
    """Share of the rows met, of those to be expected, and its standard error; rows that are all but
    met count as well."""
    if not len(rows) * part.share >= FEWEST_MET:
        return math.nan, math.nan
    unmet = [row.numbers for row in rows if row.given is None]
    met = 1.0 - len(unmet) / len(rows)
    if unmet:
        met += (1.0 - met) * _share_near(part.inputs, torch.stack(unmet[:MOST_NEAR]))
    error = math.sqrt((1.0 - part.share) / (part.share * len(rows)))
    return met / part.share, error


def _share_near(given: Tensor, unmet: Tensor) -> float:
    """Share of rows of which one was given that is the same but for its precision."""
    spread = given.nan_to_num().std(0).clamp_min(1e-12)
    known, asked = (one.nan_to_num().double() / spread for one in (given, unmet))
    nearest = known[torch.cdist(asked, known).argmin(1)]
    return float(((asked - nearest).abs().amax(1) < NEAR).double().mean())


def _order(pairs: Tensor) -> float:
    """Whether targets seen rise or fall with those given, in whatever unit; NaN of few rows, and
    where all are alike."""
    if len(pairs) < FEWEST_MET or any(len(one.unique()) < 2 for one in pairs.T):
        return math.nan
    return abs(rank_correlation(pairs[:, 0], pairs[:, 1]))


def _share_apart(pairs: Tensor, part: Known) -> float:
    """Share of pairs [rows, 2] whose targets, as given and as seen, are apart: of classes, whose
    number may have been changed for all of its rows alike."""
    if len(pairs) < FEWEST_MET:
        return math.nan
    if part.of_classes:
        pairs = pairs[pairs[:, 1] >= 0]  # those below are left out of the loss
        kinds, counts = torch.unique(pairs, dim=0, return_counts=True)
        largest = {float(one): int(counts[kinds[:, 0] == one].max()) for one in kinds[:, 0]}
        return 1.0 - sum(largest.values()) / max(len(pairs), 1)
    every = torch.tensor([one for one in part.targets.values() if math.isfinite(one)])
    if float(torch.isin(pairs[:, 1], every).float().mean()) < OF_ONE_UNIT:
        return math.nan
    return float((pairs[:, 0] != pairs[:, 1]).float().mean())
