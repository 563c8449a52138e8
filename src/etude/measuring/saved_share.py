"""What a model saves of a yardstick's loss, on rows that neither has learned from."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etude.measuring.losses import losses_by_unit
from etude.measuring.ratio import ratio_interval
from etude.measuring.weighted import MISTAKE_NATS, Truth
from etude.records.problem import METRICS, Problem

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


class SavedShare(NamedTuple):
    """Share of the yardstick's loss that the model saves (1: all of it), with its interval."""

    share: float
    low: float
    high: float


def saved_share(
    problem: Problem,
    truth: Truth,
    outputs: Floats,
    yardstick: Floats,
    clusters: Codes,
    scale: npt.ArrayLike,
    *,
    threshold: float | None = None,
) -> SavedShare:
    """1 - loss of the model / loss of the yardstick, paired by row or cluster, never above 1.

    The loss is that of ``losses_by_unit``: squared errors for rmse, 1 - metric for the metrics
    that are no mean. The interval is of the rows: another training may save another share.

    In:  as ``losses_by_unit``; ``threshold`` is the model's, the yardstick decides by default.
    Out: nan, nan, nan where a loss has no value, the yardstick has none, or there is one unit.
    """
    of_model, of_yardstick = (
        losses_by_unit(problem, truth, one, clusters, scale, threshold=at)
        for one, at in ((outputs, threshold), (yardstick, None))
    )
    return share_of_losses(of_model, of_yardstick, _mistake(problem, of_model, of_yardstick))


def share_of_losses(model: Floats, yardstick: Floats, mistake: float = 0.0) -> SavedShare:
    """``saved_share`` of losses float64 [U] of the same units; a bad one costs ``mistake``."""
    most = float(yardstick.sum())
    if len(model) < 2 or not most > 0 or np.isnan(model).any():
        return SavedShare(math.nan, math.nan, math.nan)
    saved = 1.0 - float(model.sum()) / most
    of_model = mistake if model.sum() > 0 else max(mistake, float(yardstick.max()))
    low, high = ratio_interval(model, yardstick, (of_model, mistake))
    return SavedShare(saved, min(1.0 - high, saved), max(1.0 - low, saved))


def _mistake(problem: Problem, model: Floats, yardstick: Floats) -> float:
    """What a unit that is decided wrongly costs; 0 where losses have no such step."""
    if not problem.is_classification or not METRICS[problem.metric].is_mean:
        return 0.0
    if problem.metric == "log_loss":
        return MISTAKE_NATS
    losses = np.concatenate([model, yardstick])
    return float(losses[losses > 0].min(initial=np.inf)) if losses.any() else 0.0
