"""`etude explain STUDY --row N`: what a network made of a row, in sentences and a table."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ..studies.test_inside import looked


def explained(
    command: Callable[..., Any],
    studies: Any,
    monkeypatch: pytest.MonkeyPatch,
    *words: str,
    **plan: Any,
) -> Any:
    """The command on a study whose network was trained on texts here."""
    asked: list[int] = []

    def inside(row: int) -> object:
        asked.append(row)
        return looked("text", row, **plan)

    monkeypatch.setattr(studies, "load", lambda folder: SimpleNamespace(inside=inside))
    done = command("explain", "birds", "--row", "4", *words)
    assert (done.status, asked) == (0, [4])
    return done


def lines_of(told: str, *columns: str) -> list[str]:
    """The lines of the table below the heading that has these columns."""
    above, below = re.split(rf"(?m)^ *hidden .*{'.*'.join(columns)}.*$", told)
    assert "prize" in above or "lunch" in above
    return [line for line in below.splitlines() if line.strip()]


def test_a_transformer_shows_whom_each_token_looks_at(
    command: Callable[..., Any], studies: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "row.html"
    done = explained(
        command, studies, monkeypatch, "--page", str(page), sequence_model="transformer"
    )
    inside = looked("text", 4, sequence_model="transformer")
    lines = lines_of(done.out, "looks most at")
    assert len(lines) == len(inside.parts) + 1  # and where the pictures are
    for line, part in zip(lines, inside.parts, strict=False):
        assert re.match(rf" *{re.escape(part.name)} +-?\d.* \d+(\.\d+)? %", line)
    assert "svg" in page.read_text()


def test_an_lstm_shows_its_memory_and_its_gates(
    command: Callable[..., Any], studies: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = explained(command, studies, monkeypatch, sequence_model="lstm")
    inside = looked("text", 4, sequence_model="lstm")
    lines = lines_of(done.out, "memory", "change", "input", "forget", "output")
    forget = next(gate for gate in inside.gates if gate.name == "forget_gate")
    assert len(lines) == len(inside.parts)
    for line, mean in zip(lines, forget.mean, strict=True):
        assert f" {mean:.2f} " in line
