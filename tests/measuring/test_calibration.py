import numpy as np
import pytest

from etude.measuring.calibration import choose_threshold, fit_calibration, softmax
from etude.measuring.metrics import score

from .made import classes, numbers, predicted


def test_the_softmax_of_the_guide():
    assert softmax(np.array([2.0, 1.0, 0.1])).round(2).tolist() == [0.66, 0.24, 0.10]


def test_softmax_stands_large_numbers():
    assert softmax(np.array([1e4, 0.0])).tolist() == [1.0, 0.0]


def honest(generator, rows, count):
    logits = generator.normal(size=(rows, count)) * 1.5
    chances = softmax(logits)
    truth = (chances.cumsum(axis=1) > generator.random((rows, 1))).argmax(axis=1)
    return logits, truth


def test_too_sure_probabilities_get_a_temperature():
    logits, truth = honest(np.random.default_rng(0), 3000, 4)
    found = fit_calibration(softmax(logits * 3), truth)
    assert found.temperature == pytest.approx(3.0, rel=0.1)
    assert np.abs(found.bias).max() < 0.15


def test_class_weights_are_taken_back_by_the_bias():
    logits, truth = honest(np.random.default_rng(0), 3000, 3)
    found = fit_calibration(softmax(logits + np.array([0, 0, 1.5])), truth)
    assert found.bias == pytest.approx([0.5, 0.5, -1.0], abs=0.15)
    assert found.bias.sum() == pytest.approx(0.0, abs=1e-9)


def test_sixty_rows_do_little_harm_and_much_good():
    generator = np.random.default_rng(0)
    harm, good = [], []
    for _ in range(50):
        logits, truth = honest(generator, 2060, 2)
        for factor, changes in ((1.0, harm), (3.0, good)):
            outputs = softmax(logits * factor)
            mended = fit_calibration(outputs[:60], truth[:60]).apply(outputs)
            before = score(classes(), truth[60:], outputs[60:])
            changes.append(score(classes(), truth[60:], mended[60:]) - before)
    assert np.mean(harm) < 0.01
    assert np.mean(good) < -0.2


def test_no_rows_change_nothing():
    found = fit_calibration(np.zeros((0, 3)), np.zeros(0, np.int64))
    outputs = np.array([[0.2, 0.3, 0.5]])
    assert found.apply(outputs) == pytest.approx(outputs)


def test_zeros_and_a_single_class_stay_finite():
    found = fit_calibration(np.tile([1.0, 0.0], (50, 1)), np.ones(50, np.int64))
    applied = found.apply(np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert np.isfinite(applied).all()
    assert applied.sum(axis=1) == pytest.approx([1.0, 1.0])


def test_two_classes_keep_their_ranking():
    truth, outputs = predicted(np.random.default_rng(0), 200, [0.6, 0.4])
    mended = fit_calibration(outputs, truth).apply(outputs)
    assert (np.argsort(mended[:, 1]) == np.argsort(outputs[:, 1])).all()


# --- the threshold ---------------------------------------------------------------------------


def test_costs_decide_the_threshold():
    value, reason = choose_threshold(
        classes(costs=(1.0, 9.0)), np.array([0, 1]), np.full((2, 2), 0.5)
    )
    assert value == 0.1
    assert "A false alarm costs 1 and a miss 9" in reason


def test_rare_classes_get_the_best_f1():
    truth, outputs = predicted(np.random.default_rng(0), 2000, [0.9, 0.1], 1.0)
    problem = classes(metric="average_precision")
    value, reason = choose_threshold(problem, truth, outputs)
    assert value < 0.5
    assert "best f1 of both classes" in reason
    assert score(problem, truth, outputs, metric="f1", threshold=value) > score(
        problem, truth, outputs, metric="f1"
    )


@pytest.mark.parametrize("metric", ["f1", "balanced_accuracy"])
def test_the_chosen_threshold_is_the_best_of_what_decides(metric):
    truth, outputs = predicted(np.random.default_rng(0), 300, [0.7, 0.3], 1.0)
    problem = classes(metric=metric)
    value, _ = choose_threshold(problem, truth, outputs)
    tried = [score(problem, truth, outputs, threshold=t) for t in outputs[:, 1]]
    assert score(problem, truth, outputs, threshold=value) == pytest.approx(max(tried))


@pytest.mark.parametrize(("metric", "share"), [("accuracy", 0.1), ("average_precision", 0.4)])
def test_otherwise_the_more_probable_class_is_answered(metric, share):
    truth, outputs = predicted(np.random.default_rng(0), 400, [1 - share, share])
    assert choose_threshold(classes(metric=metric), truth, outputs)[0] == 0.5


def test_a_handful_of_rare_rows_choose_nothing():
    truth = np.repeat([0, 1], [95, 5])
    value, reason = choose_threshold(classes(metric="f1"), truth, np.full((100, 2), 0.5))
    assert value == 0.5
    assert "Only 5 rows" in reason


def test_equal_probabilities_choose_nothing():
    truth = np.repeat([0, 1], [80, 20])
    assert choose_threshold(classes(metric="f1"), truth, np.full((100, 2), 0.5))[0] == 0.5


def test_only_two_classes_have_a_threshold():
    assert choose_threshold(classes(3), np.array([0]), np.full((1, 3), 1 / 3))[0] is None
    assert choose_threshold(numbers(), np.array([0]), np.ones((1, 1)))[0] is None
