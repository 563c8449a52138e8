"""A finding: one symptom of the catalogue, seen in one trial, with its numbers."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["note", "diagnosis"]


@dataclass(frozen=True)
class Finding:
    """What was seen, what it usually means, and how sure the numbers are.

    symptom:  name of the symptom in the catalogue, for example ``overfitting``.
    severity: ``diagnosis`` needs a mechanism and harm; a mechanism alone is a ``note``.
    seen:     one plain sentence with the numbers.
    meaning:  one plain sentence: what it usually means.
    first:    one plain sentence: the one thing to try first.
    evidence: the numbers that the rule read, by name.
    source:   section of the guide or paper.
    """

    symptom: str
    severity: Severity
    seen: str
    meaning: str
    first: str
    evidence: tuple[tuple[str, float], ...]
    source: str
