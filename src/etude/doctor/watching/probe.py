"""The same few rows looked at once an epoch: activations, predictions, losses, accuracies."""

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from torch import Tensor, nn

from etude.doctor.losses import (
    CLASSES,
    NUMBERS,
    OWN_OF_CLASSES,
    YES_OR_NO,
    LossRefused,
    are_class_numbers,
    right,
    row_losses,
)
from etude.doctor.subject import (
    cut,
    is_array,
    kept,
    moved,
    prediction,
    rows_of,
    tensors,
    told_of_arrays,
)
from etude.doctor.undisturbed import same_random_numbers, undisturbed
from etude.doctor.watching.activations import Activations
from etude.errors import BadOption

PROBE_ROWS = 512
PROBE_BATCHES = 16
VALIDATION_ROWS = 4_096
PIECE = 512  # validation rows in one forward pass
MOST_JOINED = 100_000  # numbers, for what a network makes of them may be a hundred times as many
ROWS = "give (inputs, targets) of one length or a loader of such batches"
FUNCTION = ", or a function of the model that returns the validation loss"
STEPS_A_BATCH = 40  # training steps that pay for one batch of the probe, about 1 % of them

Call = Callable[[nn.Module], Any]


@dataclass
class Batch:
    """Inputs as the network was called with them, and targets where they were seen.

    is_one_a_row: whether there were as many targets as rows.
    """

    arguments: tuple[Any, ...]
    named: dict[str, Any]
    targets: Tensor | None = None
    is_one_a_row: bool = False

    @property
    def rows(self) -> int:
        return rows_of((*self.arguments, self.named))

    def answer(self, model: nn.Module) -> Tensor | None:
        """The predictions for it."""
        return prediction(model(*self.arguments, **self.named))


