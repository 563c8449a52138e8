"""What one training step tells the network besides its inputs."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Moment:
    """One training step as the blocks see it; without one a network is in evaluation mode.

    shares: float32 [K, B], 1 / rows of the batch for a true row and 0 for a padded one, so that
            statistics over a batch see true rows only.
    masks:  one float32 [K, B, H] a dropout layer: 0 where a neuron is switched off, 1 / kept
            share elsewhere.
    """

    shares: Tensor
    masks: Sequence[Tensor] = ()
