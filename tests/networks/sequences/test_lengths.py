"""Classes of lengths, and reading from the end."""

import pytest
import torch

from etude.networks.sequences.lengths import (
    fitted,
    length_class,
    shortened,
    true_steps,
    turned,
)


@pytest.mark.parametrize(
    ("length", "steps"), [(0, 8), (1, 8), (8, 8), (9, 16), (128, 128), (129, 144), (257, 288)]
)
def test_a_class_holds_its_length(length: int, steps: int) -> None:
    assert length_class(length) == steps


def test_little_is_computed_in_vain() -> None:
    for length in range(1, 3000):
        assert length <= length_class(length) <= length + max(7, length / 8)
        assert length_class(length_class(length)) == length_class(length)


def test_a_batch_has_the_steps_of_the_class_of_its_longest_row() -> None:
    x, lengths = torch.ones(2, 3, 50), torch.tensor([[3, 9, 2], [1, 1, 1]])
    assert fitted(x, lengths, 2, 50).shape == (2, 3, 16)
    assert fitted(x, lengths * 5, 2, 50).shape == (2, 3, 48)
    assert fitted(x, lengths * 6, 2, 55).shape == (2, 3, 55)  # 54 would be computed as 56
    short = fitted(x[:, :, :9], lengths, 2, 50)
    assert short.shape == (2, 3, 16)
    assert not short[:, :, 9:].any()


def test_a_batch_to_learn_from_has_the_steps_of_its_longest_row() -> None:
    x, lengths = torch.ones(2, 3, 50), torch.tensor([[3, 9, 2], [1, 1, 1]])
    assert shortened(x, lengths, 2).shape == (2, 3, 9)
    assert shortened(x, lengths * 0, 2).shape == (2, 3, 1)


def test_turning_reverses_the_true_steps_alone() -> None:
    x = torch.arange(8.0).view(2, 4, 1)
    found = turned(x, torch.tensor([3, 4]))
    assert found.squeeze(2).tolist() == [[2, 1, 0, 3], [7, 6, 5, 4]]


def test_the_gradient_is_turned_back() -> None:
    x = torch.randn(3, 5, 2, dtype=torch.float64, requires_grad=True)
    lengths = torch.tensor([1, 4, 5])
    assert torch.autograd.gradcheck(lambda y: turned(y, lengths), (x,))


def test_true_steps() -> None:
    assert true_steps(torch.tensor([0, 2]), 3).tolist() == [[False] * 3, [True, True, False]]
