import gzip
import json
import math
from pathlib import Path

import pytest

from etude.errors import Mendable, UnreadableData
from tests.doctor.reading.logs import (
    TRAIN,
    VALIDATION,
    events,
    history,
    losses,
    only_record,
    plain_csv,
    table,
    written,
)


def both_scalars(*, tensors: bool = False) -> bytes:
    pairs = zip(range(4), TRAIN, VALIDATION, strict=True)
    told = [
        (step, tag, value)
        for step, *values in pairs
        for tag, value in zip(("loss/train", "loss/val"), values, strict=True)
    ]
    return events(told, tensors=tensors)


KERAS_LOGGER = table(
    "epoch,accuracy,learning_rate,loss,val_accuracy,val_loss",
    [
        (epoch, 0.1 * epoch, 0.001, train, 0.1 * epoch, validation)
        for epoch, (train, validation) in enumerate(zip(TRAIN, VALIDATION, strict=True))
    ],
)
LIGHTNING = table(  # each metric in a row of its own; step losses between
    "epoch,step,train_loss_epoch,train_loss_step,val_loss",
    [
        row
        for epoch, (train, validation) in enumerate(zip(TRAIN, VALIDATION, strict=True))
        for row in (
            (epoch, 50 * epoch + 25, "", 9.0, ""),
            (epoch, 50 * epoch + 49, "", "", validation),
            (epoch, 50 * epoch + 49, train, "", ""),
        )
    ],
)
TRAINER_STATE = json.dumps({
    "best_metric": None,
    "epoch": 4.0,
    "log_history": [
        row
        for epoch, (train, validation) in enumerate(zip(TRAIN, VALIDATION, strict=True), start=1)
        for row in (
            {"epoch": epoch - 0.5, "step": 20 * epoch - 10, "loss": train + 0.1, "grad_norm": 2.0,
             "learning_rate": 5e-5},
            {"epoch": float(epoch), "step": 20 * epoch, "loss": train - 0.1, "grad_norm": 2.0,
             "learning_rate": 4e-5},
            {"epoch": float(epoch), "step": 20 * epoch, "eval_loss": validation,
             "eval_accuracy": 0.5, "eval_runtime": 1.0},
        )
    ] + [{"epoch": 4.0, "step": 80, "train_loss": 77.0, "train_runtime": 9.0, "total_flos": 1e9}],
})  # fmt: skip
RECORDS = json.dumps([
    {"epoch": epoch, "train": {"loss": train}, "valid": {"loss": validation}}
    for epoch, (train, validation) in enumerate(zip(TRAIN, VALIDATION, strict=True), start=1)
])  # fmt: skip
PANDAS = json.dumps({
    name: {str(place): value for place, value in enumerate(values)}
    for name, values in {"loss": TRAIN, "val_loss": VALIDATION}.items()
})  # fmt: skip
SEMICOLONS = plain_csv().replace(",", ";").replace(".", ",")

KINDS = {
    "plain.csv": plain_csv(),
    "log.txt": plain_csv().replace(",", "\t"),
    "european.csv": SEMICOLONS,
    "packed.csv.gz": gzip.compress(plain_csv().encode()),
    "keras.csv": KERAS_LOGGER,
    "metrics.csv": LIGHTNING,
    "log.jsonl": "\n".join(json.dumps(row) for row in json.loads(RECORDS)),
    "records.json": RECORDS,
    "history.json": history(),
    "whole.json": json.dumps({"history": json.loads(history()), "epoch": [0, 1, 2, 3]}),
    "frame.json": PANDAS,
    "trainer_state.json": TRAINER_STATE,
    "renamed_state.json": json.dumps(json.loads(TRAINER_STATE), indent=2),
    "events.out.tfevents.1": both_scalars(),
    "named_otherwise": both_scalars(tensors=True),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_format_gives_the_same_curves(name: str, tmp_path: Path) -> None:
    train, validation = losses(only_record(written(tmp_path / name, KINDS[name])))

    assert train == pytest.approx(TRAIN)
    assert validation == pytest.approx(VALIDATION)


def test_a_trainer_state_gives_rates_and_gradients(tmp_path: Path) -> None:
    curves = only_record(written(tmp_path / "trainer_state.json", TRAINER_STATE)).runs[0].curves

    assert curves.learning_rate == (4e-5,) * 4
    assert curves.gradient_norm == (2.0,) * 4
    assert curves.validation_accuracy == (0.5,) * 4


def test_a_cut_off_event_file_is_read_as_far_as_it_is_whole(tmp_path: Path) -> None:
    record = only_record(written(tmp_path / "tfevents", both_scalars()[:-20]))

    train, validation = losses(record)
    assert train == pytest.approx(TRAIN)
    assert validation[:3] == pytest.approx(VALIDATION[:3])
    assert math.isnan(validation[3])
    assert any("cut off or damaged after 4 steps" in note for note in record.notes)


def test_pictures_and_texts_among_the_scalars_are_passed_over(tmp_path: Path) -> None:
    picture = events([(0, "picture", 0.0)]).replace(b"\x15", b"\x22")  # another field of a value
    scalars = both_scalars()

    assert losses(only_record(written(tmp_path / "tfevents", scalars + picture[37:])))[0]


def test_a_last_line_that_is_cut_off_is_left_out(tmp_path: Path) -> None:
    record = only_record(written(tmp_path / "log.csv", plain_csv() + "5,0."))

    assert losses(record)[0] == TRAIN
    assert any("last line" in note for note in record.notes)


def test_broken_json_lines_are_left_out_with_their_number(tmp_path: Path) -> None:
    lines = f'{KINDS["log.jsonl"]}\n{{"epoch": 5, "train'
    record = only_record(written(tmp_path / "log.jsonl", lines))

    assert losses(record)[0] == TRAIN
    assert any("1 line of log.jsonl" in note for note in record.notes)


BAD = {
    "empty.csv": (b"", "empty"),
    "blank.csv": (b"\n\n", "blanks"),
    "header.csv": (b"epoch,train_loss\n", "no rows"),
    "words.csv": (b"name,colour\nann,red\nbob,blue\n", "no numbers"),
    "ragged.csv": (b"epoch,loss\n1,2,3\n2,1\n3,1,1\n", "line 2"),
    "cut.json": (history()[:-9].encode(), "cut off or damaged JSON"),
    "config.json": (b'{\n"layers": 3,\n"name": "net"}', "holds no curves"),
    "words.json": (b'{"tokens": ["a", "b"]}', "holds no curves"),
    "state.json": (b'{"log_history": []}', "log_history"),
    "odd_state.json": (b'{"log_history": {"loss": 1}}', "log_history"),
    "lines.jsonl": (b'{"loss": 1}\nnot json\nnor this\n', "2 of 3 lines"),
    "events_without_scalars": (events([]), "no scalars"),
    "damaged_events": (events([])[:10] + b"brain.Event:2" + bytes(30), "damaged"),
    "picture.png": (b"\x89PNG\r\n" + bytes(40), "PNG"),
    "noise.bin": (bytes(range(256)) * 8, "not text"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_log_is_told_in_one_sentence(name: str, tmp_path: Path) -> None:
    content, said = BAD[name]
    path = written(tmp_path / name, content)

    with pytest.raises(Mendable, match=said) as caught:
        only_record(path)
    assert path.name in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    written(tmp_path / "metrics.csv", plain_csv())

    with pytest.raises(UnreadableData, match=r"did you mean metrics.csv"):
        only_record(tmp_path / "metric.csv")
