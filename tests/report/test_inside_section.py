"""One row as the network reads it, from records made by hand."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from etude.records.inside import Attention, Gate, Inside, MemoryTrace, Part
from etude.records.moves import PredictorFrozen
from etude.records.notebook import Notebook
from etude.report.charts.attention import mean_of, most_seen
from etude.report.charts.heat import grid
from etude.report.document import render
from etude.report.inside_section import inside_section, sentences

HOSTILE = "<script>alert(1)</script>"
INSIDE = Inside(
    unit=7,
    chosen="the usual one",
    data_kind="text",
    model="transformer",
    members=3,
    truth="ham",
    answer="spam",
    sure=0.9,
    measure="probability of the answer",
    whole=0.8,
    parts=(Part("free", 0.4), Part(HOSTILE, -0.1)),
    places=("free", HOSTILE),
    attention=(
        Attention(1, 1, ((1.0, 0.0), (1.0, 0.0))),
        Attention(1, 2, ((0.0, 1.0), (0.5, 0.5))),
    ),
)


def with_inside(notebook: Notebook, inside: Inside | None) -> Notebook:
    entries = [
        replace(entry, result=replace(entry.result, inside=inside))
        if isinstance(entry.result, PredictorFrozen)
        else entry
        for entry in notebook
    ]
    return Notebook(notebook.question, tuple(entries))


def joined(told: Iterable[str]) -> str:
    return " ".join(told)


def test_the_report_has_the_section_where_something_was_looked_into(finished: Notebook) -> None:
    assert 'id="inside"' not in render(finished)
    page = render(with_inside(finished, INSIDE))
    assert '<a href="#inside">' in page
    assert 'id="chart-attention-1-2"' in page
    assert HOSTILE not in page


def test_the_words_say_whose_answer_it_is_and_what_it_hangs_on() -> None:
    told = joined(sentences(INSIDE))
    assert "the truth is ham, the answer spam, 90 % sure" in told
    assert "the first of 3 networks that answer together, a Transformer" in told
    assert "“free” (0.400)" in told
    assert "Most against it speaks “<script>" in told


def test_who_is_looked_at_most_is_told_with_its_share() -> None:
    mean = mean_of(INSIDE.attention)
    assert mean == ((0.5, 0.5), (0.75, 0.25))
    assert most_seen(mean, INSIDE.places) == ("free", 0.625)
    assert "it gets 62 % of all looking, where 50 % would be its equal part" in joined(
        sentences(INSIDE)
    )


SERIES = replace(
    INSIDE,
    data_kind="series",
    model="gru",
    attention=(),
    parts=(Part("1", 0.0), Part("2", 0.1)),
    places=("1", "2"),
    lines=(("speed", (0.5, -1.0)),),
    memory=(MemoryTrace("forward", (1.0, 2.0), (1.0, 1.5)),),
    gates=(Gate("update_gate", (0.2, 0.9), ((0.1, 0.8), (0.3, 1.0))),),
    scaling="channel",
)


@pytest.mark.parametrize(
    ("scaling", "read_as"),
    [
        ("channel", "the mean of its column over the training rows"),
        ("instance", "the mean of this series"),
        ("last", "the last value of this series"),
    ],
)
def test_a_hidden_step_is_read_as_what_series_are_measured_from(scaling: str, read_as: str) -> None:
    section = inside_section(replace(SERIES, scaling=scaling))
    assert section is not None
    assert f"(read as {read_as})" in section.charts[0].description


def test_memory_and_gates_are_drawn_for_steps_of_a_series() -> None:
    section = inside_section(SERIES)
    assert section is not None
    assert [chart.name for chart in section.charts] == [
        "chart-steps",
        "chart-memory-forward",
        "chart-gates",
        "chart-gate-update_gate",
    ]
    told = joined(section.sentences)
    assert "the memory changes most at step 2" in told
    assert "The update gate is between 0.20 and 0.90 open" in told


def test_a_grid_is_darkest_where_the_value_is_largest() -> None:
    cells, _ = grid(((0.0, 1.0), (0.5, 0.5)), ("a", "b"), ("c", "d"))
    assert cells.count("<path") == 2
    darkest = cells[cells.rindex("<path") :]
    assert 'd="M1 0h1v1h-1z"' in darkest
    assert 'fill-opacity="0.90"' in darkest
    assert 'd="M0 1h2v1h-2z"' in cells  # neighbours of one shade are one box
