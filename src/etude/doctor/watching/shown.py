"""Where the rows lie that training is shown, one batch an epoch: do they drift?"""

import math
from typing import Any

import torch
from torch import Tensor

from etude.diagnosis.symptoms.rows_drift import drift
from etude.doctor.rank_correlation import rank_correlation
from etude.doctor.subject import tensors
from etude.records.sanity import SanityCheck

NAME = "rows_drift"
FEWEST = 5  # epochs
SOME = 3  # of them, at either end
MOST_NUMBERS = 1_000_000  # of one batch


class Shown:
    """Mean and deviation of all inputs in the first batch of every epoch."""

    def __init__(self) -> None:
        self._seen: list[Tensor] = []

    @torch.no_grad()
    def see(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Called with one training batch of an epoch."""
        inputs = (one for one in tensors((arguments, named)) if one.is_floating_point())
        first = next(inputs, None)
        if first is None or not first.numel():
            return
        values = first.detach().flatten()[:MOST_NUMBERS].float()
        mean = values.nanmean()  # what is missing says nothing; nothing here waits for a device
        self._seen.append(torch.stack((mean, (values - mean).square().nanmean().sqrt())))

    def check(self) -> tuple[SanityCheck, ...]:
        """How the inputs of the last epochs lie beside those of the first.

        times: their deviation over that of the first. shift: of their mean, in such deviations.
        widening, moving: how steadily each came about, as the size of its rank correlation with
        time. Nothing of fewer than five epochs, or where inputs are infinite or all alike.
        """
        if len(self._seen) < FEWEST:
            return ()
        means, deviations = torch.stack(self._seen).double().cpu().T
        mean, width = (_ends(one) for one in (means, deviations))
        if not (math.isfinite(float(sum(means + deviations))) and width[0] > 0):
            return ()
        numbers = {
            "times": width[1] / width[0],
            "shift": (mean[1] - mean[0]) / width[0],
            "widening": _steadiness(deviations),
            "moving": _steadiness(means),
            "epochs": float(len(means)),
        }
        told = drift(numbers)
        says = f"the inputs of training {told or 'stay where they are, and as wide'}"
        return (SanityCheck(NAME, not told, says, numbers),)


def _ends(values: Tensor) -> tuple[float, float]:
    """What is typical of the first epochs, and of the last ones."""
    return float(values[:SOME].median()), float(values[-SOME:].median())


def _steadiness(values: Tensor) -> float:
    """Size of the rank correlation with time, 0 to 1."""
    return abs(rank_correlation(values, torch.arange(len(values))))
