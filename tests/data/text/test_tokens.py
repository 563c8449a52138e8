import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from etude.data.text.tokens import TokenPreparation, learn_tokens, token_shape
from etude.data.typed import Documents
from etude.records.plan import Plan
from etude.records.shape import UNKNOWN

TOKENIZERS = ("word", "character", "byte_pair")


def documents(*texts: str) -> Documents:
    found = np.empty(len(texts), dtype=np.object_)
    found[:] = texts
    return found


PLAYS = documents(
    *("the cat sat on the mat", "the dog sat", "a cat and a dog", "the mat is red", ""),
    *("a dog\nsat on a cat", "red red mat", "on and on"),
)
EVERY = np.arange(len(PLAYS))


def plan(tokenizer: str = "word", **settings: object) -> Plan:
    return Plan(tokenizer=tokenizer).changed(**settings)


def test_words_are_coded_by_frequency_then_alphabet() -> None:
    texts = documents("b a a c", "b c once")
    prepared = learn_tokens(texts, np.array([0, 1]), plan())
    assert prepared.vocabulary == ("a", "b", "c")
    codes, lengths = prepared.apply(documents("c b never a", "", "a\nb"))
    np.testing.assert_array_equal(codes, [[5, 4, 1, 3], [0, 0, 0, 0], [3, 2, 4, 0]])
    np.testing.assert_array_equal(lengths, [4, 0, 3])


def test_only_learn_rows_teach_words() -> None:
    texts = documents("a a", "b b b")
    prepared = learn_tokens(texts, np.array([0]), plan())
    assert prepared.vocabulary == ("a",)
    assert token_shape(texts, plan()).cardinalities == (5,)


def test_no_text_at_all_has_one_padded_step() -> None:
    codes, lengths = learn_tokens(PLAYS, EVERY, plan()).apply(documents("", ""))
    assert codes.shape == (2, 1)
    assert not codes.any()
    assert not lengths.any()


@pytest.mark.parametrize(
    ("part", "seen"),
    [("head", "a b c"), ("tail", "c d e"), ("ends", "a b e")],
)
def test_the_part_of_a_long_text_that_is_seen(part: str, seen: str) -> None:
    texts = documents("a b c d e", "a b c d e")
    prepared = learn_tokens(texts, np.array([0, 1]), plan(longest=3, beyond_longest=part))
    codes, lengths = prepared.apply(texts)
    assert lengths.tolist() == [3, 3]
    np.testing.assert_array_equal(codes[0], prepared.apply(documents(seen))[0][0])
    assert prepared.tokens("a b c d e") == tuple(seen.split())


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_saved_and_read_again_it_gives_the_same_codes(tokenizer: str) -> None:
    prepared = learn_tokens(PLAYS, EVERY, plan(tokenizer, vocabulary=30))
    metadata = json.loads(json.dumps(prepared.metadata()))
    again = TokenPreparation.from_arrays(prepared.to_arrays(), metadata)
    assert again == prepared
    for mine, theirs in zip(prepared.apply(PLAYS), again.apply(PLAYS), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@pytest.mark.parametrize("vocabulary", [4, 12, 20_000])
def test_every_fold_stays_within_one_shape(tokenizer: str, vocabulary: int) -> None:
    settings = plan(tokenizer, vocabulary=vocabulary, longest=7)
    shape = token_shape(PLAYS, settings)
    assert shape.steps <= 7
    for left_out in EVERY:
        prepared = learn_tokens(PLAYS, np.delete(EVERY, left_out), settings)
        codes, lengths = prepared.apply(PLAYS)
        assert codes.max() < shape.cardinalities[0] <= vocabulary
        assert lengths.max() <= shape.steps
        assert (codes > 0).sum() == lengths.sum()


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_characters_never_met_are_unknown(tokenizer: str) -> None:
    codes, lengths = learn_tokens(PLAYS, EVERY, plan(tokenizer)).apply(documents("日"))
    assert codes[0, lengths[0] - 1] == 1


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_the_separator_between_columns_has_its_code(tokenizer: str) -> None:
    codes, _ = learn_tokens(PLAYS, EVERY, plan(tokenizer)).apply(documents("a dog\nsat"))
    assert (codes[0] == 2).sum() == 1


@pytest.mark.parametrize("tokenizer", ["word", "byte_pair"])
def test_the_same_rows_give_the_same_codes_in_every_process(tokenizer: str) -> None:
    script = (
        "from tests.data.text.test_tokens import *;"
        f"print(json.dumps(learn_tokens(PLAYS, EVERY, plan({tokenizer!r})).metadata()))"
    )
    written = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "src:."},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(written) == 1


def test_a_script_of_many_signs_keeps_those_that_the_learn_rows_repeat() -> None:
    """Also where fewer pieces are learned than the plan allows: half of those it allows are free
    for single signs."""
    draws = np.random.default_rng(0)
    signs = [chr(0x4E00 + place) for place in range(400)]
    texts = documents(*("".join(draws.choice(signs, 12)) for _ in range(300)))
    learned = np.arange(250)
    prepared = learn_tokens(texts, learned, plan("byte_pair"))
    codes, lengths = prepared.apply(texts[learned])
    assert (codes == UNKNOWN).sum() < 0.01 * lengths.sum()
