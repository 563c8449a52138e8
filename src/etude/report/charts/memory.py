"""A recurrent memory over the steps: how much it holds, and how much each step changed it."""

from collections.abc import Sequence

from etude.records.inside import MemoryTrace
from etude.report.charts import svg
from etude.report.charts.chart import Chart, chart, table
from etude.report.charts.heat import places_axis
from etude.report.figures_in_words import clipped, figure

HEIGHT = 250.0


def draw(trace: MemoryTrace, places: Sequence[str]) -> Chart:
    """Two lines over the places, the largest change marked."""
    largest = max(range(len(places)), key=lambda place: trace.change[place])
    across = (0.0, float(max(len(places) - 1, 1)))
    top = max((*trace.size, *trace.change, 1e-9)) * 1.05
    field = svg.frame(across, (0.0, top), height=HEIGHT)
    at = field.x(float(largest))
    ends = [(trace.size[-1], "memory", "label"), (trace.change[-1], "change", "label")]
    parts = [
        svg.axes(field, places_axis(places), "length of the vector"),
        svg.segment((at, field.y.start), (at, field.y.end), "mark"),
        svg.text((at + 4, field.y.end + 10), clipped(places[largest], 24), "tick"),
        svg.path(field.points(enumerate(trace.size)), "line first"),
        svg.path(field.points(enumerate(trace.change)), "line second"),
        svg.end_labels(field, ends),
    ]
    said = (
        f"Reading {trace.direction}: the solid line is how much the memory holds after each step,"
        " the dashed one how much the step changed it; most at"
        f" “{clipped(places[largest], 30)}”."
    )
    rows = [
        (clipped(name, 30), figure(size), figure(change))
        for name, size, change in zip(places, trace.size, trace.change, strict=True)
    ]
    behind = table(("step", "memory", "change"), rows, 64)
    title = f"The memory step by step, read {trace.direction}"
    return chart(f"chart-memory-{trace.direction}", title, said, HEIGHT, parts, behind)
