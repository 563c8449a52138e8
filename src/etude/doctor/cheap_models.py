"""The cheap models of ``etude.yardsticks``, and what they answer."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.diagnosis.harm import (
    LINEAR,
    PLAIN_CONVOLUTIONS,
    PLAIN_NETWORKS,
    PLAIN_RECURRENT,
    UNSTOPPED_NETWORKS,
)
from etude.doctor.readings import scaled

NEIGHBOURS = 5
TREES, FEWEST_STOPPING_ROWS = 100, 200
MOST_TREES = 500  # of all classes together
NEIGHBOUR, BOOSTED = "nearest neighbours", "boosted trees"
# Plain networks, as the guide recommends them to begin with: where networks are ahead of all else,
# they show what others lose.
SETTINGS: dict[str, Any] = {
    "hidden_layer_sizes": (128, 128),
    "batch_size": 32,
    "learning_rate_init": 0.001,
    "max_iter": 100,  # epochs
    "n_iter_no_change": 15,
    "random_state": 0,
}
# Once more at a higher rate on all rows, to the end: where there is little noise the rows held back
# to stop by are missed; where there is much of it the other is ahead.
UNSTOPPED = {**SETTINGS, "learning_rate_init": 0.003, "max_iter": 50}
STOPPING_SHARE = 0.1  # of the rows, by which trees and networks stop early
# Parts of the learning rows, each answered by models that learned the others: neighbours, which
# cost as much however many there are, lose by every row they lack.
FOLDS = {LINEAR: 3, NEIGHBOUR: 10, BOOSTED: 5, PLAIN_CONVOLUTIONS: 3}
FEWEST_FOLDED = 60  # rows
QUICKLY_CONVOLVED = 20_000  # numbers of all rows together
TWINS = 0.5  # of the distance from validation rows to the nearest learning row
COPIES, FURTHER = 0.1, 20  # of the distance to the neighbour of this place
FEWEST_STEPS = 8  # of a row that a convolution reads

Array = npt.NDArray[Any]
Answer = Callable[[Any, Array], Array]
Parted = Callable[[Array, int], Array]
Sides = tuple[int, int]  # steps and signals of a row; (0, 0) for a table


def models_of_classes(
    labels: Array, classes: int, sides: Sides, others: Mapping[str, Any]
) -> tuple[dict[str, Any], Answer]:
    """Models of classes, and how they answer; none where there is one class alone. In: others:
    other ways to read the columns, by the name of the network that reads them so."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline

    def answer(model: Any, rows: Array) -> Array:
        return _all_classes(model.predict_proba(rows), model.classes_, classes)

    counts = np.bincount(labels)
    counts = counts[counts > 0]
    if len(counts) < 2:
        return {}, answer
    held_back = STOPPING_SHARE * len(labels)  # of which every class must have a row
    can_stop = len(labels) >= FEWEST_STOPPING_ROWS and counts.min() > 1 and held_back >= len(counts)
    models = {
        LINEAR: LogisticRegression(max_iter=200),
        NEIGHBOUR: KNeighborsClassifier(min(NEIGHBOURS, len(labels))),
        BOOSTED: HistGradientBoostingClassifier(
            max_iter=min(TREES, MOST_TREES // classes),
            random_state=0,
            early_stopping=can_stop,
        ),
        PLAIN_NETWORKS: MLPClassifier(
            **SETTINGS, early_stopping=can_stop, validation_fraction=STOPPING_SHARE
        ),
        UNSTOPPED_NETWORKS: MLPClassifier(**UNSTOPPED),
    }
    for name, reading in others.items():
        models[name] = make_pipeline(reading, MLPClassifier(**UNSTOPPED))
    return models | _readers(len(labels), sides, classes), answer


def models_of_numbers(
    rows: int, sides: Sides, others: Mapping[str, Any]
) -> tuple[dict[str, Any], Answer]:
    """The same of numbers."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.linear_model import Ridge
    from sklearn.neighbors import KNeighborsRegressor
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    can_stop = rows >= FEWEST_STOPPING_ROWS
    dense = MLPRegressor(**SETTINGS, early_stopping=can_stop, validation_fraction=STOPPING_SHARE)
    models = {
        LINEAR: Ridge(),
        NEIGHBOUR: KNeighborsRegressor(min(NEIGHBOURS, rows)),
        BOOSTED: HistGradientBoostingRegressor(
            max_iter=TREES, random_state=0, early_stopping=can_stop
        ),
        PLAIN_NETWORKS: TransformedTargetRegressor(dense, transformer=StandardScaler()),
        UNSTOPPED_NETWORKS: TransformedTargetRegressor(
            MLPRegressor(**UNSTOPPED), transformer=StandardScaler()
        ),
    }
    for name, reading in others.items():
        models[name] = TransformedTargetRegressor(
            make_pipeline(reading, MLPRegressor(**UNSTOPPED)), transformer=StandardScaler()
        )

    def answer(model: Any, rows: Array) -> Array:
        numbers: Array = model.predict(rows).astype(np.float64)
        return numbers

    return models | _readers(rows, sides, 0), answer


def _readers(rows: int, sides: Sides, classes: int) -> dict[str, Any]:
    """A plain convolution and a plain recurrent network where rows are of steps that they can read
    in minutes."""
    from etude.doctor.plain_readers import (
        MOST_STEPS,
        RECURRENT_RATE,
        PlainReader,
        convolution,
        recurrent,
    )

    if sides[0] < FEWEST_STEPS or rows * sides[0] > MOST_STEPS:
        return {}
    return {
        PLAIN_CONVOLUTIONS: PlainReader(sides, classes, convolution),
        PLAIN_RECURRENT: PlainReader(sides, classes, recurrent, RECURRENT_RATE),
    }


def answered(
    models: dict[str, Any], learn: Array, targets: Array, judge: Array, answer: Answer
) -> dict[str, Array]:
    """Each model's answers; all but the trees read columns scaled by the learning rows."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # not converged, or a column of missing cells only
        by_columns = scaled(learn, judge)
        answers = {}
        is_empty = np.isnan(learn).all(axis=0)  # trees take no column without any value
        whole = tuple(np.where(is_empty, 0.0, one) for one in (learn, judge))
        for name, model in models.items():
            rows = whole if name == BOOSTED else by_columns
            answers[name] = answer(model.fit(rows[0], targets), rows[1])
    return answers


def left_out(
    models: dict[str, Any], learn: Array, targets: Array, judge: Array, answer: Answer
) -> dict[str, Array]:
    """What the two quickest models answer on every learning row, having learned others that no copy
    of it is among; nothing of few rows, or where what is learned is of one class. Without nearest
    neighbours where learning rows have twins among each other, as windows that overlap and rows
    that were varied do, but validation rows have none among them."""
    if not models or len(learn) < FEWEST_FOLDED:
        return {}
    names = (LINEAR,) if _have_twins(learn, judge) else (LINEAR, NEIGHBOUR)
    chosen = {name: models[name] for name in names if name in models}
    return _folded(chosen, learn, targets, answer, _at_random)


def judged_alone(
    models: dict[str, Any], learn: Array, judge: Array, truth: Array, answer: Answer
) -> dict[str, Array]:
    """The same of validation rows, and of boosted trees as well, and of a convolution where that is
    quick; nothing where there are more of them than learning rows, which could teach less. Rows
    that follow each other are of one part, for windows that overlap and rows of one person mostly
    do; where they have copies all the same, as rows that were varied, a linear model alone is
    asked. Rows in the order of their classes leave a part without some of them: silent then."""
    if not models or not FEWEST_FOLDED <= len(judge) <= len(learn):
        return {}
    names: tuple[str, ...] = (LINEAR,)
    if not _have_copies(judge):
        names = (LINEAR, NEIGHBOUR, BOOSTED)
        names += (PLAIN_CONVOLUTIONS,) if judge.size <= QUICKLY_CONVOLVED else ()
    chosen = {name: models[name] for name in names if name in models}
    return _folded(chosen, judge, truth, answer, _in_a_row)


def _folded(
    models: dict[str, Any], rows: Array, targets: Array, answer: Answer, parted: Parted
) -> dict[str, Array]:
    """Every model's answers to rows that it did not learn, nor any copy of them. Trees do not stop
    early, for what is left of a class may be too little to hold rows back."""
    from sklearn.base import clone

    found: dict[str, Array] = {}
    for name, whole in models.items():
        model = clone(whole, safe=False)
        if name == BOOSTED:
            model.set_params(early_stopping=False)
        fold = parted(rows, FOLDS[name])
        parts = [fold == one for one in range(FOLDS[name])]
        if any(not part.any() or len(np.unique(targets[~part])) < 2 for part in parts):
            continue
        for part in parts:
            some = answered({name: model}, rows[~part], targets[~part], rows[part], answer)[name]
            of_all = found.setdefault(name, np.zeros((len(targets), *some.shape[1:])))
            of_all[part] = some
    return found


def _have_twins(learn: Array, judge: Array) -> bool:
    """Whether a typical learning row is less than half as far from the nearest other one as a
    typical validation row is from the nearest of them."""
    from sklearn.neighbors import NearestNeighbors

    first, second = scaled(learn, judge)
    found = NearestNeighbors(n_neighbors=1).fit(first)
    inside = found.kneighbors()[0]  # of each, without itself
    return bool(np.median(inside) < TWINS * np.median(found.kneighbors(second)[0]))


def _have_copies(rows: Array) -> bool:
    """Whether a typical row is less than a tenth as far from the nearest other one as from the
    twentieth, which no rows of two columns and more are by chance."""
    from sklearn.neighbors import NearestNeighbors

    inputs, _ = scaled(rows, rows)
    apart = NearestNeighbors(n_neighbors=FURTHER).fit(inputs).kneighbors()[0]
    return bool(np.median(apart[:, 0]) < COPIES * np.median(apart[:, -1]))


def _at_random(rows: Array, folds: int) -> Array:
    """The part of every row, int64 [rows]; equal rows, as of classes made more frequent, are of
    one."""
    _, groups = _alike(rows)
    parts: Array = np.random.default_rng(0).permutation(groups.max() + 1)[groups] % folds
    return parts


def _in_a_row(rows: Array, folds: int) -> Array:
    """The part of every row, int64 [rows], where those that follow each other are of one; equal
    rows are of the part of the first of them."""
    first, groups = _alike(rows)
    parts: Array = first.argsort().argsort()[groups] * folds // len(first)
    return parts


def _alike(rows: Array) -> tuple[Array, Array]:
    """Places of the first rows of each kind, and the kind of every row, int64 [rows]."""
    whole = np.ascontiguousarray(rows)
    as_bytes = whole.view(np.dtype((np.void, whole.itemsize * whole.shape[1]))).ravel()
    _, first, groups = np.unique(as_bytes, return_index=True, return_inverse=True)
    return first, groups


def _all_classes(shares: Array, known: Array, classes: int) -> Array:
    """A column for every class, 0 for those that were not learned."""
    found = np.zeros((len(shares), classes))
    found[:, known] = shares
    return found
