"""Do rows stand in training and validation alike?"""

from typing import Any

from etude.doctor.examined import Examined
from etude.doctor.fingerprints import fingerprints
from etude.doctor.subject import rows_of, tensors
from etude.records.sanity import SanityCheck

NAME = "shared_rows"


def measure(examined: Examined) -> SanityCheck | None:
    """share: of the validation rows, those whose inputs are in the batch to the last bit of
    float32."""
    if examined.validation is None:
        return None
    inputs, _ = examined.validation
    rows = _rows(inputs)
    if not rows:
        return None
    learned = set(_rows(examined.inputs))
    share = sum(row in learned for row in rows) / len(rows)
    told = f"{100 * share:.1f} % of {len(rows)} validation rows stand in the training batch"
    return SanityCheck(NAME, share == 0, told, {"share": share})


def _rows(inputs: Any) -> list[bytes]:
    """Every row of all tensors that have rows."""
    count = rows_of(inputs)
    parts = [fingerprints(one) for one in tensors(inputs) if one.ndim and len(one) == count]
    return [b"".join(row) for row in zip(*parts, strict=True)]
