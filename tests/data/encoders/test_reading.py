"""Reading texts with a kept encoder: its own pieces, and one vector a text."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from etude.data.text.pretrained.keeping import keep_pretrained
from etude.data.text.pretrained.means import TOGETHER, seconds_to_read
from etude.data.text.pretrained.reader import FIRST_CODE, Reader
from etude.data.text.pretrained.vectors import (
    VectorPreparation,
    learn_vectors,
    remember,
    vectors_of,
)
from etude.data.text.ways import learn_texts, text_shape
from etude.errors import BadOption
from etude.records.plan import Plan
from etude.records.shape import SEPARATOR, UNKNOWN

from .made import PLACES, TEXTS, documents, save_encoder, transformers

FROZEN = Plan(sequence_model="pretrained", longest=PLACES)
LEARNING = FROZEN.changed(pretrained_rate=0.05)
SOME = documents(*TEXTS, "", "the house " * 30, "fox\nhill")
EVERY = np.arange(len(SOME))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    source = save_encoder(tmp_path_factory.mktemp("source"))
    return keep_pretrained(str(source), tmp_path_factory.mktemp("study") / "pretrained")


def by_the_library(reader: Reader, text: str) -> np.ndarray:
    """The mean of the states as the library alone gives them."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(reader.folder)
    model = transformers.AutoModel.from_pretrained(reader.folder).eval()
    with torch.no_grad():
        given = tokenizer(text, return_tensors="pt", truncation=True, max_length=PLACES)
        return model(**given).last_hidden_state[0].mean(0).numpy()


@pytest.mark.parametrize("text", [*TEXTS, "lovely " * 30])
def test_a_vector_is_the_mean_of_the_librarys_own_states(reader: Reader, text: str) -> None:
    [vector] = vectors_of(reader, documents(text), PLACES - 2, "head")
    np.testing.assert_allclose(vector, by_the_library(reader, text), atol=1e-5)


def test_pieces_have_the_encoders_numbers(reader: Reader) -> None:
    codes, pieces = reader.codes("red \u2603 fox\nhill"), reader.pieces("red \u2603 fox\nhill")
    assert len(codes) == len(pieces)
    assert codes[pieces.index("[UNK]")] == UNKNOWN
    assert codes[pieces.index("\n")] == SEPARATOR
    tokenizer = transformers.AutoTokenizer.from_pretrained(reader.folder)
    first = tokenizer.convert_tokens_to_ids(pieces[0])
    assert codes[0] == first + FIRST_CODE


def test_a_vector_hangs_on_no_neighbour(reader: Reader) -> None:
    texts = documents(*(f"the fox sings on hill {'e' * (n % 5)}" for n in range(3 * TOGETHER)))
    together = vectors_of(reader, texts, 20, "ends")
    for place in (0, 7, 11):
        alone = vectors_of(replace(reader, folder=_copy(reader)), texts[[place]], 20, "ends")
        assert alone[0].tolist() == together[place].tolist()


def _copy(reader: Reader) -> str:
    """The same folder by another name: nothing is remembered of it."""
    return str(Path(reader.folder) / ".." / Path(reader.folder).name)


def test_what_was_read_is_remembered(reader: Reader) -> None:
    text = documents("never read before")
    remember(reader, text, np.full((1, 16), 7.0, np.float32), 9, "head")
    assert vectors_of(reader, text, 9, "head").tolist() == [[7.0] * 16]


def test_vectors_are_scaled_by_the_learn_rows_alone(reader: Reader) -> None:
    learned = learn_vectors(reader, SOME, EVERY[:4], PLACES, "head")
    scaled = learned.apply(SOME[:4]).astype(np.float64)
    np.testing.assert_allclose(scaled.mean(axis=0), 0.0, atol=1e-5)
    np.testing.assert_allclose(scaled.std(axis=0), 1.0, atol=1e-4)
    changed = SOME.copy()
    changed[4:] = "rain"
    again = learn_vectors(reader, changed, EVERY[:4], PLACES, "head")
    assert again.center.tolist() == learned.center.tolist()


def test_a_saved_preparation_answers_alike(reader: Reader) -> None:
    learned = learn_vectors(reader, SOME, EVERY, PLACES, "ends")
    saved = VectorPreparation.from_arrays(learned.to_arrays(), learned.metadata())
    assert saved.reader is None
    again = replace(saved, reader=reader)
    assert again.apply(SOME).tolist() == learned.apply(SOME).tolist()


def test_equal_texts_make_no_number_of_rounding(reader: Reader) -> None:
    texts = documents(*["the red fox"] * 6)
    assert np.abs(learn_vectors(reader, texts, np.arange(6), 9, "head").apply(texts)).max() < 1e-3


def test_the_network_is_given_vectors_while_nothing_of_the_encoder_learns(reader: Reader) -> None:
    shape = text_shape(SOME, FROZEN, reader)
    assert (shape.kind, shape.width, shape.steps) == ("vectors", 16, 0)
    assert isinstance(learn_texts(SOME, EVERY, FROZEN, reader), VectorPreparation)


def test_the_network_is_given_pieces_where_it_learns(reader: Reader) -> None:
    shape = text_shape(SOME, LEARNING, reader)
    prepared = learn_texts(SOME, EVERY, LEARNING, reader)
    codes, lengths = prepared.apply(SOME)
    assert (shape.kind, shape.steps) == ("tokens", reader.about.longest)  # no more than it can
    assert codes.shape == (len(SOME), shape.steps)
    assert codes.max() < shape.cardinalities[0]
    assert lengths[4] == 0
    assert prepared.tokens("the red fox")[:1] == ("the",)


def test_both_ends_of_a_long_text_are_read(reader: Reader) -> None:
    plan = LEARNING.changed(longest=4, beyond_longest="ends")
    text = documents("red fox the the the the the old house")
    pieces = reader.pieces(text[0])
    prepared = learn_texts(text, np.arange(1), plan, reader)
    assert prepared.tokens(text[0]) == (*pieces[:2], *pieces[-2:])


def test_a_plan_without_its_encoder_is_refused() -> None:
    with pytest.raises(BadOption, match="say which with --pretrained"):
        text_shape(SOME, FROZEN, None)


def test_how_long_reading_takes_is_foretold(reader: Reader) -> None:
    few, many = list(SOME), [f"{one} {n}" for one in SOME for n in range(40)]
    assert 0 < seconds_to_read(reader, few, 9, "head") < 5
    assert seconds_to_read(reader, many, 9, "head") < 20
