"""What a symptom saw, before its file's own words make it a finding."""

import math
from dataclasses import dataclass

from etude.records.finding import Finding, Severity


@dataclass(frozen=True)
class Seen:
    """What ``look`` of a symptom gives back.

    severity: ``diagnosis`` needs a mechanism and harm; a mechanism alone is a ``note``.
    sentence: plain, with the numbers.
    numbers:  the numbers that the rule read, by name.
    first:    the one thing to try first, where it hangs on what was seen; "" for the file's own.
    """

    severity: Severity
    sentence: str
    numbers: dict[str, float]
    first: str = ""

    def finding(self, symptom: str, meaning: str, first: str, source: str) -> Finding:
        """The finding; a number that is not known is left out, for NaN does not equal itself."""
        known = {name: one for name, one in self.numbers.items() if math.isfinite(one)}
        words = self.first or first
        return Finding(
            symptom, self.severity, self.sentence, meaning, words, tuple(known.items()), source
        )


def accuracies_said(train: float, validation: float, rows: int, example: str) -> str:
    """Both as a sentence behind another, with the guide's example; "" where one is not known.

    In: shares; rows: training rows that the first was counted on, 0 for all of them.
    """
    if math.isnan(train) or math.isnan(validation):
        return ""
    of = f" of {rows:,} training rows" if rows else ""
    return (
        f" Accuracy {100 * train:.0f} %{of} against {100 * validation:.0f} % (the guide's example:"
        f" {example})."
    )
