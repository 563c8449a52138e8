"""The doctor in a Lightning ``Trainer``, of ``lightning`` or of ``pytorch_lightning``."""

import sys
from typing import TYPE_CHECKING, Any

from torch import nn

from etude.doctor.callbacks.beside import Beside
from etude.doctor.watch import Watch
from etude.doctor.yardsticks import Yardsticks
from etude.records.finding import Finding

if TYPE_CHECKING:
    from lightning.pytorch import Callback, LightningModule, Trainer
else:
    try:
        if "pytorch_lightning" in sys.modules:  # the one that the person's own code uses
            from pytorch_lightning import Callback
        else:
            from lightning.pytorch import Callback
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            'This callback needs Lightning: pip install "etude[lightning]"'
        ) from error


class EtudeCallback(Callback):
    """Watch a Lightning training and say what its numbers mean; the training stays the same.

    >>> trainer = Trainer(callbacks=[doctor := EtudeCallback()])  # doctest: +SKIP
    >>> trainer.fit(module, loader)  # doctest: +SKIP
    >>> print(doctor.report())  # doctest: +SKIP

    In:    tell, whether the report is also written to the terminal when the training ends.
           yardsticks, of ``etude.yardsticks``: harm is then what the network loses on them.
    Blind: of several optimizers the first alone is watched. What the module logs as ``val_loss``
           or alike is the validation loss.
    """

    def __init__(self, *, tell: bool = False, yardsticks: Yardsticks | None = None) -> None:
        super().__init__()
        self._beside = Beside(tell=tell, yardsticks=yardsticks)

    @property
    def doctor(self) -> Watch:
        """The watch of the training."""
        return self._beside.doctor

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the catalogue of symptoms sees so far, in order of treatment."""
        return self._beside.findings

    def report(self) -> str:
        """The same in plain words."""
        return self.doctor.report()

    def on_train_start(self, trainer: "Trainer", pl_module: "LightningModule") -> None:
        """Begin to watch the network that learns."""
        self._beside.begin(_network(pl_module), trainer.optimizers[0])

    def on_train_batch_end(
        self, trainer: "Trainer", pl_module: "LightningModule", outputs: Any, *_: Any
    ) -> None:
        """Take down the batch's loss; Lightning divides it by the batches that it accumulates."""
        loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
        parts = trainer.accumulate_grad_batches if pl_module.automatic_optimization else 1
        if loss is not None and self._beside.is_open:
            self.doctor.loss(loss * parts)

    def on_train_epoch_end(self, trainer: "Trainer", pl_module: "LightningModule") -> None:
        """End the epoch; its validation has run by now."""
        self._beside.epoch(trainer.callback_metrics)

    def on_train_end(self, trainer: "Trainer", pl_module: "LightningModule") -> None:
        """End the watch."""
        self._beside.end(speaks=trainer.is_global_zero)

    def on_exception(
        self, trainer: "Trainer", pl_module: "LightningModule", exception: BaseException
    ) -> None:
        """End the watch; a training that broke off has numbers too."""
        self._beside.end(speaks=False)


def _network(module: nn.Module) -> nn.Module:
    """The network that is called: the only part with parameters, else the whole module.

    A Lightning module is mostly a frame around it, whose own ``forward`` training does not call.
    """
    parts = [part for part in module.children() if any(True for _ in part.parameters())]
    own = any(True for _ in module.parameters(recurse=False))
    return parts[0] if len(parts) == 1 and not own else module
