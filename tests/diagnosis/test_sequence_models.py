"""The guide's comparison as a rule: turning the evidence round turns the first model."""

import pytest

from etude.diagnosis.sequence_models import WORDS, as_read, order_of_models, settings_of
from etude.records.survey import LengthFacts


def lengths(median: float, long: float, kind: str = "tokens") -> LengthFacts:
    return LengthFacts(kind, median, long, int(long), 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("median", "long", "rows", "device", "first"),
    [
        (212, 380, 3_000, "cpu", "bag"),
        (212, 380, 30_000, "cpu", "lstm"),
        (212, 380, 30_000, "cuda", "gru"),
        (212, 380, 300_000, "cuda", "transformer"),
        (212, 380, 300_000, "cpu", "lstm"),
        (212, 900, 30_000, "cpu", "convolution"),
    ],
)
def test_the_first_model_of_texts(median, long, rows: int, device: str, first: str) -> None:
    order = order_of_models(lengths(median, long), rows, device)
    assert order.models[0] == first
    assert f"median {median:.0f} tokens, {rows:,} rows" in order.because


def test_series_begin_with_patterns_and_forecasts_with_a_memory() -> None:
    series = lengths(100, 150, "series")
    assert order_of_models(series, 300, "cpu").models[0] == "convolution"
    assert order_of_models(series, 300, "cpu", forecast=True).models[0] == "lstm"
    assert order_of_models(series, 300, "cuda", forecast=True).models[0] == "gru"


def test_a_long_series_is_taken_for_what_a_plan_reads_of_it() -> None:
    """A window of 700 steps, of which 96 are read, is no reason against reading one by one."""
    window = lengths(700, 700, "series")
    assert order_of_models(window, 3_000, "cpu", forecast=True).models[0] == "convolution"
    order = order_of_models(as_read(window, 96), 3_000, "cpu", forecast=True)
    assert order.models[0] == "lstm"
    assert "median 96 steps read" in order.because
    assert as_read(lengths(700, 900), 96) == lengths(700, 900)


def test_a_plain_rnn_is_tried_only_where_its_memory_reaches() -> None:
    assert "rnn" in order_of_models(lengths(20, 50), 3_000, "cpu").models
    assert "rnn" not in order_of_models(lengths(20, 51), 3_000, "cpu").models


@pytest.mark.parametrize("kind", ["tokens", "series"])
def test_each_model_is_tried_once_and_sets_what_every_other_sets(kind: str) -> None:
    models = order_of_models(lengths(20, 30, kind), 3_000, "cpu").models
    assert sorted(models) == sorted({*WORDS} - {"pretrained"})  # only where one was asked for
    fields = {tuple(name for name, _ in settings_of(model, kind)) for model in models}
    assert len(fields) == 1
