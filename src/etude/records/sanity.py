"""A sanity check: something that must hold before a full training is worth its time."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SanityCheck:
    """One check before the baseline.

    name:     what was checked. passed: whether it holds.
    evidence: one plain sentence with the numbers. numbers: the same by name.
    """

    name: str
    passed: bool
    evidence: str
    numbers: Mapping[str, float]
