import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from etude.cli.glossary import COLLECTIONS, PHASE_MEANINGS, all_terms
from etude.records.question import PHASES

MOST_SECONDS = 0.3  # on a busy machine; a quiet one needs less than half of it
VERBS = ("demo", "explore", "fit", "resume", "report", "predict", "evaluate", "explain")


def seconds_of_help() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "etude", "--help"], check=True, capture_output=True)
    return time.perf_counter() - start


def test_help_is_there_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    best = min(seconds_of_help() for _ in range(5))
    with capsys.disabled():
        sys.stdout.write(f"\netude --help: {best:.3f} s\n")
    assert best < MOST_SECONDS


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from etude.cli.main import main; main(['fit', '--help']);"
        " heavy = {'torch', 'numpy', 'polars', 'sklearn', 'scipy', 'rich', 'jinja2'};"
        " sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_help_lists_the_verbs_in_the_order_of_need(command: Callable[..., Any]) -> None:
    said = command("--help").out
    listed = [line.split()[0] for line in said.partition("Commands:")[2].splitlines() if line]
    assert tuple(listed) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(command: Callable[..., Any], verb: str) -> None:
    assert command(verb, "--help").status == 0


def test_every_phase_has_a_meaning() -> None:
    assert tuple(PHASE_MEANINGS) == PHASES


def test_every_term_can_be_explained(command: Callable[..., Any]) -> None:
    for term in all_terms():
        outcome = command("explain", *term.name.split())
        assert outcome.status == 0
        assert f"{term.name} ({term.sort})" in outcome.out
        assert all(line.strip() for line in term.lines)


@pytest.mark.parametrize("written", ["learning rate", "learning-rate", "LEARNING_RATE"])
def test_a_term_may_be_written_as_people_write(command: Callable[..., Any], written: str) -> None:
    said = command("explain", written).out
    assert "Size of the step" in said
    assert "Default: 0.001" in said


def test_without_a_term_all_are_listed(command: Callable[..., Any]) -> None:
    said = command("explain").out
    assert all(f"{plural}: " in said for plural in COLLECTIONS.values())
    assert command("explain", "metrics").out.startswith("metrics: log_loss, accuracy")
