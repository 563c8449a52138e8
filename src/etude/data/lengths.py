"""How long the texts or series of the rows are: what the choice of a sequence model hangs on."""

import numpy as np
import numpy.typing as npt

from etude.data.sampling import every
from etude.data.text.tokens import token_lengths
from etude.data.typed import Documents, TypedTable
from etude.records.survey import LengthFacts


def length_facts(typed: TypedTable) -> LengthFacts | None:
    """Lengths of the development rows; None where they have neither text nor series."""
    if typed.series is not None:
        return _facts("series", typed.series.lengths, len(typed.series.channels))
    if typed.documents is not None:
        return _facts("tokens", token_counts(typed.documents), 1)
    return None


def token_counts(documents: Documents) -> npt.NDArray[np.int64]:
    """Words and marks of each text, int64 [n], of at most 20,000 texts."""
    return token_lengths(documents[:: every(len(documents))], "word")


def _facts(kind: str, lengths: npt.NDArray[np.int64], channels: int) -> LengthFacts:
    median, long = np.quantile(lengths, [0.5, 0.95]) if len(lengths) else (0.0, 0.0)
    longest = int(lengths.max(initial=0))
    return LengthFacts(kind, float(median), float(long), longest, channels)  # type: ignore[arg-type]
