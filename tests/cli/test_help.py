import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from etude.records.question import PHASES

MOST_SECONDS = 0.3  # a quiet machine needs about 0.1
CHILDREN = ("children_user", "children_system")
VERBS = (
    *("demo", "explore", "fit", "resume", "report", "predict", "evaluate", "explain", "diagnose"),
    "lab",
)


def seconds_of_help() -> float:
    """Of a processor, since other work on the machine must not count; starting waits for none."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "etude", "--help"], check=True, capture_output=True)
    after = os.times()
    return sum(getattr(after, part) - getattr(before, part) for part in CHILDREN)


def test_help_is_there_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    best = min(seconds_of_help() for _ in range(5))
    with capsys.disabled():
        sys.stdout.write(f"\netude --help: {best:.2f} s\n")
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


@pytest.mark.parametrize("written", ["learning rate", "learning-rate", "LEARNING_RATE"])
def test_a_term_may_be_written_as_people_write(command: Callable[..., Any], written: str) -> None:
    assert "Size of the step" in command("explain", *written.split()).out


def test_without_a_term_all_are_listed_by_kind(command: Callable[..., Any]) -> None:
    said = command("explain").out
    for kind in ("metric", "setting", "symptom", "remedy", "noun"):
        assert f"\n{kind}: " in said


def test_the_help_of_fit_names_every_phase_and_its_options(command: Callable[..., Any]) -> None:
    said = " ".join(command("fit", "--help").out.split())
    assert ", ".join(PHASES) in said
