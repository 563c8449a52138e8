"""Calibration: of the rows said to be 70 % sure, are 70 % right?"""

from etude.records.exam import CalibrationCurve
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart
from etude.report.figures_in_words import clipped, figure, share

HEIGHT = 280.0


def draw(calibration: CalibrationCurve) -> Chart | None:
    """Dots at what was said and what came true; larger dots hold more rows."""
    bins = [part for part in calibration.bins if part.rows]
    if not bins:
        return None
    field = svg.frame((0.0, 1.0), (0.0, 1.0), height=HEIGHT, right=190.0)
    start, end = field.points([(0.0, 0.0), (1.0, 1.0)])
    places = field.points((part.said, part.came_true) for part in bins)
    most = max(part.rows for part in bins)
    parts = [
        svg.axes(field, "said", "came true"),
        svg.segment(start, end, "mark"),
        svg.path(places, "line first"),
        *(
            svg.dot(place, "filled", 3.0 + 5.0 * (part.rows / most) ** 0.5)
            for place, part in zip(places, bins, strict=True)
        ),
        svg.text((end[0] + 8, end[1] + 4), "as said", "tick"),
    ]
    whose = (
        f"the probability of {clipped(calibration.label)}"
        if calibration.label
        else ("the probability of the predicted class")
    )
    said = (
        f"On average {whose} is {share(calibration.error)} away from what came true; on the dotted"
        " line both are equal. Larger dots hold more rows."
    )
    rows = tuple(
        (f"{figure(part.low)} to {figure(part.high)}", f"{part.rows:,}", share(part.said),
         share(part.came_true))
        for part in bins
    )  # fmt: skip
    behind = Table(("probability", "rows", "said", "came true"), rows)
    return chart("chart-calibration", "Calibration", said, HEIGHT, parts, behind)
