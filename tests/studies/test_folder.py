"""The notebook on disk: append-only, and whole again after any kill."""

import pytest

from etude.errors import BadColumn, BadStudy
from etude.records.moves import BeginPhase, Noted
from etude.records.notebook import Entry
from etude.records.question import Question
from etude.studies.folder import Folder
from etude.studies.openings import log_opening, openings_of
from etude.studies.study import fit

QUESTION = Question(source="a.csv", targets=("y",), cost_miss=3.5, leave_out=("a", "b"))
ENTRY = Entry(BeginPhase("data", "why ü"), Noted(), 1.25)


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path / "study")
    folder.begin(QUESTION)
    return folder


def test_what_is_written_is_read(folder: Folder) -> None:
    folder.append(ENTRY)
    notebook = folder.read()
    assert notebook.question == QUESTION
    assert notebook.entries == (ENTRY,)


def test_a_study_is_not_written_over(folder: Folder) -> None:
    with pytest.raises(BadStudy, match="holds a study already"):
        folder.begin(QUESTION)


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_line_cut_short_is_taken_off(folder: Folder, cut: int) -> None:
    folder.append(ENTRY)
    folder.append(ENTRY)
    raw = folder.notebook_file.read_bytes()
    folder.notebook_file.write_bytes(raw[:-cut])
    assert len(folder.read()) == 1
    folder.append(ENTRY)
    assert len(folder.read()) == 2


def test_a_damaged_line_is_one_sentence(folder: Folder) -> None:
    folder.append(ENTRY)
    folder.notebook_file.write_bytes(folder.notebook_file.read_bytes().replace(b"{", b"#", 3))
    with pytest.raises(BadStudy, match="damaged"):
        folder.read()


def test_a_folder_without_notebook_is_no_study(tmp_path) -> None:
    with pytest.raises(BadStudy, match="not a study"):
        Folder(tmp_path).read()


def test_a_study_refused_at_the_door_leaves_no_folder(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n" + "1,2\n" * 3)
    question = Question(source=str(tmp_path / "a.csv"), targets=("z",))
    with pytest.raises(BadColumn):
        fit(question, out=tmp_path / "study", workers=1)
    assert not (tmp_path / "study").exists()


def test_one_process_at_a_time(tmp_path) -> None:
    """A second one is sent away, and let in when the first has ended."""
    folder = Folder(tmp_path)
    with folder.held(), pytest.raises(BadStudy, match="another process"), Folder(tmp_path).held():
        pass
    with Folder(tmp_path).held():
        pass


def test_a_half_written_line_is_no_entry_and_is_cut_off_by_the_next_one(tmp_path) -> None:
    folder = Folder(tmp_path)
    folder.begin(QUESTION)
    whole = folder.notebook_file.read_bytes()
    folder.notebook_file.write_bytes(whole + b'{"move": {"rec')
    assert len(folder.read()) == 0
    assert folder.notebook_file.read_bytes() != whole  # reading changes nothing on the disk
    folder.append(ENTRY)
    assert folder.notebook_file.read_bytes().startswith(whole + b'{"move": {')
    assert folder.read().entries == (ENTRY,)


def test_a_log_of_openings_with_a_damaged_line_still_counts(tmp_path) -> None:
    (tmp_path / "openings.jsonl").write_text('{"data": "abc", "st\n')
    log_opening("f" * 64, tmp_path / "study")
    log_opening("f" * 64, tmp_path / "study")
    assert openings_of("f" * 64, tmp_path / "study") == 1


def test_a_folder_with_other_files_survives_a_refusal(tmp_path) -> None:
    """Data that are refused at the door take nothing of the person's with them."""
    (tmp_path / "thesis.txt").write_text("years of work")
    table = tmp_path / "t.csv"
    table.write_text("a,b\n" + "1,2\n" * 50)
    with pytest.raises(BadColumn):
        fit(Question(source=str(table), targets=("absent",)), out=tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
