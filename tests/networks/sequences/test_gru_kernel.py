"""Our own GRU says and learns what the library's does."""

import pytest
import torch
from torch import Tensor, nn

from etude.networks.sequences.gru_kernel import GRUKernel

GIVEN, UNITS = 5, 7


def case(rows: int, steps: int) -> tuple[nn.GRU, Tensor, Tensor]:
    """(The library's layer, vectors, what the states are multiplied by)."""
    layer = nn.GRU(GIVEN, UNITS, batch_first=True)
    vectors = torch.randn(rows, steps, GIVEN, requires_grad=True)
    return layer, vectors, torch.randn(rows, steps, UNITS)


def own(layer: nn.GRU, vectors: Tensor) -> Tensor:
    states: Tensor = GRUKernel.apply(vectors, *layer.parameters())  # type: ignore[no-untyped-call]
    return states


@pytest.mark.parametrize(("rows", "steps"), [(1, 1), (4, 1), (1, 6), (4, 30)])
def test_states_and_every_gradient_are_the_librarys(rows: int, steps: int) -> None:
    layer, vectors, slopes = case(rows, steps)
    learned = [vectors, *layer.parameters()]
    expected, found = layer(vectors)[0], own(layer, vectors)
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-5)
    for one, other in zip(
        torch.autograd.grad((found * slopes).sum(), learned),
        torch.autograd.grad((expected * slopes).sum(), learned),
        strict=True,
    ):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)


def test_without_a_gradient_it_says_the_same_bits() -> None:
    layer, vectors, _ = case(4, 30)
    learning = own(layer, vectors).detach()
    with torch.no_grad():
        asked = own(layer.requires_grad_(False), vectors.detach())
    assert torch.equal(asked, learning)


def test_rows_know_nothing_of_what_stands_behind_or_beside_them() -> None:
    layer, vectors, _ = case(4, 30)
    changed = vectors.detach().clone()
    changed[0, 20:] = 9.0
    changed[1] = -9.0
    before, after = own(layer, vectors), own(layer, changed)
    assert torch.equal(before[0, :20], after[0, :20])
    assert torch.equal(before[2:], after[2:])
    assert not torch.equal(before[0, 20:], after[0, 20:])
