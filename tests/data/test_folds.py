"""Folds: every part has its rows, its share of every class, and whole clusters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from etude.data.folds import Fold, decide_split, hold_out, repeat
from etude.data.sealing import SplitFacts
from etude.data.typed import TypedTable
from etude.errors import BadOption
from etude.records.problem import Problem
from etude.records.split import Split

CLASSES = Problem("table", "classification", ("y",), ("no", "yes"), "log_loss", "")
NUMBERS = Problem("table", "regression", ("y",), (), "rmse", "")


def facts(
    *, by_time: bool = False, grouped: bool = False, validation_from: int | None = None
) -> SplitFacts:
    order = "time" if by_time else "random"
    return SplitFacts(order, by_time, None, grouped, 500, validation_from, 7, "Sealed.")


def table(target: np.ndarray, clusters: np.ndarray | None = None) -> TypedTable:
    rows = np.arange(len(target))
    if target.dtype == np.float64:
        target = target.reshape(len(rows), -1)
    return TypedTable(
        number_names=("x",),
        numbers=np.zeros((len(rows), 1)),
        category_names=(),
        categories=np.zeros((len(rows), 0), dtype=np.int32),
        cardinalities=(),
        target=target,
        units=rows,
        clusters=rows if clusters is None else clusters,
    )


def classes(rows: int, share: float = 0.3) -> TypedTable:
    return table((np.random.default_rng(0).random(rows) < share).astype(np.int64))


def assert_partition(fold: Fold, rows: int) -> None:
    together = np.concatenate([fold.learn, fold.stop, fold.judge])
    assert np.array_equal(np.sort(together), np.arange(rows))
    assert min(len(fold.learn), len(fold.stop), len(fold.judge)) > 0


def counts(split: Split) -> tuple[int, int, int]:
    return split.train, split.validation, split.confirmation


@pytest.mark.parametrize(
    ("rows", "share", "lane"),
    [
        (2999, 0.3, "cross-validation"),
        (3000, 0.3, "hold-out"),
        (10_000, 0.01, "cross-validation"),
    ],
)
def test_the_lane_follows_units_and_the_rarest_class(rows: int, share: float, lane: str) -> None:
    assert decide_split(classes(rows, share), CLASSES, facts()).lane == lane


def test_clusters_are_the_units_where_rows_are_grouped() -> None:
    target = np.random.default_rng(0).random(5000)
    twins = table(target, np.arange(5000) // 2)
    assert decide_split(twins, NUMBERS, facts(grouped=True)).lane == "cross-validation"
    assert decide_split(table(target), NUMBERS, facts()).lane == "hold-out"


def test_the_lane_can_be_asked_for() -> None:
    split = decide_split(classes(400), CLASSES, facts(), lane="hold-out")
    assert split.lane == "hold-out"
    assert split.train >= 0.64 * 400


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (17_000, (17_500 * 0.125, 17_500 * 0.15)),
        (3000, (0.35 * 1050, 0.65 * 1050)),
        (200_000, (20_000, 5000)),
    ],
)
def test_sizes_of_the_hold_out_parts(rows: int, expected: tuple[float, float]) -> None:
    split = decide_split(classes(rows), CLASSES, facts())
    assert (split.validation, split.confirmation) == pytest.approx(expected, abs=1)
    assert split.train >= 0.65 * rows - 1
    assert sum(counts(split)) == rows


def test_hold_out_gives_the_rows_that_were_counted() -> None:
    typed = table(np.random.default_rng(0).random(6000), np.arange(6000) // 3 * 3)
    split = decide_split(typed, NUMBERS, facts(grouped=True), lane="hold-out")
    fold = hold_out(split, typed)
    assert_partition(fold, 6000)
    assert (len(fold.learn), len(fold.stop), len(fold.judge)) == counts(split)


def test_time_is_never_turned_back() -> None:
    moments = np.arange(2400) // 24 * 24
    typed = table(np.random.default_rng(0).random(2400), moments)
    fold = hold_out(decide_split(typed, NUMBERS, facts(by_time=True, grouped=True)), typed)
    assert_partition(fold, 2400)
    assert moments[fold.learn].max() < moments[fold.stop].min()
    assert moments[fold.stop].max() < moments[fold.judge].min()


def test_given_validation_rows_stop_and_confirm() -> None:
    typed = classes(1000)
    split = decide_split(typed, CLASSES, facts(validation_from=800))
    fold = hold_out(split, typed)
    assert_partition(fold, 1000)
    assert np.array_equal(fold.learn, np.arange(800))
    with pytest.raises(BadOption, match="has 5 rows"):
        decide_split(typed, CLASSES, facts(validation_from=995))


def test_repeats_differ_and_come_back_the_same() -> None:
    typed = classes(500)
    split = decide_split(typed, CLASSES, facts())
    first, again, other = (repeat(split, typed, number) for number in (0, 0, 1))
    assert all(np.array_equal(a.learn, b.learn) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a.judge, b.judge) for a, b in zip(first, other, strict=True))
    assert str(other[3].name) == "repeat 1 fold 3"


@settings(max_examples=60, deadline=None)
@given(
    sizes=some.lists(some.integers(1, 6), min_size=20, max_size=120),
    share=some.floats(0.02, 0.5),
    number=some.integers(0, 30),
)
def test_folds_partition_and_keep_clusters_whole(
    sizes: list[int], share: float, number: int
) -> None:
    clusters = np.repeat(np.arange(len(sizes)), sizes)
    target = (np.random.default_rng(number).random(len(clusters)) < share).astype(np.int64)
    typed = table(target, clusters)
    split = decide_split(typed, CLASSES, facts(grouped=True), lane="cross-validation")
    folds = repeat(split, typed, number)
    assert np.array_equal(np.sort(np.concatenate([one.judge for one in folds])), typed.units)
    for fold in folds:
        assert_partition(fold, len(clusters))
        parts = [set(clusters[rows]) for rows in (fold.learn, fold.stop, fold.judge)]
        assert sum(map(len, parts)) == len(sizes)


def test_folds_keep_the_shares_of_classes() -> None:
    typed = classes(700, 0.06)
    target = np.asarray(typed.target)
    for fold in repeat(decide_split(typed, CLASSES, facts()), typed, 0):
        assert target[fold.judge].sum() == pytest.approx(target.sum() / 5, abs=1)
        rest = target[fold.learn].sum() + target[fold.stop].sum()
        assert target[fold.stop].sum() == pytest.approx(0.15 * rest, abs=1)


def test_the_method_prices_what_ships_by_the_rows_it_learns() -> None:
    """The deciding rooms may not import arrays, so the share stands in both: they must agree."""
    from etude.data.folds import STOP_SHARE_IN_FOLD
    from etude.method.numbers import FINAL_LEARN_SHARE

    assert FINAL_LEARN_SHARE == 1.0 - STOP_SHARE_IN_FOLD
