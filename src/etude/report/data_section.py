"""The data: what the survey saw, which columns are left out, what was cleaned, how it is split."""

from dataclasses import dataclass

from etude.records.figures import counted
from etude.records.moves import Explored, Sealed
from etude.records.note import Note
from etude.records.overview import Overview
from etude.records.split import Split
from etude.records.survey import ColumnFacts, Survey, TargetFacts
from etude.report.charts import histogram
from etude.report.charts.chart import Chart, Table, first_rows
from etude.report.figures_in_words import clipped, figure, share
from etude.report.series_section import SeriesSection, series_section
from etude.report.text_section import TextSection, text_section

MOST_COLUMNS = 150
MOST_HISTOGRAMS = 12
MOST_NOTES = 100
MEASURES = {"roc_auc": "ROC AUC", "share_right": "share right", "r2": "R²"}


@dataclass(frozen=True)
class DataSection:
    """split: None where no target was named, so that no rows are shared out; split_reason: the
    rule with its numbers; repeats: equal rows, in words."""

    targets: tuple[str, ...]
    target_charts: tuple[Chart, ...]
    columns: Table
    left_out: Table | None
    acts: Table | None
    split: Table | None
    split_reason: str
    repeats: str
    singles: Table | None
    pairs: Table | None
    order: tuple[str, ...]
    warnings: tuple[str, ...]
    histograms: tuple[Chart, ...]
    texts: TextSection | None
    series: SeriesSection | None


def data_section(explored: Explored | Overview, sealed: Sealed | None) -> DataSection:
    """The whole section; ``sealed`` adds what reading did, and the sealed rows' count."""
    survey = explored.survey
    split = explored.split if isinstance(explored, Explored) else None
    notes = [*(sealed.notes if sealed else ()), *explored.notes]
    return DataSection(
        targets=tuple(target.sentence for target in survey.targets),
        target_charts=_target_charts(survey.targets),
        columns=_columns(survey),
        left_out=_left_out(survey),
        acts=_acts(notes),
        split=_split(split, sealed.test_rows if sealed else split.test) if split else None,
        split_reason=split.reason if split else "",
        repeats=_repeats(survey),
        singles=_singles(survey),
        pairs=_pairs(survey),
        order=tuple(_order(survey)),
        warnings=tuple(note.text for note in survey.warnings),
        histograms=_histograms(survey),
        texts=text_section(survey.texts),
        series=series_section(survey.series),
    )


def _target_charts(targets: tuple[TargetFacts, ...]) -> tuple[Chart, ...]:
    charts = []
    for place, target in enumerate(targets[:4], start=1):
        name = f"chart-target-{place}"
        if target.classes:
            charts.append(histogram.draw_classes(name, target.name, target.classes))
        elif target.numbers is not None:
            charts.append(histogram.draw_numbers(name, target.name, target.numbers))
    return tuple(chart for chart in charts if chart is not None)


def _histograms(survey: Survey) -> tuple[Chart, ...]:
    numbered = [one for one in survey.columns if one.used and one.numbers is not None]
    charts = [
        histogram.draw_numbers(f"chart-column-{place}", one.name, one.numbers)
        for place, one in enumerate(numbered[:MOST_HISTOGRAMS], start=1)
        if one.numbers is not None
    ]
    return tuple(chart for chart in charts if chart is not None)


def _columns(survey: Survey) -> Table:
    rows = [
        (clipped(one.name), one.kind, "yes" if one.used else "no", share(one.missing_share),
         f"{one.distinct:,}", clipped(one.sentence, 160))
        for one in survey.columns
    ]  # fmt: skip
    return first_rows(("column", "kind", "used", "empty", "values", "facts"), rows, MOST_COLUMNS)


def _left_out(survey: Survey) -> Table | None:
    rows = [_because(one) for one in survey.columns if not one.used]
    return first_rows(("left out", "because"), rows, MOST_COLUMNS) if rows else None


def _because(column: ColumnFacts) -> tuple[str, str]:
    return clipped(column.name), clipped(column.reason, 160) or "no reason was recorded"


def _acts(notes: list[Note]) -> Table | None:
    rows = [
        (note.act.replace("-", " ").replace("_", " "), clipped(note.text, 200),
         "" if note.count is None else f"{note.count:,}")
        for note in notes
    ]  # fmt: skip
    return first_rows(("act", "what was done", "rows or cells"), rows, MOST_NOTES) if rows else None


def _split(split: Split, test_rows: int) -> Table:
    crossed = split.lane == "cross-validation"
    rows = [
        ("learning" + (" (of one fold)" if crossed else ""), f"{split.train:,}",
         "weights are learned from them"),
        ("stopping" + (" (of one fold)" if crossed else ""), f"{split.validation:,}",
         "they say when to stop"),
        ("judging", "each fold in turn" if crossed else f"{split.confirmation:,}",
         "changes are compared on them"),
        ("test", f"{test_rows:,}", "sealed first, opened once at the end"),
    ]  # fmt: skip
    return Table(("part", "rows", "what for"), tuple(rows))


def _repeats(survey: Survey) -> str:
    repeats = survey.repeats
    return (
        f"{counted(repeats.equal, 'row')} equal to an earlier one in inputs and target,"
        f" {repeats.contradicting:,} with equal inputs and another target, at least"
        f" {repeats.nearly_equal:,} nearly equal."
    )


def _singles(survey: Survey) -> Table | None:
    rows = [
        (clipped(one.column), MEASURES.get(one.measure, one.measure), figure(one.value))
        for one in survey.single_columns
    ]
    return first_rows(("column alone", "measure", "value"), rows) if rows else None


def _pairs(survey: Survey) -> Table | None:
    rows = [
        (clipped(one.left), clipped(one.right), f"{one.correlation:.2f}") for one in survey.pairs
    ]
    return first_rows(("column", "and", "correlation"), rows) if rows else None


def _order(survey: Survey) -> list[str]:
    said = [
        f"{clipped(one.column)} is a date; the rows "
        + ("do not follow it." if one.order == "none" else f"follow it ({one.order}).")
        for one in survey.time_order
    ]
    return [*said, *(["The rows are sorted by the target."] if survey.sorted_by_target else [])]
