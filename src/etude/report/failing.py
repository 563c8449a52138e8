"""Where it fails: classes, thresholds, residuals, the worst rows, weak groups, importance."""

from dataclasses import dataclass

from etude.records.exam import ErrorAnalysis, ForecastBand
from etude.records.figures import counted
from etude.records.moves import ExamScored, PredictorFrozen
from etude.records.notebook import Notebook
from etude.report.charts import (
    calibration,
    confusion,
    forecasts,
    importance,
    rankings,
    residuals,
    thresholds,
)
from etude.report.charts.chart import Chart, Table, first_rows, table
from etude.report.figures_in_words import capital, clipped, figure, probability, several, share

MOST_TARGETS = 4
LETTERS = 160  # shown of a text


@dataclass(frozen=True)
class Failing:
    """The error analysis; threshold: why yes is said from where it is, "" for no threshold;
    opening: the failures in one sentence, "" where there is none to tell."""

    charts: tuple[Chart, ...]
    classes: Table | None
    band: Table | None
    worst: Table | None
    slices: Table | None
    threshold: str
    opening: str


def failing(notebook: Notebook) -> Failing | None:
    """The error analysis of the exam; None before it."""
    scored, frozen = notebook.last(ExamScored), notebook.last(PredictorFrozen)
    if scored is None:
        return None
    analysis = scored.analysis
    chosen = frozen.threshold if frozen else None
    return Failing(
        charts=tuple(chart for chart in _charts(analysis, chosen) if chart is not None),
        classes=_classes(analysis),
        band=_band(analysis),
        worst=_worst(analysis),
        slices=_slices(analysis),
        threshold=frozen.threshold_reason if frozen else "",
        opening=_opening(analysis),
    )


def _opening(analysis: ErrorAnalysis) -> str:
    """The failures first: how many rows of which class are wrong, and where it is weakest."""
    told = [*_missed(analysis), *_off(analysis)]
    if analysis.slices:
        worst = max(analysis.slices, key=lambda one: one.ratio)
        where = several([clipped(part) for part in worst.conditions])
        told.append(f"weakest where {where} ({worst.ratio:.1f} times the mean loss)")
    opening = f"{capital('; '.join(told))}." if told else ""
    return f"{opening} {_band_in_words(analysis.band)}".strip() if analysis.band else opening


def _band_in_words(band: ForecastBand) -> str:
    return (
        f"{band.sentence} The pinball loss of its two ends is {figure(band.pinball)} in units of"
        " mase (lower is better)."
    )


def _missed(analysis: ErrorAnalysis) -> list[str]:
    confusion = analysis.confusion
    if confusion is None:
        return []
    wrong = [
        (sum(counts), sum(counts) - counts[place], clipped(label))
        for place, (label, counts) in enumerate(
            zip(confusion.labels, confusion.counts, strict=True)
        )
    ]
    if len(wrong) == 2:
        (noes, alarms, no), (ayes, misses, yes) = wrong
        return [
            f"of {ayes:,} that are {yes}, {_none_or(misses, 'is missed', 'are missed')}",
            f"of {noes:,} that are {no},"
            f" {_none_or(alarms, 'is a false alarm', 'are false alarms')}",
        ]
    worst = sorted((one for one in wrong if one[1]), key=lambda one: -one[1] / one[0])[:3]
    total, errors = sum(one[0] for one in wrong), sum(one[1] for one in wrong)
    shown = [f"{label} ({count:,} of {rows:,})" for rows, count, label in worst]
    most = f", most often of {several(shown)}" if shown else ""
    of_all = f"of {counted(total, 'row')}"
    return [f"{_none_or(errors, f'{of_all} is', f'{of_all} are')} given a wrong class{most}"]


def _none_or(count: int, one: str, more: str) -> str:
    return f"none {one}" if count == 0 else counted(count, one, more)


def _off(analysis: ErrorAnalysis) -> list[str]:
    return [
        f"on average {clipped(one.target)} is off by {figure(one.mae)}"
        for one in analysis.residuals[:MOST_TARGETS]
    ]


def _charts(analysis: ErrorAnalysis, chosen: float | None) -> list[Chart | None]:
    charts: list[Chart | None] = [
        *(forecasts.draw(one, place) for place, one in enumerate(analysis.forecasts, start=1)),
        confusion.draw(analysis.confusion) if analysis.confusion else None,
        rankings.draw(analysis.curves, "roc"),
        rankings.draw(analysis.curves, "precision_recall"),
        thresholds.draw(analysis.thresholds, chosen),
        thresholds.draw_cost(analysis.thresholds, chosen),
        calibration.draw(analysis.calibration) if analysis.calibration else None,
    ]
    for place, one in enumerate(analysis.residuals[:MOST_TARGETS], start=1):
        charts += [residuals.draw(one, place), residuals.draw_errors(one, place)]
    return [*charts, importance.draw(analysis.importance)]


def _classes(analysis: ErrorAnalysis) -> Table | None:
    rows = [
        (clipped(one.label), share(one.precision), share(one.recall), figure(one.f1),
         f"{one.rows:,}", f"{one.predicted:,}")
        for one in analysis.classes
    ]  # fmt: skip
    header = ("class", "precision", "recall", "F1", "truly", "said to be")
    return first_rows(header, rows) if rows else None


def _band(analysis: ErrorAnalysis) -> Table | None:
    """How much of the truth the band held at each step ahead; the nearest ones first."""
    if analysis.band is None:
        return None
    promised = share(analysis.band.nominal)
    rows = [
        (str(ahead), promised, share(held))
        for ahead, held in enumerate(analysis.band.steps, start=1)
    ]
    return table(("step ahead", "to lie in the band", "lay in it"), rows)


def _worst(analysis: ErrorAnalysis) -> Table | None:
    rows: list[tuple[str, ...]] = [
        (f"{one.unit:,}", clipped(one.truth), clipped(one.prediction), figure(one.loss))
        for one in analysis.worst
    ]
    header: tuple[str, ...] = ("row of the source (from 0)", "truth", "prediction", "loss")
    for place, (name, _) in enumerate(analysis.worst[0].cells if analysis.worst else ()):
        header = (*header, clipped(name))
        found = (clipped(one.cells[place][1]) for one in analysis.worst)
        rows = [(*row, cell) for row, cell in zip(rows, found, strict=True)]
    if any(one.text for one in analysis.worst):
        header = (*header, "text")
        told = (clipped(one.text, LETTERS) for one in analysis.worst)
        rows = [(*row, text) for row, text in zip(rows, told, strict=True)]
    return first_rows(header, rows, 20) if rows else None


def _slices(analysis: ErrorAnalysis) -> Table | None:
    rows = [
        (several([clipped(part) for part in one.conditions]), f"{one.rows:,}",
         figure(one.mean_loss), f"{one.ratio:.1f} times", probability(one.p))
        for one in analysis.slices
    ]  # fmt: skip
    header = ("rows where", "rows", "mean loss", "against the mean of all rows", "p")
    return first_rows(header, rows, 20) if rows else None
