import json

import numpy as np
import pytest

from etude.data.typed import MISSING, UNSEEN, TypedTable
from etude.measuring.class_analysis import class_curves, threshold_table
from etude.measuring.error_analysis import analyse_errors
from etude.measuring.slices import find_slices
from etude.records.codec import from_plain, to_plain
from etude.records.column import Column, Schema
from etude.records.exam import ErrorAnalysis

from .made import classes, numbers, predicted

SCHEMA = Schema(
    columns=(
        Column("age", "number", True),
        Column("member", "boolean", True),
        Column("day", "date", True, parts=("day (year)", "day (month)")),
        Column("town", "category", True, categories=("Rome", "Oslo", "Bonn")),
    ),
    targets=(),
)
SCALE = np.ones(1)


def table(rows, target):
    generator = np.random.default_rng(0)
    cells = np.column_stack(
        [
            generator.uniform(0, 100, rows),
            generator.integers(0, 2, rows),
            generator.integers(2000, 2020, rows),
            generator.integers(1, 13, rows),
        ]
    )
    return TypedTable(
        number_names=("age", "member", "day (year)", "day (month)"),
        numbers=cells,
        category_names=("town",),
        categories=generator.integers(0, 3, (rows, 1)).astype(np.int32),
        cardinalities=(3,),
        target=target,
        units=np.arange(rows) + 1000,
        clusters=np.arange(rows),
    )


def analysed_classes(rows=400, count=2, threshold=None):
    truth, outputs = predicted(np.random.default_rng(0), rows, [1 / count] * count)
    problem = classes(count, costs=(1.0, 3.0))
    typed = table(rows, truth)
    return analyse_errors(
        problem, typed, outputs, SCALE, predict=lambda one: outputs[one.units - 1000],
        threshold=threshold, schema=SCHEMA,
    )  # fmt: skip


def test_the_analysis_survives_the_notebook():
    found = analysed_classes()
    written = json.loads(json.dumps(to_plain(found)))
    assert from_plain(ErrorAnalysis, written) == found


def test_confusion_and_class_scores_agree():
    found = analysed_classes(count=3)
    assert found.confusion is not None
    counts = np.array(found.confusion.counts)
    assert counts.sum() == 400
    for one, scores in enumerate(found.classes):
        assert scores.rows == counts[one].sum()
        assert scores.recall == pytest.approx(counts[one, one] / counts[one].sum())
        assert scores.precision == pytest.approx(counts[one, one] / counts[:, one].sum())


def test_the_threshold_is_heeded():
    assert analysed_classes(threshold=0.99).classes[1].predicted < 50


def test_curves_go_from_corner_to_corner_in_at_most_200_points():
    roc, ranked = analysed_classes(rows=3000).curves
    assert (roc.name, ranked.name) == ("roc", "precision_recall")
    assert max(len(roc.x), len(ranked.x)) <= 200
    assert (roc.x[0], roc.y[0], roc.x[-1], roc.y[-1]) == (0, 0, 1, 1)
    assert (ranked.x[0], ranked.x[-1]) == (0, 1)
    assert np.trapezoid(roc.y, roc.x) == pytest.approx(roc.area, abs=0.01)


def test_tied_rows_are_one_point_of_a_curve():
    roc, _ = class_curves(classes(), np.array([0, 1, 1]), np.full((3, 2), 0.5))
    assert (roc.x, roc.y, roc.area) == ((0, 1), (0, 1), 0.5)


def test_a_class_that_is_everywhere_has_no_curve():
    assert class_curves(classes(), np.ones(4, int), np.full((4, 2), 0.5)) == ()


def test_honest_probabilities_have_a_small_calibration_error():
    calibration = analysed_classes(rows=5000).calibration
    assert calibration is not None
    assert sum(one.rows for one in calibration.bins) == 5000
    assert calibration.error < 0.2
    assert all(one.low <= one.said <= one.high for one in calibration.bins)


def test_the_threshold_table_by_hand():
    problem = classes(costs=(1.0, 3.0))
    outputs = np.array([[0.8, 0.2], [0.45, 0.55], [0.4, 0.6]])
    rows = threshold_table(problem, np.array([0, 0, 1]), outputs)
    half = next(row for row in rows if row.threshold == 0.5)
    assert (half.precision, half.recall, half.cost) == (0.5, 1.0, pytest.approx(1 / 3))
    assert rows[-1].threshold == 0.6  # beyond it nobody is said to be yes


def test_the_worst_rows_come_first_with_their_numbers():
    truth, outputs = np.arange(30.0)[:, None], np.arange(30.0)[:, None].copy()
    outputs[7] += 40.5
    outputs[3] -= 2
    typed = table(30, truth)
    found = analyse_errors(
        numbers(unit="USD"), typed, outputs, np.array([2.0]),
        predict=lambda one: outputs[one.units - 1000], threshold=None, schema=SCHEMA,
    )  # fmt: skip
    assert [one.unit for one in found.worst[:2]] == [1007, 1003]
    assert len(found.worst) == 20
    assert (found.worst[0].truth, found.worst[0].prediction) == ("7 USD", "47.5 USD")
    assert found.worst[0].loss == 20.25
    assert found.confusion is None


