"""Files that are whole or not there, and readable by whom the umask allows."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from etude.records.durable import whole_file, write_bytes_atomically


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def test_the_content_is_replaced_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    write_bytes_atomically(path, b"old")
    write_bytes_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_content_alone(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    write_bytes_atomically(path, b"old")
    with pytest.raises(KeyboardInterrupt):
        _write_half(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def _write_half(path: Path) -> None:
    with whole_file(path) as file:
        file.write(b"half of the n")
        raise KeyboardInterrupt


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_bytes_atomically(tmp_path / "absent" / "a", b"")


@pytest.mark.skipif(os.name != "posix", reason="the umask is of POSIX")
def test_colleagues_may_read_what_the_umask_allows(tmp_path: Path, umask: None) -> None:
    write_bytes_atomically(tmp_path / "report.html", b"")
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o640
