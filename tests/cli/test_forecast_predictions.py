"""Forecasts as a csv table: whose, when, how much, and between what."""

import numpy as np

from etude.cli.prediction_table import prediction_table
from etude.studies.study import Predictions


def predictions(targets: tuple[str, ...], **more) -> Predictions:
    values = np.arange(2.0 * len(targets)).reshape(2, -1)
    return Predictions(
        targets=targets,
        classes=(),
        labels=[],
        values=values,
        probabilities=np.zeros((2, 0)),
        notes=(),
        time="day",
        moments=("2024-01-01", "2024-01-02"),
        band=np.stack([values - 1, values + 1]),
        **more,
    )


def test_one_target_has_its_band_beside_it() -> None:
    assert prediction_table(predictions(("sold",))) == [
        ["day", "prediction", "10 % lie below", "90 % lie below"],
        ["2024-01-01", "0.0", "-1.0", "1.0"],
        ["2024-01-02", "1.0", "0.0", "2.0"],
    ]


def test_several_targets_and_series_are_told_apart() -> None:
    table = prediction_table(predictions(("a", "b"), identifier="shop", names=("x", "y")))
    assert table[0] == [
        *("shop", "day", "prediction of a", "prediction of b"),
        *("a: 10 % lie below", "b: 10 % lie below", "a: 90 % lie below", "b: 90 % lie below"),
    ]
    assert table[2] == ["y", "2024-01-02", "2.0", "3.0", "1.0", "2.0", "3.0", "4.0"]
