import math

import numpy as np
import pytest
import sklearn.metrics as reference

from etude.measuring.metrics import all_metrics, f1_of, score
from etude.records.problem import METRICS

from .made import classes, numbers, predicted


@pytest.mark.parametrize(
    ("precision", "recall", "f1"), [(1.0, 0.1, 0.18), (0.5, 0.5, 0.5), (0.9, 0.8, 0.85)]
)
def test_the_f1_scores_of_the_guide(precision, recall, f1):
    assert round(f1_of(precision, recall), 2) == f1


def test_f1_of_nothing_is_nothing():
    assert f1_of(0.0, 0.0) == 0.0


def test_the_precision_of_the_guide():
    truth = np.repeat([1, 0], [70, 30])  # 100 mails marked as spam, 70 of them spam
    assert score(classes(), truth, np.tile([0.0, 1.0], (100, 1)), metric="precision") == 0.7


def test_the_recall_of_the_guide():
    truth = np.ones(100, np.int64)  # 100 patients, 90 of them found
    yes = np.repeat([1.0, 0.0], [90, 10])
    assert score(classes(), truth, np.column_stack([1 - yes, yes]), metric="recall") == 0.9


def test_the_mean_absolute_error_of_the_guide():
    mae = score(numbers("mae"), np.array([110.0, 180, 155]), np.array([[100.0], [200], [150]]))
    assert round(mae, 2) == 11.67


def reference_scores(truth, outputs):
    several = outputs.shape[1] > 2
    how = {"average": "macro"} if several else {}
    said = outputs.argmax(axis=1) if several else (outputs[:, 1] >= 0.5).astype(int)
    ranked = outputs if several else outputs[:, 1]
    one_hot = np.eye(outputs.shape[1])[truth] if several else truth
    return {
        "log_loss": reference.log_loss(truth, outputs),
        "accuracy": reference.accuracy_score(truth, said),
        "balanced_accuracy": reference.balanced_accuracy_score(truth, said),
        "precision": reference.precision_score(truth, said, **how),
        "recall": reference.recall_score(truth, said, **how),
        "f1": reference.f1_score(truth, said, **how),
        "roc_auc": reference.roc_auc_score(truth, ranked, multi_class="ovr"),
        "average_precision": reference.average_precision_score(one_hot, ranked),
    }


@pytest.mark.parametrize("count", [2, 3, 5])
def test_class_metrics_are_those_of_scikit_learn_with_ties(count):
    truth, outputs = predicted(np.random.default_rng(count), 300, [1 / count] * count, 1.0)
    outputs = np.round(outputs, 1) + 0.01
    outputs /= outputs.sum(axis=1, keepdims=True)
    assert all_metrics(classes(count), truth, outputs) == pytest.approx(
        reference_scores(truth, outputs)
    )


def test_number_metrics_are_those_of_scikit_learn():
    generator = np.random.default_rng(0)
    truth = 1e6 + generator.normal(size=(40, 2)) * [1.0, 1000.0]
    outputs = truth + generator.normal(size=(40, 2))
    assert all_metrics(numbers(targets=("a", "b")), truth, outputs) == pytest.approx(
        {
            "rmse": reference.root_mean_squared_error(truth, outputs),
            "mae": reference.mean_absolute_error(truth, outputs),
            "r2": reference.r2_score(truth, outputs),
        }
    )


def test_a_reversed_ranking_has_an_area_below_a_half():
    outputs = np.array([[0.1, 0.9], [0.2, 0.8], [0.9, 0.1]])
    assert score(classes(), np.array([0, 0, 1]), outputs, metric="roc_auc") == 0.0


def test_metrics_without_a_value_are_nan():
    outputs = np.full((4, 2), 0.5)
    found = all_metrics(classes(), np.zeros(4, np.int64), outputs)
    assert math.isnan(found["roc_auc"])
    assert math.isnan(found["average_precision"])
    assert found["recall"] == 0.0
    assert math.isnan(score(numbers("r2"), np.ones(5), np.zeros((5, 1))))
    assert math.isnan(score(classes(), np.zeros(0, np.int64), np.zeros((0, 2))))


def test_a_constant_target_has_no_r2_however_large():
    assert math.isnan(score(numbers("r2"), np.full(7, 1e9 + 0.1), np.zeros((7, 1))))


def test_expected_cost_says_yes_where_that_is_cheaper():
    problem = classes(metric="expected_cost", costs=(1.0, 9.0))
    outputs = np.array([[0.85, 0.15], [0.95, 0.05], [0.85, 0.15]])  # yes from 0.1 on
    assert score(problem, np.array([1, 1, 0]), outputs) == pytest.approx((0 + 9 + 1) / 3)


def test_expected_cost_needs_costs():
    assert "expected_cost" not in all_metrics(classes(), np.array([0, 1]), np.full((2, 2), 0.5))
    with pytest.raises(ValueError, match="cost_false_alarm and cost_miss"):
        score(classes(), np.array([0, 1]), np.full((2, 2), 0.5), metric="expected_cost")


def test_a_metric_of_another_task_is_refused():
    with pytest.raises(ValueError, match="no metric for regression"):
        score(numbers(), np.ones(2), np.ones((2, 1)), metric="accuracy")


def test_the_threshold_moves_decisions():
    outputs = np.array([[0.7, 0.3], [0.4, 0.6]])
    truth = np.array([1, 1])
    assert score(classes(), truth, outputs, metric="recall") == 0.5
    assert score(classes(), truth, outputs, metric="recall", threshold=0.3) == 1.0


def test_every_metric_has_a_score():
    truth, outputs = predicted(np.random.default_rng(0), 50, [0.5, 0.5])
    found = all_metrics(classes(costs=(1.0, 2.0)), truth, outputs)
    found |= all_metrics(numbers(), np.arange(3.0), np.ones((3, 1)))
    assert set(found) == {name for name, one in METRICS.items() if not one.of_steps}
