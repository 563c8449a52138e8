import numpy as np

from etude.data.text.telling import telling_words


def test_the_words_of_a_class_are_found_with_their_share() -> None:
    texts = (
        ["free prize, free now"] * 9
        + ["prize of the day"]
        + [f"usual now {one}" for one in range(10)]
    )
    codes = np.array([1] * 9 + [0] * 11)
    free, *others = telling_words(texts, codes, ("ham", "spam"))
    assert (free.word, free.label, free.rows, free.share) == ("free", "spam", 9, 1.0)
    prize = next(one for one in others if one.word == "prize")
    assert (prize.label, prize.rows, prize.share) == ("spam", 10, 0.9)
    assert {one.word for one in others} == {"prize", "usual", "now"}


def test_rare_words_and_common_ones_tell_nothing() -> None:
    texts = ["a rare word"] * 4 + ["a word"] * 16
    assert [one.word for one in telling_words(texts, np.arange(20) // 10, ("x", "y"))] == []
