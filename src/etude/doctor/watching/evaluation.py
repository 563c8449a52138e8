"""What the loop's own loss module shows while the loop evaluates."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from etude.doctor.losses import LossRefused, right, row_losses
from etude.doctor.subject import rows_of
from etude.doctor.watching.rise import Rise
from etude.doctor.watching.stretch import Number, Stretch, numbers_of

MOST_ROWS = 4_096  # whose losses are kept one by one


class Evaluation:
    """Losses, accuracies and targets of the batches evaluated since the last epoch.

    kind: what the loss is called, once it is known.
    """

    def __init__(self, kind: Callable[[], str]) -> None:
        self.targets: list[Tensor] = []
        self._kind, self._rise = kind, Rise()
        self._has_all_targets = False
        self._forget()

    def _forget(self) -> None:
        self._losses: list[Number] = []
        self._hits: list[Number] = []
        self._rows: list[int] = []
        self._each: list[Tensor] = []

    @property
    def rows(self) -> int:
        """Rows whose targets are known."""
        return sum(len(one) for one in self.targets)

    @torch.no_grad()
    def see(self, outputs: Any, targets: Any, value: Tensor) -> None:
        """One batch: what the loss was given, and its value."""
        outputs, targets = (
            one.reshape(1) if isinstance(one, Tensor) and not one.ndim else one  # a squeezed row
            for one in (outputs, targets)
        )
        self._losses.append(value.detach().clone())
        self._rows.append(rows_of(outputs))
        kind = self._kind()
        if not isinstance(outputs, Tensor) or not isinstance(targets, Tensor):
            return
        hits = right(kind, outputs, targets)
        if hits is not None:
            self._hits.append(hits.float().mean())
        if not self._has_all_targets and self.rows < MOST_ROWS:
            self.targets.append(targets.detach().clone())
        if kind and sum(map(len, self._each)) < MOST_ROWS:
            try:
                self._each.append(row_losses(kind, outputs.detach(), targets))
            except LossRefused:
                return

    def end(self, stretch: Stretch) -> None:
        """The evaluation belongs to this epoch."""
        rows = sum(self._rows)
        if not rows:
            return
        stretch.looks["validation_loss"] = _mean(self._losses, self._rows)
        if len(self._hits) == len(self._rows):
            stretch.looks["validation_accuracy"] = _mean(self._hits, self._rows)
        if len(self._each) == len(self._rows):
            losses = torch.cat(self._each).double().cpu()
            stretch.looks["validation_rise"] = self._rise.after(losses)
        self._has_all_targets = True
        self._forget()


def _mean(values: list[Number], rows: list[int]) -> float:
    pairs = zip(numbers_of(values), rows, strict=True)
    return sum(value * count for value, count in pairs) / sum(rows)
