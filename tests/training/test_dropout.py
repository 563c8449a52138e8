"""Dropout masks: the right share everywhere, members independent, each keyed by its seed."""

import pytest
import torch

from etude.networks.workspace import Workspace
from etude.training.dropout import EpochMasks

CPU = torch.device("cpu")


def masks(dropout: float, seeds: tuple[int, ...], steps: int, epoch: int = 1) -> torch.Tensor:
    """[steps, K, 32, 16]."""
    drawn = EpochMasks(dropout, (16,), 32, seeds, epoch, Workspace(CPU)).block(steps, 32)
    return torch.stack([one for (one,) in drawn])


@pytest.mark.parametrize("dropout", [0.1, 0.2, 0.5, 0.9])
def test_share_kept_in_every_byte_lane(dropout: float) -> None:
    kept = (masks(dropout, (1,), 400) > 0).float().view(-1, 8)
    assert kept.mean(0).tolist() == pytest.approx([1 - dropout] * 8, abs=0.012)


@pytest.mark.parametrize("dropout", [0.003, 0.2, 0.5])
def test_what_is_kept_is_scaled_so_that_the_mean_stays(dropout: float) -> None:
    assert masks(dropout, (1,), 400).mean().item() == pytest.approx(1.0, abs=0.01)


def test_members_are_independent() -> None:
    drawn = (masks(0.5, (1, 2), 400) > 0).float()
    together = torch.stack([drawn[:, 0].flatten(), drawn[:, 1].flatten()])
    assert abs(torch.corrcoef(together)[0, 1].item()) < 0.01


def test_steps_are_independent() -> None:
    drawn = (masks(0.5, (1,), 400) > 0).float().flatten(1)
    neighbours = torch.stack([drawn[:-1].flatten(), drawn[1:].flatten()])
    assert abs(torch.corrcoef(neighbours)[0, 1].item()) < 0.01


def test_a_member_draws_the_same_in_any_company_and_any_blocks() -> None:
    alone = masks(0.3, (7,), 6)
    torch.testing.assert_close(masks(0.3, (5, 7), 6)[:, 1:], alone)
    source = EpochMasks(0.3, (16,), 32, (7,), 1, Workspace(CPU))
    parts = [one.clone() for steps in (2, 4) for (one,) in source.block(steps, 32)]
    torch.testing.assert_close(torch.stack(parts), alone)


def test_epochs_differ_and_can_be_drawn_again() -> None:
    torch.testing.assert_close(masks(0.3, (7,), 3, epoch=4), masks(0.3, (7,), 3, epoch=4))
    assert not torch.equal(masks(0.3, (7,), 3, epoch=4), masks(0.3, (7,), 3, epoch=5))


def test_two_layers_draw_different_bytes() -> None:
    source = EpochMasks(0.5, (16, 16), 32, (7,), 1, Workspace(CPU))
    first, second = source.block(1, 30)[0]
    assert first.shape == second.shape == (1, 30, 16)
    assert not torch.equal(first, second)
