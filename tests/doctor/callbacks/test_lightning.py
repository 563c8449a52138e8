import sys
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

import etude
from etude.doctor.reading.places import trainings_in
from etude.errors import BadOption
from tests.doctor.callbacks.rows import COLUMNS, rows

lightning = pytest.importorskip("lightning.pytorch")
pytestmark = pytest.mark.filterwarnings("ignore")  # what the library warns of is its own affair

from etude.doctor.callbacks.lightning import EtudeCallback  # noqa: E402


class Module(lightning.LightningModule):  # type: ignore[misc, name-defined]
    def __init__(self, learning_rate: float) -> None:
        super().__init__()
        self.learning_rate = learning_rate
        self.network = nn.Sequential(
            nn.Linear(COLUMNS, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 2)
        )

    def training_step(self, batch: Any, number: int) -> Tensor:
        loss = F.cross_entropy(self.network(batch[0]), batch[1])
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch: Any, number: int) -> None:
        outputs = self.network(batch[0])
        self.log("val_loss", F.cross_entropy(outputs, batch[1]))
        self.log("val_acc", (outputs.argmax(1) == batch[1]).float().mean())

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.Adam(self.parameters(), lr=self.learning_rate)


def trained(
    folder: Path,
    *callbacks: object,
    learning_rate: float = 0.01,
    accumulated: int = 1,
    logger: object = False,
) -> Module:
    lightning.seed_everything(1, verbose=False)
    module = Module(learning_rate)
    data = TensorDataset(*rows())
    trainer = lightning.Trainer(
        max_epochs=4,
        accelerator="cpu",
        callbacks=list(callbacks),
        accumulate_grad_batches=accumulated,
        logger=logger,
        log_every_n_steps=4,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=folder,
    )
    trainer.fit(module, DataLoader(data, 16, shuffle=True), DataLoader(data, 64))
    return module


def test_its_epochs_are_recorded_with_what_the_module_measured(tmp_path: Path) -> None:
    callback = EtudeCallback()
    trained(tmp_path, callback)

    run = callback.doctor.record.runs[0]
    assert run.epochs == 4
    assert run.steps == 4 * 12
    assert run.curves.train_loss[-1] < run.curves.train_loss[0]
    assert len(run.curves.validation_loss) == 4
    assert run.curves.validation_accuracy[-1] > 0.8
    assert run.curves.learning_rate == (0.01,) * 4
    assert len(run.curves.gradient_norm) == 4
    assert len(run.curves.dead_share) == 4


def test_the_training_is_the_same_with_and_without(tmp_path: Path) -> None:
    watched, alone = trained(tmp_path, EtudeCallback()), trained(tmp_path)

    for one, other in zip(watched.parameters(), alone.parameters(), strict=True):
        assert torch.equal(one, other)


def test_with_accumulated_gradients_the_loss_is_that_of_the_batches(tmp_path: Path) -> None:
    single, accumulating = EtudeCallback(), EtudeCallback()
    trained(tmp_path, single)
    trained(tmp_path, accumulating, accumulated=4)

    first = [one.doctor.record.runs[0].curves.train_loss[0] for one in (single, accumulating)]
    assert first[1] == pytest.approx(first[0], rel=0.5)  # a part of it would be a quarter


@pytest.mark.parametrize("name", ["CSVLogger", "TensorBoardLogger"])
def test_what_its_loggers_leave_on_disk_tells_the_same(name: str, tmp_path: Path) -> None:
    if name == "TensorBoardLogger":
        pytest.importorskip("tensorboard")
    callback = EtudeCallback()
    trained(tmp_path, callback, logger=getattr(lightning.loggers, name)(tmp_path))

    (read,) = trainings_in(tmp_path, asked={}).records
    watched, logged = callback.doctor.record.runs[0].curves, read.runs[0].curves
    assert logged.validation_loss == pytest.approx(watched.validation_loss, rel=1e-5)
    assert logged.validation_accuracy == pytest.approx(watched.validation_accuracy, rel=1e-5)
    assert logged.train_loss == pytest.approx(watched.train_loss, rel=0.3)  # every fourth step


def test_a_rate_that_is_far_too_high_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    callback = EtudeCallback(tell=True)
    trained(tmp_path, callback, learning_rate=1e9)

    assert any(finding.severity == "diagnosis" for finding in callback.findings)
    assert callback.report() in capsys.readouterr().out


def test_a_training_that_breaks_off_ends_the_watch(tmp_path: Path) -> None:
    class Breaking(lightning.Callback):  # type: ignore[misc, name-defined]
        def on_train_epoch_end(self, *_: object) -> None:
            raise RuntimeError("the power failed")

    callback = EtudeCallback()
    with pytest.raises(RuntimeError, match="the power failed"):
        trained(tmp_path, callback, Breaking())

    with pytest.raises(BadOption, match="outside its watch"):
        callback.doctor.loss(1.0)
    assert callback.doctor.record.runs[0].epochs == 1


def test_before_the_training_there_is_nothing_to_say() -> None:
    with pytest.raises(BadOption, match="has not begun"):
        EtudeCallback().report()


def test_it_is_a_callback_of_the_library_in_use() -> None:
    assert isinstance(EtudeCallback(), lightning.Callback) or "pytorch_lightning" in sys.modules


def test_harm_is_what_it_loses_on_cheap_models(tmp_path: Path) -> None:
    callback = EtudeCallback(yardsticks=etude.yardsticks(rows(), rows()))
    trained(tmp_path, callback, learning_rate=1e-5)

    assert any(" reach 100.0 %" in one.seen for one in callback.findings)
