"""Forecasts of the exam beside what came true, with their bands."""

import math

from etude.records.exam import ForecastShown
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart
from etude.report.figures_in_words import clipped, figure

HEIGHT = 260.0


def draw(shown: ForecastShown, place: int) -> Chart:
    """The steps before, then forecast and truth, over the steps counted from the forecast on."""
    past = list(enumerate(shown.before, start=-len(shown.before) + 1))
    ahead = range(1, len(shown.truth) + 1)
    everything = (*shown.before, *shown.truth, *shown.prediction, *shown.low, *shown.high)
    field = svg.frame((float(past[0][0] if past else 0), float(len(ahead))), svg.span(everything),
                      height=HEIGHT)  # fmt: skip
    bars = [
        svg.segment((field.x(step), field.y(low)), (field.x(step), field.y(high)), "mark")
        for step, low, high in zip(ahead, shown.low, shown.high, strict=True)
        if low < high
    ]
    last = past[-1:] if past and math.isfinite(past[-1][1]) else []
    said = field.points([*last, *zip(ahead, shown.prediction, strict=True)])
    parts = [
        svg.axes(field, "step (1 is the first one ahead)", clipped(shown.target)),
        *bars,
        svg.path(field.points(past), "line validation"),
        svg.path(said, "line train"),
        *(
            svg.dot(point, "speck", 3.0)
            for point in field.points(zip(ahead, shown.truth, strict=True))
        ),
        svg.end_labels(field, [(shown.prediction[-1], "forecast", "tick")]),
    ]
    whose = f" of {clipped(shown.series)}" if shown.series else ""
    title = f"Forecast{whose} from {shown.begins} on"
    told = (
        "The line before step 1 is what the model saw; dots are what came true, upright lines the"
        " band that should hold 80 % of them."
    )
    return chart(f"chart-forecast-{place}", title, told, HEIGHT, parts, _table(shown))


def _table(shown: ForecastShown) -> Table:
    header = ("step ahead", "forecast", "10 % lie below", "90 % lie below", "came true")
    columns = zip(shown.prediction, shown.low, shown.high, shown.truth, strict=True)
    rows = tuple((str(step), *map(figure, values)) for step, values in enumerate(columns, start=1))
    return Table(header, rows)
