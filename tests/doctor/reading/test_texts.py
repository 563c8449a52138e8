import json
from pathlib import Path

import pytest

from etude.errors import BadColumn
from tests.doctor.reading.logs import TRAIN, losses, only_record, plain_csv, table, written


def notes(path: Path) -> str:
    return " ".join(only_record(path).notes)


def test_a_cell_that_is_no_number_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", plain_csv().replace("0.8,1.1", "oops,1.1"))

    record = only_record(path)

    assert "log.csv: row 3 of column train_loss is no number: 'oops'; left out." in record.notes
    assert losses(record)[0] == pytest.approx((*TRAIN[:2], float("nan"), TRAIN[3]), nan_ok=True)


def test_several_are_one_sentence_and_a_long_one_is_cut(tmp_path: Path) -> None:
    broken = plain_csv().replace("1.2,", "oops,").replace("0.8,", f"{'x' * 99},")
    path = written(tmp_path / "log.csv", broken)

    assert "2 rows of column train_loss are no numbers, the first of them row 2: 'oops'" in notes(
        path
    )
    path = written(tmp_path / "log.csv", plain_csv().replace("1.2,", f"{'x' * 99},"))
    assert f"'{'x' * 40}...'" in notes(path)


@pytest.mark.parametrize("cell", ["", "NA", "-", "null", "NaN", "nan"])
def test_gaps_and_nan_are_no_texts(cell: str, tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", plain_csv().replace("0.8,", f"{cell},"))

    assert "no number" not in notes(path)


def test_texts_of_other_columns_and_headers_among_the_rows_are_not_told(tmp_path: Path) -> None:
    head = "epoch,train_loss,name"
    rows = [(1, 2.0, "a"), head.split(","), (2, 1.0, "b"), (3, 0.5, "c")]
    path = written(tmp_path / "log.csv", table(head, rows))

    assert "no number" not in notes(path)
    assert "1 header among the rows left out" in notes(path)


def test_a_curve_of_texts_alone_is_told(tmp_path: Path) -> None:
    rows = [(epoch, 1 / epoch, f"{epoch} nats") for epoch in range(1, 5)]
    path = written(tmp_path / "log.csv", table("epoch,train_loss,val_loss", rows))

    assert "log.csv: column val_loss holds no number (row 1: '1 nats'); left out." in notes(path)
    with pytest.raises(BadColumn, match=r"column val_loss holds no number \(row 1: '1 nats'\)"):
        only_record(path, validation_loss="val_loss")
    path = written(tmp_path / "log.csv", table("epoch,time,val_loss", rows))
    with pytest.raises(BadColumn, match=r"log\.csv: column val_loss holds no number"):
        only_record(path)


@pytest.mark.parametrize("form", ["lists", "rows", "lines"])
def test_so_it_is_in_json(form: str, tmp_path: Path) -> None:
    cells = [1.9, "oops", 0.8, 0.5]
    rows = [{"epoch": epoch, "loss": cell, "mode": "train"} for epoch, cell in enumerate(cells)]
    content = {
        "lists": json.dumps({"loss": cells}),
        "rows": json.dumps(rows),
        "lines": "\n".join(map(json.dumps, rows)),
    }[form]
    path = written(tmp_path / "log.json", content)

    assert "log.json: row 2 of column loss is no number: 'oops'; left out." in notes(path)
    assert "mode" not in notes(path)


def test_lists_of_unequal_length_are_told(tmp_path: Path) -> None:
    content = {"loss": [0.9, 0.7, 0.5], "val_loss": [0.9, 0.8], "seed": [1]}
    path = written(tmp_path / "history.json", json.dumps(content))

    assert (
        "The lists are of unequal length (loss 3, val_loss 2): the last numbers of the"
        " shorter are missing." in only_record(path).notes
    )
    even = written(tmp_path / "even.json", json.dumps({**content, "val_loss": [1, 0.8, None]}))
    assert "unequal" not in notes(even)
