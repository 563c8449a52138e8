import json
from pathlib import Path

import pytest

from tests.cli.conftest import HOSTILE
from tests.doctor.reading.logs import history, plain_csv, table, written

OVERFITTING = table(
    "epoch,train_loss,val_loss,train_acc,val_acc",
    [
        (epoch, 2.0 * 0.6**epoch, 1.0 + 0.15 * abs(epoch - 3), 1 - 0.5**epoch, 0.62)
        for epoch in range(1, 15)
    ],
)


def test_it_says_what_was_seen_what_it_means_and_what_to_try(command, tmp_path: Path) -> None:
    outcome = command("diagnose", str(written(tmp_path / "log.csv", OVERFITTING)))

    assert outcome.status == 0
    assert "Begin with 'overfitting'" in outcome.out
    for title in ("Seen", "Usually means", "Try first", "Cannot be seen here", "Source"):
        assert f"  {title} " in outcome.out
    assert "Not recorded, so not judged: " in outcome.out
    assert (
        "Read as CSV: train_loss as training loss, val_loss as validation loss, train_acc as"
        " training accuracy, val_acc as validation accuracy." in " ".join(outcome.out.split())
    )


def test_the_classes_give_the_reference(command, tmp_path: Path) -> None:
    path = str(written(tmp_path / "log.csv", plain_csv()))

    without = " ".join(command("diagnose", path).out.split())
    assert "first epoch's training loss, 1.9, stands in" in without
    assert "--classes K" in without
    said = command("diagnose", path, "--classes", "10").out
    assert "ln 10 = 2.303" in said
    assert "--classes" not in said


def test_json_for_machines(command, tmp_path: Path) -> None:
    outcome = command("diagnose", "--json", str(written(tmp_path / "log.csv", OVERFITTING)))

    (training,) = json.loads(outcome.out)["trainings"]
    first = training["findings"][0]
    assert (training["name"], training["healthy"]) == ("log.csv", False)
    assert (first["symptom"], first["severity"]) == ("overfitting", "diagnosis")
    assert first["evidence"]["rise"] > 0.5
    assert len(training["runs"][0]["curves"]["train_loss"]) == 14


def test_a_folder_of_trainings(command, tmp_path: Path) -> None:
    written(tmp_path / "a" / "metrics.csv", plain_csv())
    written(tmp_path / "b" / "history.json", history())
    written(tmp_path / "notes.json", '{\n"by": "me"}')

    outcome = command("diagnose", str(tmp_path))

    assert outcome.status == 0
    assert "a/metrics.csv" in outcome.out
    assert "b/history.json" in outcome.out
    assert "1 other file of the folder left aside" in outcome.out


def test_unknown_columns_are_asked_for_and_can_be_named(command, tmp_path: Path) -> None:
    path = str(written(tmp_path / "log.csv", plain_csv().replace("train_loss", "xent")
                       .replace("val_loss", "xent2")))  # fmt: skip

    asked = command("diagnose", path)
    assert asked.status == 2
    assert "epoch, xent, xent2" in asked.err
    assert "--columns loss=xent,val_loss=NAME" in asked.err
    assert command("diagnose", path, "--columns", "loss=xent,val_loss=xent2").status == 0


def test_every_curve_that_was_read_is_named(command, tmp_path: Path) -> None:
    path = str(written(tmp_path / "log.csv", plain_csv().replace("val_loss", "valid_loss")))

    said = "Read as CSV: train_loss as training loss, valid_loss as validation loss."
    assert said in command("diagnose", path).out


def test_a_cell_that_is_no_number_is_told(command, tmp_path: Path) -> None:
    path = str(written(tmp_path / "log.csv", plain_csv().replace("0.8,", "oops,")))

    outcome = command("diagnose", path)
    assert outcome.status == 0
    assert "log.csv: row 3 of column train_loss is no number: 'oops'; left out." in outcome.out


@pytest.mark.parametrize("as_json", [False, True])
def test_a_file_that_ends_as_nan_has_all_its_epochs_told(
    command, as_json: bool, tmp_path: Path
) -> None:
    rows = enumerate(("0.7", "0.5", "nan", "nan"), start=1)
    path = str(written(tmp_path / "log.csv", table("epoch,train_loss", rows)))

    out = command("diagnose", path, *["--json"] * as_json).out
    assert "4 epochs; training loss 0.7 to 0.5, NaN from epoch 3 on." in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("absent.csv",), "does not exist"),
        (("log.csv", "--columns", "loss"), "ROLE=COLUMN"),
        (("log.csv", "--columns", "loss=none"), "no column 'none'"),
        (("log.csv", "--columns", "loss=epoch"), "epoch counts epochs or steps (1, 2, 3, ...)"),
        (("log.csv", "--classes", "1"), "at least 2 classes"),
        (("log.csv", "--classes", "many"), "--classes"),
        (("empty",), "no training log"),
        (("damaged.csv",), "damaged.csv"),
        ((), "FILE_OR_FOLDER"),
    ],
)
def test_what_a_person_can_mend_is_one_sentence(
    command, words, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "log.csv", plain_csv())
    written(tmp_path / "damaged.csv", bytes(range(256)))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)

    outcome = command("diagnose", *words)

    assert outcome.status == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_a_strangers_column_name_does_not_steer_the_terminal(command, tmp_path: Path) -> None:
    log = plain_csv().replace("val_loss", f"val_loss_{HOSTILE}")

    assert "\x1b" not in command("diagnose", str(written(tmp_path / "log.csv", log))).out
