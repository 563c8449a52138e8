import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etude.cli.printing import printable
from etude.cli.summary import summary
from tests.cli.conftest import RESULT


@pytest.mark.parametrize(
    "words",
    [
        ("fit", "birds.csv", "--target", "species"),
        ("resume", "birds"),
        ("demo",),
        ("evaluate", "birds", "more.csv"),
        ("explore", "birds.csv"),
    ],
)
def test_json_is_all_that_stdout_carries(
    command: Callable[..., Any], studies: Any, words: tuple[str, ...]
) -> None:
    outcome = command(*words, "--json")
    assert outcome.status == 0
    assert isinstance(json.loads(outcome.out, parse_constant=pytest.fail), dict)


def test_json_of_a_fit_is_the_result_and_progress_is_on_stderr(
    command: Callable[..., Any], studies: Any
) -> None:
    outcome = command("fit", "birds.csv", "--target", "species", "--json")
    result = json.loads(outcome.out)
    assert result["test"]["score"] == 0.0312
    assert result["test"]["metrics"]["roc_auc"] is None  # not a number: JSON has no word for it
    assert "refused." in outcome.err


def test_a_failed_command_prints_no_json(command: Callable[..., Any], studies: Any) -> None:
    studies.error = RuntimeError("boom")
    assert command("fit", "birds.csv", "--target", "species", "--json").out.strip() == ""


def test_nothing_steers_the_terminal() -> None:
    assert printable("a\x1b[2J\x9bb\n c\u202e") == "a\ufffd[2J\ufffdb  c\ufffd"


def test_a_score_without_an_interval_is_not_given_one(
    command: Callable[..., Any], studies: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RESULT["test"], "interval95", [None, None])
    said = command("fit", "birds.csv", "--target", "species").out
    assert "How far from it the true score may lie cannot be told from so few." in said


def test_the_summary_says_score_interval_yardsticks_and_what_next(
    command: Callable[..., Any], studies: Any
) -> None:
    said = command("fit", "birds.csv", "--target", "species").out
    assert "On 86 rows it had never seen, the model reaches log loss 0.0312 (lower" in said
    assert "The true score lies between 0.0100 and 0.0900" in said
    assert "Also: accuracy 99 %." in said
    assert "naive prediction   1.05   the model: loss 97 % lower (saves 91.0 to 99.0 %)" in said
    assert "boosted trees      0.0400\n" in said
    assert "Kept: dropout 0.2. Refused: 1." in said
    assert f"etude predict {studies.folder}" in said


def test_a_summary_without_gain_and_of_rows_seen_before(studies: Any) -> None:
    study = studies.load(Path("my studies"))
    study.result = {**study.result, "test_openings": 3, "changes_kept": []}
    said = "\n".join(summary(study))
    assert "have been opened 3 times by now" in said
    assert "No change helped beyond chance (1 refused)" in said
    study.result = {**study.result, "changes_rejected": []}
    assert "No change came as far as being judged" in "\n".join(summary(study))
    assert "etude predict 'my studies'" in said


def test_evaluate_in_words(command: Callable[..., Any], studies: Any) -> None:
    said = command("evaluate", "birds", "more.csv").out
    assert said.startswith("log loss 0.250 on 16 rows (lower is better).")
    assert "Also: accuracy 88 %." in said


def test_report_prints_where_it_lies(command: Callable[..., Any], studies: Any) -> None:
    assert command("report", "birds").out == "birds/report.html\n"
