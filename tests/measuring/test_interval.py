import math
import time

import numpy as np
import pytest

from etude.measuring.interval import exam_interval
from etude.measuring.metrics import metric_names, score
from etude.measuring.proportion import sum_of_shares, wilson

from .made import classes, numbers, predicted


def test_wilson_by_hand():
    assert wilson(0.85, 100) == pytest.approx((0.7672, 0.9069), abs=1e-4)
    assert wilson(0.0, 10)[0] == 0.0
    assert wilson(0.5, 0) == (0.0, 1.0)


def test_distances_of_shares_add_up_like_variances():
    low, high = sum_of_shares([1.0, 1.0], [0.5, 0.5], [(0.2, 0.9), (0.1, 0.8)])
    assert (low, high) == pytest.approx((1 - 0.5, 1 + 0.5))


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("grouped", [False, True])
def test_every_class_metric_has_an_interval_around_its_score(count, grouped):
    truth, outputs = predicted(np.random.default_rng(0), 120, [1 / count] * count)
    clusters = np.arange(120) // (4 if grouped else 1)
    problem = classes(count, costs=(1.0, 4.0))
    for metric in metric_names(problem):
        found = exam_interval(problem, truth, outputs, clusters, metric)
        value = score(problem, truth, outputs, metric=metric)
        assert 0 <= found.low < value < found.high, metric
        assert found.high <= (math.inf if metric in ("log_loss", "expected_cost") else 1), metric


@pytest.mark.parametrize("metric", ["rmse", "mae", "r2"])
def test_several_targets_have_an_interval_of_their_mean(metric):
    generator = np.random.default_rng(0)
    truth = generator.normal(size=(200, 2)) * [1, 50]
    outputs = truth + generator.normal(size=(200, 2)) * [0.3, 30]
    problem = numbers(metric, ("a", "b"))
    found = exam_interval(problem, truth, outputs, np.arange(200))
    assert found.low < score(problem, truth, outputs) < found.high
    assert found.method == "gamma, one more worst unit"


CASES = [
    ("log_loss", (0.7, 0.3), 100, 1),
    ("accuracy", (0.7, 0.3), 100, 1),
    ("accuracy", (0.7, 0.3), 100, 4),
    ("balanced_accuracy", (0.6, 0.3, 0.1), 100, 1),
    ("expected_cost", (0.9, 0.1), 200, 1),
    ("f1", (0.7, 0.3), 100, 1),
    ("f1", (0.6, 0.3, 0.1), 200, 1),
    ("roc_auc", (0.7, 0.3), 60, 1),
    ("roc_auc", (0.9, 0.1), 200, 4),
    ("average_precision", (0.8, 0.2), 100, 1),
]


@pytest.mark.parametrize(("metric", "shares", "rows", "copies"), CASES)
def test_the_interval_holds_the_true_score(metric, shares, rows, copies):
    generator = np.random.default_rng(1)
    problem = classes(len(shares), metric, (1.0, 8.0))
    true = score(problem, *predicted(generator, 200_000, shares))
    held = []
    for _ in range(150):
        truth, outputs = predicted(generator, rows, shares)
        clusters = np.repeat(np.arange(rows), copies)
        found = exam_interval(problem, truth[clusters], outputs[clusters], clusters)
        held.append(found.low <= true <= found.high)
    assert np.mean(held) >= 0.9  # 95 in truth: 0.9 is three deviations of 150 tries below


@pytest.mark.parametrize("metric", ["rmse", "mae", "r2"])
def test_the_interval_holds_the_true_error(metric):
    generator = np.random.default_rng(0)

    def drawn(rows):
        outputs = generator.normal(size=(rows, 1))
        return outputs[:, 0] + generator.standard_t(8, size=rows), outputs

    true = score(numbers(metric), *drawn(500_000))
    held = []
    for _ in range(100):
        truth, outputs = drawn(80)
        found = exam_interval(numbers(metric), truth, outputs, np.arange(80))
        held.append(found.low <= true <= found.high)
    assert np.mean(held) >= 0.88


# --- edges -----------------------------------------------------------------------------------


def test_a_perfect_ranking_is_not_called_certain():
    truth = np.repeat([0, 1], [40, 10])
    yes = np.where(truth, 0.9, 0.1)
    outputs = np.column_stack([1 - yes, yes])
    found = exam_interval(classes(2, "roc_auc"), truth, outputs, np.arange(50))
    assert found.low < 0.95
    assert found.high == 1.0
    assert "10 units of the rarest class" in found.remark


def test_no_errors_leave_an_interval_that_says_so():
    found = exam_interval(numbers("mae"), np.arange(5.0), np.arange(5.0)[:, None], np.arange(5))
    assert (found.low, found.high) == (0.0, 0.0)
    assert "Every row was right" in found.remark
    found = exam_interval(numbers("r2"), np.arange(5.0), np.arange(5.0)[:, None], np.arange(5))
    assert found.high == 1.0


def test_a_score_without_a_value_has_no_interval():
    outputs = np.full((4, 2), 0.5)
    found = exam_interval(classes(2, "roc_auc"), np.zeros(4, int), outputs, np.arange(4))
    assert math.isnan(found.low)


def test_few_heavy_tailed_rows_are_named():
    generator = np.random.default_rng(0)
    outputs = np.zeros((45, 1))
    truth = generator.standard_t(2, size=45)
    assert "82 to " in exam_interval(numbers(), truth, outputs, np.arange(45)).remark
    even = np.resize([1.0, -1.0, 1.2], 200)
    assert exam_interval(numbers(), even, np.zeros((200, 1)), np.arange(200)).remark == ""


def test_copies_of_rows_make_the_interval_no_narrower():
    truth, outputs = predicted(np.random.default_rng(0), 100, [0.7, 0.3])
    four = np.repeat(np.arange(100), 4)
    for metric in ("accuracy", "log_loss", "roc_auc"):
        single = exam_interval(classes(2, metric), truth, outputs, np.arange(100))
        copied = exam_interval(classes(2, metric), truth[four], outputs[four], four)
        width = single.high - single.low
        assert copied.high - copied.low == pytest.approx(width, rel=0.06), metric


@pytest.mark.parametrize("metric", ["log_loss", "roc_auc", "average_precision", "f1"])
def test_five_thousand_rows_take_less_than_a_second(metric):
    truth, outputs = predicted(np.random.default_rng(0), 5000, [0.2] * 5)
    start = time.process_time()
    exam_interval(classes(5, metric), truth, outputs, np.arange(5000))
    assert time.process_time() - start < 2.0  # twice the aim: machines differ
