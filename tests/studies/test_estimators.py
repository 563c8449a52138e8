"""The estimators keep scikit-learn's contract, as scikit-learn itself checks it.

No check is expected to fail.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from etude.method.numbers import QUICK
from etude.records.problem import YARDSTICKS
from etude.studies.estimators import TableClassifier, TableRegressor

CHEAP = {"max_trials": 1, "quick": True, "random_state": 0}
Estimator = TableClassifier | TableRegressor


@pytest.fixture(scope="module", autouse=True)
def short_studies() -> Iterator[None]:
    """The checks fit about a hundred times: every part of a study stays, each does less."""
    few = QUICK.changed(hidden=(16,), dropout=0.0, learning_rate=0.02, epochs=10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(YARDSTICKS, "table", ("naive", "linear"))
        patch.setattr("etude.method.starting_plan.QUICK", few)
        patch.setattr("etude.training.calibration.WINDOW_SECONDS", 0.001)
        patch.setattr("etude.training.sanity.FEW_EPOCHS", 5)
        yield


@parametrize_with_checks([TableClassifier(**CHEAP), TableRegressor(**CHEAP)])
def test_scikit_learn_finds_nothing(
    estimator: Estimator, check: Callable[[Estimator], None]
) -> None:
    check(estimator)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    draws = np.random.default_rng(0).normal(size=(150, 3))
    return pd.DataFrame(draws, columns=["height", "weight", "age"])


@pytest.fixture(scope="module")
def fitted(frame: pd.DataFrame) -> tuple[TableClassifier, TableRegressor]:
    score = frame["height"] - frame["weight"]
    classes = np.where(score > 0, "tall", "short")
    return TableClassifier(**CHEAP).fit(frame, classes), TableRegressor(**CHEAP).fit(frame, score)


def test_columns_in_another_order_are_refused(fitted, frame: pd.DataFrame) -> None:
    for estimator in fitted:
        assert list(estimator.feature_names_in_) == list(frame.columns)
        with pytest.raises(ValueError, match="in the same order"):
            estimator.predict(frame[["weight", "height", "age"]])


@pytest.mark.parametrize("count", [1, 7, 64, 149])
def test_an_answer_hangs_on_its_own_row_alone(fitted, frame: pd.DataFrame, count: int) -> None:
    classifier, regressor = fitted
    for answer in (classifier.predict_proba, regressor.predict):
        assert np.array_equal(answer(frame[:count]), answer(frame)[:count])


def test_too_few_rows_are_refused_with_their_number() -> None:
    with pytest.raises(ValueError, match=r"9 sample.* minimum of 10 is required"):
        TableRegressor(**CHEAP).fit(np.zeros((9, 2)), np.arange(9))


def test_infinity_is_refused_and_a_missing_number_is_not(fitted, frame: pd.DataFrame) -> None:
    for estimator in fitted:
        assert len(estimator.predict(frame.where(frame > 0))) == len(frame)
        with pytest.raises(ValueError, match="infinity"):
            estimator.predict(frame.where(frame > 0, np.inf))


def test_only_a_study_bounded_by_its_trials_is_said_to_repeat_itself() -> None:
    for kind in (TableClassifier, TableRegressor):
        assert kind().__sklearn_tags__().non_deterministic
        assert not kind(max_trials=1).__sklearn_tags__().non_deterministic
