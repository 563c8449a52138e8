"""A series over its steps, and below it how much the answer hangs on each."""

from collections.abc import Sequence

from etude.records.inside import Inside, Part
from etude.report.charts import svg
from etude.report.charts.chart import Chart, chart
from etude.report.charts.tokens import behind
from etude.report.figures_in_words import clipped

HEIGHT, BARS = 250.0, 110.0
_READ_AS = {  # where a hidden step lies, by what series are measured from
    "channel": "the mean of its column over the training rows",
    "instance": "the mean of this series",
    "last": "the last value of this series",
}
STYLES = ("first", "second", "third", "fourth", "fifth")


def draw(inside: Inside) -> Chart | None:
    """The first five channels as lines over bars of importance."""
    parts = inside.parts
    if not parts or not inside.lines:
        return None
    shown = inside.lines[: len(STYLES)]
    across = (0.0, float(max(len(parts), 2)))
    values = [value for _, line in shown for value in line]
    field = svg.frame(across, svg.span(values), height=HEIGHT)
    drawn = [svg.axes(field, "", "value, scaled")]
    for (_, line), css in zip(shown, STYLES, strict=False):
        middles = ((place + 0.5, value) for place, value in enumerate(line))
        drawn.append(svg.path(field.points(middles), f"line {css}"))
    ends = [(line[-1], clipped(channel, 14), "label") for channel, line in shown]
    drawn += [svg.end_labels(field, ends), *_bars(parts, field)]
    said = (
        "Above the series as the network is given it; below, for each step, what is lost of the"
        f" {inside.measure} when it is hidden (read as {_READ_AS[inside.scaling]})."
    )
    if len(inside.lines) > len(shown):
        said += f" The first {len(shown)} of {len(inside.lines)} channels are drawn."
    title = "What the answer hangs on"
    table = behind(parts, inside.measure)
    return chart("chart-steps", title, said, HEIGHT + BARS, drawn, table)


def _bars(parts: Sequence[Part], field: svg.Frame) -> list[str]:
    strongest = max(abs(part.importance) for part in parts) or 1.0
    middle, half = HEIGHT + BARS / 2 - 14.0, BARS / 2 - 14.0
    drawn = [svg.segment((field.x.start, middle), (field.x.end, middle), "grid")]
    for place, part in enumerate(parts):
        left, right = field.x(float(place)), field.x(place + 1.0)
        tall = half * abs(part.importance) / strongest
        css, y = ("right", middle - tall) if part.importance >= 0 else ("wrong", middle)
        drawn.append(svg.box((left + 0.3, y), (right - left - 0.6, tall), css))
    words = f"step 1 to {parts[-1].name.rsplit('-', 1)[-1]}"
    center = (field.x.start + field.x.end) / 2
    return [*drawn, svg.text((center, HEIGHT + BARS - 4), words, "axis", "middle")]
