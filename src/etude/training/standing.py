"""How a run stands after an epoch: pure rules of stopping, dropping and slowing down."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from etude.records.plan import Plan
from etude.training.schedules import LOWEST_RATE, PLATEAU_FACTOR

State = Literal["running", "finished", "diverged", "dropped"]
DROP_EPOCHS = (4, 12)


@dataclass(frozen=True)
class Standing:
    """One run between two epochs.

    epoch:      epochs trained.
    best_epoch: epoch (from 1) of the best weights, 0 for none yet; best_loss: their loss.
    waited:     epochs since the best one; stagnated: the same since the rate was last halved.
    rate:       learning rate before the schedule's share.
    """

    rate: float
    epoch: int = 0
    best_epoch: int = 0
    best_loss: float = math.inf
    waited: int = 0
    stagnated: int = 0
    state: State = "running"


def after_epoch(
    standing: Standing,
    loss: float,
    plan: Plan,
    reference: Sequence[float] = (),
    epoch_limit: int | None = None,
) -> Standing:
    """The standing after one more epoch that ended with this validation loss.

    epoch_limit: where given, exactly so many epochs are trained and the last weights count.
    """
    epoch = standing.epoch + 1
    if not math.isfinite(loss):
        return replace(standing, epoch=epoch, state="diverged")
    improved = loss < standing.best_loss
    after = _improved(standing, loss, epoch) if improved else _stagnated(standing, epoch, plan)
    if epoch_limit is not None:
        last: State = "finished" if epoch >= epoch_limit else "running"
        return replace(after, best_epoch=epoch, state=last)
    if is_behind(epoch, after.best_loss, reference):
        return replace(after, state="dropped")
    is_over = epoch >= plan.epochs or after.waited >= plan.patience
    return replace(after, state="finished" if is_over else "running")


def is_behind(epoch: int, best_loss: float, reference: Sequence[float]) -> bool:
    """Whether a run can no longer win: after 4 and 12 epochs, its best loss is worse than the
    incumbent's best after half as many.

    reference: the incumbent's validation loss, one an epoch; empty where there is none.
    """
    if epoch not in DROP_EPOCHS or not reference:
        return False
    return best_loss > min(reference[: epoch // 2])


def _improved(standing: Standing, loss: float, epoch: int) -> Standing:
    return replace(standing, epoch=epoch, best_epoch=epoch, best_loss=loss, waited=0, stagnated=0)


def _stagnated(standing: Standing, epoch: int, plan: Plan) -> Standing:
    waited, stagnated = standing.waited + 1, standing.stagnated + 1
    rate = standing.rate
    if plan.schedule == "reduce_on_plateau" and stagnated >= plan.plateau_patience:
        rate, stagnated = max(rate * PLATEAU_FACTOR, min(rate, LOWEST_RATE)), 0
    return replace(standing, epoch=epoch, waited=waited, stagnated=stagnated, rate=rate)
