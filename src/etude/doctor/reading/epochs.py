"""From series over epochs and steps to one number an epoch, or a stretch of steps."""

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import fmean, median

from etude.doctor.reading.roles import TRAIN_LOSS, VALIDATION_LOSS
from etude.doctor.reading.series import Mended, Place, Series
from etude.records.figures import number_said

ENOUGH = 3  # epochs or validations that make a curve
STRETCHES = 50  # of a log that counts steps alone
A_CURVE = 60  # logged points that are a curve as they are
SELDOM = 1.5  # training losses for a validation: with fewer some validations are but missing
ROUNDED = 0.005  # of an epoch: Hugging Face rounds to 2 places
OWN_COUNT = 10  # validations that count so much slower than training count their own
SPIKE_OF = 8  # gradients in one epoch from which their spike is told

Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Epochs:
    """Numbers by role, one an epoch; NaN where a role has none there.

    not_finite: the epoch (from 1) from which on a loss, by role, was written as not finite; those
                that end finite are absent.
    first_loss: the first training loss written, where an epoch holds several; else None.
    notes:      what an epoch is here.
    """

    of: Mapping[str, Numbers]
    not_finite: Mapping[str, int]
    first_loss: float | None
    notes: tuple[str, ...]

    @property
    def diverged_in(self) -> int:
        """The first epoch from which on a loss is not finite; 0 where all end finite."""
        return min(self.not_finite.values(), default=0)


def epochs_of(mended: Mended) -> Epochs:
    """One number an epoch of each role.

    Losses of several steps are averaged, of several validations the last counts. Without epochs,
    or with fewer than three of many points, the stretches between validations take their place.
    """
    series, moved = (mended.of, ()) if mended.has_epochs else _on_one_count(mended.of)
    ends, notes = _ends(series, has_epochs=mended.has_epochs)
    grouped = {role: _grouped(one, ends) for role, one in series.items()}
    found = {
        role: tuple(_reading(role)(numbers) if numbers else math.nan for numbers in groups)
        for role, groups in grouped.items()
    }
    steps = grouped.get(TRAIN_LOSS, [])
    norms = grouped.get("gradient_norm", [])
    if any(len(numbers) >= SPIKE_OF for numbers in norms):
        found["gradient_spike"] = tuple(_spike(numbers) for numbers in norms)
    first = steps[0][0] if steps and len(steps[0]) > 1 else None
    return Epochs(found, _not_finite(grouped), first, (*moved, *notes))


