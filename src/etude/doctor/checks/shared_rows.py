"""Do rows stand in training and validation alike?"""

from etude.doctor.examined import Examined
from etude.doctor.fingerprints import fingerprints
from etude.records.sanity import SanityCheck

NAME = "shared_rows"


def measure(examined: Examined) -> SanityCheck | None:
    """share: of the validation rows, those whose inputs are in the batch to the last bit of
    float32."""
    if examined.validation is None:
        return None
    inputs, _ = examined.validation
    rows = fingerprints(inputs)
    if not rows:
        return None
    learned = set(fingerprints(examined.inputs))
    share = sum(row in learned for row in rows) / len(rows)
    told = f"{100 * share:.1f} % of {len(rows)} validation rows stand in the training batch"
    return SanityCheck(NAME, share == 0, told, {"share": share})
