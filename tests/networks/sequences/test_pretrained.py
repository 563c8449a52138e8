"""A pretrained encoder that learns: it begins as it came, padding has no effect, the gradient is
right, and what it is given is its own pieces with its own marks."""

from dataclasses import replace

import pytest
import torch

from etude.data.text.pretrained.body import body_of
from etude.data.text.pretrained.keeping import keep_pretrained
from etude.data.text.pretrained.reader import FIRST_CODE, Reader
from etude.networks import BatchedNetwork, Moment, build
from etude.networks.module_encoder import ModuleEncoder
from etude.networks.sequences.pretrained import MarkedPieces
from etude.records.plan import Plan
from etude.records.pretrained import Marks
from etude.records.shape import PADDING, SEPARATOR, UNKNOWN, InputShape, NetworkShape
from etude.records.work import size, work
from tests.data.encoders.made import save_encoder

from .contract import gradient_points_downhill, padding_changes_nothing
from .made import HEADS

STEPS, LENGTHS = 24, (0, 1, 7, 8, 9, 20, 24)
PLAN = Plan(
    hidden=(8,), activation="tanh", sequence_model="pretrained", pretrained_rate=0.5, longest=STEPS
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    source = save_encoder(tmp_path_factory.mktemp("source"))
    return keep_pretrained(str(source), tmp_path_factory.mktemp("study") / "pretrained")


@pytest.fixture(scope="module")
def shape(reader: Reader) -> NetworkShape:
    codes = (reader.about.vocabulary + FIRST_CODE,)
    one = InputShape("x", "tokens", 1, codes, STEPS, 0.0, reader.about, reader.folder)
    return NetworkShape((one,), HEADS)


def inputs(shape: NetworkShape) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    most = shape.inputs[0].cardinalities[0]
    x = torch.randint(FIRST_CODE, most, (len(LENGTHS), STEPS), generator=generator)
    for place, length in enumerate(LENGTHS):
        x[place, length:] = PADDING
    return {"x": x, "x.lengths": torch.tensor(LENGTHS)}


def encoder_of(network: BatchedNetwork) -> ModuleEncoder:
    encoder = network.encoders["x"]
    assert isinstance(encoder, ModuleEncoder)
    return encoder


def moved(network: BatchedNetwork) -> BatchedNetwork:
    torch.manual_seed(0)
    network.tensors.flat.add_(0.1 * torch.randn_like(network.tensors.flat))
    return network


def test_marks_stand_around_every_text() -> None:
    marks = Marks(before=(2,), after=(3, 4), padding=9, unknown=1, separator=3)
    x = torch.tensor([[10, UNKNOWN, SEPARATOR], [11, PADDING, PADDING]])
    ids, lengths = MarkedPieces(marks)(x, torch.tensor([3, 1]))
    assert ids.tolist() == [[2, 7, 1, 3, 3, 4], [2, 8, 3, 4, 9, 9]]
    assert lengths.tolist() == [6, 4]


def test_it_begins_as_it_came(reader: Reader, shape: NetworkShape) -> None:
    made, given = build(PLAN, shape, [1]), inputs(shape)
    features = encoder_of(made)(given["x"], made.tensors.values, given["x.lengths"])[0]
    body = body_of(reader.folder, reader.about.files)
    for place, length in enumerate(LENGTHS[1:], start=1):
        ids = torch.tensor([[2, *(given["x"][place, :length] - FIRST_CODE).tolist(), 3]])
        with torch.no_grad():
            states = body.states(ids, torch.ones_like(ids, dtype=torch.bool))
        torch.testing.assert_close(features[place], states[0].mean(0), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("pooling", ["mean", "max", "attention"])
def test_padding_changes_nothing(shape: NetworkShape, pooling: str) -> None:
    made = moved(build(PLAN.changed(pooling=pooling), shape, [1]))
    padding_changes_nothing(made, inputs(shape))


def test_gradient_points_downhill(shape: NetworkShape) -> None:
    made = moved(build(PLAN.changed(pooling="attention"), shape, [1, 2]))
    gradient_points_downhill(made, inputs(shape))


def test_a_smaller_rate_moves_it_less_for_the_same_step(shape: NetworkShape) -> None:
    given = inputs(shape)
    came = build(PLAN, shape, [1]).forward(given)["y"]

    def gap(rate: float) -> float:
        network = build(PLAN.changed(pretrained_rate=rate), shape, [1])
        generator = torch.Generator().manual_seed(0)
        for slot in encoder_of(network).slots():
            value = network.tensors.values[slot.name]
            value.add_(0.1 * torch.randn(value.shape, generator=generator))
        return float((network.forward(given)["y"] - came).abs().mean())

    assert gap(0.01) < 0.2 * gap(0.5)


def test_the_pooler_of_another_task_is_no_weight_of_ours(
    reader: Reader, shape: NetworkShape
) -> None:
    names = [slot.name for slot in encoder_of(build(PLAN, shape, [1])).slots()]
    assert names
    assert not any("pooler" in name for name in names)
    assert sum(slot.size for slot in encoder_of(build(PLAN, shape, [1])).slots()) == (
        reader.about.learned
    )


def test_building_and_computing_draw_nothing_of_their_own(shape: NetworkShape) -> None:
    before = torch.get_rng_state()
    network, moment = build(PLAN, shape, [1]), Moment(torch.full((1, len(LENGTHS)), 1 / 7))
    one, _ = network.train(inputs(shape), moment)
    first = one["y"].clone()
    again, _ = network.train(inputs(shape), moment)
    assert torch.equal(first, again["y"])  # its own dropout is off
    assert torch.equal(before, torch.get_rng_state())


def test_looking_inside_tells_who_looks_at_whom(shape: NetworkShape) -> None:
    made, given = moved(build(PLAN, shape, [1])), inputs(shape)
    (seen,) = encoder_of(made).look(given["x"], made.tensors.values, given["x.lengths"])
    assert seen["states"].shape == (len(LENGTHS), STEPS, 16)
    assert seen["attention"].shape == (2, len(LENGTHS), 2, STEPS, STEPS)
    assert (seen["attention"].sum(-1) <= 1 + 1e-5).all()  # what falls to the marks is left out
    assert not seen["attention"][:, 1, :, 1:].any()
    assert not seen["states"][2, 7:].any()


def test_an_encoder_that_is_not_there_is_refused(shape: NetworkShape) -> None:
    nowhere = shape.placed("")
    with pytest.raises(ValueError, match="input x is to be read by a pretrained encoder; none"):
        build(PLAN, nowhere, [1])
    with pytest.raises(ValueError, match="reads no chunks"):
        PLAN.changed(chunk=8)


def test_a_frozen_encoder_costs_what_a_table_costs(reader: Reader, shape: NetworkShape) -> None:
    about = replace(reader.about, steps=20.0)
    words = InputShape("text", "tokens", 1, (500,), 40, 20.0, about)
    known = NetworkShape((words,), HEADS)
    frozen, bag = PLAN.changed(pretrained_rate=0.0), PLAN.changed(sequence_model="bag")
    assert size(frozen, known).features == 16
    assert work(frozen, known, 1000, 1, 1) < work(bag, known, 1000, 1, 1)
    assert work(PLAN, known, 1000, 1, 1) > 3 * work(frozen, known, 1000, 1, 1)
    vectors = NetworkShape((InputShape("text", "vectors", 16, pretrained=about),), HEADS)
    assert work(frozen, vectors, 1000, 1, 1) == work(frozen, known, 1000, 1, 1)
