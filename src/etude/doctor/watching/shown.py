"""Where the rows lie that training is shown, one batch an epoch: do they drift?"""

from typing import Any

import torch
from torch import Tensor

from etude.diagnosis.symptoms.rows_drift import drift
from etude.doctor.rank_correlation import rank_correlation
from etude.doctor.subject import tensors
from etude.records.sanity import SanityCheck

NAME = "rows_drift"
FEWEST, SOME = 6, 3  # epochs seen; of them, at either end
STEPS_BETWEEN = 20
MOST_SEEN, MOST_NUMBERS = 500, 1_000_000  # batches; numbers of one


class Shown:
    """Deviation and mean of the inputs in the first batch of an epoch, but not within 20 steps."""

    def __init__(self) -> None:
        self._seen: list[Tensor] = []
        self._between, self._next = STEPS_BETWEEN, 0

    @torch.no_grad()
    def see(self, arguments: tuple[Any, ...], named: dict[str, Any], steps: int) -> None:
        """Called with a training batch, after so many steps. Inputs that are learned themselves, as
        the output of another network, are no rows."""
        first = next(tensors((arguments, named)), None)
        if steps < self._next or first is None or first.requires_grad:
            return
        if not first.is_floating_point() or not first.ndim or not first.numel():
            return
        self._next = steps + self._between
        most = max(1, MOST_NUMBERS * len(first) // first.numel())
        self._seen.append(torch.stack(torch.std_mean(first[:most].float(), correction=0)))
        if len(self._seen) > MOST_SEEN:
            del self._seen[1::2]
            self._between *= 2

    def check(self, calls: int, steps: int) -> tuple[SanityCheck, ...]:
        """How the inputs of the last epochs lie beside those of the first.

        times: their deviation over that of the first. shift: of their mean, in such deviations.
        widening, moving: how steadily each came about, as the size of its rank correlation with
        time. Nothing of fewer than six epochs, where inputs are not finite or all alike, and where
        the network is called several times a step, with rows of several kinds. In: training calls
        and steps.
        """
        if len(self._seen) < FEWEST or calls > steps + 1:
            return ()
        deviations, means = torch.stack(self._seen).double().cpu().T
        mean, width = (_ends(one) for one in (means, deviations))
        if not (bool((means + deviations).isfinite().all()) and width[0] > 0):
            return ()
        numbers = {
            "times": width[1] / width[0],
            "shift": (mean[1] - mean[0]) / width[0],
            "widening": _steadiness(deviations),
            "moving": _steadiness(means),
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
