import numpy as np
import pytest

from etude.data.typed import TypedTable
from etude.records.problem import Problem
from etude.training.yardsticks import fit_yardstick
from etude.training.yardsticks.terms import learn_terms

ROWS = 240
WORDS = ("red", "green", "blue", "grey", "brown")


def typed_of(target: np.ndarray, texts: list[str], numbers: np.ndarray | None = None) -> TypedTable:
    documents = np.empty(len(texts), dtype=np.object_)
    documents[:] = texts
    values = np.zeros((len(texts), 0)) if numbers is None else numbers
    return TypedTable(
        number_names=tuple(f"x{place}" for place in range(values.shape[1])),
        numbers=values,
        category_names=(),
        categories=np.zeros((len(texts), 0), np.int32),
        cardinalities=(),
        target=target,
        units=np.arange(len(texts)),
        clusters=np.arange(len(texts)),
        documents=documents,
    )


def problem(task: str = "classification") -> Problem:
    labels = ("no", "yes") if task == "classification" else ()
    metric = "log_loss" if task == "classification" else "rmse"
    return Problem("text", task, ("y",), labels, metric, "")  # type: ignore[arg-type]


def sentences(seed: int = 0) -> list[list[str]]:
    random = np.random.default_rng(seed)
    return [list(random.choice(WORDS, 6)) for _ in range(ROWS)]


def test_words_are_learned() -> None:
    words = sentences()
    target = np.array([int("red" in one) for one in words])
    typed = typed_of(target, [" ".join(one) for one in words])
    fitted = fit_yardstick("linear", typed, np.arange(160), problem())
    right = fitted.predict(typed, np.arange(160, ROWS)).argmax(axis=1) == target[160:]
    assert right.mean() > 0.95


def test_pairs_of_words_are_learned() -> None:
    words = [["not", "good"], ["good", "not"]] * 60
    target = np.array([0, 1] * 60)
    typed = typed_of(target, [" ".join(one) for one in words])
    fitted = fit_yardstick("linear", typed, np.arange(120), problem())
    assert (fitted.predict(typed).argmax(axis=1) == target).all()


def test_words_stand_beside_numbers() -> None:
    words = sentences()
    numbers = np.random.default_rng(1).normal(size=(ROWS, 1))
    target = numbers + np.array([[one.count("red")] for one in words])
    typed = typed_of(target, [" ".join(one) for one in words], numbers)
    fitted = fit_yardstick("linear", typed, np.arange(160), problem("regression"))
    rest = target[160:]
    error = ((fitted.predict(typed, np.arange(160, ROWS)) - rest) ** 2).mean()
    assert error < 0.15 * rest.var()


def test_only_the_rows_given_teach_words() -> None:
    typed = typed_of(np.zeros(3, int), ["old old", "old", "new new new"])
    assert typed.documents is not None
    terms = learn_terms(typed.documents[:2])
    assert set(terms.vocabulary_) == {"old"}


@pytest.mark.parametrize("text", ["", "word{}"])
def test_texts_without_a_word_in_two_of_them_give_the_shares(text: str) -> None:
    typed = typed_of(np.array([0, 0, 0, 1] * 5), [text.format(place) for place in range(20)])
    given = fit_yardstick("linear", typed, np.arange(20), problem()).predict(typed)
    np.testing.assert_allclose(given[:, 1], 0.25, atol=0.01)
