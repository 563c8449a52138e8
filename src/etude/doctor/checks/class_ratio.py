"""Are the classes of about one size?"""

import torch

from etude.doctor.examined import Examined
from etude.doctor.losses import CLASSES, YES_OR_NO
from etude.records.sanity import SanityCheck

NAME = "class_ratio"
FEWEST_ROWS, MUCH = 100, 10.0


def measure(examined: Examined) -> SanityCheck | None:
    """ratio: rows of the largest class over those of the rarest one seen."""
    targets = examined.targets.detach().cpu().flatten()
    if examined.kind not in (*CLASSES, *YES_OR_NO) or len(targets) < FEWEST_ROWS:
        return None
    if targets.is_floating_point():
        if examined.kind in CLASSES or not bool(((targets == 0) | (targets == 1)).all()):
            return None
        targets = targets.long()
    counts = torch.bincount(targets[targets >= 0])
    seen = counts[counts > 0]
    if len(seen) < 2:
        return None
    ratio = float(seen.max() / seen.min())
    told = f"the largest class has {ratio:.3g} times the rows of the rarest"
    return SanityCheck(NAME, ratio <= MUCH, told, {"ratio": ratio})
