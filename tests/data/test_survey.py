"""The facts of a survey, on tables whose facts are known."""

import json
from dataclasses import asdict

import numpy as np
import polars as pl
import pytest

from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.number_facts import number_facts
from etude.data.survey import survey
from etude.data.target import decide_problem
from etude.records.survey import Survey

ROWS = 400
random = np.random.default_rng(0)
NOISE = random.normal(size=ROWS).round(6)
LABELS = np.where(random.random(ROWS) < 0.5, "yes", "no")


def surveyed(frame: pl.DataFrame) -> Survey:
    schema, _ = infer_schema(frame, ["target"])
    typed, _ = encode(frame, schema, with_target=True)
    return survey(frame, schema, typed, decide_problem(schema, typed))


def table(**columns) -> pl.DataFrame:
    return pl.DataFrame({"noise": NOISE, **columns, "target": LABELS})


def warned(found: Survey) -> set[str]:
    return {note.act for note in found.warnings}


def test_a_quiet_table_has_no_warnings() -> None:
    found = surveyed(table(other=random.normal(size=ROWS)))
    assert found.rows == ROWS
    assert not warned(found) - {"outliers"}
    assert json.dumps(asdict(found), allow_nan=False)


def test_number_facts_by_hand() -> None:
    facts = number_facts(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 100.0, np.nan]))
    assert facts is not None
    assert (facts.minimum, facts.median, facts.maximum) == (1.0, 3.5, 100.0)
    assert facts.outliers == 1
    assert facts.above_mean == pytest.approx(1 / 6)
    assert facts.mean == pytest.approx(115 / 6)
    assert facts.skew > 1
    assert (len(facts.counts), len(facts.edges), sum(facts.counts)) == (20, 21, 6)
    assert number_facts(np.array([np.nan])) is None


@pytest.mark.parametrize("scale", [1e30, 1e-30, 1e300, 1e308])
def test_number_facts_at_any_magnitude(scale: float) -> None:
    values = np.linspace(-1, 1, 101) * scale
    facts = number_facts(values)
    assert facts is not None
    assert np.isfinite([facts.deviation, facts.skew, *facts.edges]).all()
    assert facts.deviation == pytest.approx(np.linspace(-1, 1, 101).std() * scale)


def test_constant_numbers() -> None:
    facts = number_facts(np.full(5, 7.0))
    assert facts is not None
    assert (facts.deviation, facts.skew, facts.counts) == (0.0, 0.0, (5,))


def test_columns_of_every_kind() -> None:
    days = [f"2024-01-{1 + index // 20:02}" for index in range(ROWS)]
    colours = ["red", "red", "blue", None] * 100
    found = surveyed(table(colour=colours, day=days, flag=["y", "n"] * 200, empty=[None] * ROWS))
    facts = {column.name: column for column in found.columns}
    assert [(one.value, one.count) for one in facts["colour"].top] == [("red", 200), ("blue", 100)]
    assert facts["colour"].missing == 100
    assert "2024-01-01 to 2024-01-20" in facts["day"].sentence
    assert "yes in 50.0 %" in facts["flag"].sentence
    assert (facts["empty"].used, facts["empty"].missing_share) == (False, 1.0)
    assert [(one.column, one.order) for one in found.time_order] == [("day", "ascending")]
    assert "sorted-by-time" in warned(found)


def test_imbalance_and_few_rows() -> None:
    frame = pl.DataFrame({"noise": NOISE[:200], "target": ["no"] * 190 + ["yes"] * 10})
    found = surveyed(frame.sample(fraction=1, shuffle=True, seed=0))
    assert found.targets[0].rarest_share == pytest.approx(0.05)
    assert {"unbalanced", "few-of-a-class", "few-rows"} <= warned(found)


def test_repeated_and_contradicting_rows() -> None:
    frame = table(other=random.normal(size=ROWS))
    repeated = pl.concat([frame, frame.head(40)])
    assert surveyed(repeated).repeats.equal == 40
    other = frame.head(30).with_columns(
        target=pl.when(pl.col("target") == "yes").then(pl.lit("no")).otherwise(pl.lit("yes"))
    )
    found = surveyed(pl.concat([frame, other]))
    assert found.repeats.contradicting == 60
    assert "contradicting-rows" in warned(found)


def test_nearly_equal_rows() -> None:
    frame = table(other=random.normal(size=ROWS))
    near = frame.head(30).with_columns(pl.col("noise") + 1e-9)
    assert surveyed(pl.concat([frame, near])).repeats.nearly_equal >= 28


def test_a_column_that_nearly_gives_the_target_away() -> None:
    close = (LABELS == "yes") + random.normal(size=ROWS) * 0.2
    found = surveyed(table(close=close))
    best = found.single_columns[0]
    assert (best.column, best.measure) == ("close", "roc_auc")
    assert best.value > 0.99
    assert "nearly-perfect-column" in warned(found)


def test_noise_predicts_nothing_alone() -> None:
    labels = random.choice(["a", "b", "c"], ROWS)
    frame = pl.DataFrame({"noise": NOISE, "kind": random.choice(["x", "y"], ROWS)})
    found = surveyed(frame.with_columns(target=pl.Series(labels)))
    assert all(one.value < 0.55 for one in found.single_columns)
    assert all(one.measure == "share_right" for one in found.single_columns)


def test_numbers_as_target() -> None:
    target = np.exp(NOISE)
    frame = pl.DataFrame({"noise": NOISE, "other": NOISE[::-1].copy(), "target": target})
    found = surveyed(frame)
    assert (found.single_columns[0].column, found.single_columns[0].measure) == ("noise", "r2")
    assert found.single_columns[0].value == pytest.approx(1.0)
    assert found.targets[0].numbers is not None


def test_correlated_pairs() -> None:
    found = surveyed(table(twice=2 * NOISE + 0.01 * random.normal(size=ROWS)))
    assert [(pair.left, pair.right) for pair in found.pairs] == [("noise", "twice")]
    assert found.pairs[0].correlation > 0.99


def test_rows_sorted_by_the_target() -> None:
    assert surveyed(table().sort("target")).sorted_by_target
    assert not surveyed(table()).sorted_by_target


def test_more_columns_than_rows() -> None:
    columns = {f"c{index}": random.normal(size=30) for index in range(60)}
    found = surveyed(pl.DataFrame({**columns, "target": ["a", "b"] * 15}))
    assert "few-rows-for-columns" in warned(found)
