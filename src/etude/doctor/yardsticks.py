"""``etude.yardsticks``: what cheap models reach on a loop's rows, so that harm can be seen."""

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import fmean
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from etude.diagnosis.chance import paired_error, standard_error
from etude.diagnosis.evidence import Facts, Mark
from etude.diagnosis.harm import DENSE, LINEAR, READ_OTHERWISE
from etude.doctor.as_given import Known, known_rows
from etude.doctor.cheap_models import (
    Array,
    answered,
    judged_alone,
    left_out,
    models_of_classes,
    models_of_numbers,
)
from etude.doctor.given_rows import given_rows
from etude.doctor.giving_away import GivenAway, by_a_column, share_of_commonest
from etude.doctor.losses import (
    CLASSES,
    NUMBERS,
    OWN_OF_CLASSES,
    YES_OR_NO,
    naive_loss,
    row_losses,
)
from etude.doctor.rank_correlation import rank_correlation
from etude.doctor.readings import columns_read, readings, scaled
from etude.doctor.targets_apart import targets_apart
from etude.doctor.watching.probe import Judged
from etude.errors import BadOption

MOST_CLASSES = 500
FEWEST_JUDGED = 30  # rows, to say that parts differ
FEWEST_OF_CLASS = 5  # rows in either part, for a class to count
UNIT_TIMES = 2.0  # what two estimates of the loss of knowing nothing may lie apart
NAIVE = "naive prediction"


@dataclass(frozen=True)
class OwnAnswers:
    """What the network itself made of the validation rows at the last look, and their targets, as
    the loop gives them."""

    targets: Tensor
    judged: Judged = field(default_factory=Judged)


@dataclass(frozen=True)
class Score:
    """A mean over rows, and its standard error."""

    mean: float
    error: float


