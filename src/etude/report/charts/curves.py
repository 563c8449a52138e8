"""Training and validation loss of one plan over the epochs, every run thin, their mean thick."""

import math
from collections.abc import Sequence
from statistics import fmean, median

from etude.records.figures import counted
from etude.records.trial import Run
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart, table
from etude.report.figures_in_words import figure

MOST_RUNS = 6
MOST_POINTS = 80
HEIGHT = 250.0


def draw(name: str, title: str, runs: Sequence[Run]) -> Chart | None:
    """The curves of these runs with the chosen epoch marked; None where nothing was recorded."""
    trained = [run for run in runs if run.curves.validation_loss and run.curves.train_loss]
    if not trained:
        return None
    train = mean_curve([run.curves.train_loss for run in trained])
    validation = mean_curve([run.curves.validation_loss for run in trained])
    field = _field(train, validation)
    parts = [
        svg.axes(field, "epoch", "loss"),
        *_thin(field, trained),
        svg.path(_places(field, train), "line train"),
        svg.path(_places(field, validation), "line validation"),
        _chosen(field, trained),
        _names(field, train, validation),
    ]
    said = _described(trained, train, validation)
    return chart(name, title, said, HEIGHT, parts, _table(train, validation))


def mean_curve(curves: Sequence[Sequence[float]]) -> list[float]:
    """Mean over all runs as long as at least half of them train; one that stopped keeps its last
    loss, so that the mean never falls because a poor run left. A diverged run does leave."""
    lengths = sorted(len(curve) for curve in curves)
    last = lengths[len(lengths) // 2]
    return [fmean(_values(curves, epoch)) for epoch in range(last)]


def _values(curves: Sequence[Sequence[float]], epoch: int) -> list[float]:
    lasting = [curve for curve in curves if epoch < len(curve) or math.isfinite(curve[-1])]
    return [curve[min(epoch, len(curve) - 1)] for curve in lasting]


def _field(train: Sequence[float], validation: Sequence[float]) -> svg.Frame:
    """A loss that explodes would flatten everything else: beyond 3 medians the top cuts it off."""
    values = [value for value in (*train, *validation) if math.isfinite(value)]
    cut = 3 * median(values) if values else 1.0
    low, high = svg.span(min(value, cut) for value in values)
    last = max(len(train), len(validation), 2)
    return svg.frame((1.0, float(last)), (max(low, 0.0), high), height=HEIGHT)


def _places(field: svg.Frame, curve: Sequence[float]) -> list[svg.Point]:
    step = max(1, math.ceil(len(curve) / MOST_POINTS))
    kept = [*range(0, len(curve) - 1, step), len(curve) - 1]
    return field.points((float(epoch + 1), curve[epoch]) for epoch in kept)


def _thin(field: svg.Frame, runs: Sequence[Run]) -> list[str]:
    if len(runs) < 2:
        return []
    shown = runs[:MOST_RUNS]
    return [svg.path(_places(field, run.curves.train_loss), "thin train") for run in shown] + [
        svg.path(_places(field, run.curves.validation_loss), "thin validation") for run in shown
    ]


def _chosen(field: svg.Frame, runs: Sequence[Run]) -> str:
    epochs = [run.best_epoch for run in runs if run.best_epoch]
    if not epochs:
        return ""
    at = field.x(median(epochs))
    edge = at > (field.x.start + field.x.end) / 2
    words = f"epoch {median(epochs):.0f} kept"
    place = (at - 5, field.y.end + 10) if edge else (at + 5, field.y.end + 10)
    return svg.segment((at, field.y.start), (at, field.y.end), "mark") + svg.text(
        place, words, "tick", "end" if edge else "start"
    )


def _names(field: svg.Frame, train: Sequence[float], validation: Sequence[float]) -> str:
    labels = [(train[-1], "training", "label train"), (validation[-1], "validation", "label")]
    return svg.end_labels(field, [label for label in labels if math.isfinite(label[0])])


def _described(runs: Sequence[Run], train: Sequence[float], validation: Sequence[float]) -> str:
    best = [run for run in runs if run.best_epoch]
    if not best:
        return f"{counted(len(runs), 'run')}; none kept any weights, the loss was not finite."
    longest = counted(max(run.epochs for run in runs), "epoch")
    mean = (
        ""
        if len({run.epochs for run in runs}) == 1
        else " The thick lines are means until half the runs have stopped; a run that stopped"
        " keeps its last loss in them."
    )
    return (
        f"{counted(len(runs), 'run')} over up to {longest}.{mean}"
        f" Training loss (dashed) ends at {figure(train[-1])}, validation loss (solid) at"
        f" {figure(validation[-1])}; the weights of epoch"
        f" {median(run.best_epoch for run in best):.0f} (median) were kept, at validation loss"
        f" {figure(fmean(run.validation_loss for run in best))}."
    )


def _table(train: Sequence[float], validation: Sequence[float]) -> Table:
    rows = [
        (str(epoch + 1), figure(a, 4), figure(b, 4))
        for epoch, (a, b) in enumerate(zip(train, validation, strict=False))
    ]
    return table(("epoch", "training loss", "validation loss"), rows, 15)