def test_a_worst_row_tells_the_columns_that_matter_most():
    truth = np.arange(30.0)[:, None]
    typed = table(30, truth)
    typed.categories[29, 0] = UNSEEN
    found = analyse_errors(
        numbers(), typed, np.zeros((30, 1)), SCALE,
        predict=lambda one: one.numbers[:, :1] + one.numbers[:, 1:2], threshold=None, schema=SCHEMA,
    )  # fmt: skip
    first = dict(found.worst[0].cells)
    assert next(iter(first)) == found.importance[0].column == "age"
    assert first["member"] == ("yes" if typed.numbers[29, 1] else "no")
    assert first["town"] == "never seen in training"
    assert "day (year)" in first


def test_residuals_say_what_is_left():
    generator = np.random.default_rng(0)
    truth = generator.normal(size=(800, 1))
    outputs = truth + 1.0
    found = analyse_errors(
        numbers(), table(800, truth), outputs, SCALE,
        predict=lambda one: outputs[one.units - 1000], threshold=None, schema=SCHEMA,
    )  # fmt: skip
    (left,) = found.residuals
    assert (left.rmse, left.mae) == (pytest.approx(1), pytest.approx(1))
    assert len(left.truth) == len(left.prediction) == 500
    assert dict(left.quantiles)[0.5] == pytest.approx(1.0)
    assert "spread like a bell" in left.sentence


# --- slices ----------------------------------------------------------------------------------


def test_a_slice_that_fails_is_found_in_the_columns_own_words():
    typed = table(1000, None)
    fails = (typed.numbers[:, 0] > 60) & (typed.categories[:, 0] == 1)
    losses = np.random.default_rng(1).exponential(1.0, 1000) + 3.0 * fails
    worst, *_ = find_slices(typed, losses, SCHEMA)
    assert "town is Oslo" in worst.conditions
    (age,) = [one for one in worst.conditions if one.startswith("age above ")]
    assert float(age.split()[-1]) == pytest.approx(60, abs=3)
    assert worst.ratio > 2
    assert worst.p < 0.001
    assert worst.rows == pytest.approx(fails.sum(), rel=0.2)


def test_yes_no_and_missing_cells_have_their_words():
    typed = table(600, None)
    typed.numbers[::4, 0] = np.nan
    typed.categories[:, 0] = np.resize([0, MISSING, UNSEEN], 600)
    generator = np.random.default_rng(1)
    noise = generator.normal(1.0, 0.1, 600)
    cases = {
        "member is yes": typed.numbers[:, 1] == 1,
        "member is no": typed.numbers[:, 1] == 0,
        "age is missing": np.isnan(typed.numbers[:, 0]),
        "town is missing": typed.categories[:, 0] == MISSING,
        "town is a value never seen in training": typed.categories[:, 0] == UNSEEN,
    }
    for words, fails in cases.items():
        found = find_slices(typed, noise + fails, SCHEMA)
        assert any(words in one.conditions for one in found), words


def test_noise_alone_has_no_slices():
    generator = np.random.default_rng(0)
    found = [
        find_slices(table(300, None), generator.standard_t(3, 300) ** 2, SCHEMA) for _ in range(60)
    ]
    assert sum(bool(one) for one in found) <= 6


def test_few_rows_have_no_slices():
    assert find_slices(table(60, None), np.arange(60.0), SCHEMA) == ()


# --- importance ------------------------------------------------------------------------------


def test_importance_is_of_original_columns_and_beyond_noise():
    truth = table(500, None).numbers[:, [0]] + 5 * table(500, None).numbers[:, [3]]
    found = analyse_errors(
        numbers(), table(500, truth), truth, np.array([10.0]),
        predict=lambda one: one.numbers[:, [0]] + 5 * one.numbers[:, [3]],
        threshold=None, schema=SCHEMA,
    ).importance  # fmt: skip
    by_name = {one.column: one for one in found}
    assert [one.column for one in found[:2]] == ["age", "day"]
    assert by_name["age"].loss_increase > 10 * by_name["age"].noise > 0
    assert by_name["town"].loss_increase == by_name["town"].noise == 0
    assert set(by_name) == {"age", "member", "day", "town"}


def test_rows_without_a_target_cannot_be_analysed():
    with pytest.raises(ValueError, match="without a target"):
        analyse_errors(
            numbers(), table(5, None), np.zeros((5, 1)), SCALE,
            predict=lambda one: np.zeros((len(one), 1)), threshold=None, schema=SCHEMA,
        )  # fmt: skip
