"""The learning-rate range test: which rates a plan can learn at."""

import math
from collections.abc import Iterator, Sequence
from statistics import fmean

import numpy as np
import torch

from etude.networks import build
from etude.records.plan import Plan
from etude.records.range_test import RangeTest
from etude.records.shape import NetworkShape
from etude.training.keys import keyed_generator
from etude.training.losses import row_weights
from etude.training.measuring import measured
from etude.training.rows import EvaluationRows, RunRows, evaluation_rows, learn_rows
from etude.training.stepper import Batch, Stepper

LOWEST, HIGHEST, STEPS = 1e-7, 10.0, 100
REACH = 2  # steps to either side in a smoothed loss
ROWS, SEQUENCES = 512, 128  # that the loss is measured on; a sequence costs as much as many rows
DIVERGED = 1.1  # times the loss at harmless rates
LEARNS = 0.98  # share of that loss which the lowest must stay below
_MARGIN = 10.0  # the suggestion stays this far below divergence


def range_test(
    plan: Plan,
    shape: NetworkShape,
    run: RunRows,
    *,
    device: str | torch.device = "cpu",
    steps: int = STEPS,
) -> RangeTest:
    """Train a network of its own while the rate rises from 1e-7 to 10.

    Nothing of a later training is touched: the network is made for the test, and every random
    choice is keyed. Source: Smith 2017, Cyclical Learning Rates.
    """
    place = torch.device(device)
    stepper = _stepper(plan, shape, run, place)
    rows = evaluation_rows([run.learn], [_picked(run)], place)
    rates = [LOWEST * (HIGHEST / LOWEST) ** (step / (steps - 1)) for step in range(steps)]
    return found(rates, _sweep(stepper, rates, rows), plan.learning_rate)


def found(rates: Sequence[float], losses: Sequence[float], fallback: float) -> RangeTest:
    """Read the curve of a sweep; ``losses`` may be shorter, ending where training diverged.

    fallback: the rate suggested where the loss never fell.
    """
    smooth = _smoothed(losses)
    end = _lost(smooth)
    kept = smooth[:end]
    diverges_at = math.inf if end is None else rates[end]
    suggested = min(_steepest(rates, kept, fallback), diverges_at / _MARGIN)
    return RangeTest(tuple(rates[: len(kept)]), tuple(kept), suggested, diverges_at)


def _stepper(plan: Plan, shape: NetworkShape, run: RunRows, device: torch.device) -> Stepper:
    network = build(plan, shape, [run.seed], [run.constants], device)
    rows = learn_rows([run.learn], [row_weights(plan, shape.heads, run.learn)], device)
    return Stepper(network, rows, [run.seed])


def _picked(run: RunRows) -> np.ndarray:
    """At most 512 learn rows at random, 128 where they hold sequences."""
    most = SEQUENCES if run.learn.lengths else ROWS
    generator = keyed_generator(torch.device("cpu"), run.seed, "range test")
    return torch.randperm(len(run.learn), generator=generator)[:most].numpy()


def _batches(stepper: Stepper) -> Iterator[Batch]:
    epoch = 0
    while True:
        epoch += 1
        yield from stepper.batches(epoch)


def _sweep(stepper: Stepper, rates: Sequence[float], rows: EvaluationRows) -> list[float]:
    """Loss on the same rows after each step, up to the first that is not finite.

    The losses of the batches themselves say more about the batches than about the rates.
    """
    losses: list[float] = []
    for rate, batch in zip(rates, _batches(stepper), strict=False):
        stepper.gradient(batch)
        stepper.update([rate])
        losses.append(measured(stepper.network, rows, stepper.losses)["loss"].item())
        if not math.isfinite(losses[-1]):
            break
    return losses


def _smoothed(losses: Sequence[float]) -> list[float]:
    """Mean over a window of 5 steps, narrower at the ends; what is not finite is left out."""
    finite = [loss for loss in losses if math.isfinite(loss)]
    spans = ((max(0, step - REACH), step + REACH + 1) for step in range(len(finite)))
    return [fmean(finite[start:end]) for start, end in spans]


def _harmless(smooth: Sequence[float]) -> float:
    """The loss at rates too small to change anything: median of the first quarter."""
    quarter = sorted(smooth[: len(smooth) // 4 or 1])
    return quarter[len(quarter) // 2]


def _lost(smooth: Sequence[float]) -> int | None:
    """The step from which the loss stays above where it was at harmless rates."""
    bound = DIVERGED * _harmless(smooth)
    within = [step for step, loss in enumerate(smooth) if loss <= bound]
    first = within[-1] + 1 if within else 0
    return first if first < len(smooth) else None


def _steepest(rates: Sequence[float], smooth: Sequence[float], fallback: float) -> float:
    """The rate in the middle of the steepest decade of rates before the lowest loss."""
    if not smooth or min(smooth) > LEARNS * _harmless(smooth):
        return fallback
    lowest = smooth.index(min(smooth))
    span = min(lowest, sum(rate < 10.0 * rates[0] for rate in rates))
    falls = [smooth[step] - smooth[step + span] for step in range(lowest - span + 1)]
    return rates[falls.index(max(falls)) + span // 2]
