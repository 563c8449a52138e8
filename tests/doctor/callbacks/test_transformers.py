from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import Dataset

import etude
from etude.doctor.reading.places import trainings_in
from tests.doctor.callbacks.rows import COLUMNS, rows

transformers = pytest.importorskip("transformers")
pytest.importorskip("accelerate")
pytestmark = pytest.mark.filterwarnings("ignore")  # what the library warns of is its own affair

from etude.doctor.callbacks.transformers import EtudeCallback  # noqa: E402


class Network(nn.Module):
    """A model as the Trainer takes it: with labels it answers its loss too."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(COLUMNS, 16), nn.ReLU(), nn.Linear(16, 2))

    def forward(self, inputs: Tensor, labels: Tensor | None = None) -> dict[str, Tensor]:
        logits = self.layers(inputs)
        if labels is None:
            return {"logits": logits}
        return {"loss": F.cross_entropy(logits, labels), "logits": logits}


class Rows(Dataset[dict[str, Tensor]]):
    def __init__(self) -> None:
        self.inputs, self.labels = rows()

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, place: int) -> dict[str, Tensor]:
        return {"inputs": self.inputs[place], "labels": self.labels[place]}


def accuracy(predicted: Any) -> dict[str, float]:
    right = predicted.predictions.argmax(1) == predicted.label_ids
    return {"accuracy": float(right.mean())}


def trained(folder: Path, *callbacks: object, **settings: object) -> Network:
    transformers.set_seed(1)
    network = Network()
    arguments = transformers.TrainingArguments(
        output_dir=str(folder),
        **{
            "num_train_epochs": 4,
            "per_device_train_batch_size": 16,
            "eval_strategy": "epoch",
            "logging_steps": 3,
            "learning_rate": 0.01,
            "lr_scheduler_type": "constant",
            "save_strategy": "no",
            "report_to": "none",
            "disable_tqdm": True,
            "use_cpu": True,
            **settings,
        },
    )
    trainer = transformers.Trainer(
        network, arguments, train_dataset=Rows(), eval_dataset=Rows(), callbacks=list(callbacks),
        compute_metrics=accuracy,
    )  # fmt: skip
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.train()
    trainer.state.save_to_json(str(folder / "trainer_state.json"))
    return network


def test_its_epochs_are_recorded_with_what_it_evaluated(tmp_path: Path) -> None:
    callback = EtudeCallback()
    trained(tmp_path, callback)

    run = callback.doctor.record.runs[0]
    assert run.epochs == 4
    assert run.steps == 4 * 12
    assert run.curves.train_loss[-1] < run.curves.train_loss[0]
    assert len(run.curves.validation_loss) == 4
    assert run.curves.validation_accuracy[-1] > 0.8
    assert run.curves.learning_rate == pytest.approx((0.01,) * 4)


def test_the_training_is_the_same_with_and_without(tmp_path: Path) -> None:
    watched, alone = trained(tmp_path, EtudeCallback()), trained(tmp_path)

    for one, other in zip(watched.parameters(), alone.parameters(), strict=True):
        assert torch.equal(one, other)


def test_without_evaluation_its_own_epochs_count(tmp_path: Path) -> None:
    callback = EtudeCallback()
    trained(tmp_path, callback, eval_strategy="no")

    assert callback.doctor.record.runs[0].epochs == 4


def test_with_accumulated_gradients_the_loss_is_that_of_the_batches(tmp_path: Path) -> None:
    callback = EtudeCallback()
    trained(tmp_path, callback, gradient_accumulation_steps=4, logging_steps=1)

    (read,) = trainings_in(tmp_path, asked={}).records
    watched = callback.doctor.record.runs[0].curves
    assert watched.train_loss == pytest.approx(read.runs[0].curves.train_loss)


def test_what_the_trainer_leaves_on_disk_tells_the_same(tmp_path: Path) -> None:
    callback = EtudeCallback()
    trained(tmp_path, callback)

    (read,) = trainings_in(tmp_path, asked={}).records
    watched, logged = callback.doctor.record.runs[0].curves, read.runs[0].curves
    assert logged.validation_loss == pytest.approx(watched.validation_loss)
    assert logged.train_loss == pytest.approx(watched.train_loss, rel=1e-3)


def test_a_rate_that_is_far_too_high_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    callback = EtudeCallback(tell=True)
    trained(tmp_path, callback, learning_rate=1e6, max_grad_norm=0.0)

    assert any(finding.severity == "diagnosis" for finding in callback.findings)
    assert callback.report() in capsys.readouterr().out


def test_harm_is_what_it_loses_on_cheap_models(tmp_path: Path) -> None:
    callback = EtudeCallback(yardsticks=etude.yardsticks(rows(), rows()))
    trained(tmp_path, callback, learning_rate=1e-6)

    assert any(" reach 100.0 %" in one.seen for one in callback.findings)
