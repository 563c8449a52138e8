"""Losses against PyTorch's and scikit-learn's, their slopes against autograd."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from sklearn.metrics import log_loss
from sklearn.utils.class_weight import compute_sample_weight

from etude.records.plan import Plan
from etude.records.shape import Head
from etude.training.losses import (
    HUBER,
    MAE,
    MSE,
    RowLoss,
    cross_entropy,
    focal,
    loss_slopes,
    plain_losses,
    row_weights,
    rows_loss,
    training_losses,
)

from .made import rows

CLASSES, NUMBERS = Head("y", "classes", 3), Head("z", "numbers", 2)
LOGITS, CODES = torch.randn(2, 5, 3), torch.randint(0, 3, (2, 5))
OUTPUTS, TARGETS = 2 * torch.randn(2, 5, 2), torch.randn(2, 5, 2)


def test_cross_entropy_is_log_loss() -> None:
    probabilities = torch.softmax(LOGITS[0].double(), -1).numpy()
    expected = log_loss(CODES[0].numpy(), probabilities, labels=[0, 1, 2])
    assert cross_entropy().value(LOGITS, CODES)[0].mean().item() == pytest.approx(expected)


def test_label_smoothing_is_pytorchs() -> None:
    expected = F.cross_entropy(LOGITS[0], CODES[0], reduction="none", label_smoothing=0.1)
    torch.testing.assert_close(cross_entropy(0.1).value(LOGITS, CODES)[0], expected)


def test_focal_by_hand() -> None:
    truth = torch.softmax(LOGITS, -1).gather(-1, CODES.unsqueeze(-1)).squeeze(-1)
    torch.testing.assert_close(focal().value(LOGITS, CODES), -((1 - truth) ** 2) * truth.log())


@pytest.mark.parametrize(
    ("loss", "expected"),
    [(MSE, F.mse_loss), (MAE, F.l1_loss), (HUBER, F.huber_loss)],
)
def test_losses_of_numbers_are_pytorchs(loss: RowLoss, expected) -> None:  # type: ignore[no-untyped-def]
    wanted = expected(OUTPUTS, TARGETS, reduction="none").mean(-1)
    torch.testing.assert_close(loss.value(OUTPUTS, TARGETS), wanted)


@pytest.mark.parametrize(
    ("loss", "outputs", "targets"),
    [(loss, LOGITS, CODES) for loss in (cross_entropy(), cross_entropy(0.2), focal(), focal(0.2))]
    + [(loss, OUTPUTS, TARGETS) for loss in (MSE, MAE, HUBER)],
)
def test_slope_is_the_derivative(
    loss: RowLoss, outputs: torch.Tensor, targets: torch.Tensor
) -> None:
    leaf = outputs.clone().requires_grad_()
    loss.value(leaf, targets).sum().backward()
    torch.testing.assert_close(loss.slope(outputs, targets), leaf.grad, atol=1e-5, rtol=1e-4)


def test_slopes_of_two_heads_are_those_of_the_weighted_mean() -> None:
    losses = training_losses(Plan(), [CLASSES, NUMBERS])
    targets, weights = {"y": CODES, "z": TARGETS}, torch.rand(2, 5)
    leaves = {"y": LOGITS.clone().requires_grad_(), "z": OUTPUTS.clone().requires_grad_()}
    (rows_loss(losses, leaves, targets) * weights).sum().backward()
    found = loss_slopes(losses, {"y": LOGITS, "z": OUTPUTS}, targets, weights)
    expected = torch.cat([leaves["y"].grad, leaves["z"].grad], -1)  # type: ignore[list-item]
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-4)


def test_balanced_weights_are_scikit_learns() -> None:
    codes = np.array([0, 0, 0, 0, 1, 1, 2])
    learn = rows({}, codes)
    found = row_weights(Plan(class_weights="balanced"), [Head("y", "classes", 3)], learn)
    assert found == pytest.approx(compute_sample_weight("balanced", codes))
    assert found.mean() == pytest.approx(1.0)


def test_row_weights_have_mean_one() -> None:
    learn = rows({}, np.array([0, 1, 1]), np.array([1, 2, 3], np.float32))
    assert row_weights(Plan(), [CLASSES], learn) == pytest.approx([0.5, 1.0, 1.5])


def test_validation_is_plain() -> None:
    plan = Plan(loss="focal", label_smoothing=0.2)
    value = plain_losses(plan, [CLASSES])["y"].value(LOGITS, CODES)
    torch.testing.assert_close(value, cross_entropy().value(LOGITS, CODES))
    assert plain_losses(Plan(loss="mae"), [NUMBERS])["z"] is MAE


def test_a_loss_of_numbers_is_refused_for_classes() -> None:
    with pytest.raises(ValueError, match="must be one of automatic, cross_entropy, focal"):
        training_losses(Plan(loss="mse"), [CLASSES])
