import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etude.lab.experiment import Effort, Outcome
from etude.lab.experiments import memory
from etude.report.charts.chart import Table


def test_the_lab_lists_its_experiments(command: Callable[..., Any]) -> None:
    said = command("lab").out
    assert "memory  How far back" in said
    assert memory.CLAIM in said


def test_an_experiment_is_told_and_written(
    command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Effort] = []

    def run(effort: Effort, tell: Callable[[str], None]) -> Outcome:
        asked.append(effort)
        tell("under way")
        table = Table(("model", "5"), (("RNN", "100"),), "In %.")
        return Outcome(("It holds.",), ("By magic.",), (("Seen", table),), (), {"a": 1})

    monkeypatch.setattr(memory, "run", run)
    done = command("lab", "memory", "--quick", "--budget", "2m", "--out", str(tmp_path / "new"))
    assert done.status == 0
    assert asked == [Effort(True, 120.0)]
    assert "It holds." in done.out
    assert "under way" in done.err
    assert json.loads((tmp_path / "new" / "memory.json").read_text()) == {"a": 1}
    assert "By magic." in (tmp_path / "new" / "memory.html").read_text()


def test_an_unknown_experiment_is_refused_in_one_sentence(command: Callable[..., Any]) -> None:
    said = command("lab", "memmory")
    assert said.status == 2
    assert "there are: memory" in said.err
