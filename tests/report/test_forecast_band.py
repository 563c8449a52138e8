"""The band of a forecast in the report: what it held, and a warning only where it is too narrow."""

from dataclasses import replace

import pytest

from etude.records.exam import ForecastBand
from etude.records.moves import ExamScored
from etude.records.notebook import Notebook
from etude.report.document import render
from etude.report.failing import failing
from etude.report.front import front

BAND = ForecastBand(0.8, 0.79, (0.84, 0.74), 0.123, "The band held 79 %.")


def with_band(notebook: Notebook, band: ForecastBand) -> Notebook:
    entries = [
        replace(
            entry,
            result=replace(entry.result, analysis=replace(entry.result.analysis, band=band)),
        )
        if isinstance(entry.result, ExamScored)
        else entry
        for entry in notebook
    ]
    return Notebook(notebook.question, tuple(entries))


def test_coverage_by_step_and_pinball_loss_are_shown(finished: Notebook) -> None:
    notebook = with_band(finished, BAND)
    shown = failing(notebook)
    assert shown is not None
    assert "The band held 79 %." in shown.opening
    assert "pinball loss of its two ends is 0.12" in shown.opening
    assert shown.band is not None
    assert [row[0] for row in shown.band.rows] == ["1", "2"]
    assert [row[-1] for row in shown.band.rows] == ["84 %", "74 %"]
    assert "The band of the forecasts, step by step" in render(notebook)


def test_without_a_forecast_there_is_no_band(finished: Notebook) -> None:
    shown = failing(finished)
    assert shown is not None
    assert shown.band is None
    assert "The band of the forecasts" not in render(finished)


@pytest.mark.parametrize(("coverage", "warned"), [(0.6, True), (0.75, False), (0.99, False)])
def test_only_a_band_that_is_too_narrow_is_warned_of(
    finished: Notebook, coverage: float, warned: bool
) -> None:
    band = replace(BAND, coverage=coverage, sentence=f"Of it: {coverage}.")
    assert (band.sentence in front(with_band(finished, band)).warnings) == warned
