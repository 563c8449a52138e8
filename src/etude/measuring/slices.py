"""Slices: readable conditions on the inputs under which the model is worse than elsewhere."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.data.typed import MISSING, UNSEEN, TypedTable
from etude.records.column import Schema
from etude.records.exam import Slice
from etude.records.figures import number_said

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DEPTH = 3
FEWEST_ROWS = 20
SMALLEST_SHARE = 0.05
LEVEL = 0.05
SMALLEST_EXPLAINED = 0.02  # of the losses' variance; splits below it only cut slices in pieces
_FEWEST_TO_TEST = 10
_MOST_CATEGORIES = 12
_LARGEST_LOSSES = 0.98  # a tree that chases single huge errors finds no slice


@dataclass(frozen=True)
class _Feature:
    """One number a row to split by; ``above`` and ``below`` are the words for a yes-no feature."""

    name: str
    values: Floats
    above: str = ""
    below: str = ""


@dataclass(frozen=True)
class _Leaf:
    """bounds: (low, high) by feature number, low < value <= high. rows: bool [n]."""

    bounds: dict[int, tuple[float, float]]
    rows: Flags


def find_slices(typed: TypedTable, losses: Floats, schema: Schema) -> tuple[Slice, ...]:
    """Groups of rows with larger losses than the others, beyond noise; the worst first.

    A shallow tree proposes slices on one half of the rows (whole clusters), the other half tests
    them (Welch's t, level shared over the slices proposed), since the best of many looks is always
    striking on the rows it was found on.

    In:    losses float64 [n] of the rows of ``typed``. Fewer than 80 rows give none.
    Blind: rows of a cluster are tested as if they were apart.
    """
    leaf = max(FEWEST_ROWS, math.ceil(SMALLEST_SHARE * len(losses)))
    if len(losses) < 4 * FEWEST_ROWS:
        return ()
    features = _features(typed, schema, leaf)
    finding = _half(typed.clusters)
    leaves = _leaves(features, losses, finding, max(FEWEST_ROWS, leaf // 2))
    tested = [_tested(one, features, losses, ~finding, len(leaves)) for one in leaves]
    kept = [one for one in tested if one is not None and one.ratio > 1 and one.p < LEVEL]
    return tuple(sorted(kept, key=lambda one: -one.ratio))


def _half(clusters: npt.NDArray[np.int64]) -> Flags:
    _, cluster = np.unique(clusters, return_inverse=True)
    count = int(cluster.max()) + 1
    place = np.random.default_rng(0).permutation(count)
    return np.asarray(place[cluster] % 2 == 0)


# --- what can be split by --------------------------------------------------------------------


def _features(typed: TypedTable, schema: Schema, leaf: int) -> list[_Feature]:
    columns = {column.name: column for column in schema.columns}
    features: list[_Feature] = []
    for index, name in enumerate(typed.number_names):
        kind = columns[name].kind if name in columns else "number"
        features += _number_features(name, typed.numbers[:, index], kind == "boolean", leaf)
    for index, name in enumerate(typed.category_names):
        features += _category_features(
            name, typed.categories[:, index], columns[name].categories, leaf
        )
    return features


def _number_features(name: str, cells: Floats, boolean: bool, leaf: int) -> list[_Feature]:
    missing = np.isnan(cells)
    if missing.all():
        return []
    filled = np.where(missing, np.median(cells[~missing]), cells)
    yes, no = (f"{name} is yes", f"{name} is no") if boolean else ("", "")
    features = [_Feature(name, filled, yes, no)]
    if leaf <= missing.sum() <= len(cells) - leaf:
        features.append(_yes_no(name, missing, "missing"))
    return features


def _category_features(
    name: str, codes: npt.NDArray[np.int32], spellings: tuple[str, ...], leaf: int
) -> list[_Feature]:
    values, counts = np.unique(codes, return_counts=True)
    frequent = values[np.argsort(-counts, kind="stable")][:_MOST_CATEGORIES]
    enough = {int(v) for v, c in zip(values, counts, strict=True) if leaf <= c < len(codes)}
    special = {MISSING: "missing", UNSEEN: "a value never seen in training"}
    return [
        _yes_no(name, codes == code, special.get(code) or spellings[code])
        for code in frequent.tolist()
        if code in enough
    ]


def _yes_no(name: str, flags: Flags, what: str) -> _Feature:
    return _Feature(name, flags.astype(np.float64), f"{name} is {what}", f"{name} is not {what}")


# --- the tree --------------------------------------------------------------------------------


def _leaves(features: list[_Feature], losses: Floats, finding: Flags, leaf: int) -> list[_Leaf]:
    from sklearn.tree import DecisionTreeRegressor

    if not features:
        return []
    inputs = np.column_stack([one.values for one in features])  # (n, F)
    most = float(np.quantile(losses[finding], _LARGEST_LOSSES))
    capped = np.minimum(losses[finding], most)
    tree = DecisionTreeRegressor(
        max_depth=DEPTH,
        min_samples_leaf=leaf,
        min_impurity_decrease=SMALLEST_EXPLAINED * float(capped.var()),
        random_state=0,
    )
    tree.fit(inputs[finding], capped)
    where = tree.apply(inputs)
    # The tree compares in float32: rows are taken from it, not from the bounds.
    return [_Leaf(bounds, where == node) for node, bounds in _walk(tree.tree_, 0, {}) if bounds]


def _walk(
    tree: Any, node: int, bounds: dict[int, tuple[float, float]]
) -> list[tuple[int, dict[int, tuple[float, float]]]]:
    """Every leaf with the bounds on the way to it."""
    if tree.children_left[node] < 0:
        return [(node, bounds)]
    feature, at = int(tree.feature[node]), float(tree.threshold[node])
    low, high = bounds.get(feature, (-math.inf, math.inf))
    left = {**bounds, feature: (low, min(high, at))}
    right = {**bounds, feature: (max(low, at), high)}
    return _walk(tree, int(tree.children_left[node]), left) + _walk(
        tree, int(tree.children_right[node]), right
    )


def _tested(
    leaf: _Leaf, features: list[_Feature], losses: Floats, testing: Flags, proposed: int
) -> Slice | None:
    """The slice as the other half of the rows sees it; None where that half has too few."""
    inside, outside = losses[leaf.rows & testing], losses[~leaf.rows & testing]
    if min(len(inside), len(outside)) < _FEWEST_TO_TEST:
        return None
    mean, whole = float(inside.mean()), float(losses[testing].mean())
    return Slice(
        conditions=tuple(_in_words(features[one], *ends) for one, ends in leaf.bounds.items()),
        rows=int(leaf.rows.sum()),
        mean_loss=mean,
        ratio=mean / whole if whole > 0 else 1.0,
        p=min(1.0, _p_larger(inside, outside) * proposed),
    )


def _p_larger(inside: Floats, outside: Floats) -> float:
    """One-sided p of Welch's test that the first mean is larger."""
    from scipy.special import stdtr

    parts = [float(part.var(ddof=1)) / len(part) for part in (inside, outside)]
    variance = sum(parts)
    difference = float(inside.mean() - outside.mean())
    if variance <= 0:
        return 0.0 if difference > 0 else 1.0
    shares = [part / variance for part in parts]
    spread = shares[0] ** 2 / (len(inside) - 1) + shares[1] ** 2 / (len(outside) - 1)
    return float(stdtr(1 / spread, -difference / math.sqrt(variance)))


def _in_words(feature: _Feature, low: float, high: float) -> str:
    if feature.above:
        return feature.above if math.isfinite(low) else feature.below
    if not math.isfinite(low):
        return f"{feature.name} up to {number_said(high)}"
    if not math.isfinite(high):
        return f"{feature.name} above {number_said(low)}"
    return f"{feature.name} above {number_said(low)} and up to {number_said(high)}"
