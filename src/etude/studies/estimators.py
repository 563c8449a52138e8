"""scikit-learn estimators: the method inside a person's own pipeline, without exam or folder."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from etude.data.encoding import encode
from etude.data.sealing import FEWEST_ROWS
from etude.records.question import Question
from etude.studies.face import seconds_of
from etude.studies.folder import Folder
from etude.studies.predictor import load_predictor
from etude.studies.study import fit as fit_question

Floats = NDArray[Any]


class _TableEstimator(BaseEstimator):  # type: ignore[misc]  # untyped
    """What both estimators share; every setting is stored as given (scikit-learn's rule)."""

    _task = ""

    def __init__(
        self,
        *,
        budget: str | float = "1m",
        metric: str | None = None,
        max_trials: int | None = None,
        quick: bool = False,
        random_state: int | None = None,
        device: str = "cpu",
    ) -> None:
        self.budget = budget
        self.metric = metric
        self.max_trials = max_trials
        self.quick = quick
        self.random_state = random_state
        self.device = device

    def _study(self, inputs: Floats, target: Floats) -> None:
        """Run the method on all rows and keep its predictor; no row is sealed, nothing stays."""
        targets = _frame("y", target.reshape(len(target), -1))
        table = _frame("x", inputs).hstack(targets)
        question = Question(
            source="memory:estimator",
            targets=tuple(targets.columns),
            task=self._task,
            metric=self.metric or "",
            budget_seconds=seconds_of(self.budget),
            max_trials=self.max_trials,
            quick=self.quick,
            seed=self.random_state or 0,
            device=self.device,
            exam=False,
        )
        with tempfile.TemporaryDirectory() as place:
            out = Path(place) / "study"
            study = fit_question(question, source=table, out=out, workers=1)
            self.notebook_ = study.notebook
            self._predictor = load_predictor(Folder(out).model, self.device)

    def _outputs(self, inputs: Any) -> Floats:
        """What the predictor says of each row, whatever rows stand beside it."""
        check_is_fitted(self, "notebook_")
        values = validate_data(self, inputs, reset=False, ensure_all_finite="allow-nan")
        typed, _ = encode(_frame("x", values), self._predictor.card.schema, with_target=False)
        outputs: Floats = self._predictor.outputs(typed)
        return outputs

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.non_deterministic = self.max_trials is None  # the clock decides how much is tried
        return tags


def _frame(letter: str, columns: Floats) -> pl.DataFrame:
    """The columns of an array [N, C] as ``x0``, ``x1``, ... for the letter x."""
    return pl.DataFrame({f"{letter}{place}": one for place, one in enumerate(columns.T)})


class TableClassifier(ClassifierMixin, _TableEstimator):  # type: ignore[misc]
    """The method as a classifier.

    In:  X [N, F] numbers (NaN allowed), N at least 10; y [N] labels of any kind.
    Out: ``predict`` labels, ``predict_proba`` float64 [N, classes] in the order of ``classes_``.
    After ``fit`` the whole investigation is in ``notebook_``.
    """

    _task = "classification"

    def fit(self, X: Any, y: Any) -> "TableClassifier":  # noqa: N803 - scikit-learn's name
        values, labels = validate_data(
            self, X, y, ensure_all_finite="allow-nan", ensure_min_samples=FEWEST_ROWS
        )
        check_classification_targets(labels)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("Classifier can't train when only one class is present.")
        self._study(values, np.array([f"class {code:06d}" for code in codes]))
        return self

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        outputs = self._outputs(X)
        order = np.argsort(self._predictor.card.problem.labels)
        return outputs[:, order]

    def predict(self, X: Any) -> NDArray[Any]:  # noqa: N803
        codes = self.predict_proba(X).argmax(axis=1)  # first: it refuses where nothing is fitted
        labels: NDArray[Any] = self.classes_[codes]
        return labels


class TableRegressor(RegressorMixin, _TableEstimator):  # type: ignore[misc]
    """The method as a regressor.

    In:  X [N, F] numbers (NaN allowed), N at least 10; y [N] or [N, T] numbers.
    Out: ``predict`` like y.
    After ``fit`` the whole investigation is in ``notebook_``.
    """

    _task = "regression"

    def fit(self, X: Any, y: Any) -> "TableRegressor":  # noqa: N803
        values, targets = validate_data(
            self,
            X,
            y,
            multi_output=True,
            y_numeric=True,
            ensure_all_finite="allow-nan",
            ensure_min_samples=FEWEST_ROWS,
        )
        self._many = targets.ndim > 1
        self._study(values, targets.astype(np.float64))
        return self

    def predict(self, X: Any) -> Floats:  # noqa: N803
        outputs = self._outputs(X)
        return outputs if self._many else outputs[:, 0]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
