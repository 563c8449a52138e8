import json
from pathlib import Path

import pytest

from etude.doctor.reading.asking import columns_option, counts
from etude.doctor.reading.log import Log
from etude.errors import BadColumn
from tests.doctor.reading.logs import only_record, table, written

FALLING = (0.9, 0.7, 0.6, 0.55)
RISING = (1.0, 1.1, 1.3, 1.2)
PLACEHOLDERS = "--columns loss=NAME,val_loss=NAME"


def log_of(**columns: tuple[float, ...]) -> Log:
    rows = zip(*columns.values(), strict=True)
    return Log("CSV", tuple(dict(zip(columns, row, strict=True)) for row in rows))


@pytest.mark.parametrize(
    ("columns", "option"),
    [
        ({"ep": (0, 1, 2, 3), "xent": FALLING, "xent_val": RISING}, "loss=xent,val_loss=xent_val"),
        ({"xent_val": RISING, "xent_train": FALLING}, "loss=xent_train,val_loss=xent_val"),
        ({"kl": FALLING, "xent": FALLING, "xent_dev": RISING}, "loss=xent,val_loss=xent_dev"),
        ({"ep": (1, 2, 3, 4), "xent": FALLING, "val_f1": FALLING}, "loss=xent,val_loss=NAME"),
        ({"ep": (1, 2, 3, 4), "xent val": FALLING, "xent": FALLING},
         "'loss=xent,val_loss=xent val'"),
    ],
)  # fmt: skip
def test_what_may_be_a_loss_is_suggested(
    columns: dict[str, tuple[float, ...]], option: str
) -> None:
    assert columns_option(log_of(**columns)) == f"--columns {option}"


@pytest.mark.parametrize(
    "columns",
    [
        {"accuracy": FALLING},
        {"val_acc": FALLING, "lr": FALLING, "grad_norm": FALLING, "dead_share": FALLING},
        {"age": (61, 39, 35, 28), "cabins": (4, 3, 1, 0)},
        {"ep": (10, 20, 30, 40), "epoch": FALLING, "global_step": FALLING},
        {"f1": RISING, "seconds": (1.2, 2.4, 3.6, 4.9)},
        {"fare": (7.25, 71.3, 7.9, 53.1)},
        {"xent_val": FALLING},
        {"a,b": FALLING},
    ],
)
def test_what_is_plainly_no_loss_is_not_suggested(columns: dict[str, tuple[float, ...]]) -> None:
    assert columns_option(log_of(**columns)) == PLACEHOLDERS


def test_two_rows_are_no_curve() -> None:
    assert columns_option(log_of(id=(1, 2), x=(7.2, 3.5))) == PLACEHOLDERS


@pytest.mark.parametrize(
    ("numbers", "is_counter"),
    [((0, 1, 2, 3), True), ((50, 50, 100, 150), True), ((3, 2, 1, 0), False), ((1, 2, 4, 8), False),
     ((0.5, 1.0, 1.5, 2.0), False), ((1, 1, 1, 1), False), ((0, 0, 1, 1), False)],
)  # fmt: skip
def test_what_counts(numbers: tuple[float, ...], is_counter: bool) -> None:
    assert counts("x", log_of(x=numbers)) is is_counter


def test_the_columns_seen_are_named(tmp_path: Path) -> None:
    rows = [(epoch, 1 / (epoch + 2), 0.8) for epoch in range(4)]
    path = written(tmp_path / "log.csv", table("ep,xent,xent_val", rows))

    with pytest.raises(BadColumn, match=r"log\.csv has the columns ep, xent, xent_val, .*"
                       r"--columns loss=xent,val_loss=xent_val$"):  # fmt: skip
        only_record(path)


def test_an_accuracy_alone_leaves_placeholders(tmp_path: Path) -> None:
    path = written(tmp_path / "history.json", json.dumps({"accuracy": [0.5, 0.6, 0.7]}))

    with pytest.raises(BadColumn, match=rf"columns accuracy, .*{PLACEHOLDERS}$"):
        only_record(path)


@pytest.mark.parametrize("role", ["train_loss", "validation_loss"])
@pytest.mark.parametrize("name", ["ep", "global_step"])
def test_a_counter_named_as_a_loss_is_refused(role: str, name: str, tmp_path: Path) -> None:
    rows = [(epoch, 24 + 25 * epoch + epoch % 2, 1 / (epoch + 2)) for epoch in range(4)]
    path = written(tmp_path / "log.csv", table("ep,global_step,xent", rows))

    with pytest.raises(BadColumn, match=rf"{name} counts epochs or steps \(.*--columns loss=xent"):
        only_record(path, **{role: name})
    assert only_record(path, epoch="ep", train_loss="xent").runs[0].epochs == 4
