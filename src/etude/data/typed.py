"""Rows whose cells have become numbers, codes, texts and series, before any preparation."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from etude.data.text.pretrained.reader import Reader

Documents = npt.NDArray[np.object_]  # str [N]
MISSING = -1  # category code of an empty cell
UNSEEN = -2  # category code of a spelling that the development rows never had


@dataclass(frozen=True)
class SeriesCells:
    """The series of N rows, end to end, so that windows of one long series share its memory.

    channels: names of the C columns that are measured at each step.
    steps:    float64 [S, C], all steps of all series, NaN where missing.
    starts, lengths: int64 [N], first step of each row's series and how many it has.
    """

    channels: tuple[str, ...]
    steps: npt.NDArray[np.float64]
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]

    def only(self, rows: npt.NDArray[np.int64]) -> "SeriesCells":
        """The series of these rows, int64 [n], in this order; the steps are shared."""
        return replace(self, starts=self.starts[rows], lengths=self.lengths[rows])


@dataclass(frozen=True)
class Origins:
    """Where the forecasts of N rows begin: at the step after the end of each row's series cells.

    horizon: steps ahead.
    moments: int64 [N], step of the calendar, the same for all series; where steps are not even,
             the place among the moments of all series.
    ends:    int64 [N], moment after the last step ahead: ``moments`` and the horizon, or more where
             steps of other series lie between.
    firsts:  int64 [N], place of the first step of the row's series in ``SeriesCells.steps``.
    codes:   int64 [N], which series.
    scales:  float64 [N, T], what errors of each target are divided by in mase.
    """

    horizon: int
    moments: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    firsts: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int64]
    scales: npt.NDArray[np.float64]

    @property
    def reach(self) -> int:
        """Moments that the steps ahead of a usual row cover; the horizon where steps are even."""
        return max(1, int(np.median(self.ends - self.moments))) if len(self.ends) else self.horizon

    @property
    def stretches(self) -> npt.NDArray[np.int64]:
        """Stretch of time that each row begins in, int64 [N]; neighbouring ones overlap alone."""
        return self.moments // self.reach

    def only(self, rows: npt.NDArray[np.int64]) -> "Origins":
        """Those of these rows, int64 [n], in this order."""
        arrays = ("moments", "ends", "firsts", "codes", "scales")
        return replace(self, **{name: getattr(self, name)[rows] for name in arrays})


def scale_of(origins: Origins) -> npt.NDArray[np.float64]:
    """What errors of each number of a forecast are divided by in mase, float64 [N, H * T]."""
    return np.tile(origins.scales, (1, origins.horizon))


@dataclass(frozen=True)
class TypedTable:
    """Typed cells of N rows.

    number_names, numbers:      names and float64 [N, F], NaN where missing.
    category_names, categories: names and int32 [N, C], MISSING or UNSEEN where there is no code.
    cardinalities:              codes per category column, known from the development rows.
    target:   int64 [N] class codes, or float64 [N, T] in the person's own units, or None.
    units:    int64 [N], row number in the source from 0 (header not counted).
    clusters: int64 [N], rows with equal numbers belong together (equal rows, --group).
    documents: str [N], the text of each row, "" where empty; None where no text is read.
    series:   the series of each row; None where there are none.
    origins:  where each row's forecast begins; None where nothing is forecast.
    reader:   the pretrained encoder that may read the documents, where there is one.
    """

    number_names: tuple[str, ...]
    numbers: npt.NDArray[np.float64]
    category_names: tuple[str, ...]
    categories: npt.NDArray[np.int32]
    cardinalities: tuple[int, ...]
    target: npt.NDArray[np.int64] | npt.NDArray[np.float64] | None
    units: npt.NDArray[np.int64]
    clusters: npt.NDArray[np.int64]
    documents: Documents | None = None
    series: SeriesCells | None = None
    origins: Origins | None = None
    reader: "Reader | None" = None

    def __len__(self) -> int:
        return len(self.units)

    @property
    def truth(self) -> npt.NDArray[Any]:
        """The target, where it is known; ValueError where it is not."""
        if self.target is None:
            raise ValueError("these rows have no target")
        return self.target

    def only(self, rows: npt.NDArray[np.int64]) -> "TypedTable":
        """These rows, int64 [n], in this order."""
        return replace(
            self,
            numbers=self.numbers[rows],
            categories=self.categories[rows],
            target=None if self.target is None else self.target[rows],
            units=self.units[rows],
            clusters=self.clusters[rows],
            documents=None if self.documents is None else self.documents[rows],
            series=None if self.series is None else self.series.only(rows),
            origins=None if self.origins is None else self.origins.only(rows),
        )
