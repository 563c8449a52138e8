"""What counts as an epoch of a loop that does not say it."""

import math
import sys
from collections.abc import Sequence

from etude.doctor.record import run_of
from etude.doctor.watching.stretch import TOLD, WINDOW, Stretch, curves_of
from etude.records.trial import Curves, Run

# Numbers that are not measured at every step or epoch; the last one stands until the next.
LASTING = (
    *("gradient_norm", "gradient_spike", "first_last_gradient", "update_ratio", "clipped_share"),
    *("dead_share", "saturated_share", "largest_class_share", "prediction_spread"),
    *("positive_share", "train_accuracy", "validation_accuracy", "validation_loss"),
    *("validation_rise", "answers_loss", "kept_statistics_loss", "batch_statistics_loss"),
)


class Epochs:
    """Stretches of steps, closed by the strongest sign of an epoch's end that was ever seen.

    A window of steps is the weakest sign, then a turn from evaluation back to training, then the
    loop's own word. What weaker ones had cut since the last of its kind becomes part of it.
    """

    def __init__(self, window: int, *, is_window_known: bool) -> None:
        self.window = window
        self._window_boundary = TOLD if is_window_known else WINDOW
        self.boundary = self._window_boundary
        self.closed: list[Stretch] = []
        self.open = Stretch()

    @property
    def is_window_over(self) -> bool:
        """Whether the open stretch is as long as a window, where windows still count."""
        return self.open.steps >= self.window

    def close_window(self) -> Stretch | None:
        """End the window."""
        return self.close(self._window_boundary)

    def holds_for(self, boundary: int) -> bool:
        """Whether there is anything that such a boundary would close."""
        weaker = bool(self.closed) and self.closed[-1].boundary < boundary
        return weaker or self.open.steps > 0 or bool(self.open.said)

    def close(self, boundary: int) -> Stretch | None:
        """End the epoch and give it back; None where a stronger sign is known or it is empty."""
        if boundary < self.boundary or not self.holds_for(boundary):
            return None
        self.boundary = boundary
        if boundary > self._window_boundary:
            self.window = sys.maxsize  # windows count no longer, and need not be asked for
        stretch, self.open = self.open, Stretch()
        stretch.boundary = boundary
        while self.closed and self.closed[-1].boundary < boundary:
            stretch.taking_in(self.closed.pop())
        self.closed.append(stretch)
        return stretch

    def close_last(self, *, is_whole: bool) -> Stretch | None:
        """End what is open when the watch ends; much less than an epoch is left out."""
        if self.closed and not is_whole and 2 * self.open.steps < self.closed[-1].steps:
            return None
        if not self.open.steps and not self.open.said:
            return None
        return self.close(self.boundary)

    @property
    def stretches(self) -> list[Stretch]:
        """Closed ones; where there are none yet the open one, if it has a step."""
        return self.closed or ([self.open] if self.open.steps else [])

    def run(self, steps: int, initial_loss: float | None) -> Run | None:
        """The run so far; None before its first step."""
        points = [one.numbers() for one in self.stretches]
        if not points:
            return None
        curves = curves_of(points, LASTING)
        return run_of(
            Curves(**{name: tuple(curve) for name, curve in curves.items()}),
            diverged_in=_diverged_in(points),
            steps=steps,
            initial_loss=initial_loss,
        )


def _diverged_in(points: Sequence[dict[str, float]]) -> int:
    """The epoch (from 1) from which on the loss was seen and not finite, to the end; else 0."""
    epoch = 0
    for number in range(len(points), 0, -1):
        if math.isfinite(points[number - 1].get("train_loss", 0.0)):
            break
        epoch = number
    return epoch
