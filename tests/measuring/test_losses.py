import math

import numpy as np
import pytest

from etude.measuring.jackknife import jackknife_groups
from etude.measuring.losses import losses_by_unit, unit_losses
from etude.measuring.metrics import score

from .made import classes, numbers, predicted

SCALE = np.ones(1)


@pytest.mark.parametrize("metric", ["accuracy", "balanced_accuracy"])
def test_mean_losses_are_one_minus_the_score(metric):
    truth, outputs = predicted(np.random.default_rng(0), 200, [0.6, 0.3, 0.1])
    problem = classes(3, metric)
    losses = unit_losses(problem, truth, outputs, SCALE)
    assert losses.mean() == pytest.approx(1 - score(problem, truth, outputs))


@pytest.mark.parametrize("metric", ["log_loss", "expected_cost"])
def test_mean_losses_are_the_score(metric):
    truth, outputs = predicted(np.random.default_rng(0), 200, [0.7, 0.3])
    problem = classes(2, metric, (1.0, 5.0))
    losses = unit_losses(problem, truth, outputs, SCALE)
    assert losses.mean() == pytest.approx(score(problem, truth, outputs))


def test_a_probability_of_zero_for_the_truth_costs_a_finite_loss():
    losses = unit_losses(classes(), np.array([0]), np.array([[0.0, 1.0]]), SCALE)
    assert losses == pytest.approx(-math.log(1e-7))


def test_errors_are_counted_in_deviations_of_each_target():
    truth, outputs = np.zeros((1, 2)), np.array([[2.0, 300.0]])
    scale = np.array([1.0, 100.0])
    targets = ("a", "b")
    assert unit_losses(numbers("rmse", targets), truth, outputs, scale) == [(4 + 9) / 2]
    assert unit_losses(numbers("mae", targets), truth, outputs, scale) == [(2 + 3) / 2]


def test_units_are_clusters_and_keep_the_mean_over_rows():
    truth, outputs = predicted(np.random.default_rng(0), 60, [0.5, 0.5])
    clusters = np.random.default_rng(1).integers(0, 9, 60)
    losses = losses_by_unit(classes(), truth, outputs, clusters, SCALE)
    assert losses.shape == (len(set(clusters)),)
    assert losses.mean() == pytest.approx(score(classes(), truth, outputs))


def test_single_rows_stay_in_their_order():
    truth, outputs = predicted(np.random.default_rng(0), 30, [0.5, 0.5])
    backwards = np.arange(30)[::-1]
    losses = losses_by_unit(classes(), truth, outputs, backwards, SCALE)
    assert (losses == unit_losses(classes(), truth, outputs, SCALE)).all()


@pytest.mark.parametrize("metric", ["roc_auc", "average_precision", "f1", "precision", "recall"])
def test_jackknife_losses_are_near_one_minus_the_score(metric):
    truth, outputs = predicted(np.random.default_rng(0), 1000, [0.7, 0.3], 1.0)
    losses = losses_by_unit(classes(2, metric), truth, outputs, np.arange(1000), SCALE)
    assert losses.shape == (200,)
    assert losses.mean() == pytest.approx(1 - score(classes(2, metric), truth, outputs), abs=0.005)


def test_the_jackknife_tells_how_far_an_r2_varies():
    generator = np.random.default_rng(0)
    errors, scores = [], []
    for _ in range(100):
        truth = generator.normal(size=300)
        outputs = (truth + generator.normal(size=300) * 0.5)[:, None]
        losses = losses_by_unit(numbers("r2"), truth, outputs, np.arange(300), SCALE)
        errors.append(losses.std(ddof=1) / math.sqrt(len(losses)))
        scores.append(score(numbers("r2"), truth, outputs))
    assert np.mean(errors) == pytest.approx(np.std(scores), rel=0.2)


def test_jackknife_of_a_mean_gives_the_means_of_the_groups():
    truth, outputs = predicted(np.random.default_rng(0), 50, [0.5, 0.5])
    # Recall where every row is truly yes is a mean over rows: each row gives its own 0 or 1.
    losses = losses_by_unit(classes(2, "recall"), truth * 0 + 1, outputs, np.arange(50), SCALE)
    assert losses == pytest.approx((outputs[:, 1] < 0.5).astype(float))


def test_without_a_value_every_loss_is_nan():
    losses = losses_by_unit(
        classes(2, "roc_auc"), np.zeros(5, int), np.full((5, 2), 0.5), np.arange(5), SCALE
    )
    assert np.isnan(losses).all()


def test_groups_hold_whole_clusters_and_a_share_of_each_class():
    generator = np.random.default_rng(0)
    truth = (generator.random(900) < 0.3).astype(int)
    clusters = np.arange(900) // 2
    group = jackknife_groups(classes(), truth, clusters, 50)
    assert (group[::2] == group[1::2]).all()
    assert np.bincount(group).max() - np.bincount(group).min() <= 2
    first = np.bincount(group[::2], truth[::2], minlength=50)
    assert first.max() - first.min() <= 2


def test_losses_of_rows_are_refused_for_a_ranking():
    with pytest.raises(ValueError, match="losses_by_unit"):
        unit_losses(classes(2, "roc_auc"), np.array([0, 1]), np.full((2, 2), 0.5), SCALE)
