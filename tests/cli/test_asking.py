from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etude.cli.plan_file import read_plan_file
from etude.cli.values import read_cost, read_count, read_seed
from etude.errors import BadOption
from etude.records.duration import read_duration
from etude.records.question import Question


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("1h30m", 5400), ("1.5h", 5400), ("1d", 86400), ("2H 5S", 7205)],
)
def test_a_length_of_time(text: str, seconds: float) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "m", "0s", "-5m", "30m1h", "5m5m", "10x", "1e3s", "٣m"])
def test_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="write it as 90s, 10m or 1h30m"):
        read_duration(text)


@pytest.mark.parametrize("text", ["", "-1", "1.0", "1_000", "٣", "9" * 40])
def test_no_count(text: str) -> None:
    with pytest.raises(ValueError, match="not a whole number"):
        read_count(text)


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "0", "much"])
def test_no_cost(text: str) -> None:
    with pytest.raises(ValueError, match="not a cost"):
        read_cost(text)


def test_the_largest_seed() -> None:
    assert read_seed("9223372036854775807") == 2**63 - 1
    with pytest.raises(ValueError, match="too large"):
        read_seed("9223372036854775808")


def test_no_option_gives_the_defaults_of_a_question(
    command: Callable[..., Any], studies: Any
) -> None:
    command("fit", "birds.csv", "--target", "species")
    assert studies.asked == Question(source="birds.csv", targets=("species",))


def test_every_option_reaches_the_question(
    command: Callable[..., Any], studies: Any, tmp_path: Path
) -> None:
    plan = tmp_path / "mine.toml"
    plan.write_text("hidden = [128, 64]\nlearning_rate = 1\n")
    words = f"""fit birds.csv --target a --target b --budget 1h30m --seed 3 --metric mae --task
        regression --kind table --device cuda:1 --max-trials 4 --quick --phases ship,baseline
        --plan {plan} --test t.csv --validation v.csv --group g --time w --order time
        --leave-out x --leave-out y --unit USD --cost-false-alarm 1 --cost-miss 25"""
    command(*words.split())
    assert studies.asked == Question(
        source="birds.csv", targets=("a", "b"), budget_seconds=5400.0, seed=3, metric="mae",
        task="regression", data_kind="table", device="cuda:1", max_trials=4, quick=True,
        phases=("baseline", "ship"), plan=(("hidden", (128, 64)), ("learning_rate", 1)),
        test="t.csv", validation="v.csv", group="g", time="w", order="time",
        leave_out=("x", "y"), unit="USD", cost_false_alarm=1.0, cost_miss=25.0,
    )  # fmt: skip


def test_the_demo_asks_for_penguins_well_under_a_minute(
    command: Callable[..., Any], studies: Any
) -> None:
    outcome = command("demo")
    assert outcome.status == 0
    assert "penguins" in outcome.out
    assert Path(studies.asked.source).read_text().startswith("species,island")
    assert studies.asked.budget_seconds <= 50


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hiden = [64]", "did you mean hidden?"),
        ("hidden = 64", r"write it like \[64\]"),
        ("hidden = []", "write it like"),
        ("residual = 'yes'", "write it like False"),
        ("epochs = true", "write it like 100"),
        ("dropout = 2.0", "dropout must be at most 0.9"),
        ("activation = 'rleu'", "activation must be one of"),
        ("dropout: 0.2", "is not TOML"),
        ("\xff", "is not TOML"),
    ],
)
def test_a_plan_file_with_a_mistake(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(BadOption, match=said):
        read_plan_file(path)
