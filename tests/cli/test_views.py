import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from etude.cli.live import LiveView, draw
from etude.cli.plain import PlainView
from etude.cli.survey_view import print_survey
from etude.records.moves import Explored, Train
from etude.records.notebook import Notebook
from etude.records.overview import Overview
from etude.studies.listener import Progress


def screen(width: int = 120) -> tuple[Console, io.StringIO]:
    written = io.StringIO()
    return Console(file=written, width=width, color_system=None), written


def play(view: Any, notebook: Notebook) -> None:
    heard = Notebook(notebook.question)
    for entry in notebook:
        heard = heard.append(entry)
        view.entered(entry, heard)


def test_the_live_view_shows_data_phase_and_trainings(notebook: Notebook, training: Train) -> None:
    console, written = screen()
    view = LiveView(console)
    play(view, notebook)
    view.began([training])
    for epoch, loss in enumerate((0.9, 0.5, 0.2), start=1):
        view.progressed(Progress(2, epoch, 100, loss, loss + 0.1))
    shown_before = len(written.getvalue())
    console.print(draw(view.standing))
    shown = written.getvalue()[shown_before:]
    assert "birds.csv → species  80 rows to learn from, 2 columns, log loss decides" in shown
    assert "phase regularising  0 trials, 1 kept, 1 refused  training ..." in shown
    assert "dropout 0.2" in shown
    assert "3/100" in shown
    assert "screen x 2" in shown
    assert "█▄▁" in shown
    assert "used" in shown
    assert "left" in shown


def test_the_live_view_keeps_verdicts_above(notebook: Notebook) -> None:
    console, written = screen()
    with LiveView(console) as view:
        play(view, notebook)
    shown = written.getvalue()
    assert "Regularising ──" in shown
    assert "\nIt overfits.\n" in shown
    assert "✓ Dropout 0.2: kept. Loss 5.0 % lower" in shown
    assert "✗ Dropout 0.2: refused." in shown


def test_more_trainings_than_fit_are_counted(notebook: Notebook, training: Train) -> None:
    from dataclasses import replace

    console, written = screen()
    view = LiveView(console)
    play(view, notebook)
    view.began([replace(training, number=number) for number in range(20)])
    console.print(draw(view.standing))
    assert "and 12 more" in written.getvalue()


def test_before_the_first_entry_the_live_view_says_what_it_does() -> None:
    console, written = screen()
    console.print(draw(LiveView(console).standing))
    assert written.getvalue() == "beginning\n"


def test_plain_lines_carry_the_time(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    play(PlainView(), notebook)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "[       2 s] " in captured.err
    assert "Dropout 0.2: refused." in captured.err


def test_a_long_training_gives_a_sign_of_life(
    training: Train, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etude.cli.plain.HEARTBEAT_SECONDS", 0.0)
    view = PlainView()
    view.began([training])
    view.progressed(Progress(2, 3, 100, 0.5, 0.25))
    said = capsys.readouterr().err
    assert "Trial 2 (dropout 0.2): epoch 3 of at most 100, train 0.500, validation 0.250." in said


def test_the_survey_shows_columns_warnings_and_what_is_left_out(explored: Explored) -> None:
    console, written = screen(160)
    print_survey("birds.csv", explored, console)
    shown = written.getvalue()
    for words in (
        "wing", "1.00 to 5.00, middle 3.00", "Dream x 60", "every value differs", "3.0 %",
        "The rows are sorted by the target.", "Few rows.", "Two balanced classes.",
        "3 blank cells in wing", "wing: ROC AUC 0.970 alone",
    ):  # fmt: skip
        assert words in shown
    assert explored.survey.columns[1].name not in shown
    assert "\x1b" not in shown


def test_a_survey_without_a_target_says_how_to_name_one(explored: Explored) -> None:
    console, written = screen(160)
    survey = replace(explored.survey, targets=(), single_columns=())
    schema = replace(explored.schema, targets=())
    print_survey("my birds.csv", Overview(schema, survey, explored.notes), console)
    shown = written.getvalue()
    assert "etude explore 'my birds.csv' --target COLUMN" in shown
    assert "3 blank cells in wing" in shown
    assert "Split" not in shown
    assert "What decides" not in shown


@pytest.mark.parametrize("option", ["task=regression", "metric=f1", "group=isle", "time=day"])
def test_what_is_about_a_target_needs_one(
    command: Callable[..., Any], studies: Any, option: str
) -> None:
    outcome = command("explore", "birds.csv", f"--{option}")
    assert outcome.status == 2
    assert "name it with --target" in outcome.err


def test_explore_passes_its_options_on(command: Callable[..., Any], studies: Any) -> None:
    outcome = command("explore", "birds.csv", "--target", "species")
    assert outcome.status == 0
    assert studies.asked.targets == ("species",)
    assert "Left out" in outcome.out
