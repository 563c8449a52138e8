"""Is the loop shown the rows that yardsticks were given, beside their own targets?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from etude.diagnosis.symptoms.other_targets import SHARE
from etude.doctor.fingerprints import fingerprints
from etude.doctor.given_rows import GivenRows
from etude.doctor.watching.probe import Batch
from etude.records.sanity import SanityCheck

NAME = "as_given"
MOST_ROWS = 512  # of either part
FEWEST_MET = 20  # rows that must be met again where all is well
ALIKE = 1e-3  # of the targets' spread
ORDERED = 0.99  # rank correlation, above which targets are the same in another unit


@dataclass(frozen=True)
class Known:
    """Rows by their fingerprints. targets: of each, NaN where its row stands there with several;
    of_classes: whether these are class numbers. whole: rows that there are, which these are drawn
    from."""

    targets: dict[bytes, float]
    of_classes: bool
    rows: int
    whole: int

    @property
    def share(self) -> float:
        """Of all rows, those known here."""
        return self.rows / max(self.whole, 1)


def known(given: GivenRows) -> Known:
    """The rows of one part."""
    targets: dict[bytes, float] = {}
    prints = fingerprints(torch.from_numpy(given.inputs))
    for row, target in zip(prints, given.targets.tolist(), strict=True):
        targets[row] = target if targets.get(row, target) == target else math.nan
    return Known(targets, not given.targets.is_floating_point(), len(prints), given.whole)


def as_given_check(
    learned: Known, judged: Known, batches: Sequence[Batch], validation: Sequence[Batch]
) -> tuple[SanityCheck, ...]:
    """What the first batches and validation have of the rows given; nothing where too few could be
    met again.

    found, judged: share of their rows that were met, of those to be expected; error: standard error
    of the first, where not all rows are known. apart: of rows met,
    the share that has another target, NaN where targets were not seen. rows: of the first batches.
    """
    shown = [one for batch in batches for one in _met(learned, batch)][:MOST_ROWS]
    if not learned.whole or len(shown) * learned.share < FEWEST_MET:
        return ()
    found = sum(row is not None for row, _ in shown) / len(shown) / learned.share
    error = math.sqrt((1.0 - learned.share) / (learned.share * len(shown)))
    others = [row for batch in validation for row, _ in _met(judged, batch)][:MOST_ROWS]
    is_enough = judged.whole and len(others) * judged.share >= FEWEST_MET
    met = sum(row is not None for row in others) / len(others) / judged.share if is_enough else 0.0
    pairs = [
        (row, target)
        for row, target in shown
        if row is not None and target is not None and math.isfinite(row)
    ]
    apart = _share_apart(torch.tensor(pairs), learned.of_classes)
    told = (
        f"{100 * found:.0f} % of the rows shown were given so, {100 * apart:.0f} % of these with"
        " another target"
    )
    numbers = {
        "found": found,
        "error": error,
        "judged": met if is_enough else math.nan,
        "apart": apart,
        "rows": float(len(pairs)),
    }
    return (SanityCheck(NAME, not apart > SHARE, told, numbers),)


def _met(part: Known, batch: Batch) -> list[tuple[float | None, float | None]]:
    """Of every row the target it was given with, None where it was not, and the one it has now,
    None where that was not seen."""
    given = [part.targets.get(row) for row in fingerprints((batch.arguments, batch.named))]
    seen = batch.targets.flatten().tolist() if batch.targets is not None else []
    is_one_a_row = len(seen) == len(given)
    return list(zip(given, seen if is_one_a_row else [None] * len(given), strict=True))


def _share_apart(pairs: Tensor, of_classes: bool) -> float:
    """Share of pairs [rows, 2] whose targets, as given and as seen, are apart: of classes, whose
    number may have been changed for all of its rows alike; of numbers, which may be in another
    unit. NaN where there are too few."""
    if len(pairs) < FEWEST_MET:
        return math.nan
    given, seen = pairs[:, 0], pairs[:, 1]
    if of_classes:
        kinds, counts = torch.unique(pairs, dim=0, return_counts=True)
        largest = {float(one): int(counts[kinds[:, 0] == one].max()) for one in kinds[:, 0]}
        return 1.0 - sum(largest.values()) / len(pairs)
    if _rank_correlation(given, seen) > ORDERED:
        return 0.0
    steps = given.diff()
    slope = (seen.diff() / steps)[steps != 0].median()  # of rows that follow each other
    apart = seen - slope * given
    far = (apart - apart.median()).abs() > ALIKE * seen.std()
    return float(far.float().mean())


def _rank_correlation(first: Tensor, second: Tensor) -> float:
    ranks = [one.argsort().argsort().float() for one in (first, second)]
    return float(torch.corrcoef(torch.stack(ranks))[0, 1])
