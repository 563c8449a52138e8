"""Targets with a long tail to the right, bent before they are standardised, and bent back."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def bend(target: Numbers, scaling: str, offset: Numbers) -> Numbers:
    """The target by its logarithm or square root (``standard``: as it is), float64 [N, T].

    offset: float64 [T], added before the logarithm; what lies below 0 counts as 0.
    """
    if scaling == "log":
        return np.log(np.maximum(target, 0.0) + offset)
    if scaling == "root":
        return np.sqrt(np.maximum(target, 0.0))
    return target


def unbend(bent: Numbers, scaling: str, offset: Numbers) -> Numbers:
    """What ``bend`` made of a target, in its own units again."""
    if scaling == "log":
        return np.maximum(np.exp(bent) - offset, 0.0)
    if scaling == "root":
        return np.maximum(bent, 0.0) ** 2
    return bent


def offset_for(target: Numbers, scaling: str) -> Numbers:
    """What to add before a logarithm, float64 [T]: nothing where no target is 0, else the
    smallest that is not (1 for counts)."""
    lowest = np.maximum(target, 0.0).min(axis=0)
    if scaling != "log":
        return np.zeros_like(lowest)
    smallest = np.where(target > 0, target, np.inf).min(axis=0)
    return np.where(lowest > 0, 0.0, np.where(np.isfinite(smallest), smallest, 1.0))
