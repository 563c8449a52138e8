"""What a survey says of series, ready for JSON."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SeriesExample:
    """One series of the development rows.

    label:  its class, or the number it stands for.
    steps:  places of the values that are kept, evenly picked, from 0.
    values: of each channel that is shown, at these steps; NaN where missing.
    """

    label: str
    steps: tuple[int, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class SeriesFacts:
    """The series of the development rows.

    series:    how many; ``empty`` of them have no known step.
    shortest, median, longest: steps of a series.
    channels:  names of what is measured at each step.
    cells, missing: cells of all series (steps times channels), and how many of them are empty.
    examples:  a few series of each class, or some from the lowest target to the highest.
    sentences: the series in plain words.
    """

    series: int
    empty: int
    shortest: int
    median: float
    longest: int
    channels: tuple[str, ...]
    cells: int
    missing: int
    examples: tuple[SeriesExample, ...]
    sentences: tuple[str, ...]
