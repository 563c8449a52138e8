"""Reading in chunks: no effect of padding or neighbours, all chunks heard, the right gradient."""

from typing import Any

import numpy as np
import pytest
import torch

from etude.data.rows import Rows
from etude.networks import BatchedNetwork, build
from etude.networks.module_encoder import ModuleEncoder
from etude.records.plan import Plan
from etude.records.sequence_work import sequence_size
from etude.training.predict import predict

from .contract import gradient_points_downhill, padding_changes_nothing
from .made import LENGTHS, MODELS, SERIES, STEPS, TEXT, inputs

SMALL: dict[str, Any] = {
    "hidden": (8,),
    "activation": "tanh",
    "token_width": 8,
    "sequence_width": 8,
    "pooling": "max",
}
WAYS = ("mean", "max", "attention")


def network(seeds: tuple[int, ...] = (1,), **settings: Any) -> BatchedNetwork:
    made = build(Plan(**{**SMALL, "chunk": 9, **settings}), TEXT, seeds)
    torch.manual_seed(0)
    flat = made.tensors.flat
    flat.add_(0.1 * torch.randn_like(flat))
    return made


def encoder_of(made: BatchedNetwork) -> ModuleEncoder:
    encoder = made.encoders["x"]
    assert isinstance(encoder, ModuleEncoder)
    return encoder


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("way", WAYS)
def test_padding_changes_nothing(model: str, way: str) -> None:
    made = network(sequence_model=model, chunk_pooling=way, bidirectional=way == "max")
    given = inputs("tokens")
    padding_changes_nothing(made, given)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("way", WAYS)
