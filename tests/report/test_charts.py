import math
import re
from xml.etree import ElementTree

import pytest

from etude.records.exam import Confusion, Importance, Interval, ThresholdRow
from etude.records.moves import ExamScored, Explored, Judge, MoreData, RangeTested, Trained
from etude.records.notebook import Notebook
from etude.records.range_test import RangeTest
from etude.records.survey import ValueCount
from etude.records.trial import Curves, Run
from etude.report.charts import (
    calibration,
    confusion,
    curves,
    gains,
    histogram,
    importance,
    learning,
    range_test,
    rankings,
    residuals,
    svg,
    thresholds,
    yardsticks,
)
from etude.report.charts.chart import Chart, first_rows, table


def every_chart(finished: Notebook, beaten: Notebook) -> list[Chart | None]:
    exam, numbers = finished.last(ExamScored), beaten.last(ExamScored)
    ranged, explored = finished.first(RangeTested), finished.first(Explored)
    assert exam
    assert numbers
    assert ranged
    assert explored
    analysis, column = exam.analysis, explored.survey.columns[0]
    assert analysis.confusion
    assert analysis.calibration
    assert column.numbers
    return [
        confusion.draw(analysis.confusion),
        rankings.draw(analysis.curves, "roc"),
        rankings.draw(analysis.curves, "precision_recall"),
        calibration.draw(analysis.calibration),
        thresholds.draw(analysis.thresholds, 0.4),
        thresholds.draw_cost(analysis.thresholds, 0.4),
        importance.draw(analysis.importance),
        residuals.draw(numbers.analysis.residuals[0], 1),
        residuals.draw_errors(numbers.analysis.residuals[0], 1),
        gains.draw([move.verdict for move in finished.moves(Judge)]),
        range_test.draw(ranged.test, 0.001),
        learning.draw(finished.moves(MoreData)[0]),
        curves.draw("chart-trial-1", "Trial 1", finished.results(Trained)[0].trial.runs),
        histogram.draw_numbers("chart-column-1", column.name, column.numbers),
        histogram.draw_classes("chart-target-1", "t", (ValueCount("<b>", 3), ValueCount("c", 0))),
        yardsticks.draw("RMSE", "minimise", [("naive", 2.0)], (1.0, Interval(0.8, 1.2, "")), "9"),
    ]


def test_every_chart_is_whole_xml_with_words_and_a_table(
    finished: Notebook, beaten: Notebook
) -> None:
    for chart in every_chart(finished, beaten):
        assert chart is not None
        root = ElementTree.fromstring(chart.svg)
        title, about = root[0], root[1]
        assert (title.text, about.text) == (chart.title, chart.description)
        assert root.attrib["role"] == "img"
        assert chart.description.endswith((".", "%)")), chart.description
        assert chart.table.rows
        assert {len(row) for row in chart.table.rows} == {len(chart.table.header)}


def test_no_mark_leaves_the_drawing(finished: Notebook, beaten: Notebook) -> None:
    for chart in every_chart(finished, beaten):
        assert chart is not None
        height = float(re.findall(r'viewBox="0 0 640 (\d+)"', chart.svg)[0])
        places = re.findall(r'points="([^"]+)"', chart.svg)
        pairs = [pair.split(",") for line in places for pair in line.split()]
        assert all(0 <= float(x) <= 640 and 0 <= float(y) <= height for x, y in pairs)
        assert "nan" not in chart.svg
        assert "inf" not in re.sub(r"<(title|desc).*?</\1>", "", chart.svg)


def test_ticks_are_round_and_within_the_scale() -> None:
    assert svg.Scale(0.0, 1.0, 0, 100).ticks() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert svg.Scale(1e-4, 0.5, 0, 100, True).ticks() == pytest.approx([1e-4, 1e-3, 1e-2, 0.1])
    assert svg.Scale(3.0, 3.0, 0, 100)(3.0) == 50
    assert svg.Scale(0.0, 1.0, 0, 100)(9.0) == 100