@dataclass(frozen=True, repr=False)
class Yardsticks:
    """Answers of cheap models to the validation rows; made by ``etude.yardsticks``. ``print`` it to
    see what each of them reaches.

    answers: by the model's name; probabilities float64 [rows, classes], or numbers [rows].
    truth:   int64 or float32 [rows].
    left_out, learned: the same of learning rows, each answered by models that learned others.
    alone:   the same of validation rows. rows: that were given to learn from, 0 where unknown.
    are_whole: whether these are all rows of both parts, or drawn from all. known: the rows of both
             parts, to be known again. given_away: the column that tells the target alone.
             columns: places, from 0, of those that a network reads otherwise, or leaves out.
    """

    answers: dict[str, Array]
    truth: Tensor
    left_out: dict[str, Array] = field(default_factory=dict)
    learned: Tensor = field(default_factory=lambda: torch.empty(0))
    alone: dict[str, Array] = field(default_factory=dict)
    rows: int = 0
    are_whole: bool = False
    known: tuple[Known, Known] | None = None
    given_away: GivenAway | None = None
    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """What each model and the naive prediction reach, best first, a line each: the share of
        right answers, of numbers the mean squared error."""
        if not self.answers:
            return "No cheap model learned these rows: they are of one class."
        is_numbers = self.truth.is_floating_point()
        kind, unit = ("mse", "mean squared error") if is_numbers else (CLASSES[0], "right answers")
        known = [
            Mark(name, math.nan if is_numbers else self._share_right(name), self._loss(one, kind))
            for name, one in self.answers.items()
        ]
        lines = [f"Cheap models on {len(self.truth)} validation rows, {unit}:"]
        for one in sorted((*known, *self._naive), key=lambda one: one.place):
            told = f"{one.loss:.4g}" if is_numbers else f"{100 * one.accuracy:.1f} %"
            lines.append(f"  {told:>9}  {one.name}")
        return "\n".join(lines)

    @property
    def _naive(self) -> list[Mark]:
        """What the commonest class, or the mean, of the learning rows reaches; nothing where these
        are not known."""
        if not len(self.learned):
            return []
        if self.truth.is_floating_point():
            loss = float((self.truth - self.learned.mean()).square().mean())
            return [Mark(NAIVE, math.nan, loss)]
        return [Mark(NAIVE, share_of_commonest(self.learned, self.truth), math.nan)]

    def added_to(self, facts: Facts, kind: str, own: OwnAnswers | None = None) -> Facts:
        """The facts with what these models reach, in the unit of the loop's loss; where that is a
        person's own, by their shares of right answers alone, or by the order of their numbers. In:
        own answers, to pair rows with; without them rows are taken for other ones."""
        if own is not None and own.judged.answers is not None and self.truth.is_floating_point():
            return self._added_by_order(facts, own.targets, own.judged.answers)
        if kind not in (*CLASSES, *YES_OR_NO, *NUMBERS, OWN_OF_CLASSES):
            return facts
        if kind in NUMBERS and not self._are_in_unit_of(facts, kind):
            return facts
        marks = [
            Mark(
                name,
                self._share_right(name) or math.nan,
                self._loss(answer, kind),
                self._paired_error(name, kind, own),
                self._error_beside_plain(name, kind),
                self.columns.get(name, ()),
            )
            for name, answer in self.answers.items()
        ]
        is_own = kind == OWN_OF_CLASSES
        known = [
            one
            for one in marks
            if math.isfinite(one.loss) or (is_own and math.isfinite(one.accuracy))
        ]
        as_given = [one for one in known if one.name not in READ_OTHERWISE]
        if not as_given:
            return replace(facts, **self._apart)
        best = min(as_given, key=lambda one: one.place)
        linear = [one.loss for one in known if one.name == LINEAR]
        return replace(
            self._with_marks(facts, best, known),
            linear_loss=linear[0] if linear else math.nan,
            yardstick_loss=min(one.loss for one in as_given),
            yardstick_accuracy=best.accuracy,
            yardstick_error=best.error,
        )

    def _added_by_order(self, facts: Facts, targets: Tensor, answers: Tensor) -> Facts:
        """The same by rank correlations, of the network's answers by their size: what falls where
        targets rise, as a hazard does with a time, may be meant so."""
        marks = [
            Mark(name, math.nan, math.nan, columns=self.columns.get(name, ()), order=order)
            for name, one in self.answers.items()
            if math.isfinite(order := rank_correlation(torch.from_numpy(one), self.truth))
        ]
        as_given = [one for one in marks if one.name not in READ_OTHERWISE]
        is_known = len(answers) == len(targets) and bool(answers.isfinite().all())
        if not as_given or not is_known:
            return replace(facts, **self._apart)
        return replace(
            self._with_marks(facts, min(as_given, key=lambda one: one.place), marks),
            answers_order=abs(rank_correlation(answers, targets)),
        )

    def _with_marks(self, facts: Facts, best: Mark, marks: list[Mark]) -> Facts:
        return replace(
            facts,
            yardstick=best.name,
            marks=tuple(marks),
            validation_rows=facts.validation_rows or len(self.truth),
            given_rows=self.rows,
            yardstick_rows=len(self.truth),
            **self._of_both_parts,
            **self._of_validation_alone,
            **self._apart,
        )

    @cached_property
    def _apart(self) -> dict[str, Any]:
        """How targets of both parts differ, and the column that tells them."""
        apart = targets_apart(self.learned, self.truth) if self.are_whole else {}
        if self.given_away:
            apart |= {
                "telling_column": self.given_away.column,
                "telling_share": self.given_away.share,
            }
        return apart

    @cached_property
    def _of_both_parts(self) -> dict[str, Any]:
        """How the model that does best on learning rows left out does there and on validation, with
        the standard error of their difference."""
        asked = {name: one for name, one in self.left_out.items() if name in self.answers}
        if not asked or len(self.truth) < FEWEST_JUDGED:
            return {}
        inside = {name: self._score(one, self.learned) for name, one in asked.items()}
        best = max(inside, key=lambda name: inside[name].mean)
        judged = self._score(self.answers[best], self.truth)
        return {
            "parts_yardstick": best,
            "left_out_score": inside[best].mean,
            "judged_score": judged.mean,
            "parts_error": math.hypot(inside[best].error, judged.error),
        }

    @cached_property
    def _of_validation_alone(self) -> dict[str, Any]:
        """How the best model that learned other validation rows does on them, and the best of those
        that learned the training rows; with the standard error of the difference, row by row."""
        if not self.alone:
            return {}
        alone, taught = (
            {name: self._score(one, self.truth).mean for name, one in some.items()}
            for some in (self.alone, self.answers)
        )
        best, other = max(alone, key=alone.__getitem__), max(taught, key=taught.__getitem__)
        return {
            "alone_yardstick": best,
            "alone_score": alone[best],
            "taught_score": taught[other],
            "alone_error": self._score(self.alone[best], self.truth, self.answers[other]).error,
        }

    @cached_property
    def _classes_of_both(self) -> list[int]:
        """Classes with some rows in either part; none where numbers are learned."""
        if self.truth.is_floating_point():
            return []
        width = 1 + int(max(self.truth.max(), self.learned.max() if len(self.learned) else 0))
        fewest = torch.stack([one.bincount(minlength=width) for one in (self.truth, self._taught)])
        return (fewest.amin(0) >= FEWEST_OF_CLASS).nonzero().flatten().tolist()

    @property
    def _taught(self) -> Tensor:
        return self.learned if len(self.learned) else self.truth

    def _score(self, answer: Array, truth: Tensor, other: Array | None = None) -> "Score":
        """Mean and standard error of shares of right answers, or of R2 by one scale for both parts;
        of the difference to other answers to the same rows where such are given. Of classes it is
        the mean of what each of them has, for parts in which they have other shares."""
        variance = float(self._taught.double().var()) or math.nan
        each = _row_scores(answer, truth, variance)
        less = None if other is None else _row_scores(other, truth, variance)
        groups = [truth == one for one in self._classes_of_both] or [torch.ones_like(truth).bool()]
        means, errors = [], []
        for rows in groups:
            mine = each[rows]
            means.append(float(mine.mean()))
            errors.append(
                _error_of_mean(mine) if less is None else _error_of_pairs(mine, less[rows])
            )
        return Score(fmean(means), math.hypot(*errors) / len(groups))

    def _paired_error(self, name: str, kind: str, own: OwnAnswers | None) -> float:
        """Standard error of the difference between this model and the network, row by row; NaN
        where the rows that the network was asked are not those that these models were."""
        if own is None or name not in self.answers or not self._are_rows_of(own):
            return math.nan
        answer = self.answers[name]
        if answer.ndim > 1:
            hits = own.judged.hits
            if hits is None or hits.shape != self.truth.shape:
                return math.nan
            return _error_of_pairs(hits.cpu().double(), self._right[name])
        losses = own.judged.losses
        if losses is None or kind not in NUMBERS or losses.shape != self.truth.shape:
            return math.nan
        return _error_of_pairs(losses.cpu().double(), self._row_losses(name, kind))

    def _error_beside_plain(self, name: str, kind: str) -> float:
        """Standard error of the difference between a network that reads columns otherwise and the
        best that reads them as they are, row by row; NaN of other models."""
        plain = [one for one in DENSE if one in self.answers]
        if name not in READ_OTHERWISE or not plain:
            return math.nan
        if name in self._right:
            best = max(plain, key=self._share_right)
            return _error_of_pairs(self._right[name], self._right[best])
        if kind not in NUMBERS:
            return math.nan
        lost = {one: self._row_losses(one, kind) for one in (name, *plain)}
        best = min(plain, key=lambda one: float(lost[one].mean()))
        return _error_of_pairs(lost[name], lost[best])

    def _row_losses(self, name: str, kind: str) -> Tensor:
        return row_losses(kind, torch.from_numpy(self.answers[name]), self.truth).double()

    def _are_rows_of(self, own: OwnAnswers) -> bool:
        targets = own.targets.cpu().flatten().to(self.truth.dtype)
        return targets.shape == self.truth.shape and bool((targets == self.truth).all())

    def _are_in_unit_of(self, facts: Facts, kind: str) -> bool:
        """Whether targets are the same for the loop: whole numbers may be classes or not, numbers
        scaled or not, which the loss of knowing nothing tells apart where the loop's is known."""
        classes = max((one.shape[1] for one in self.answers.values() if one.ndim > 1), default=0)
        if (facts.classes and classes) or not facts.naive_loss > 0:
            return True
        apart = naive_loss(kind, self.truth, classes) / facts.naive_loss
        return 1 / UNIT_TIMES < apart < UNIT_TIMES

    def _loss(self, answer: Array, kind: str) -> float:
        if kind in NUMBERS:
            is_classes = answer.ndim > 1  # learned by their squared error
            truth = F.one_hot(self.truth, answer.shape[1]).float() if is_classes else self.truth
            return float(row_losses(kind, torch.from_numpy(answer), truth).mean())
        if answer.ndim > 1 and kind != OWN_OF_CLASSES:
            chosen = np.take_along_axis(answer, self.truth.numpy()[:, None], axis=1)
            return float(-np.log(np.maximum(chosen, 1e-7)).mean())
        return math.nan

    def _share_right(self, name: str) -> float:
        """0 for numbers, of which none is quite right."""
        return float(self._right[name].mean()) if name in self._right else 0.0

    @cached_property
    def _right(self) -> dict[str, Tensor]:
        """Of classes: 1 for every row that a model answers rightly, else 0."""
        return {
            name: (torch.from_numpy(one.argmax(1)) == self.truth).double()
            for name, one in self.answers.items()
            if one.ndim > 1
        }