def test_it_is_the_model_on_each_chunk_and_a_pooling_of_what_it_says(model: str, way: str) -> None:
    made = network(sequence_model=model, chunk_pooling=way)
    encoder, values = encoder_of(made), made.tensors.values
    given = inputs("tokens", (31,))
    whole = encoder(given["x"], values, given["x.lengths"])[0, 0]
    parts = []
    for start in (0, 9, 18, 27):
        length = min(9, 31 - start)
        part = given["x"][:, start : start + length]
        parts.append(encoder(part, values, torch.tensor([length]))[0, 0])
    said = torch.stack(parts)
    weights = torch.full((4,), 0.25)
    if way == "attention":
        weights = torch.softmax(said @ values["x.over_chunks.question"][0], 0)
    expected = said.amax(0) if way == "max" else weights @ said
    torch.testing.assert_close(whole, expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("model", ["lstm", "transformer"])
@pytest.mark.parametrize("way", WAYS)
def test_gradient_points_downhill(model: str, way: str) -> None:
    made = network((1, 2), sequence_model=model, chunk_pooling=way, pooling="attention")
    gradient_points_downhill(made, inputs("tokens"))


@pytest.mark.parametrize("model", MODELS)
def test_texts_no_longer_than_a_chunk_are_read_as_ever_bit_by_bit(model: str) -> None:
    plain, chunked = (
        build(Plan(**SMALL, sequence_model=model, chunk=chunk), TEXT, [1]) for chunk in (0, STEPS)
    )
    assert torch.equal(plain.tensors.flat, chunked.tensors.flat)
    given = inputs("tokens")
    assert torch.equal(plain.forward(given)["y"], chunked.forward(given)["y"])


@pytest.mark.parametrize("way", ["mean", "max"])
def test_a_short_text_is_answered_as_without_chunks_bit_by_bit(way: str) -> None:
    """The model was made for longer ones, but has the same values."""
    plain, chunked = (
        build(Plan(**SMALL, chunk=chunk, chunk_pooling=way), TEXT, [1]) for chunk in (0, 24)
    )
    assert torch.equal(plain.tensors.flat, chunked.tensors.flat)
    given = inputs("tokens", (0, 1, 7, 24))
    assert torch.equal(plain.forward(given)["y"], chunked.forward(given)["y"])


@pytest.mark.parametrize("model", MODELS)
def test_an_answer_does_not_hang_on_its_neighbours_by_a_bit(model: str) -> None:
    plan = Plan(**SMALL, sequence_model=model, chunk=9)
    made = build(plan, TEXT, [1])
    lengths = np.array([*range(STEPS + 1)] * 2)
    x = np.random.default_rng(0).integers(3, 50, (len(lengths), STEPS))
    x[np.arange(STEPS) >= lengths[:, None]] = 0

    def said(pick: np.ndarray, width: int) -> np.ndarray:
        ones = np.ones(len(pick), np.float32)
        given = Rows({"x": x[pick, :width]}, {}, ones, pick, {"x": lengths[pick]})
        return predict(plan, TEXT, [made.member_state(0)], given)[0]

    together = said(np.arange(len(lengths)), STEPS)
    for place, length in enumerate(lengths[: STEPS + 1]):
        alone = said(np.array([place]), max(length, 1))[0]
        assert alone.tolist() == together[place].tolist()


@pytest.mark.parametrize("place", [0, 13, 26, STEPS - 1])
def test_every_chunk_is_heard(place: int) -> None:
    made = network(chunk_pooling="mean")
    given = inputs("tokens", (STEPS,))
    other = given["x"].clone()
    other[0, place] = 1 if given["x"][0, place] != 1 else 2
    before, after = (made.forward({**given, "x": x})["y"] for x in (given["x"], other))
    assert not torch.allclose(before, after, atol=1e-6)


@pytest.mark.parametrize("model", ["lstm", "transformer"])
@pytest.mark.parametrize("way", ["attention", "max"])
def test_what_is_seen_inside_is_of_whole_rows(model: str, way: str) -> None:
    made = network(sequence_model=model, pooling="attention", chunk_pooling=way)
    given, values = inputs("tokens"), made.tensors.values
    seen = encoder_of(made).look(given["x"], values, given["x.lengths"])[0]
    assert seen["states"].shape == (len(LENGTHS), STEPS, 8)
    assert seen["pooling"].shape == (len(LENGTHS), STEPS)
    torch.testing.assert_close(seen["pooling"].sum(1), torch.ones(len(LENGTHS)))
    part = encoder_of(made).look(given["x"][-1:, 9:18], values, torch.tensor([9]))[0]
    torch.testing.assert_close(seen["states"][-1, 9:18], part["states"][0])
    for index, length in enumerate(LENGTHS):
        assert not seen["states"][index, max(length, 1) :].any()
    if way == "attention":
        weighted = torch.einsum("bl,blw->bw", seen["pooling"], seen["states"])
        features = encoder_of(made)(given["x"], values, given["x.lengths"])[0]
        torch.testing.assert_close(features, weighted, atol=1e-5, rtol=1e-4)
    if model == "transformer":
        attention = seen["attention"][0, -1]
        torch.testing.assert_close(attention[:, 9:18, 9:18], part["attention"][0, 0])
        torch.testing.assert_close(attention.sum(2), torch.ones(4, STEPS))
        assert not attention[:, 9:18, 18:].any()
        assert not seen["attention"][0, 5, :, 20:].any()  # the row of 20 tokens


def test_a_short_row_is_looked_into_among_steps_of_longer_ones() -> None:
    made = network(sequence_model="transformer")
    given = {name: x[2:3] for name, x in inputs("tokens").items()}
    seen = encoder_of(made).look(given["x"], made.tensors.values, given["x.lengths"])[0]
    assert seen["states"].shape == (1, STEPS, 8)
    assert not seen["states"][0, LENGTHS[2] :].any()
    assert seen["attention"].sum().item() == pytest.approx(4 * LENGTHS[2], rel=1e-4)


def test_chunks_are_priced() -> None:
    """Half of a Transformer's attention, a quarter of an LSTM's steps, and no more places."""
    [one] = TEXT.inputs
    transformer = Plan(sequence_model="transformer")
    whole, halves = (sequence_size(transformer.changed(chunk=n), one) for n in (0, 20))
    assert halves.by_row["attention"] == whole.by_row["attention"] / 2
    assert whole.learned - halves.learned == 20 * 64
    whole, quarters = (sequence_size(Plan(chunk=n), one) for n in (0, 10))
    assert quarters.by_step["lstm_moment"] == whole.by_step["lstm_moment"] / 4
    assert quarters.by_row == whole.by_row
    assert sequence_size(Plan(chunk=15), one).by_row["moment"] == 45  # the last one whole


def test_series_are_not_cut() -> None:
    plain, chunked = (build(Plan(**SMALL, chunk=chunk), SERIES, [1]) for chunk in (0, 9))
    given = inputs("series")
    assert torch.equal(plain.forward(given)["y"], chunked.forward(given)["y"])
