"""How numbers and categories enter the network."""

from typing import Any

import numpy as np
import pytest
import torch

from etude.networks import Moment, build
from etude.networks.categories import EmbeddedCategories, OneHotCategories
from etude.networks.numbers import PiecewiseLinearNumbers
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape, embedding_width

CARDINALITIES = (2, 5, 30)
MIXED = NetworkShape(
    (
        InputShape("numbers", "numbers", 3),
        InputShape("categories", "categories", 3, CARDINALITIES),
    ),
    (Head("y", "classes", 2), Head("z", "numbers", 2)),
)


def inputs(*lead: int) -> dict[str, torch.Tensor]:
    codes = [torch.randint(0, count, lead) for count in CARDINALITIES]
    return {"numbers": torch.randn(*lead, 3), "categories": torch.stack(codes, -1)}


def test_piecewise_linear_fills_bins_in_order() -> None:
    encoder = PiecewiseLinearNumbers("numbers", 1, 3)
    edges = torch.tensor([[[0.0, 1.0, 2.0, 4.0]]])
    x = torch.tensor([[-1.0], [0.5], [1.0], [3.0], [6.0]])
    expected = [[-1, 0, 0], [0.5, 0, 0], [1, 0, 0], [1, 1, 0.5], [1, 1, 2]]
    torch.testing.assert_close(encoder(x, {"edges": edges})[0], torch.tensor(expected).float())


def test_piecewise_linear_gives_zero_for_a_bin_without_width() -> None:
    encoder = PiecewiseLinearNumbers("numbers", 1, 3)
    edges = torch.tensor([[[0.0, 1.0, 1.0, 2.0]]])
    result = encoder(torch.tensor([[5.0]]), {"edges": edges})
    torch.testing.assert_close(result[0, 0], torch.tensor([1.0, 0.0, 4.0]))


def test_one_hot_marks_each_category_once() -> None:
    encoder = OneHotCategories("categories", (2, 3))
    result = encoder(torch.tensor([[1, 0], [0, 2]]), {})
    assert result.tolist() == [[0, 1, 1, 0, 0], [1, 0, 0, 0, 1]]


@pytest.mark.parametrize(("cardinality", "width"), [(2, 3), (5, 4), (42, 13), (1000, 16)])
def test_embedding_width(cardinality: int, width: int) -> None:
    assert embedding_width(cardinality) == width


def test_embedding_looks_up_the_vector_of_the_code() -> None:
    encoder = EmbeddedCategories("categories", CARDINALITIES)
    tables = {slot.name: torch.randn(2, *slot.shape) for slot in encoder.slots()}
    codes = torch.tensor([[1, 4, 29]])
    result = encoder(codes, tables)
    assert result.shape == (2, 1, encoder.width)
    for member in range(2):
        own = [tables[slot.name][member] for slot in encoder.slots()]
        torch.testing.assert_close(result[member, 0], torch.cat([own[0][1], own[1][4], own[2][29]]))


@pytest.mark.parametrize("number_encoding", ["plain", "piecewise_linear", "periodic"])
@pytest.mark.parametrize("category_encoding", ["embedding", "one_hot"])
def test_gradient_points_downhill(number_encoding: str, category_encoding: str) -> None:
    plan = Plan(
        hidden=(8,),
        activation="tanh",
        number_encoding=number_encoding,
        category_encoding=category_encoding,
    )
    edges = {"edges": np.linspace(-2, 2, 5, dtype=np.float32)[None].repeat(3, 0)}
    network = build(plan, MIXED, [1, 2], [edges, edges])
    batch, slopes = inputs(2, 7), torch.randn(2, 7, 4)
    flat, direction = network.tensors.flat, torch.randn_like(network.tensors.flat)

    def value() -> float:
        outputs, tape = network.train(batch, Moment(torch.full((2, 7), 1 / 7)))
        network.backward(slopes.clone(), tape)
        return float((torch.cat([outputs["y"], outputs["z"]], -1) * slopes).double().sum())

    value()
    foretold = float((network.tensors.gradient * direction).double().sum())
    start, small = flat.clone(), 2e-3 / float(direction.norm())
    above, below = (
        (flat.copy_(start + sign * small * direction), value())[1] for sign in (1.0, -1.0)
    )
    assert (above - below) / (2 * small) == pytest.approx(foretold, rel=0.02, abs=0.05)


def test_shared_inputs_equal_inputs_of_each_member() -> None:
    network = build(Plan(hidden=(8,)), MIXED, [1, 2])
    shared = inputs(6)
    own: dict[str, Any] = {name: torch.stack([x, x]) for name, x in shared.items()}
    for name, output in network.forward(shared).items():
        torch.testing.assert_close(output, network.forward(own)[name])


def test_piecewise_linear_without_edges_says_what_is_missing() -> None:
    with pytest.raises(ValueError, match="needs the constant 'edges'"):
        build(Plan(number_encoding="piecewise_linear"), MIXED, [1])


def test_edges_of_another_width_are_refused() -> None:
    wrong = [{"edges": np.zeros((2, 5), np.float32)}]
    with pytest.raises(ValueError, match=r"must have the shape \[3, bins \+ 1\]"):
        build(Plan(number_encoding="piecewise_linear"), MIXED, [1], wrong)
