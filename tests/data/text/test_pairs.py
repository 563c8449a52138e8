"""Pairs of neighbouring tokens: the frequent ones of the learn rows, saved with the model."""

import numpy as np

from etude.data.text.pairs import NO_PAIR, learn_pairs
from etude.data.text.tokens import TokenPreparation, learn_tokens
from etude.records.plan import Plan
from etude.records.shape import UNKNOWN

CODES = 2**20
TEXTS = np.array(["not good at all", "not good", "a good one is not good", "at all"], dtype=object)


def test_the_most_frequent_are_known_and_what_is_met_once_is_not() -> None:
    codes = np.array([[3, 4, 5, 0], [5, 3, 4, 5], [3, 4, 6, 0]])
    assert learn_pairs(codes, 3).tolist() == [3 * CODES + 4, 4 * CODES + 5, NO_PAIR]
    assert learn_pairs(codes, 1).tolist() == [3 * CODES + 4]


def test_nothing_is_known_of_padding_and_unknown_tokens() -> None:
    codes = np.array([[3, UNKNOWN, 0, 0], [3, UNKNOWN, 0, 0]])
    assert learn_pairs(codes, 2).tolist() == [NO_PAIR, NO_PAIR]
    assert learn_pairs(codes[:, :1], 2).tolist() == [NO_PAIR, NO_PAIR]


def test_only_learn_rows_teach_pairs() -> None:
    plan = Plan(sequence_model="bag", word_pairs=4)
    found = learn_tokens(TEXTS, np.arange(3), plan)
    good, negation = (found.vocabulary.index(word) + 3 for word in ("good", "not"))
    assert found.pairs is not None
    assert found.pairs.tolist() == [negation * CODES + good, *[NO_PAIR] * 3]
    assert learn_tokens(TEXTS, np.arange(3), plan.changed(word_pairs=0)).pairs is None


def test_saved_and_read_again_it_knows_the_same_pairs() -> None:
    found = learn_tokens(TEXTS, np.arange(4), Plan(sequence_model="bag", word_pairs=4))
    again = TokenPreparation.from_arrays(found.to_arrays(), found.metadata())
    assert again.pairs is not None
    assert found.pairs is not None
    assert again.pairs.tolist() == found.pairs.tolist()
    assert again.apply(TEXTS)[0].tolist() == found.apply(TEXTS)[0].tolist()
