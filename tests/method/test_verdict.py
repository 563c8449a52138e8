"""The verdict reads a comparison and nothing else."""

import pytest

from etude.method.verdict import decide, hopeless
from etude.records.change import Change
from etude.records.comparison import Comparison

CHANGE = Change("dropout 0.25", "dropout", "overfitting", (("dropout", 0.25),), "", "", "")


def measured(effect: float, error: float, df: float = 50.0, loss: float = 1.0) -> Comparison:
    return Comparison(effect, error**2, df, loss, loss - effect, 10, 1000, error**2, 0.0, 0.0)


def verdict(effect: float, error: float, **more: float):
    return decide(CHANGE, measured(effect, error, **more), threshold=0.01, floor=0.0)


def test_a_clear_gain_is_kept() -> None:
    assert verdict(0.05, 0.01).judgement == "helped"
    assert verdict(0.05, 0.01).kept


def test_a_certain_gain_too_small_to_want_is_refused() -> None:
    assert not verdict(0.004, 0.0001).kept


@pytest.mark.parametrize(
    ("effect", "error", "judgement"),
    [(-0.05, 0.01, "hurt"), (0.0, 0.001, "tie"), (0.02, 0.02, "undecided")],
)
def test_what_is_refused_is_told_apart(effect: float, error: float, judgement: str) -> None:
    assert verdict(effect, error).judgement == judgement


def test_half_way_is_never_a_success() -> None:
    result = decide(CHANGE, measured(0.5, 0.01), threshold=0.01, floor=0.0, early=True)
    assert not result.kept


def test_hopeless_above_three_tenths() -> None:
    assert hopeless(measured(0.0, 0.01))
    assert not hopeless(measured(0.02, 0.01))
    assert not hopeless(measured(0.0, 0.01), allowed=0.01)


def test_the_sentence_names_the_numbers() -> None:
    sentence = verdict(0.02, 0.02).sentence
    assert "not shown to help" in sentence
    assert "would have been shown" in sentence
