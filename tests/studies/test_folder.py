"""The notebook on disk: append-only, and whole again after any kill."""

import pytest

from etude.errors import BadColumn, BadStudy
from etude.records.moves import BeginPhase, Noted
from etude.records.notebook import Entry
from etude.records.question import Question
from etude.studies.folder import Folder
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
