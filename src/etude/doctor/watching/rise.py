"""Whether validation rises again, row by row."""

import math

from torch import Tensor


class Rise:
    """Holds the rows' losses of the best epoch so far against those of now."""

    def __init__(self) -> None:
        self._best: Tensor | None = None

    def after(self, losses: Tensor) -> float:
        """Paired z of losses [rows] against the best epoch before; 0 in the first and the best."""
        if (
            self._best is None
            or len(self._best) != len(losses)
            or losses.mean() < self._best.mean()
        ):
            self._best = losses
            return 0.0
        difference = losses - self._best
        error = float(difference.std()) / math.sqrt(len(losses)) if len(losses) > 1 else 0.0
        return float(difference.mean()) / error if error > 0 else 0.0
