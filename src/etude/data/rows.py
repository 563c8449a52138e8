"""Rows as every kind of data hands them to training: named arrays, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]


@dataclass(frozen=True)
class Rows:
    """Prepared rows, ready to become tensors.

    inputs:  name -> array whose first axis is the row: ``numbers`` float32 [N, F] (no NaN),
             ``categories`` int64 [N, C].
    targets: head name -> int64 [N] class codes, or float32 [N, size] standardised numbers.
             Empty where the truth is unknown.
    weights: float32 [N], what a row counts for; 1 everywhere by default.
    units:   int64 [N], the row's number in the source, so that predictions find their rows.
    lengths: input name -> int64 [N] for inputs with a time axis; empty for tables.
    tables:  what tokens are looked up in while they are varied in training, the same for all rows
             (``data.text.lexicon.synonym_table``); empty where there is nothing of the kind.
    """

    inputs: Mapping[str, Array]
    targets: Mapping[str, Array]
    weights: npt.NDArray[np.float32]
    units: npt.NDArray[np.int64]
    lengths: Mapping[str, npt.NDArray[np.int64]]
    tables: Mapping[str, Array] = field(default_factory=dict)

    @property
    def arrays(self) -> dict[str, Array]:
        """What a network is given: the inputs, and ``NAME.lengths`` beside those that have them."""
        lengths = {f"{name}.lengths": one for name, one in self.lengths.items()}
        return {**self.inputs, **lengths}

    @property
    def steps(self) -> npt.NDArray[np.int64]:
        """Steps of each row, int64 [N], summed over the inputs with a time axis; 0 for tables."""
        return sum(self.lengths.values(), np.zeros(len(self), dtype=np.int64))

    def __len__(self) -> int:
        return len(self.units)
