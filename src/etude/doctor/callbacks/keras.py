"""The doctor in Keras 3's ``fit``, on the torch backend."""

import math
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch

from etude.doctor.reading.log import Log, Row, number_in
from etude.doctor.reading.roles import EPOCH
from etude.doctor.reading.training import record_of
from etude.doctor.record import TrainingRecord
from etude.doctor.telling import as_text, tell
from etude.doctor.yardsticks import Yardsticks
from etude.errors import BadOption
from etude.records.finding import Finding
from etude.records.setup import Setup

if TYPE_CHECKING:
    from keras.callbacks import Callback
else:
    try:
        from keras.callbacks import Callback
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            'This callback needs Keras: pip install "etude[keras]"'
        ) from error

STEPS_BETWEEN_GRADIENTS = 10
RATE, NORM, RATIO = "learning_rate", "gradient_norm", "first_last_gradient"
OWN = {RATE: RATE, NORM: NORM, RATIO: RATIO}
LOSSES = {
    "sparse_categorical_crossentropy": "cross_entropy",
    "categorical_crossentropy": "cross_entropy",
    "binary_crossentropy": "binary_cross_entropy",
    "bce": "binary_cross_entropy",
    "mean_squared_error": "mse",
    "mse": "mse",
    "mean_absolute_error": "mae",
    "mae": "mae",
}


class EtudeCallback(Callback):
    """Watch ``model.fit`` and say what its numbers mean; the training stays the same.

    >>> model.fit(x, y, callbacks=[doctor := EtudeCallback()])  # doctest: +SKIP
    >>> print(doctor.report())  # doctest: +SKIP

    In:    tell, whether the report is also written to the terminal when the training ends.
           yardsticks, of ``etude.yardsticks``: harm is then what the network loses on them.
    Blind: Keras updates weights by optimizers of its own, so that its logs, its learning rate and
           the gradients that a step leaves behind are what is read: no sizes of updates, no
           activations. On another backend than torch the gradients are missing too.
    """

    def __init__(self, *, tell: bool = False, yardsticks: Yardsticks | None = None) -> None:
        super().__init__()
        self._tells, self._yardsticks = tell, yardsticks
        self._rows: list[Row] = []
        self._epoch = 0

    @property
    def record(self) -> TrainingRecord:
        """All that was recorded; raises BadOption before an epoch is over."""
        if not self._rows:
            raise BadOption("No epoch is over yet: ask the callback after model.fit().")
        log = Log("Keras log", tuple(self._rows))
        asked = {role: name for role, name in OWN.items() if name in log.names}
        name = self.model.name
        loss = _loss_name(self.model.loss)
        record = record_of(log, name, asked=asked, classes=_classes(self.model, loss))
        marks, facts = self._yardsticks, record.facts
        known = facts if marks is None else marks.added_to(facts, loss)
        return replace(record, setup=Setup(loss=loss), facts=known)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the catalogue of symptoms sees so far, in order of treatment."""
        return self.record.findings()

    def report(self) -> str:
        """The same in plain words."""
        return as_text(tell(self.record))

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Forget an earlier training."""
        self._rows, self._epoch = [], 0

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Know the epoch that steps belong to."""
        self._epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Measure the gradients of every tenth step."""
        if batch % STEPS_BETWEEN_GRADIENTS == 0 and (norms := _gradient_norms(self.model)):
            self._rows.append({EPOCH: float(self._epoch), **norms})

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Take down the epoch's numbers."""
        numbers = {name: number_in(value) for name, value in (logs or {}).items()}
        known = {name: one for name, one in numbers.items() if one is not None}
        rate = _rate(self.model)
        self._rows.append({EPOCH: float(epoch + 1), RATE: rate, **known})

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Say what was found, if that was asked for."""
        if self._tells and self._rows:
            sys.stdout.write(f"{self.report()}\n")


def _gradient_norms(model: Any) -> dict[str, float]:
    """The whole gradient's length, and the first layer's over the last one's."""
    values = [getattr(variable, "value", None) for variable in model.trainable_variables]
    gradients = [
        value.grad for value in values if isinstance(value, torch.Tensor) and value.grad is not None
    ]
    if not gradients:
        return {}
    lengths = torch.stack(torch._foreach_norm(gradients)).tolist()
    weights = [length for length, one in zip(lengths, gradients, strict=True) if one.ndim > 1]
    norms = {NORM: math.hypot(*lengths)}
    if len(weights) > 1 and weights[-1] > 0:
        norms[RATIO] = weights[0] / weights[-1]
    return norms


def _rate(model: Any) -> float:
    return float(number_in(model.optimizer.learning_rate.numpy().item()) or math.nan)


def _loss_name(loss: object) -> str:
    """The name of a loss given as a word, a function or an object; "" of the person's own."""
    name = loss if isinstance(loss, str) else getattr(loss, "name", getattr(loss, "__name__", ""))
    return LOSSES.get(str(name), "")


def _classes(model: Any, loss: str) -> int:
    if loss == "binary_cross_entropy":
        return 2
    shape = getattr(model, "output_shape", None)
    if loss != "cross_entropy" or not isinstance(shape, tuple) or not isinstance(shape[-1], int):
        return 0
    return shape[-1]
