import json
import os
from pathlib import Path

import pytest

from etude.doctor.reading.places import MOST, trainings_in
from etude.errors import BadStudy, Mendable
from tests.doctor.reading.logs import (
    TRAIN,
    VALIDATION,
    events,
    history,
    losses,
    only_record,
    plain_csv,
    written,
)


def aged(path: Path, seconds: int) -> Path:
    os.utime(path, (10**9 + seconds, 10**9 + seconds))
    return path


def scalars(tag: str, values: tuple[float, ...], start: int = 0) -> bytes:
    return events([(step, tag, value) for step, value in enumerate(values, start)])


def test_of_a_folder_every_training_is_read_the_newest_first(tmp_path: Path) -> None:
    aged(written(tmp_path / "version_0" / "metrics.csv", plain_csv()), 1)
    aged(written(tmp_path / "version_1" / "metrics.csv", plain_csv()), 3)
    aged(written(tmp_path / "history.json", history()), 2)

    names = [record.name for record in trainings_in(tmp_path, asked={}).records]

    assert names == ["version_1/metrics.csv", "history.json", "version_0/metrics.csv"]


def test_no_more_than_the_newest_few_and_that_is_said(tmp_path: Path) -> None:
    for number in range(MOST + 3):
        aged(written(tmp_path / f"{number}.csv", plain_csv()), number)

    found = trainings_in(tmp_path, asked={})

    assert len(found.records) == MOST
    assert found.records[0].name == f"{MOST + 2}.csv"
    assert "3 other files not read" in found.notes[0]


def test_files_of_a_folder_that_are_no_logs_are_left_aside(tmp_path: Path) -> None:
    written(tmp_path / "metrics.csv", plain_csv())
    written(tmp_path / "config.json", '{\n"layers": 3}')
    written(tmp_path / "readme.md", "no log")
    written(tmp_path / ".hidden" / "metrics.csv", plain_csv())

    found = trainings_in(tmp_path, asked={})

    assert [record.name for record in found.records] == ["metrics.csv"]
    assert found.notes == ("1 other file of the folder left aside: no training log.",)


def test_a_table_that_happens_to_have_a_loss_is_no_training(tmp_path: Path) -> None:
    written(tmp_path / "metrics.csv", plain_csv())
    people = written(tmp_path / "people.csv", "age,capital_loss\n39,0\n50,12\n")

    assert [record.name for record in trainings_in(tmp_path, asked={}).records] == ["metrics.csv"]
    assert losses(only_record(people))[0] == (0.0, 12.0)  # named itself, it is taken at its word


def test_event_files_of_a_resumed_training_are_one(tmp_path: Path) -> None:
    aged(written(tmp_path / "tfevents.1", scalars("loss/train", (*TRAIN[:3], 9.0, 9.0))), 1)
    aged(written(tmp_path / "tfevents.2", scalars("loss/train", TRAIN[3:], 3)), 2)

    record = only_record(tmp_path)

    assert losses(record)[0] == pytest.approx(TRAIN)
    assert any("resumed: 2 rows" in note for note in record.notes)


@pytest.mark.parametrize(
    ("train", "validation", "tag"),
    [("train", "validation", "epoch_loss"), ("Loss_train", "Loss_val", "Loss")],
    ids=["Keras", "add_scalars"],
)
def test_a_folder_for_each_split_is_one_training(
    train: str, validation: str, tag: str, tmp_path: Path
) -> None:
    written(tmp_path / "run" / train / "events.out.tfevents.1", scalars(tag, TRAIN))
    written(tmp_path / "run" / validation / "events.out.tfevents.1", scalars(tag, VALIDATION))

    record = only_record(tmp_path)

    assert losses(record) == (pytest.approx(TRAIN), pytest.approx(VALIDATION))
    assert record.name == "run"


def test_of_the_states_of_all_checkpoints_the_newest_counts(tmp_path: Path) -> None:
    for number, rows in ((500, 2), (1000, 4)):
        log = [{"epoch": n + 1.0, "step": n + 1, "loss": TRAIN[n]} for n in range(rows)]
        state = json.dumps({"log_history": log})
        aged(written(tmp_path / f"checkpoint-{number}" / "trainer_state.json", state), number)

    assert losses(only_record(tmp_path))[0] == TRAIN


def test_a_folder_without_a_log_says_what_was_looked_at(tmp_path: Path) -> None:
    written(tmp_path / "people.csv", "name,age\nann,3\nbob,4\n")
    written(tmp_path / "config.json", '{\n"layers": 3}')

    with pytest.raises(Mendable, match=r"no training log \(2 files looked at\); the newest: "):
        trainings_in(tmp_path, asked={})


def test_a_folder_of_one_unknown_table_asks_for_its_columns(tmp_path: Path) -> None:
    written(tmp_path / "people.csv", "name,age\nann,3\nbob,4\n")

    with pytest.raises(Mendable, match=r"columns age, .*--columns loss=NAME,val_loss=NAME"):
        trainings_in(tmp_path, asked={})


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(Mendable, match=r"no training log \(0 files looked at\)\."):
        trainings_in(tmp_path, asked={})


def test_a_study_of_etudes_own_has_its_findings_already(tmp_path: Path) -> None:
    written(tmp_path / "notebook.jsonl", "{}")

    with pytest.raises(BadStudy, match="etude report"):
        trainings_in(tmp_path, asked={})


def test_a_person_says_which_column_is_which(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", plain_csv().replace("train_loss", "xent"))

    assert losses(only_record(path, train_loss="xent"))[0] == TRAIN
