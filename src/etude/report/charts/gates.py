"""The gates of an LSTM or GRU over the steps: how far each is open, and each unit's own."""

from collections.abc import Sequence
from statistics import fmean

from etude.records.inside import Gate
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart, table
from etude.report.charts.heat import grid, places_axis
from etude.report.figures_in_words import clipped, figure, several

HEIGHT, GRID_HEIGHT = 250.0, 200.0
STYLES = ("first", "second", "third")
# What an open gate does.
MEANS = {
    "input_gate": "where it is open, a step is written into the memory",
    "forget_gate": "where it is open, the memory is kept",
    "output_gate": "where it is open, the memory is shown to what comes after",
    "reset_gate": "where it is open, the old memory has a say in what is new",
    "update_gate": "where it is open, the old memory stays",
}


def gate_name(gate: Gate) -> str:
    """``forget gate``."""
    return gate.name.replace("_", " ")


def draw_means(gates: Sequence[Gate], places: Sequence[str]) -> Chart | None:
    """A line a gate, the mean over its units; None where there are no gates."""
    if not gates:
        return None
    across = (0.0, float(max(len(places) - 1, 1)))
    field = svg.frame(across, (0.0, 1.0), height=HEIGHT)
    parts = [svg.axes(field, places_axis(places), "how far open")]
    for gate, css in zip(gates, STYLES, strict=False):
        parts.append(svg.path(field.points(enumerate(gate.mean)), f"line {css}"))
    ends = [(gate.mean[-1], gate.name.removesuffix("_gate"), "label") for gate in gates]
    parts.append(svg.end_labels(field, ends))
    told = several([f"{gate_name(one)} {figure(fmean(one.mean), 2)}" for one in gates])
    said = f"Mean over the units, 0 shut to 1 open. Over all steps: {told}."
    return chart(
        "chart-gates", "The gates step by step", said, HEIGHT, parts, _table(gates, places)
    )


def draw_units(gate: Gate, places: Sequence[str]) -> Chart:
    """Units down, steps across, the darker the further open."""
    units = [f"unit {place}" for place in range(1, len(gate.units) + 1)]
    cells, height = grid(gate.units, units, places, height=GRID_HEIGHT)
    said = f"Each row is a unit, each column a place in the row; dark is open: {MEANS[gate.name]}."
    title = f"The {gate_name(gate)}, unit by unit"
    behind = _table([gate], places)
    return chart(f"chart-gate-{gate.name}", title, said, height, [cells], behind)


def _table(gates: Sequence[Gate], places: Sequence[str]) -> Table:
    rows = [
        (clipped(name, 30), *(figure(gate.mean[place], 2) for gate in gates))
        for place, name in enumerate(places)
    ]
    return table(("step", *(gate_name(gate) for gate in gates)), rows, 64)
