"""The learning-rate range test: which rates a plan can learn at."""

import math
from collections.abc import Iterator, Sequence

import torch

from etude.networks import build
from etude.records.plan import Plan
from etude.records.range_test import RangeTest
from etude.records.shape import NetworkShape
from etude.training.losses import row_weights, rows_loss
from etude.training.rows import RunRows, learn_rows
from etude.training.stepper import Batch, Stepper

LOWEST, HIGHEST, STEPS = 1e-7, 10.0, 100
SMOOTHING = 0.9  # weight of the past in the smoothed loss
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
    stepper = _stepper(plan, shape, run, torch.device(device))
    rates = [LOWEST * (HIGHEST / LOWEST) ** (step / (steps - 1)) for step in range(steps)]
    return found(rates, _sweep(stepper, rates), plan.learning_rate)


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


def _batches(stepper: Stepper) -> Iterator[Batch]:
    epoch = 0
    while True:
        epoch += 1
        yield from stepper.batches(epoch)


def _sweep(stepper: Stepper, rates: Sequence[float]) -> list[float]:
    """Loss of each batch before its update, up to the first that is not finite."""
    losses: list[float] = []
    for rate, batch in zip(rates, _batches(stepper), strict=False):
        outputs = stepper.gradient(batch)
        loss = (rows_loss(stepper.losses, outputs, batch.targets) * batch.weights).sum().item()
        losses.append(loss)
        if not math.isfinite(loss):
            break
        stepper.update([rate])
    return losses


def _smoothed(losses: Sequence[float]) -> list[float]:
    """Running mean with the bias of its start taken out."""
    smooth, mean = [], 0.0
    for step, loss in enumerate(losses, start=1):
        mean = SMOOTHING * mean + (1.0 - SMOOTHING) * loss
        smooth.append(mean / (1.0 - SMOOTHING**step))
    return smooth


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
    """The rate of the steepest step of the last descent, from the harmless loss to the lowest."""
    if not smooth or min(smooth) > LEARNS * _harmless(smooth):
        return fallback
    lowest, harmless = smooth.index(min(smooth)), _harmless(smooth)
    start = max((step for step in range(lowest) if smooth[step] >= harmless), default=0)
    falls = [smooth[step] - smooth[step + 1] for step in range(start, lowest)]
    return rates[start + falls.index(max(falls))]
