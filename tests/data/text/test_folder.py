import os
from pathlib import Path

import pytest

from etude.data.reading import read_table
from etude.errors import UnreadableData

BINARY = b"\x00\x00\xff\xfe\x00\x00"


def write(folder: Path, **files: bytes | str) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_a_folder_with_a_sub_folder_a_class(tmp_path: Path) -> None:
    write(tmp_path, pos__b_txt=" good\nfilm ", neg__c_txt="bad", neg__a_txt="")
    raw = read_table(tmp_path)
    assert raw.frame.rows() == [(None, "neg"), ("good\nfilm", "pos"), ("bad", "neg")]
    assert raw.frame.columns == ["text", "label"]
    assert raw.name == tmp_path.name
    assert not raw.notes


def test_texts_alone_have_no_label(tmp_path: Path) -> None:
    write(tmp_path, a_txt="one", b_txt="two")
    assert read_table(tmp_path).frame.to_dict(as_series=False) == {"text": ["one", "two"]}


def test_what_is_passed_over_is_said(tmp_path: Path) -> None:
    write(tmp_path, pos__a_txt="good", pos__deeper__b_txt="no", neg__x="no", neg__b_txt=BINARY)
    write(tmp_path, readme_txt="no", pos__c_txt="caf\xe9".encode("cp1252"))
    (tmp_path / ".hidden").mkdir()
    raw = read_table(tmp_path)
    assert raw.frame["text"].to_list() == ["good", "caf\xe9"]
    told = {note.act: (note.count, note.text) for note in raw.notes}
    assert told["passed-over"][0] == 3
    assert "readme.txt" in told["passed-over"][1]
    assert told["not-text"][0] == 1
    assert "neg/b.txt" in told["not-text"][1]


def test_the_fingerprint_hangs_on_names_and_content(tmp_path: Path) -> None:
    seen = set()
    for text, name in (("good", "a_txt"), ("good", "b_txt"), ("bad", "a_txt")):
        folder = tmp_path / str(len(seen))
        write(folder, **{f"pos__{name}": text})
        seen.add(read_table(folder).fingerprint)
    assert len(seen) == 3


def test_names_that_are_not_utf8_are_read_and_shown_by_their_codes(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    try:
        write(tmp_path, other__a_txt="one")
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes names in UTF-8 alone")
    (folder / os.fsdecode(b"b\xff.txt")).write_text("two")
    (folder / os.fsdecode(b"\xff.csv")).write_text("three")
    raw = read_table(tmp_path)
    assert raw.frame.rows() == [("one", "other"), ("two", r"caf\xe9")]
    (note,) = raw.notes
    assert note.text.encode()
    assert len(raw.fingerprint) == 64


def test_a_folder_without_texts_says_what_is_needed(tmp_path: Path) -> None:
    write(tmp_path, pos__a="x")
    with pytest.raises(UnreadableData, match=r"one sub-folder of \.txt files for each class"):
        read_table(tmp_path)
    write(tmp_path, pos__a_txt=BINARY)
    with pytest.raises(UnreadableData, match="holds text"):
        read_table(tmp_path)
