import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etude.errors import SealBroken, UnreadableData

FIT = ("fit", "birds.csv", "--target", "species")


def test_a_finished_study_is_0(command: Callable[..., Any], studies: Any) -> None:
    assert command(*FIT).status == 0


def test_what_the_person_can_mend_is_2_and_one_sentence(
    command: Callable[..., Any], studies: Any
) -> None:
    studies.error = UnreadableData("birds.csv is empty; give a table.")
    outcome = command("explore", "birds.csv")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == "etude: birds.csv is empty; give a table.\n"


def test_an_escape_sequence_in_a_message_is_disarmed(
    command: Callable[..., Any], studies: Any
) -> None:
    studies.error = UnreadableData("column \x1b]0;owned\x07 is empty")
    assert "\x1b" not in command("explore", "birds.csv").err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "/x: Permission denied"),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk: No space left"),
    ],
)
def test_a_full_disk_or_a_closed_folder_is_the_persons(
    command: Callable[..., Any], studies: Any, error: Exception, said: str
) -> None:
    studies.error = error
    outcome = command(*FIT)
    assert (outcome.status, said in outcome.err) == (2, True)


@pytest.mark.parametrize("error", [RuntimeError("boom"), SealBroken("opened twice")])
def test_our_fault_is_1_and_the_traceback_is_in_the_study(
    command: Callable[..., Any], studies: Any, error: Exception
) -> None:
    studies.error = error
    outcome = command(*FIT)
    assert outcome.status == 1
    assert "Traceback" not in outcome.err
    (written,) = studies.folder.glob("failure-*.txt")
    assert str(written) in outcome.err
    assert "Traceback" in written.read_text()


def test_our_fault_before_there_is_a_study_is_written_to_a_temporary_file(
    command: Callable[..., Any], studies: Any
) -> None:
    studies.error = RuntimeError("boom")
    outcome = command("report", "birds")
    assert outcome.status == 1
    assert "boom" in Path(outcome.err.split()[-1]).read_text()


def test_debugging_shows_the_traceback(
    command: Callable[..., Any], studies: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETUDE_DEBUG", "1")
    studies.error = RuntimeError("boom")
    assert "Traceback" in command(*FIT).err


def test_an_interrupted_study_is_130_and_says_how_to_go_on(
    command: Callable[..., Any], studies: Any
) -> None:
    studies.error = KeyboardInterrupt()
    outcome = command(*FIT)
    assert outcome.status == 130
    assert f"etude resume {studies.folder}" in outcome.err


def test_interrupted_before_there_is_a_notebook(
    command: Callable[..., Any], studies: Any, tmp_path: Path
) -> None:
    studies.folder = tmp_path
    studies.error = KeyboardInterrupt()
    outcome = command("resume", str(tmp_path / "absent"))
    assert (outcome.status, "resume" in outcome.err) == (130, False)


def test_an_interrupted_resume_says_how_to_go_on(command: Callable[..., Any], studies: Any) -> None:
    studies.error = KeyboardInterrupt()
    assert f"etude resume {studies.folder}" in command("resume", str(studies.folder)).err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("fti", "birds.csv"), "did you mean fit?"),
        (("fit", "birds.csv"), "--target COLUMN"),
        (("fit",), "DATA"),
        ((*FIT, "--budget", "soon"), "--budget 'soon' is not a length of time"),
        ((*FIT, "--tagret", "x"), "--target"),
        ((*FIT, "--metric", "auc"), "did you mean roc_auc?"),
        ((*FIT, "--kind", "tables"), "did you mean table?"),
        ((*FIT, "--phases", "baseline,capasity"), "did you mean capacity?"),
        ((*FIT, "--device", "gpu"), "write cpu, cuda"),
        ((*FIT, "--seed", "-1"), "--seed '-1' is not a whole number"),
        ((*FIT, "--max-trials", "1.5"), "--max-trials '1.5' is not a whole number"),
        ((*FIT, "--cost-miss", "0"), "--cost-miss '0' is not a cost"),
        ((*FIT, "--cost-miss", "5"), "Give both costs or none"),
        ((*FIT, "--leave-out", "species"), "--leave-out species names the column that --target"),
        ((*FIT, "--text", "species"), "--text species names the column that --target"),
        ((*FIT, "--known", "species"), "--known species names the column that --target"),
        ((*FIT, "--series-id", "species"), "--series-id species names the column that --target"),
        ((*FIT, "--forecast", "0"), "--forecast counts steps from 1 on"),
        ((*FIT, "--season", "0"), "--season counts steps from 1 on"),
        ((*FIT, "--plan", "absent.toml"), "--plan absent.toml cannot be read"),
        (("explain", "dropuot"), "did you mean dropout"),
        (("explain", "."), "etude explain . --row N"),
        ((), "Usage: etude"),
    ],
)
def test_a_wrong_word_is_2_and_the_sentence_says_what_to_write(
    command: Callable[..., Any], studies: Any, words: tuple[str, ...], named: str
) -> None:
    outcome = command(*words)
    assert (outcome.status, outcome.out) == (2, "")
    assert named in outcome.err
    assert "Traceback" not in outcome.err


def test_a_new_study_does_not_go_where_something_is(
    command: Callable[..., Any], studies: Any, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    full = command(*FIT, "--out", str(tmp_path))
    assert (full.status, f"etude resume {tmp_path}" in full.err) == (2, True)
    file = command(*FIT, "--out", str(tmp_path / "notes.txt"))
    assert (file.status, "is a file" in file.err) == (2, True)


def test_the_survey_as_a_page(command: Callable[..., Any], studies: Any, tmp_path: Path) -> None:
    page = tmp_path / "birds.html"
    assert command("explore", "birds.csv", "--page", str(page)).status == 0
    assert "Columns left out" in page.read_text() or "Every column" in page.read_text()
    refused = command("explore", "birds.csv", "--page", str(tmp_path / "absent" / "birds.html"))
    assert refused.status == 2
    assert "cannot be written" in refused.err
