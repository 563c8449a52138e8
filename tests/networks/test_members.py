"""Members: alike whatever their company, saved and loaded alone."""

import numpy as np
import pytest
import torch
from safetensors.numpy import load, save

from etude.networks import build, from_states
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape

SHAPE = NetworkShape((InputShape("numbers", "numbers", 4),), (Head("y", "classes", 3),))
PLAN = Plan(hidden=(8, 8), normalisation="batch")


def test_first_weights_depend_on_the_own_seed_alone() -> None:
    together, alone = build(PLAN, SHAPE, [5, 6, 7]), build(PLAN, SHAPE, [6])
    torch.testing.assert_close(together.tensors.flat[1:2], alone.tensors.flat, rtol=0, atol=0)
    assert not torch.equal(together.tensors.flat[0], together.tensors.flat[1])


def test_first_weights_do_not_touch_the_global_generator() -> None:
    before = torch.get_rng_state()
    build(PLAN, SHAPE, [5])
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize(("activation", "deviation"), [("relu", 2 / 400), ("tanh", 2 / 1000)])
def test_deviation_of_first_weights(activation: str, deviation: float) -> None:
    shape = NetworkShape((InputShape("numbers", "numbers", 400),), SHAPE.heads)
    network = build(Plan(hidden=(600,), activation=activation), shape, [1])
    weight = network.tensors.values["hidden.0.weight"]
    assert weight.var().item() == pytest.approx(deviation, rel=0.02)


def test_batched_members_say_what_they_say_alone() -> None:
    network, x = build(PLAN, SHAPE, [1, 2, 3]), torch.randn(10, 4)
    for member, seed in enumerate((1, 2, 3)):
        alone = build(PLAN, SHAPE, [seed]).forward({"numbers": x})["y"][0]
        torch.testing.assert_close(network.forward({"numbers": x})["y"][member], alone)


def test_a_member_survives_a_safetensors_file() -> None:
    network, x = build(PLAN, SHAPE, [1, 2, 3]), torch.randn(10, 4)
    files = [save(network.member_state(member)) for member in (2, 0)]
    loaded = from_states(PLAN, SHAPE, [load(file) for file in files])
    expected = network.forward({"numbers": x})["y"]
    found = loaded.forward({"numbers": x})["y"]
    torch.testing.assert_close(found, expected[[2, 0]], rtol=1e-6, atol=1e-6)


def test_constants_travel_with_the_member() -> None:
    plan = Plan(hidden=(4,), number_encoding="piecewise_linear")
    edges = np.linspace(-1, 1, 6, dtype=np.float32)[None].repeat(4, 0)
    network = build(plan, SHAPE, [1], [{"edges": edges}])
    again = from_states(plan, SHAPE, [network.member_state(0)])
    x = torch.randn(3, 4)
    torch.testing.assert_close(
        again.forward({"numbers": x})["y"], network.forward({"numbers": x})["y"], rtol=0, atol=0
    )


def test_select_keeps_the_chosen_members() -> None:
    network = build(PLAN, SHAPE, [1, 2, 3])
    assert torch.equal(network.select([2]).tensors.flat, network.tensors.flat[2:])


def test_loading_another_number_of_members_is_refused() -> None:
    network = build(PLAN, SHAPE, [1, 2])
    with pytest.raises(ValueError, match="there are 2 members, however: 1 states"):
        network.load_member_states([network.member_state(0)])


def test_only_weights_decay() -> None:
    plan = Plan(hidden=(3,), number_encoding="periodic", normalisation="layer")
    tensors = build(plan, SHAPE, [1]).tensors
    decaying, start = set(), 0
    for slot in tensors.slots:
        if tensors.decays[start : start + slot.size].all():
            decaying.add(slot.name)
        start += slot.size
    assert decaying == {"numbers.weight", "hidden.0.weight", "output.weight"}
