import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import etude
from etude.doctor.reading.places import trainings_in
from etude.errors import BadOption
from tests.doctor.callbacks.rows import COLUMNS, rows

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
pytestmark = pytest.mark.filterwarnings("ignore")  # what the library warns of is its own affair

from etude.doctor.callbacks.keras import EtudeCallback  # noqa: E402


def trained(*callbacks: object, learning_rate: float = 0.01, loss: str = "sparse") -> Any:
    """The network and the history of its training."""
    keras.utils.set_random_seed(1)
    network = keras.Sequential([
        keras.layers.Input((COLUMNS,)),
        keras.layers.Dense(16, "relu"),
        keras.layers.Dropout(0.1),
        keras.layers.Dense(2, "softmax" if loss == "sparse" else None),
    ])  # fmt: skip
    network.compile(
        keras.optimizers.Adam(learning_rate),
        "sparse_categorical_crossentropy" if loss == "sparse" else "mse",
        metrics=["accuracy"] if loss == "sparse" else [],
    )
    inputs, classes = (one.numpy() for one in rows())
    targets = classes if loss == "sparse" else np.stack([classes, -classes], 1)
    history = network.fit(
        inputs, targets, validation_data=(inputs, targets), batch_size=16, epochs=4, verbose=0,
        callbacks=list(callbacks),
    )  # fmt: skip
    return network, history.history


def test_its_logs_rates_and_gradients_are_recorded() -> None:
    callback = EtudeCallback()
    _, history = trained(callback)

    record = callback.record
    curves = record.runs[0].curves
    assert curves.train_loss == tuple(history["loss"])
    assert curves.validation_accuracy == tuple(history["val_accuracy"])
    assert curves.learning_rate == pytest.approx((0.01,) * 4)
    assert all(norm > 0 for norm in curves.gradient_norm)
    assert len(curves.first_last_gradient) == 4
    assert (record.facts.classes, record.facts.naive_loss) == (2, pytest.approx(np.log(2)))
    assert record.setup.loss == "cross_entropy"


def test_of_numbers_no_classes_are_known() -> None:
    callback = EtudeCallback()
    trained(callback, loss="mse")

    assert callback.record.facts.classes == 0
    assert callback.record.setup.loss == "mse"


def test_the_training_is_the_same_with_and_without() -> None:
    watched, alone = trained(EtudeCallback())[0], trained()[0]

    for one, other in zip(watched.get_weights(), alone.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_a_second_training_forgets_the_first() -> None:
    callback = EtudeCallback()
    trained(callback)
    trained(callback)

    assert callback.record.runs[0].epochs == 4


def test_a_rate_that_is_far_too_high_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    callback = EtudeCallback(tell=True)
    trained(callback, learning_rate=1e6)

    assert any(finding.severity == "diagnosis" for finding in callback.findings)
    assert callback.report() in capsys.readouterr().out


def test_its_history_on_disk_tells_the_same(tmp_path: Path) -> None:
    callback = EtudeCallback()
    _, history = trained(callback)
    (tmp_path / "history.json").write_text(json.dumps(history))

    (read,) = trainings_in(tmp_path / "history.json", asked={}, classes=2).records
    assert read.runs[0].curves.train_loss == callback.record.runs[0].curves.train_loss


def test_its_event_files_tell_the_same(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    writer = pytest.importorskip("torch.utils.tensorboard").SummaryWriter
    _, history = trained()
    for split, name in (("train", "loss"), ("validation", "val_loss")):
        with writer(tmp_path / split) as events:
            for epoch, loss in enumerate(history[name]):
                events.add_scalar("epoch_loss", loss, epoch)

    (read,) = trainings_in(tmp_path, asked={}).records
    assert read.runs[0].curves.train_loss == pytest.approx(history["loss"])
    assert read.runs[0].curves.validation_loss == pytest.approx(history["val_loss"])


def test_before_the_training_there_is_nothing_to_say() -> None:
    with pytest.raises(BadOption, match="No epoch is over"):
        EtudeCallback().report()


def test_harm_is_what_it_loses_on_cheap_models() -> None:
    callback = EtudeCallback(yardsticks=etude.yardsticks(rows(), rows()))
    trained(callback, learning_rate=1e-6)

    assert any(" reach 100.0 %" in one.seen for one in callback.findings)
