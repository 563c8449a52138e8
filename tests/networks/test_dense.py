"""The hand-written gradient against autograd, for every block of the trunk."""

import itertools

import pytest
import torch

from etude.networks import Moment, build
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape

from .reference import ACTIVATIONS, forward

SHAPE = NetworkShape((InputShape("numbers", "numbers", 5),), (Head("y", "classes", 3),))
SHAPES_OF_TRUNK = list(itertools.product(ACTIVATIONS, ("none", "batch", "layer"), (False, True)))


@pytest.mark.parametrize(("activation", "normalisation", "residual"), SHAPES_OF_TRUNK)
def test_outputs_and_gradient_equal_autograd(
    activation: str, normalisation: str, residual: bool
) -> None:
    plan = Plan(
        hidden=(6, 6, 6),
        activation=activation,
        normalisation=normalisation,
        residual=residual,
        dropout=0.5,
    )
    network = build(plan, SHAPE, [1, 2, 3])
    x, slopes = torch.randn(3, 9, 5), torch.randn(3, 9, 3)
    masks = [(torch.rand(3, 9, 6) > 0.5) * 2.0 for _ in range(2)]
    outputs, tape = network.train({"numbers": x}, Moment(torch.full((3, 9), 1 / 9), masks))
    outputs = {name: value.clone() for name, value in outputs.items()}
    network.backward(slopes.clone(), tape)
    for member in range(3):
        values = {
            name: view[member].clone().requires_grad_()
            for name, view in network.tensors.values.items()
        }
        expected = forward(plan, values, x[member], [mask[member] for mask in masks])
        torch.testing.assert_close(outputs["y"][member], expected)
        (expected * slopes[member]).sum().backward()
        for name, gradient in network.tensors.gradients.items():
            torch.testing.assert_close(gradient[member], values[name].grad, atol=2e-5, rtol=1e-4)


def test_padded_rows_change_neither_batch_statistics_nor_gradient() -> None:
    plan = Plan(hidden=(4,), normalisation="batch")
    network = build(plan, SHAPE, [1])
    x, slopes = torch.randn(1, 5, 5), torch.randn(1, 5, 3)
    outputs, tape = network.train({"numbers": x}, Moment(torch.full((1, 5), 0.2)))
    seen = outputs["y"].clone()
    network.backward(slopes.clone(), tape)
    expected = network.tensors.gradient.clone()
    padded = torch.cat([x, torch.full((1, 2, 5), 9.0)], 1)
    shares = torch.tensor([[0.2] * 5 + [0.0] * 2])
    outputs, tape = network.train({"numbers": padded}, Moment(shares))
    torch.testing.assert_close(outputs["y"][:, :5], seen)
    network.backward(torch.cat([slopes, torch.zeros(1, 2, 3)], 1), tape)
    torch.testing.assert_close(network.tensors.gradient, expected)


def test_evaluation_of_batch_normalisation_uses_running_statistics() -> None:
    network = build(Plan(hidden=(4,), normalisation="batch"), SHAPE, [1])
    x = torch.randn(1, 64, 5)
    moment = Moment(torch.full((1, 64), 1 / 64))
    for _ in range(200):
        outputs, _ = network.train({"numbers": x}, moment)
    trained = outputs["y"].clone()
    torch.testing.assert_close(network.forward({"numbers": x})["y"], trained, atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize(
    ("hidden", "masks"), [((8,), (8,)), ((8, 4), (4,)), ((8, 4, 3), (4, 3)), ((), ())]
)
def test_dropout_after_every_hidden_layer_but_the_first(
    hidden: tuple[int, ...], masks: tuple[int, ...]
) -> None:
    network = build(Plan(hidden=hidden, dropout=0.3), SHAPE, [1])
    assert network.trunk.mask_widths == masks
    assert build(Plan(hidden=hidden), SHAPE, [1]).trunk.mask_widths == ()
