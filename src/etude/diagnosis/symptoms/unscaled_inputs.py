"""Inputs are huge, far from 0, or on very different scales."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import harm
from etude.diagnosis.seen import Seen

NAME = "unscaled inputs"
STAGE = "data"
PRIORITY = 40
QUESTION = "Are input values far from 0, or the scales of columns far apart?"
MEANING = "One learning rate cannot suit weights whose inputs differ so much in size."
FIRST = "Standardise every column: subtract the training rows' mean, divide by their deviation."
SOURCE = "guide, Common Mistakes: 3. Forgetting to normalise (very slow convergence)"
BLIND = "A network that normalises its own inputs in its first layer needs no scaling."

LARGEST = 20.0  # of a value; standardised columns with long tails stay below it
SMALLEST = 0.05  # of the largest value
APART = 100.0  # largest deviation of a column over the smallest
OFF_CENTRE = 2.5  # deviations between a column's mean and 0, where half of the columns have as many


def look(evidence: Evidence) -> Seen | None:
    """Fires on a value beyond 20, where none is beyond 0.05, on scales more than 100 times apart,
    or where half of the columns lie more than 2.5 of their deviations from 0; a diagnosis where
    training came to harm."""
    largest = evidence.checked("input_scale", "largest_z")
    ratio = evidence.checked("input_scale", "scale_ratio")
    told = []
    if largest > LARGEST:
        told.append(f"an input value lies {largest:.4g} deviations out ({LARGEST:.0f} is much)")
    most = evidence.checked("input_scale", "largest")
    if 0 < most < SMALLEST:
        told.append(f"no input value is beyond {most:.2g}")
    if ratio > APART:
        told.append(f"the scales of the columns are {ratio:.4g} times apart")
    off = evidence.checked("input_scale", "off_centre")
    if off > OFF_CENTRE:
        told.append(f"half of the columns lie {off:.2g} of their deviations from 0, or further")
    if not told:
        return None
    harmed = harm(evidence)
    ending = f"; {harmed}." if harmed else "."
    return Seen(
        severity="diagnosis" if harmed else "note",
        sentence="Before training, " + " and ".join(told) + ending,
        numbers={"largest_z": largest, "scale_ratio": ratio, "off_centre": off},
    )