def _row_scores(answer: Array, truth: Tensor, variance: float) -> Tensor:
    """Of every row: 1 where it is right, else 0; of numbers what it adds to R2, of this variance,
    for both parts are held against one scale."""
    if answer.ndim > 1:
        return (torch.from_numpy(answer.argmax(1)) == truth).double()
    return 1.0 - (torch.from_numpy(answer) - truth.double()) ** 2 / variance


def _error_of_pairs(first: Tensor, second: Tensor) -> float:
    """Standard error of the difference of two means of the same rows; of shares as
    ``paired_error`` takes it."""
    apart = first - second
    if bool(((apart == 0) | (apart.abs() == 1)).all()):
        return paired_error(int((apart > 0).sum()), int((apart < 0).sum()), len(apart))
    return float(apart.std()) / math.sqrt(len(apart)) if len(apart) > 1 else math.nan


def _error_of_mean(scores: Tensor) -> float:
    """Standard error of a mean; of shares that of Agresti & Coull, which is never 0."""
    mean = float(scores.mean())
    if bool(((scores == 0) | (scores == 1)).all()):
        return standard_error(mean, len(scores))
    return float(scores.std()) / math.sqrt(len(scores))


def yardsticks(training: Any, validation: Any) -> Yardsticks:
    """Let cheap models learn the rows that a loop learns: a linear one, nearest neighbours, boosted
    trees, plain dense networks, and of rows of steps a plain convolution and a plain recurrent
    network. Where columns ask for it, further dense networks read them otherwise: by their ranks
    where some are skewed, whitened where they move together, codes one-hot, many of them without
    those that trees use no more than noise.

    >>> marks = etude.yardsticks((x, y), (x_validation, y_validation))  # doctest: +SKIP
    >>> with etude.watch(model, optimizer, yardsticks=marks) as doctor:  # doctest: +SKIP
    ...     train(model, optimizer)

    In:     training, validation: (inputs, targets) or a loader of such batches, at most 4,096 rows
            of each, drawn from tensors, the first of a loader; inputs are a tensor of numbers,
            [rows, columns], [rows, steps, signals] or of more dimensions, which are read flat, at
            most 2,000 numbers a row; targets class numbers (500 at most), yes or no (0 and 1), or
            numbers, one a row. Missing and infinite inputs are borne: trees keep them apart,
            the others read the mean that their column has in training; a column without any number
            there counts for nothing.
    Out:    what they answer on the validation rows. Take it once, and give it to every ``watch``
            and training on these rows. It takes seconds, of 4,096 rows of 100 steps a minute.
    Raises: BadOption where the rows are not of that form, or a target is missing.
    Blind:  all but the convolution and the recurrent network read inputs as plain columns: of
            images and words a weak yardstick, which says nothing where the network is ahead of it.
    """
    given, others = given_rows("training", training), given_rows("validation", validation)
    learn, learned, judge, truth = given.inputs, given.targets, others.inputs, others.targets
    if learn.shape[1] != judge.shape[1]:
        raise BadOption(
            f"training= has {learn.shape[1]} numbers a row, validation= has"
            f" {judge.shape[1]}: give rows of one form."
        )
    from etude.training.yardsticks.model import one_thread

    is_numbers = learned.is_floating_point() or truth.is_floating_point()
    # Its weights never learned: what validation has there would be noise.
    asked = np.where(np.isnan(learn).all(axis=0), np.nan, judge)
    if is_numbers:
        learned, truth = learned.float(), truth.float()
    classes = 0 if is_numbers else 1 + int(max(learned.max(), truth.max()))
    if classes > MOST_CLASSES:
        raise BadOption(
            f"The targets are whole numbers up to {classes - 1}: of more than {MOST_CLASSES}"
            " classes cheap models say nothing; where they are numbers, give targets.float()."
        )
    targets = learned.numpy().astype(np.float64 if learned.is_floating_point() else np.int64)
    with one_thread():
        read = readings(learn, is_table=given.is_table, of_classes=not is_numbers)
        models, answer = (
            models_of_numbers(len(learned), given.sides, read)
            if is_numbers
            else models_of_classes(targets, classes, given.sides, read)
        )
        answers = answered(models, learn, targets, asked, answer)
        aside = left_out(models, learn, targets, judge, answer) if given.whole else {}
        true = truth.numpy().astype(targets.dtype)
        alone = judged_alone(models, learn, judge, true, answer) if given.whole else {}
    away = None
    if given.is_table:  # of a series the last step may tell the next, and be known
        away = by_a_column(*scaled(learn, asked), learned, truth, answers)
    return Yardsticks(
        answers,
        truth,
        left_out=aside,
        learned=learned,
        alone=alone,
        rows=given.whole,
        are_whole=given.whole > 0 and others.whole > 0,
        known=(known_rows(given), known_rows(others)),
        given_away=away,
        columns={name: columns_read(models[name]) for name in read if name in answers},
    )