class TrainingRows:
    """The first batches that the loop showed the network, up to 512 rows, kept as copies."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.first_rows = 0  # of the first batch, before it was cut
        self._rows = 0
        self._shown = 0  # the same of the last one
        self._awaits_targets = False

    @property
    def is_full(self) -> bool:
        return self._rows >= PROBE_ROWS or len(self.batches) >= PROBE_BATCHES

    def keep(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Called with every training batch; keeps it unless there are enough."""
        self._awaits_targets = False
        if self.is_full:
            return
        rows = rows_of((*arguments, named))
        if rows > PROBE_ROWS and len(arguments) == 1 and not named:
            arguments = cut(arguments, 0, PROBE_ROWS, rows)
        self.batches.append(Batch(kept(tuple(arguments)), kept(dict(named))))
        self._rows += rows
        self._shown = rows
        self.first_rows = self.first_rows or rows
        self._awaits_targets = True

    def pair(self, targets: object) -> None:
        """Targets that the loop's own loss was given for the batch just kept."""
        if self._awaits_targets and isinstance(targets, Tensor):
            batch = self.batches[-1]
            batch.targets = targets.detach()[: batch.rows].clone()
            batch.is_one_a_row = targets.numel() == self._shown
            self._awaits_targets = False

    def settle(self, steps: int) -> None:
        """Keep as many batches as this many steps between two looks pay for."""
        if len(self.batches) > (most := max(1, steps // STEPS_A_BATCH)):
            del self.batches[most:]
        self.batches = _joined(self.batches)
        self._rows = PROBE_ROWS  # full, however many there are


def _joined(batches: list[Batch]) -> list[Batch]:
    """Batches of a few numbers as one, which takes one pass through the network in place of
    several; others as they are."""
    inputs = [one.arguments[0] for one in batches if len(one.arguments) == 1 and not one.named]
    known = [one.targets for one in batches if one.targets is not None]
    if len(inputs) < len(batches) or len(known) not in (0, len(batches)):
        return batches
    if not all(isinstance(one, Tensor) and one.is_floating_point() for one in inputs):
        return batches
    forms = [{(one.shape[1:], one.dtype) for one in some} for some in (inputs, known)]
    if max(map(len, forms)) > 1 or sum(one.numel() for one in inputs) > MOST_JOINED:
        return batches
    is_one_a_row = all(one.is_one_a_row for one in batches)
    targets = torch.cat(known) if known else None
    return [Batch((torch.cat(inputs),), {}, targets, is_one_a_row)]


class ValidationRows:
    """What ``validation=`` gave: rows with targets, a loader of such batches, or a function.

    In:     takes_function: whether a function will do, which is called at every look.
    Raises: BadOption where it is anything else, or holds no rows.
    """

    def __init__(
        self, given: Any, model: nn.Module, device: torch.device, *, takes_function: bool = True
    ) -> None:
        self.function: Call | None = None
        self.batches: list[Batch] = []
        self._ways = ROWS + (FUNCTION if takes_function else "")
        if takes_function and callable(given) and not isinstance(given, Iterable):
            self.function = given
            return
        with same_random_numbers(model), same_order(given):
            for inputs, targets in islice(_pairs(given, self._ways), VALIDATION_ROWS):
                self._add(inputs, targets, device)
                if self.rows >= VALIDATION_ROWS:
                    break
        if not self.rows:
            raise BadOption("validation= holds no rows: give (inputs, targets) or leave it out.")

    @property
    def rows(self) -> int:
        return sum(batch.rows for batch in self.batches)

    @property
    def joined(self) -> tuple[tuple[Tensor, ...], Tensor]:
        """At most 4,096 rows of all batches that are of the first one's form: the tensors of their
        inputs that have rows, and targets."""
        parts = [_with_rows(batch) for batch in self.batches]
        forms = [[(one.shape[1:], one.dtype) for one in part] for part in parts]
        alike = [part for part, form in zip(parts, forms, strict=True) if form == forms[0]]
        columns = (torch.cat(some)[:VALIDATION_ROWS] for some in zip(*alike, strict=True))
        *inputs, targets = columns
        return tuple(inputs), targets

    def _add(self, inputs: Any, targets: Any, device: torch.device) -> None:
        rows = rows_of(inputs)
        if not isinstance(targets, Tensor) or targets.ndim == 0 or len(targets) != rows:
            if arrays := told_of_arrays((inputs, targets)):
                raise BadOption(f"validation= {arrays}")
            told = len(targets) if isinstance(targets, Tensor) and targets.ndim else "no tensor of"
            raise BadOption(
                f"validation= has {rows} rows of inputs and {told} targets: {self._ways}."
            )
        for start in range(0, rows, PIECE):
            if self.rows >= VALIDATION_ROWS:
                return
            part = moved(kept(cut(inputs, start, start + PIECE, rows)), device)
            arguments, named = (part, {}) if type(part) in (tuple, list) else ((part,), {})
            if isinstance(part, dict):
                arguments, named = (), part
            self.batches.append(
                Batch(tuple(arguments), named, targets[start : start + PIECE].clone().to(device))
            )


def _with_rows(batch: Batch) -> list[Tensor]:
    """The tensors of its inputs that have as many rows as it has, and its targets."""
    inputs = tensors((batch.arguments, batch.named))
    found = [one for one in inputs if one.ndim and len(one) == batch.rows]
    return found if batch.targets is None else [*found, batch.targets]


def _pairs(given: Any, ways: str) -> Iterator[tuple[Any, Any]]:
    if is_pair(given):
        yield given[0], given[1]
        return
    if not isinstance(given, Iterable):
        raise BadOption(f"validation= is a {type(given).__name__}: {ways}.")
    for batch in given:
        if not isinstance(batch, tuple | list) or len(batch) != 2:
            raise BadOption(f"validation= gives batches that are not (inputs, targets): {ways}.")
        yield batch[0], batch[1]


def is_pair(given: Any) -> bool:
    """Whether these are two things of which one has rows, not a list of batches."""
    return isinstance(given, tuple | list) and len(given) == 2 and any(map(is_array, given))


class same_order:  # noqa: N801 - reads as a phrase
    """A loader's own generators are put back, so that its shuffling goes on as it would have."""

    def __init__(self, loader: Any) -> None:
        owners = (loader, getattr(loader, "sampler", None))
        found = (getattr(owner, "generator", None) for owner in owners)
        self._generators = {one for one in found if isinstance(one, torch.Generator)}

    def __enter__(self) -> None:
        self._states = [(one, one.get_state()) for one in self._generators]

    def __exit__(self, *_: object) -> None:
        for generator, state in self._states:
            generator.set_state(state)


@dataclass(frozen=True)
class Judged:
    """What the network made of validation rows, each None where that is not known.

    losses: of every row, float64 [rows]. hits: which rows are right, bool [rows]. answers: float
    [rows], where the loss is a person's own and answers and targets are one number a row.
    """

    losses: Tensor | None = None
    hits: Tensor | None = None
    answers: Tensor | None = None


@dataclass
class Look:
    """What one look saw: points on curves, and what the network is made of.

    judged:            what came of the validation rows.
    activation, layers: the one seen most and layers passed, in one forward pass.
    classes_right, classes_largest: share of rows whose largest output is the one that the target
                       names, and share of the largest class; NaN where targets name no outputs.
    """

    points: dict[str, float]
    judged: Judged
    activation: str
    layers: int
    outputs: int
    classes_right: float
    classes_largest: float


def look(
    model: nn.Module, training: TrainingRows, validation: ValidationRows | None, kind: str
) -> Look:
    """Look at the network without disturbing it."""
    with undisturbed(model):
        seen = Activations()
        points, answers = _training_points(model, training, kind, seen)
        judged = Judged()
        if validation is not None:
            more, judged = _validation_points(model, validation, kind)
            points |= more
    passes = max(len(training.batches), 1)
    most = seen.kinds.most_common(1)
    is_wide = answers and answers[0][0].ndim > 1
    right_share, largest = (math.nan, math.nan) if kind else _as_classes(answers)
    return Look(
        points=points,
        judged=judged,
        activation=most[0][0] if most else "",
        layers=seen.layers // passes,
        outputs=answers[0][0].shape[1] if is_wide else 1,
        classes_right=right_share,
        classes_largest=largest,
    )


def _as_classes(answers: list[tuple[Tensor, Tensor | None]]) -> tuple[float, float]:
    """Shares of rows whose largest output is the one that the target names, and of the class named
    most; NaN where targets are not whole numbers, one a row, just as many as there are outputs."""
    pairs = [(answer, one) for answer, one in answers if one is not None]
    if not pairs or any(answer.shape[1:] != pairs[0][0].shape[1:] for answer, _ in pairs):
        return math.nan, math.nan
    outputs, targets = torch.cat([one for one, _ in pairs]), torch.cat([one for _, one in pairs])
    if not are_class_numbers(outputs, targets) or int(targets.max()) + 1 != outputs.shape[1]:
        return math.nan, math.nan
    largest = torch.bincount(targets).max() / len(targets)
    return float((outputs.argmax(1) == targets).float().mean()), float(largest)


def _training_points(
    model: nn.Module, training: TrainingRows, kind: str, seen: Activations
) -> tuple[dict[str, float], list[tuple[Tensor, Tensor | None]]]:
    answers: list[tuple[Tensor, Tensor | None]] = []
    for batch in training.batches:
        seen.again()
        with seen:
            answer = batch.answer(model)
        seen.without_output(answer)
        if answer is not None:
            answers.append((answer, batch.targets))
    points = seen.shares() | _of_predictions(answers, kind)
    hits = _hits(answers, kind)
    if hits is not None:
        points["train_accuracy"] = float(hits.float().mean())
    losses = _row_losses(answers, kind)
    if losses is not None:
        points["answers_loss"] = float(losses.mean())
        points |= _of_statistics(model, training, points["answers_loss"], kind)
    return points, answers


def _of_statistics(
    model: nn.Module, training: TrainingRows, kept_loss: float, kind: str
) -> dict[str, float]:
    """The rows' loss with the statistics that batch normalisation kept, and once more with those of
    the batches; nothing where it keeps none, where a batch is of one row, which has none, or where
    processes share them and would wait for each other."""
    if any(isinstance(one, nn.SyncBatchNorm) for one in model.modules()):
        return {}
    if any(batch.rows < 2 for batch in training.batches):
        return {}
    keeping = [
        one
        for one in model.modules()
        if isinstance(one, nn.modules.batchnorm._BatchNorm) and one.track_running_stats
    ]
    if not keeping:
        return {}
    with _statistics_of_batches(keeping):
        others = [(batch.answer(model), batch.targets) for batch in training.batches]
    of_batches = _row_losses([(one, of) for one, of in others if one is not None], kind)
    if of_batches is None:
        return {}
    return {
        "kept_statistics_loss": kept_loss,
        "batch_statistics_loss": float(of_batches.mean()),
    }


@contextmanager
def _statistics_of_batches(layers: Iterable[nn.Module]) -> Iterator[None]:
    """Batch normalisation by the batch at hand; the statistics it keeps stay as they are."""
    for one in layers:
        one.training, one.track_running_stats = True, False  # type: ignore[assignment]
    try:
        yield
    finally:
        for one in layers:
            one.training, one.track_running_stats = False, True  # type: ignore[assignment]


def _validation_points(
    model: nn.Module, validation: ValidationRows, kind: str
) -> tuple[dict[str, float], Judged]:
    if validation.function is not None:
        return {"validation_loss": float(validation.function(model))}, Judged()
    answers = [
        (answer, batch.targets)
        for batch in validation.batches
        if (answer := batch.answer(model)) is not None
    ]
    points = _of_predictions(answers, kind)
    hits, losses = _hits(answers, kind), _row_losses(answers, kind)
    if hits is not None:
        points["validation_accuracy"] = float(hits.float().mean())
    if losses is not None:
        points["validation_loss"] = float(losses.mean())
    return points, Judged(losses, hits, None if kind else _numbers(answers))


def _numbers(answers: list[tuple[Tensor, Tensor | None]]) -> Tensor | None:
    """Answers that are one number a row, as targets are: float [rows]; None where they are not."""
    pairs = [(one, of) for one, of in answers if of is not None and one.numel() == len(of)]
    if not answers or len(pairs) < len(answers):
        return None
    if not all(of.numel() == len(of) and of.is_floating_point() for _, of in pairs):
        return None
    return torch.cat([one.flatten().float() for one, _ in pairs]).cpu()


def _row_losses(answers: list[tuple[Tensor, Tensor | None]], kind: str) -> Tensor | None:
    """Of every row, float64 [rows]; None where they are not known."""
    try:
        each = [row_losses(kind, one, targets) for one, targets in answers if targets is not None]
    except LossRefused:
        return None
    return torch.cat(each).cpu().double() if each else None


def _of_predictions(answers: list[tuple[Tensor, Tensor | None]], kind: str) -> dict[str, float]:
    if not answers:
        return {}
    if answers[0][0].ndim > 1 and (kind in CLASSES or _are_of_classes(answers, kind)):
        chosen = torch.cat([answer.argmax(1).flatten() for answer, _ in answers])
        return {"largest_class_share": float(torch.bincount(chosen).max()) / max(len(chosen), 1)}
    outputs = torch.cat([answer.float().flatten() for answer, _ in answers])
    if kind in YES_OR_NO:
        share = float((outputs > (0.0 if kind.endswith("logits") else 0.5)).float().mean())
        return {"largest_class_share": max(share, 1.0 - share)}
    if kind not in NUMBERS:
        return {}
    points = {"positive_share": float((outputs > 0).float().mean())}
    targets = [one.float().flatten() for _, one in answers if one is not None]
    if targets and (spread := float(torch.cat(targets).std(correction=0))) > 0:
        points["prediction_spread"] = float(outputs.std(correction=0)) / spread
    return points


def _are_of_classes(answers: list[tuple[Tensor, Tensor | None]], kind: str) -> bool:
    """Whether a loss of numbers, or a person's own, is taken of class numbers."""
    return kind in (*NUMBERS, OWN_OF_CLASSES) and all(
        one is not None and are_class_numbers(each, one) for each, one in answers
    )


def _hits(answers: list[tuple[Tensor, Tensor | None]], kind: str) -> Tensor | None:
    """Which rows are right, bool; None where that cannot be said of any."""
    each = [right(kind, one, targets) for one, targets in answers if targets is not None]
    known = [one.flatten() for one in each if one is not None]
    return torch.cat(known) if known else None
