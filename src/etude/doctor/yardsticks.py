"""``etude.yardsticks``: what cheap models reach on a loop's rows, so that harm can be seen."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F

from etude.diagnosis.evidence import Facts
from etude.diagnosis.harm import PLAIN_NETWORKS
from etude.doctor.losses import CLASSES, NUMBERS, YES_OR_NO, naive_loss, row_losses
from etude.errors import BadOption

MOST_ROWS = 4_096  # of either part
MOST_COLUMNS = 2_000
NEIGHBOURS = 5
TREES, FEWEST_STOPPING_ROWS = 100, 200
MOST_TREES = 500  # of all classes together
LINEAR, NEIGHBOUR, BOOSTED = "linear models", "nearest neighbours", "boosted trees"
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
UNIT_TIMES = 2.0  # what two estimates of the loss of knowing nothing may lie apart
STOPPING_SHARE = 0.1  # of the rows, by which trees and networks stop early

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Yardsticks:
    """Answers of cheap models to the validation rows; made by ``etude.yardsticks``.

    answers: by the model's name; probabilities float64 [rows, classes], or numbers [rows].
    truth:   int64 or float32 [rows].
    """

    answers: dict[str, Array]
    truth: Tensor

    def added_to(self, facts: Facts, kind: str) -> Facts:
        """The facts with what these models reach, in the unit of the loop's loss."""
        if kind not in (*CLASSES, *YES_OR_NO, *NUMBERS):
            return facts
        if kind in NUMBERS and not self._are_in_unit_of(facts, kind):
            return facts
        losses = {name: self._loss(answer, kind) for name, answer in self.answers.items()}
        known = {name: loss for name, loss in losses.items() if math.isfinite(loss)}
        if not known:
            return facts
        hits = {name: self._share_right(answer) for name, answer in self.answers.items()}
        best = min(known, key=lambda name: (-hits[name], known[name]))
        return replace(
            facts,
            linear_loss=losses.get(LINEAR, math.nan),
            yardstick=best,
            yardstick_loss=min(known.values()),
            yardstick_accuracy=hits[best] or math.nan,
            network_loss=known.get(PLAIN_NETWORKS, math.nan),
            network_accuracy=hits.get(PLAIN_NETWORKS, 0.0) or math.nan,
            validation_rows=facts.validation_rows or len(self.truth),
        )

    def _are_in_unit_of(self, facts: Facts, kind: str) -> bool:
        """Whether targets that are classes here are classes for the loop as well: whole numbers may
        be either, which the loss of knowing nothing tells apart where the loop's is known."""
        classes = max((one.shape[1] for one in self.answers.values() if one.ndim > 1), default=0)
        if facts.classes or not classes or not facts.naive_loss > 0:
            return True
        apart = naive_loss(kind, self.truth, classes) / facts.naive_loss
        return 1 / UNIT_TIMES < apart < UNIT_TIMES

    def _loss(self, answer: Array, kind: str) -> float:
        if kind in NUMBERS:
            is_classes = answer.ndim > 1  # learned by their squared error
            truth = F.one_hot(self.truth, answer.shape[1]).float() if is_classes else self.truth
            return float(row_losses(kind, torch.from_numpy(answer), truth).mean())
        if answer.ndim > 1:
            chosen = np.take_along_axis(answer, self.truth.numpy()[:, None], axis=1)
            return float(-np.log(np.maximum(chosen, 1e-7)).mean())
        return math.nan

    def _share_right(self, answer: Array) -> float:
        """0 for numbers, of which none is quite right."""
        return float((answer.argmax(1) == self.truth.numpy()).mean()) if answer.ndim > 1 else 0.0


def yardsticks(training: Any, validation: Any) -> Yardsticks:
    """Let cheap models learn the rows that a loop learns: a linear one, nearest neighbours, boosted
    trees, a plain dense network.

    >>> marks = etude.yardsticks((x, y), (x_validation, y_validation))  # doctest: +SKIP
    >>> with etude.watch(model, optimizer, yardsticks=marks) as doctor:  # doctest: +SKIP
    ...     train(model, optimizer)

    In:     training, validation: (inputs, targets) or a loader of such batches, at most 4,096 rows
            of each; inputs are a tensor of numbers [rows, ...], targets class numbers, yes or no
            (0 and 1), or numbers, one a row.
    Out:    what they answer on the validation rows. Take it once, and give it to every ``watch``
            and training on these rows.
    Raises: BadOption where the rows are not of that form.
    Blind:  inputs are read as plain columns: of images, words and steps a weak yardstick, which
            says nothing where the network is ahead of it.
    """
    learn, judge = _rows("training", training), _rows("validation", validation)
    if learn[0].shape[1] != judge[0].shape[1]:
        raise BadOption(
            f"training= has {learn[0].shape[1]} numbers a row, validation= has"
            f" {judge[0].shape[1]}: give rows of one form."
        )
    from etude.training.yardsticks.model import one_thread

    is_numbers = learn[1].is_floating_point() or judge[1].is_floating_point()
    with one_thread():
        if is_numbers:
            truth = judge[1].float()
            return Yardsticks(_numbers(learn[0], learn[1].double().numpy(), judge[0]), truth)
        classes = 1 + int(max(learn[1].max(), judge[1].max()))
        return Yardsticks(_classes(learn[0], learn[1].numpy(), judge[0], classes), judge[1])


