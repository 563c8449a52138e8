"""The series in the report: a field a class, and nothing drawn where nothing is known."""

from xml.etree import ElementTree

from etude.records.series_facts import SeriesExample, SeriesFacts
from etude.report.series_section import series_section

NAN = float("nan")


def facts(*examples: SeriesExample) -> SeriesFacts:
    sentences = ("3 series of 4 steps each, 2 channels.",)
    return SeriesFacts(3, 0, 4, 4.0, 4, ("height", "<weight>"), 24, 2, examples, sentences)


def example(label: str, *values: tuple[float, ...]) -> SeriesExample:
    return SeriesExample(label, (0, 1, 2, 3), values)


def test_one_chart_a_channel_and_one_field_a_class() -> None:
    section = series_section(
        facts(
            example("<up>", (0, 1, 2, 3), (5, 5, 5, 5)),
            example("<up>", (1, NAN, 2, 3), (5, 5, 5, 5)),
            example("down", (3, 2, 1, 0), (5, 5, 5, 5)),
        )
    )
    assert section is not None
    assert [chart.title for chart in section.examples] == [
        "Examples of height",
        "Examples of <weight>",
    ]
    drawing = ElementTree.fromstring(section.examples[0].svg)
    words = [node.text for node in drawing.iter() if node.tag.endswith("text")]
    assert words.count("<up>") == words.count("down") == 1
    assert sum(node.tag.endswith("polyline") for node in drawing.iter()) == 3
    assert section.examples[0].table.rows[1] == ("<up>", "4", "1.00", "3.00")


def test_nothing_to_draw() -> None:
    assert series_section(None) is None
    section = series_section(facts(example("up", (NAN,) * 4, (NAN,) * 4)))
    assert section is not None
    assert section.examples == ()
    assert series_section(facts()).examples == ()  # type: ignore[union-attr]
