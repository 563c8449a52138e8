import csv
import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from etude.cli.prediction_table import as_text, prediction_table, write_table
from etude.errors import BadOption

PLAIN: dict[str, Any] = {"classes": (), "identifier": "", "moments": (), "band": None}


def test_predictions_are_printed_as_csv(command: Callable[..., Any], studies: Any) -> None:
    outcome = command("predict", "birds", "new.csv")
    assert list(csv.reader(io.StringIO(outcome.out))) == [
        ["prediction", "probability of Adelie", "probability of Gentoo"],
        ["Adelie", "0.9", "0.1"],
        ["Gentoo", "0.25", "0.75"],
    ]
    assert outcome.err == "1 island was never seen in training.\n"


def test_predictions_go_to_a_file(
    command: Callable[..., Any], studies: Any, tmp_path: Path
) -> None:
    out = tmp_path / "predictions.csv"
    outcome = command("predict", "birds", "new.csv", "--out", str(out))
    assert (outcome.status, outcome.out) == (0, "")
    assert out.read_text().count("\n") == 3
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [out.name]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="absent"):
        write_table([["prediction"]], tmp_path / "absent" / "out.csv")
    with pytest.raises(BadOption, match="cannot be written"):
        write_table([["prediction"]], tmp_path)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_disarmed(sign: str) -> None:
    assert as_text(f"{sign}cmd|' /C calc'!A0").startswith(f"'{sign}")


@pytest.mark.parametrize("label", ["-1", "+1", "-0.5e3", "Adelie", "'=1", ""])
def test_a_plain_cell_stays_as_it_is(label: str) -> None:
    assert as_text(label) == label


def test_numbers_are_exact_and_never_prefixed() -> None:
    values = np.array([[-1.5], [0.1]])
    predictions: Any = SimpleNamespace(targets=("price",), values=values, **PLAIN)
    assert prediction_table(predictions) == [["prediction"], ["-1.5"], ["0.1"]]


def test_several_targets_have_a_column_each() -> None:
    predictions: Any = SimpleNamespace(
        targets=("heating", "cooling"), values=np.array([[1.0, 2.0]]), **PLAIN
    )
    assert prediction_table(predictions) == [
        ["prediction of heating", "prediction of cooling"],
        ["1.0", "2.0"],
    ]
