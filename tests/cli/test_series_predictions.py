"""Predictions of series as a table: the name of the series stands first, safe for a spreadsheet."""

import numpy as np

from etude.cli.prediction_table import prediction_table
from etude.studies.study import Predictions


def predictions(names: tuple[str, ...], identifier: str) -> Predictions:
    chances = np.array([[0.25, 0.75], [0.5, 0.5]])
    none = np.zeros((2, 0))
    return Predictions(("y",), ("a", "b"), ["b", "a"], none, chances, (), identifier, names)


def test_the_series_is_named_first() -> None:
    table = prediction_table(predictions(("s1", "=s2"), "series_id"))
    assert table[0][:2] == ["series_id", "prediction"]
    assert table[1] == ["s1", "b", "0.25", "0.75"]
    assert table[2][0] == "'=s2"


def test_without_names_there_is_no_further_column() -> None:
    assert prediction_table(predictions((), ""))[0][0] == "prediction"