def _ends(series: Mapping[str, Series], *, has_epochs: bool) -> tuple[list[Place], tuple[str, ...]]:
    """Where each epoch ends, in order."""
    places = sorted({place for one in series.values() for place, _ in one})
    numbers = _epoch_numbers(places) if has_epochs else []
    if numbers and (len(numbers) >= ENOUGH or len(places) <= len(numbers)):
        return [(number + ROUNDED, math.inf) for number in numbers], _counting(numbers)
    validations = sorted({place for place, _ in series.get(VALIDATION_LOSS, ())})
    train = sorted({place for place, _ in series.get(TRAIN_LOSS, ())}) or places
    if len(validations) >= ENOUGH and len(train) >= SELDOM * len(validations):
        return _between_validations(validations, train)
    if len(places) <= A_CURVE:
        return places, ("The log counts no epochs: each of its entries is taken for one.",)
    ends = [train[-1 - back * len(train) // STRETCHES] for back in range(STRETCHES)][::-1]
    return ends, (
        f"The log counts steps alone; an epoch is here a stretch of about"
        f" {number_said((train[-1][1] - train[0][1]) / STRETCHES, 2)} steps.",
    )


def _epoch_numbers(places: Sequence[Place]) -> list[float]:
    """The epochs that the places lie in; 1.3 lies in the second."""
    if all(epoch.is_integer() for epoch, _ in places):
        return sorted({epoch for epoch, _ in places})
    return sorted({max(1.0, math.ceil(epoch - ROUNDED)) for epoch, _ in places})


def _counting(numbers: Sequence[float]) -> tuple[str, ...]:
    if list(numbers) == list(range(1, len(numbers) + 1)):
        return ()
    if list(numbers) == list(range(len(numbers))):
        return ("The file counts epochs from 0, here they count from 1.",)
    said = ", ".join(number_said(number) for number in numbers[:4])
    more = ", ..." if len(numbers) > 4 else ""
    return (f"Epochs are here those of the file, {said}{more}, counted from 1.",)


def _between_validations(
    validations: list[Place], train: list[Place]
) -> tuple[list[Place], tuple[str, ...]]:
    number = len(validations)
    steps = number_said((validations[-1][1] - validations[0][1]) / (number - 1), 2)
    after = sum(place > validations[-1] for place in train)
    whole = after >= (len(train) - after) / number  # what came later is a stretch of its own
    return [*validations, *train[-1:][:whole]], (
        f"An epoch is here the stretch up to a validation, about {steps} steps.",
    )


def _on_one_count(series: Mapping[str, Series]) -> tuple[Mapping[str, Series], tuple[str, ...]]:
    """Validation that counts epochs of its own while training counts steps, spread over these."""
    validations = sorted({place for place, _ in series.get(VALIDATION_LOSS, ())})
    train = sorted({place for place, _ in series.get(TRAIN_LOSS, ())})
    number = len(validations)
    is_one = (
        number < ENOUGH
        or len(train) < ENOUGH * number
        or validations[-1][1] * OWN_COUNT >= train[-1][1]
    )
    if is_one:
        return series, ()
    ends = [train[(place + 1) * len(train) // number - 1] for place in range(number)]
    moved = dict(zip(validations, ends, strict=True))
    spread = {
        role: tuple((moved.get(place, place), value) for place, value in one)
        if role.startswith("validation")
        else one
        for role, one in series.items()
    }
    return spread, (
        f"Validation counts {number} epochs of its own while training counts"
        f" {number_said(train[-1][1])} steps; the steps were divided among these epochs evenly.",
    )


def _not_finite(grouped: Mapping[str, list[list[float]]]) -> dict[str, int]:
    """By role, the first epoch of those at the end whose loss is not finite.

    A loss that never was finite is a placeholder if the other loss was.
    """
    last = {
        role: [(epoch, numbers[-1]) for epoch, numbers in enumerate(grouped[role], 1) if numbers]
        for role in (TRAIN_LOSS, VALIDATION_LOSS)
        if role in grouped
    }
    known = {
        role: losses
        for role, losses in last.items()
        if any(math.isfinite(loss) for _, loss in losses)
    }
    begins = {}
    for role, losses in (known or last).items():
        tail = list(takewhile(lambda pair: not math.isfinite(pair[1]), reversed(losses)))
        if tail:
            begins[role] = tail[-1][0]
    return begins


def _grouped(series: Series, ends: Sequence[Place]) -> list[list[float]]:
    groups: list[list[float]] = [[] for _ in ends]
    for place, number in series:
        groups[min(bisect_left(ends, place), len(ends) - 1)].append(number)
    return groups


def _reading(role: str) -> Callable[[list[float]], float]:
    if role.startswith("validation"):
        return lambda numbers: numbers[-1]
    if role == "learning_rate":
        return lambda numbers: numbers[-1]
    return median if role == "gradient_norm" else _mean


def _mean(numbers: list[float]) -> float:
    """The mean; not finite where the last number is not."""
    if not math.isfinite(numbers[-1]):
        return numbers[-1]
    return fmean(number for number in numbers if math.isfinite(number))


def _spike(norms: list[float]) -> float:
    if len(norms) < SPIKE_OF or not all(math.isfinite(norm) for norm in norms):
        return math.nan
    return max(norms) / median(norms) if median(norms) > 0 else math.nan