def test_a_span_of_nothing_finite_is_still_a_span() -> None:
    assert svg.span([]) == (0.0, 1.0)
    assert svg.span([math.nan, math.inf]) == (0.0, 1.0)
    assert svg.span([2.0, 2.0])[0] < 2.0 < svg.span([2.0, 2.0])[1]


def test_a_run_that_diverged_is_drawn_as_far_as_it_went() -> None:
    broken = Run(1, "hold-out", 0, 3, 9, "diverged",
                 Curves(train_loss=(0.7, 3e9, math.nan), validation_loss=(0.8, math.inf, math.nan))
                 )  # fmt: skip
    chart = curves.draw("chart-trial-1", "Trial 1", [broken])
    assert chart is not None
    assert "none kept any weights" in chart.description
    ElementTree.fromstring(chart.svg)


def test_a_run_that_recorded_nothing_is_not_drawn() -> None:
    assert curves.draw("c", "t", [Run(1, "hold-out", 0, 0, 0, "diverged")]) is None


def test_the_mean_goes_on_while_half_of_the_runs_do() -> None:
    assert curves.mean_curve([(2.0, 2.0, 2.0), (4.0, 4.0), (3.0,)]) == [3.0, 3.0]
    poor_run_stops = [(1.0, 1.0), (1.0, 1.0), (4.0,)]
    assert curves.mean_curve(poor_run_stops) == [2.0, 2.0]


def test_many_classes_are_cut_to_the_largest() -> None:
    labels = tuple(f"class {place}" for place in range(40))
    counts = tuple(tuple(int(a == b) * (a + 1) for b in range(40)) for a in range(40))
    chart = confusion.draw(Confusion(labels, counts))
    assert chart is not None
    assert "28 smaller classes" in chart.table.note
    assert chart.table.rows[-1][0] == "class 39"


def test_nothing_to_draw_gives_no_chart() -> None:
    assert confusion.draw(Confusion((), ())) is None
    assert rankings.draw((), "roc") is None
    assert thresholds.draw((), None) is None
    assert thresholds.draw_cost((ThresholdRow(0.5, 1, 1, 1, None),), None) is None
    assert importance.draw(()) is None
    assert gains.draw(()) is None
    assert yardsticks.draw("RMSE", "minimise", (), None, "no rows") is None
    assert range_test.draw(RangeTest((), (), 0.01, math.inf), None) is None
    assert histogram.draw_classes("c", "t", ()) is None


def test_importance_without_a_finite_share_is_drawn() -> None:
    chart = importance.draw([Importance("a", 0.0, 0.0, math.nan)])
    assert chart is not None
    assert chart.table.rows[0][-1] == "not known"


def test_tables_say_what_they_leave_out() -> None:
    rows = [(str(place),) for place in range(100)]
    thin = table(("n",), rows, 10)
    assert len(thin.rows) == 10
    assert thin.rows[-1] == ("99",)
    assert "10 of 100" in thin.note
    assert first_rows(("n",), rows, 10).note == "90 more are left out."
    assert table(("n",), rows[:5]).note == ""


def test_an_infinite_interval_end_does_not_break_the_yardsticks() -> None:
    own = (1.0, Interval(0.5, math.inf, ""))
    chart = yardsticks.draw("RMSE", "minimise", [("naive", 2.0)], own, "9 rows")
    assert chart is not None
    ElementTree.fromstring(chart.svg)


def test_what_is_not_known_is_not_drawn() -> None:
    own = (math.nan, Interval(math.nan, math.nan, "none"))
    chart = yardsticks.draw("R2", "maximise", [("naive", math.nan), ("linear", 0.4)], own, "9")
    assert chart is not None
    assert "nan" not in chart.svg
    assert chart.svg.count("<circle") == 1
    assert "no interval could be made" in chart.description
