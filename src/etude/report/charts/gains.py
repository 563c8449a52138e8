"""Every change that was judged: its gain with the interval, kept or refused."""

from collections.abc import Sequence

from etude.records.figures import counted
from etude.records.verdict import Verdict
from etude.report.charts import svg
from etude.report.charts.chart import Chart, chart, first_rows
from etude.report.figures_in_words import clipped, probability, share

ROW = 26.0
MOST = 40


def draw(verdicts: Sequence[Verdict]) -> Chart | None:
    """One line a change in the order of the study; right of zero the loss got lower."""
    shown = verdicts[:MOST]
    if not shown:
        return None
    ends = [end for one in shown for end in (one.low, one.high, 0.0)]
    height = 16.0 + ROW * len(shown) + 50.0
    low, high = svg.span(ends)
    field = svg.frame((max(low, -1.0), min(high, 1.0)), (0, 1), height=height, top=10.0, left=220.0)
    zero = field.x(0.0)
    parts = [
        svg.x_axis(field, "loss saved, with 95 % interval", shares=True),
        svg.segment((zero, field.y.start), (zero, field.y.end), "mark"),
        *(_line(field, 16.0 + ROW * (place + 0.6), one) for place, one in enumerate(shown)),
    ]
    kept = sum(one.kept for one in verdicts)
    said = (
        f"{counted(len(verdicts), 'change')} judged, {kept} kept (diamonds); the others are hollow"
        " dots. The bar is the 95 % interval of the gain; right of the line the loss got lower."
    )
    rows = [_row(one) for one in verdicts]
    header = ("change", "verdict", "gain", "from", "to", "p", "p needed", "gain that would show")
    title = "What each change brought"
    return chart("chart-changes", title, said, height, parts, first_rows(header, rows, 100))


def _line(field: svg.Frame, y: float, one: Verdict) -> str:
    at = (field.x(one.gain), y)
    mark = svg.diamond(at, "model") if one.kept else svg.dot(at, "hollow", 5.0)
    return (
        svg.text((field.x.start - 10, y + 4), clipped(one.change, 34), "tick", "end")
        + svg.segment((field.x(one.low), y), (field.x(one.high), y), "whisker")
        + mark
        + svg.text((field.x.end + 8, y + 4), "kept" if one.kept else "refused", "tick")
    )


def _row(one: Verdict) -> tuple[str, ...]:
    return (
        clipped(one.change),
        f"{'kept' if one.kept else 'refused'} ({one.judgement})",
        share(one.gain),
        share(one.low),
        share(one.high),
        probability(one.p),
        probability(one.threshold),
        share(one.smallest_gain),
    )
