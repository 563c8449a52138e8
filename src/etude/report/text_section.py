"""The texts in the section on the data: lengths, words, alphabets, and labels in doubt."""

from dataclasses import dataclass

from etude.records.survey import Doubt, TextFacts
from etude.report.charts import histogram
from etude.report.charts.chart import Chart, Table
from etude.report.figures_in_words import clipped, share


@dataclass(frozen=True)
class TextSection:
    """sentences: the texts in plain words; cuts: what a limited length misses; doubts: equal texts
    with different classes, telling: words that speak for a class; None where there are none."""

    sentences: tuple[str, ...]
    lengths: Chart | None
    cuts: Table
    doubts: Table | None
    telling: Table | None


def text_section(texts: TextFacts | None) -> TextSection | None:
    """None where no text was read."""
    if texts is None:
        return None
    drawn = texts.lengths and histogram.draw_numbers(
        "chart-text-lengths", "text length (tokens)", texts.lengths
    )
    return TextSection(
        texts.sentences, drawn or None, _cuts(texts), _doubts(texts.doubts), _telling(texts)
    )


def _cuts(texts: TextFacts) -> Table:
    rows = tuple((f"{one.longest:,}", share(one.texts), share(one.tokens)) for one in texts.cuts)
    return Table(("tokens read", "texts cut", "tokens not seen"), rows)


def _doubts(doubts: tuple[Doubt, ...]) -> Table | None:
    rows = tuple(
        (
            clipped(one.text, 120),
            ", ".join(f"{clipped(label.value, 30)} ({label.count:,})" for label in one.labels),
        )
        for one in doubts
    )
    return Table(("text", "classes it has (rows)"), rows) if rows else None


def _telling(texts: TextFacts) -> Table | None:
    rows = tuple(
        (clipped(one.word, 40), clipped(one.label, 40), f"{one.rows:,}", share(one.share))
        for one in texts.telling
    )
    return Table(("word", "speaks for", "texts with it", "of that class"), rows) if rows else None