def _rows(what: str, given: Any) -> tuple[Array, Tensor]:
    """Inputs float64 [rows, columns], missing and infinite ones NaN; targets [rows]."""
    is_pair = isinstance(given, tuple | list) and len(given) == 2 and isinstance(given[1], Tensor)
    batches = [given] if is_pair else _batches(what, given)
    pairs = [_checked(what, batch) for batch in batches]
    inputs = torch.cat([one for one, _ in pairs])[:MOST_ROWS].double().numpy()
    targets = torch.cat([one for _, one in pairs])[:MOST_ROWS]
    if not len(inputs) or not 0 < inputs.shape[1] <= MOST_COLUMNS:
        raise BadOption(
            f"{what}= has {len(inputs)} rows of {inputs.shape[1]} numbers: cheap models need rows,"
            f" of at most {MOST_COLUMNS:,} numbers each."
        )
    return np.where(np.isfinite(inputs), inputs, np.nan), _labels_or_numbers(targets)


def _batches(what: str, given: Any) -> list[Any]:
    if not isinstance(given, Iterable):
        raise BadOption(
            f"{what}= is a {type(given).__name__}: give (inputs, targets) or a loader of them."
        )
    batches, rows = [], 0
    for batch in islice(given, MOST_ROWS):
        batches.append(batch)
        rows += len(batch[1]) if isinstance(batch, tuple | list) and len(batch) == 2 else 0
        if rows >= MOST_ROWS:
            break
    return batches


def _checked(what: str, batch: Any) -> tuple[Tensor, Tensor]:
    inputs, targets = batch if isinstance(batch, tuple | list) and len(batch) == 2 else (None, None)
    if not isinstance(inputs, Tensor) or not isinstance(targets, Tensor) or inputs.ndim < 2:
        raise BadOption(
            f"{what}= must give pairs of tensors, inputs [rows, ...] and targets [rows]: cheap"
            " models cannot read anything else."
        )
    if len(inputs) != targets.numel():
        raise BadOption(
            f"{what}= has {len(inputs)} rows of inputs and {targets.numel()} targets: cheap models"
            " answer one target a row."
        )
    if not bool(torch.isfinite(targets).all()):
        raise BadOption(f"{what}= has targets that are missing or infinite: leave those rows out.")
    if not targets.is_floating_point() and bool((targets < 0).any()):
        raise BadOption(
            f"{what}= has a class number below 0 ({int(targets.min())}): leave out the rows whose"
            " class is not known."
        )
    return inputs.detach().cpu().flatten(1), targets.detach().cpu().flatten()


def _labels_or_numbers(targets: Tensor) -> Tensor:
    """Class numbers as int64; yes or no, written as 0.0 and 1.0, as well."""
    is_yes_or_no = bool(((targets == 0) | (targets == 1)).all()) and len(torch.unique(targets)) == 2
    return targets.long() if is_yes_or_no or not targets.is_floating_point() else targets.float()


def _classes(learn: Array, labels: Array, judge: Array, classes: int) -> dict[str, Array]:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier

    counts = np.bincount(labels)
    counts = counts[counts > 0]
    if len(counts) < 2:
        return {}
    held_back = STOPPING_SHARE * len(labels)  # of which every class must have a row
    can_stop = len(labels) >= FEWEST_STOPPING_ROWS and counts.min() > 1 and held_back >= len(counts)
    return _answered(
        {
            LINEAR: LogisticRegression(max_iter=200),
            NEIGHBOUR: KNeighborsClassifier(min(NEIGHBOURS, len(labels))),
            BOOSTED: HistGradientBoostingClassifier(
                max_iter=min(TREES, MOST_TREES // classes), random_state=0, early_stopping=can_stop
            ),
            PLAIN_NETWORKS: MLPClassifier(
                **SETTINGS, early_stopping=can_stop, validation_fraction=STOPPING_SHARE
            ),
        },
        learn,
        labels,
        judge,
        lambda model, rows: _all_classes(model.predict_proba(rows), model.classes_, classes),
    )


def _numbers(learn: Array, targets: Array, judge: Array) -> dict[str, Array]:
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.linear_model import Ridge
    from sklearn.neighbors import KNeighborsRegressor
    from sklearn.neural_network import MLPRegressor
    from sklearn.preprocessing import StandardScaler

    can_stop = len(targets) >= FEWEST_STOPPING_ROWS
    dense = MLPRegressor(**SETTINGS, early_stopping=can_stop, validation_fraction=STOPPING_SHARE)
    return _answered(
        {
            LINEAR: Ridge(),
            NEIGHBOUR: KNeighborsRegressor(min(NEIGHBOURS, len(targets))),
            BOOSTED: HistGradientBoostingRegressor(
                max_iter=TREES, random_state=0, early_stopping=can_stop
            ),
            PLAIN_NETWORKS: TransformedTargetRegressor(dense, transformer=StandardScaler()),
        },
        learn,
        targets,
        judge,
        lambda model, rows: model.predict(rows).astype(np.float64),
    )


def _answered(
    models: dict[str, Any],
    learn: Array,
    targets: Array,
    judge: Array,
    answer: Callable[[Any, Array], Array],
) -> dict[str, Array]:
    """Each model's answers; all but the trees read columns scaled by the learning rows."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # not converged, or a column of missing cells only
        mean = np.nan_to_num(np.nanmean(learn, axis=0))
        spread = np.nan_to_num(np.nanstd(learn, axis=0))
        scaled = [
            np.nan_to_num((part - mean) / np.where(spread > 0, spread, 1.0))
            for part in (learn, judge)
        ]
        answers = {}
        for name, model in models.items():
            rows = (learn, judge) if name == BOOSTED else scaled
            answers[name] = answer(model.fit(rows[0], targets), rows[1])
    return answers


def _all_classes(shares: Array, known: Array, classes: int) -> Array:
    """A column for every class, 0 for those that were not learned."""
    found = np.zeros((len(shares), classes))
    found[:, known] = shares
    return found
