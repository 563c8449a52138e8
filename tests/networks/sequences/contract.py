"""What every reader of sequences must hold, whatever it is made of."""

import pytest
import torch
from torch import Tensor

from etude.networks import BatchedNetwork, Moment

from .made import LENGTHS, row


def padding_changes_nothing(made: BatchedNetwork, given: dict[str, Tensor]) -> None:
    """Alone and unpadded a row gives what it gives among longer ones."""
    together = made.forward(given)["y"]
    assert torch.isfinite(together).all()
    for index, length in enumerate(LENGTHS):
        alone = made.forward(row(given, index, max(length, 1)))["y"]
        torch.testing.assert_close(alone[:, 0], together[:, index], atol=1e-5, rtol=1e-4)


def gradient_points_downhill(made: BatchedNetwork, inputs: dict[str, Tensor]) -> None:
    """A small step in any direction changes the outputs of two members by what the gradient says;
    the second member reads the rows in the opposite order."""
    given = {name: torch.stack([x, x.flip(0)]) for name, x in inputs.items()}
    slopes = torch.randn(2, len(LENGTHS), 2)
    flat, direction = made.tensors.flat, torch.randn_like(made.tensors.flat)

    def value() -> float:
        moment = Moment(torch.full(slopes.shape[:2], 1 / len(LENGTHS)))
        outputs, tape = made.train(given, moment)
        made.backward(slopes.clone(), tape)
        return float((outputs["y"] * slopes).double().sum())

    value()
    foretold = float((made.tensors.gradient * direction).double().sum())
    start, small = flat.clone(), 2e-3 / float(direction.norm())
    above, below = (
        (flat.copy_(start + sign * small * direction), value())[1] for sign in (1.0, -1.0)
    )
    assert (above - below) / (2 * small) == pytest.approx(foretold, rel=0.03, abs=0.1)
