"""The series in the section on the data: how many and how long, and a few to look at."""

from dataclasses import dataclass

from etude.records.series_facts import SeriesFacts
from etude.report.charts import series_examples
from etude.report.charts.chart import Chart


@dataclass(frozen=True)
class SeriesSection:
    """sentences: the series in plain words; examples: a chart for each of the first channels."""

    sentences: tuple[str, ...]
    examples: tuple[Chart, ...]


def series_section(series: SeriesFacts | None) -> SeriesSection | None:
    """None where a row is no series."""
    if series is None:
        return None
    shown = range(len(series.examples[0].values)) if series.examples else ()
    drawn = [series_examples.draw(f"chart-series-{one + 1}", series, one) for one in shown]
    return SeriesSection(series.sentences, tuple(one for one in drawn if one is not None))
