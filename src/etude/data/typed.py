"""A table whose cells have become numbers and category codes, before any preparation."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

MISSING = -1  # category code of an empty cell
UNSEEN = -2  # category code of a spelling that the development rows never had


@dataclass(frozen=True)
class TypedTable:
    """Typed cells of N rows.

    number_names, numbers:      names and float64 [N, F], NaN where missing.
    category_names, categories: names and int32 [N, C], MISSING or UNSEEN where there is no code.
    cardinalities:              codes per category column, known from the development rows.
    target:   int64 [N] class codes, or float64 [N, T] in the person's own units, or None.
    units:    int64 [N], row number in the source from 0 (header not counted).
    clusters: int64 [N], rows with equal numbers belong together (equal rows, --group).
    """

    number_names: tuple[str, ...]
    numbers: npt.NDArray[np.float64]
    category_names: tuple[str, ...]
    categories: npt.NDArray[np.int32]
    cardinalities: tuple[int, ...]
    target: npt.NDArray[np.int64] | npt.NDArray[np.float64] | None
    units: npt.NDArray[np.int64]
    clusters: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.units)

    @property
    def truth(self) -> npt.NDArray[Any]:
        """The target, where it is known; ValueError where it is not."""
        if self.target is None:
            raise ValueError("these rows have no target")
        return self.target
