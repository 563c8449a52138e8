"""Do the labels fit the loss?"""

import torch
from torch import Tensor, nn

from etude.doctor.examined import Examined
from etude.doctor.losses import CLASSES, NUMBERS, YES_OR_NO
from etude.records.sanity import SanityCheck

NAME = "label_fit"
IGNORED = -100  # torch's own mark of a row without a label


def measure(examined: Examined) -> SanityCheck | None:
    """outside: share of rows whose label is out of range; 1 where the type is wrong."""
    kind, targets = examined.kind, examined.targets.detach().cpu()
    if kind in CLASSES:
        outside, told = _of_classes(examined, targets)
    elif kind in YES_OR_NO:
        outside = float(((targets < 0) | (targets > 1)).float().mean())
        told = f"{100 * outside:.1f} % of the labels are not between 0 and 1"
        if not targets.is_floating_point():
            outside, told = 1.0, "the labels are whole numbers, the loss takes floats (.float())"
    elif kind in NUMBERS:
        outside = float((~targets.isfinite()).float().mean()) if targets.is_floating_point() else 0
        told = f"{100 * outside:.1f} % of the targets are not finite"
    else:
        return None
    return SanityCheck(NAME, outside == 0, told, {"outside": outside})


def _of_classes(examined: Examined, targets: Tensor) -> tuple[float, str]:
    outputs = examined.outputs
    if outputs.ndim < 2:
        return 1.0, "the outputs have no dimension of classes"
    classes = outputs.shape[1]
    if targets.is_floating_point():
        if targets.shape == outputs.shape:
            return 0.0, "the labels are shares of classes"
        return 1.0, f"the labels are {targets.dtype} numbers, not class numbers (.long())"
    if targets.dtype not in (torch.int64, torch.uint8):
        return 1.0, f"the labels are {targets.dtype}, the loss takes torch.int64 (.long())"
    ignored = examined.loss.ignore_index if isinstance(examined.loss, _IGNORING) else IGNORED
    outside = ((targets < 0) | (targets >= classes)) & (targets != ignored)
    share = float(outside.float().mean())
    return share, f"{100 * share:.1f} % of the labels are outside 0 .. {classes - 1}"


_IGNORING = (nn.CrossEntropyLoss, nn.NLLLoss)
