"""What is sealed can be judged: no budget is spent on a study whose exam has nothing to ask."""

import pytest

from etude.data.reading import RawTable
from etude.data.series.forecast_rows import exam_rows
from etude.data.series.forecast_sealing import seal_steps
from etude.errors import UnreadableData

from .forecasts import acts, question, raw, stamps, studied, wave


def frame(value: list, days: list[str] | None = None, **columns) -> RawTable:
    return raw(day=stamps(len(value)) if days is None else days, value=value, **columns)


@pytest.mark.parametrize("empty", [None, "", "NA", "still to come"])
def test_rows_to_come_are_not_sealed(empty: str | None) -> None:
    """A file that ends with what is known of the future: its last values judge, not its blanks."""
    values = [*map(str, wave(100)), *[empty] * 24]
    table = frame(values, offer=wave(124))
    sealing, found = studied(table, known=("offer",))
    assert "later-rows" in acts(sealing.notes)
    assert sealing.development.height + sealing.test.height == 100
    assert found.problem.forecast is not None
    exam = exam_rows(sealing.development, sealing.test, found.schema, found.problem.forecast)
    assert len(exam) == sealing.test.height - 5 + 1


def test_sealed_steps_without_a_run_of_values_are_refused_at_once() -> None:
    values = [one if place < 60 or place % 4 else None for place, one in enumerate(wave(100))]
    with pytest.raises(UnreadableData, match="No series has 5 steps in a row"):
        seal_steps(frame(values), question())
    assert seal_steps(frame(values), question(forecast=3)).test.height


def test_given_test_rows_that_can_judge_nothing_are_refused_at_once() -> None:
    own, later = frame(wave(100)), frame(wave(4), stamps(4, 100))
    with pytest.raises(UnreadableData, match="No series has 5 steps in a row"):
        seal_steps(own, question(), later)
    assert seal_steps(own, question(forecast=4), later).test.height == 4


def test_rows_to_come_may_overlap_given_test_rows() -> None:
    own = frame([*wave(100), *[None] * 20])
    sealing = seal_steps(own, question(), frame(wave(20), stamps(20, 100)))
    assert sealing.development.height == 100
    assert sealing.test.height == 20


@pytest.mark.parametrize("wild", ["2999-01-01", "9999-12-31"])
def test_a_wild_date_is_named_and_not_filled_up_to(wild: str) -> None:
    table = frame(wave(100), [*stamps(99), wild])
    with pytest.raises(UnreadableData, match="Row 100 lies"):
        seal_steps(table, question())


def test_a_wild_date_of_one_series_is_named() -> None:
    shops = ["a"] * 300 + ["b"] * 300
    days = [*stamps(300, 3000), *stamps(299, 3000), "2500-01-01"]
    table = frame(wave(300) * 2, days, shop=shops)
    with pytest.raises(UnreadableData, match="Row 600"):
        seal_steps(table, question())
