"""What is learned, of training and validation rows: whether one has more of a class, or higher
numbers."""

import math
from typing import Any

from torch import Tensor

from etude.diagnosis.chance import standard_error

LUCK = 4.0  # deviations of a chi-square number that even classes may lie from its mean


def targets_apart(learned: Tensor, judged: Tensor) -> dict[str, Any]:
    """Facts of the class whose share differs most, or of the mean of numbers; none where either
    part has no rows, or where the classes of the training rows were made even, as by resampling.

    In: targets of training and validation rows, int64 or float32 [rows].
    """
    if len(learned) < 2 or len(judged) < 2:
        return {}
    if learned.is_floating_point():
        return _of_numbers(learned.double(), judged.double())
    classes = 1 + int(max(learned.max(), judged.max()))
    counts, judged_counts = (one.bincount(minlength=classes) for one in (learned, judged))
    if _are_even(counts[counts + judged_counts > 0]):
        return {}
    shares = (counts / len(learned)).tolist()
    others = (judged_counts / len(judged)).tolist()
    apart = max(range(classes), key=lambda one: abs(shares[one] - others[one]))
    error = math.hypot(
        standard_error(shares[apart], len(learned)), standard_error(others[apart], len(judged))
    )
    return _facts(apart, shares[apart], others[apart], error)


def _of_numbers(learned: Tensor, judged: Tensor) -> dict[str, Any]:
    deviation = float(learned.std())
    if not deviation > 0:
        return {}
    mean = float((judged.mean() - learned.mean()) / deviation)
    spread = float(judged.std()) / deviation
    return _facts(-1, 0.0, mean, math.hypot(len(learned) ** -0.5, spread * len(judged) ** -0.5))


def _are_even(counts: Tensor) -> bool:
    """Whether counts of classes differ no more than by the luck of rows drawn evenly."""
    even = counts.double().mean()
    far = float(((counts - even) ** 2 / even).sum())
    freedom = len(counts) - 1
    return far <= freedom + LUCK * math.sqrt(2.0 * freedom)


def _facts(apart: int, learned: float, judged: float, error: float) -> dict[str, Any]:
    return {
        "apart_class": apart,
        "learned_share": learned,
        "validation_share": judged,
        "shares_error": error,
    }
