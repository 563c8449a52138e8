"""Columns that random trees make more use of than of noise."""

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

TREES, LEAF = 100, 5  # and the fewest rows at the end of a branch
OF_PROBES = 90  # percentile of the use made of shuffled columns, which a useful one is above

Array = npt.NDArray[Any]


class UsefulColumns(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Leaves out columns that random trees use no more than columns that were shuffled, which can
    tell nothing of a target (Stoppiglia et al. 2003, Ranking a Random Feature); all stay where none
    is used more."""

    def __init__(self, of_classes: bool = True) -> None:
        self.of_classes = of_classes

    def fit(self, inputs: Array, targets: Array) -> "UsefulColumns":
        kind = ExtraTreesClassifier if self.of_classes else ExtraTreesRegressor
        trees = kind(TREES, min_samples_leaf=LEAF, max_features="sqrt", random_state=0)
        probes = np.random.default_rng(0).permuted(inputs, axis=0)
        used = trees.fit(np.hstack([inputs, probes]), targets).feature_importances_
        of_columns, of_probes = np.split(used, 2)
        is_useful = of_columns > np.percentile(of_probes, OF_PROBES)
        self.is_useful_ = is_useful if is_useful.any() else np.ones_like(is_useful)
        return self

    def transform(self, inputs: Array) -> Array:
        chosen: Array = inputs[:, self.is_useful_]
        return chosen
