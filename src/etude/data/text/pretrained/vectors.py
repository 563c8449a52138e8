"""Texts as a frozen encoder reads them: one vector a text, the mean of its pieces' states.

While the encoder stays as it came, a text's vector never changes: it is made once, not in every
epoch, and what is trained on it costs no more than a table.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from etude.data.rows import Array
from etude.data.scaling import Floats, Numbers
from etude.data.strata import Integers
from etude.data.text.pretrained.reader import Reader
from etude.data.typed import Documents

_RELATIVE = 1e-4  # of the largest deviation: what varies less is rounding


@dataclass(frozen=True)
class VectorPreparation:
    """How documents become scaled vectors; immutable, saved with the model.

    longest, beyond: pieces seen of a document, and which part of a longer one.
    center, spread:  float64 [width], of the learn rows.
    reader:          the frozen encoder; None until it is said where it lies.
    """

    longest: int
    beyond: str
    center: Numbers
    spread: Numbers
    reader: Reader | None = None

    def apply(self, documents: Documents) -> Floats:
        """float32 [n, width], each number scaled to mean 0 and deviation 1 of the learn rows."""
        assert self.reader is not None
        found = vectors_of(self.reader, documents, self.longest, self.beyond)
        return ((found - self.center) / self.spread).astype(np.float32)

    def to_arrays(self) -> dict[str, Array]:
        """Center and spread."""
        return {"center": self.center, "spread": self.spread}

    def metadata(self) -> dict[str, Any]:
        """What is no array, but for the reader, which lies beside the model."""
        return {"longest": self.longest, "beyond": self.beyond}

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, Array], metadata: Mapping[str, Any]
    ) -> "VectorPreparation":
        """The preparation that these described, without its reader."""
        return cls(
            **metadata,
            center=np.asarray(arrays["center"], np.float64),
            spread=np.asarray(arrays["spread"], np.float64),
        )


def learn_vectors(
    reader: Reader, documents: Documents, rows: Integers, longest: int, beyond: str
) -> VectorPreparation:
    """Center and spread from the documents of these rows only."""
    longest = min(longest, reader.about.longest)
    found = vectors_of(reader, documents[rows], longest, beyond).astype(np.float64)
    spread = found.std(axis=0)
    varies = spread > _RELATIVE * spread.max(initial=0.0)
    return VectorPreparation(
        longest, beyond, found.mean(axis=0), np.where(varies, spread, 1.0), reader
    )


def vectors_of(reader: Reader, documents: Documents, longest: int, beyond: str) -> Floats:
    """float32 [n, width]; every document is read once and remembered."""
    known = _remembered(reader.folder, reader.about.files, longest, beyond)
    missing = [one for one in dict.fromkeys(documents) if one not in known]
    for texts, vectors in _read(reader, missing, longest, beyond):
        known.update(zip(texts, vectors, strict=True))
    none = np.zeros((0, reader.about.width), dtype=np.float32)
    return np.stack([known[one] for one in documents]) if len(documents) else none


def remember(
    reader: Reader, documents: Documents, vectors: Floats, longest: int, beyond: str
) -> None:
    """Take over vectors that were made of these documents before."""
    known = _remembered(reader.folder, reader.about.files, longest, beyond)
    known.update(zip(documents, vectors, strict=True))


@lru_cache(maxsize=4)
def _remembered(folder: str, files: str, longest: int, beyond: str) -> dict[str, Floats]:
    return {}


def _read(
    reader: Reader, documents: Iterable[str], longest: int, beyond: str
) -> Iterator[tuple[list[str], Floats]]:
    from etude.data.text.pretrained.means import read  # late: it needs torch

    return read(reader, list(documents), longest, beyond)
