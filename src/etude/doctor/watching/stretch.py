"""One epoch of a watched loop, or a part of one: what its steps left behind, as small numbers."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

import torch
from torch import Tensor

# Who said that an epoch ends; a higher one takes in what lower ones had cut.
WINDOW, EVALUATION, TOLD = 0, 1, 2
FEWEST_FOR_SPIKE = 5  # measured gradients

Number = float | Tensor
Three = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class GradientLengths:
    """Of one step, as they were measured. each: float32 [tensors]; first, last: places among them
    of the first and the last layer's, None where it had no gradient."""

    each: Tensor
    first: int | None
    last: int | None


@dataclass
class Stretch:
    """What was recorded since the last boundary.

    calls:         of the network in training, of which a step may take several.
    losses:        of the batches, as their backward passes showed them.
    told_losses:   of the batches, as the loop told them.
    gradients:     three each: length of the whole gradient, of the first and of the last layer's;
                   before they are settled, lengths of all.
    updates:       |change of weights| / |weights| of a step.
    penalties:     pull of the penalties over that of the data, see ``Curves.penalty_share``.
    shortened:     length of one gradient at the step over that after its backward pass: 0 where it
                   was cleared between them, NaN where none had arrived or where it is averaged
                   over processes.
    looks:         what the probe saw, by curve.
    said:          numbers that the loop said itself, by curve.
    """

    boundary: int = WINDOW
    steps: int = 0
    calls: int = 0
    rate: Number = math.nan
    losses: list[Number] = field(default_factory=list)
    told_losses: list[Number] = field(default_factory=list)
    gradients: list[GradientLengths | Three] = field(default_factory=list)
    updates: list[Number] = field(default_factory=list)
    penalties: list[Number] = field(default_factory=list)
    shortened: list[Number] = field(default_factory=list)
    looks: dict[str, float] = field(default_factory=dict)
    said: dict[str, float] = field(default_factory=dict)

    def taking_in(self, earlier: "Stretch") -> None:
        """Make an earlier stretch part of this one; of looks the later count."""
        self.steps += earlier.steps
        self.calls += earlier.calls
        for name in ("losses", "told_losses", "gradients", "updates", "penalties", "shortened"):
            setattr(self, name, getattr(earlier, name) + getattr(self, name))
        self.looks = earlier.looks | self.looks
        self.said = earlier.said | self.said
        if math.isnan(float(self.rate)):
            self.rate = earlier.rate

    def numbers(self) -> dict[str, float]:
        """The epoch's point on every curve; what was not seen is left out."""
        losses = numbers_of(self.told_losses or self.losses)
        found = _of_losses(losses) | _of_gradients(self.gradients)
        if not math.isnan(rate := float(self.rate)):
            found["learning_rate"] = rate
        if self.updates:
            found["update_ratio"] = median(numbers_of(self.updates))
        if self.penalties:
            found["penalty_share"] = median(numbers_of(self.penalties))
        if self.shortened:
            known = [one for one in numbers_of(self.shortened) if not math.isnan(one)]
            if known:
                found["clipped_share"] = fmean(0 < one < 0.999 for one in known)
        return found | self.looks | self.said

    def settle(self) -> None:
        """Let go of tensors: what was measured becomes plain numbers, once an epoch."""
        self.rate = float(self.rate)  # a tensor goes on changing
        for name in ("losses", "told_losses", "updates", "penalties", "shortened"):
            setattr(self, name, numbers_of(getattr(self, name)))
        self.gradients = [*_known(self.gradients)]


def numbers_of(values: Iterable[Number]) -> list[float]:
    """Plain numbers; those that wait on an accelerator are fetched together."""
    listed = [one.item() if isinstance(one, Tensor) and one.is_cpu else one for one in values]
    waiting = [value.detach() for value in listed if isinstance(value, Tensor)]
    if not waiting:
        return [float(value) for value in listed]
    fetched = iter(torch.stack([one.reshape(()).float() for one in waiting]).tolist())
    return [next(fetched) if isinstance(value, Tensor) else float(value) for value in listed]


def _known(measured: Sequence[GradientLengths | Three]) -> Iterator[Three]:
    """The same as three plain numbers each; those that wait on an accelerator are fetched
    together."""
    waiting = [one.each for one in measured if isinstance(one, GradientLengths)]
    flat = iter(torch.cat(waiting).tolist() if waiting else ())
    for one in measured:
        if not isinstance(one, GradientLengths):
            yield one
            continue
        each = [next(flat) for _ in range(len(one.each))]
        first, last = (math.nan if at is None else each[at] for at in (one.first, one.last))
        yield math.sqrt(sum(length * length for length in each)), first, last


def _of_losses(losses: list[float]) -> dict[str, float]:
    if not losses:
        return {}
    is_finite = all(map(math.isfinite, losses))
    return {"train_loss": math.fsum(losses) / len(losses) if is_finite else math.nan}


def _of_gradients(gradients: Sequence[GradientLengths | Three]) -> dict[str, float]:
    if not gradients:
        return {}
    whole, first, last = torch.tensor([*_known(gradients)], dtype=torch.float64).unbind(1)
    typical = float(whole.nanmedian())
    found = {"gradient_norm": typical}
    ratio = float(first.nanmedian() / last.nanmedian())
    if math.isfinite(ratio):
        found["first_last_gradient"] = ratio
    if len(whole) >= FEWEST_FOR_SPIKE and typical > 0:
        found["gradient_spike"] = float(whole.max()) / typical
    return found


def curves_of(
    points: Iterable[Mapping[str, float]], lasting: Iterable[str]
) -> dict[str, list[float]]:
    """One list a curve, NaN where an epoch has no number; ``lasting`` ones keep their last."""
    listed = list(points)
    names = sorted({name for point in listed for name in point})
    curves = {name: [point.get(name, math.nan) for point in listed] for name in names}
    for name in set(lasting) & set(names):
        curve = curves[name]
        for place in range(1, len(curve)):
            if math.isnan(curve[place]):
                curve[place] = curve[place - 1]
    return curves
