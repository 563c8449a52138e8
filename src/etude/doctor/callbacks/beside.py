"""A watch held open from one hook of a trainer to another."""

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from torch import nn

from etude.doctor.reading.log import number_in
from etude.doctor.reading.roles import (
    TRAIN_ACCURACY,
    VALIDATION_ACCURACY,
    VALIDATION_LOSS,
    role_of,
)
from etude.doctor.watch import Watch, watch
from etude.doctor.yardsticks import Yardsticks
from etude.errors import BadOption
from etude.records.finding import Finding

TOLD = (VALIDATION_LOSS, VALIDATION_ACCURACY, TRAIN_ACCURACY)


class Beside:
    """The watch of one training, begun and ended by a trainer's hooks.

    tell:    whether the report is written to the terminal when the training ends.
    yardsticks: what cheap models reach, for the watch; None where nobody knows.
    is_open: whether a training is being watched now.
    """

    def __init__(self, *, tell: bool, yardsticks: Yardsticks | None) -> None:
        self.tell, self._yardsticks = tell, yardsticks
        self._doctor: Watch | None = None
        self._open = ExitStack()
        self.is_open = False

    @property
    def doctor(self) -> Watch:
        """The watch; raises BadOption before the training has begun."""
        if self._doctor is None:
            raise BadOption("The training has not begun: ask the callback after trainer.fit().")
        return self._doctor

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the catalogue of symptoms sees so far."""
        return self.doctor.findings

    def begin(self, model: nn.Module, optimizer: object) -> None:
        """Begin to watch; a watch that is still open is ended first."""
        self._open.close()
        begun = watch(model, optimizer, yardsticks=self._yardsticks)
        self._doctor = self._open.enter_context(begun)
        self.is_open = True

    def epoch(self, metrics: Mapping[str, Any], *, train_loss: float | None = None) -> None:
        """End an epoch with what the trainer measured, whatever it calls it."""
        if self.is_open:
            self.doctor.epoch(train_loss=train_loss, **known_numbers(metrics))

    def end(self, *, speaks: bool = True) -> None:
        """End the watch, and say what was found if that was asked for."""
        if self.is_open:
            self._open.close()
            self.is_open = False
            if self.tell and speaks:
                sys.stdout.write(f"{self.doctor.report()}\n")


def known_numbers(metrics: Mapping[str, Any]) -> dict[str, float]:
    """The losses and accuracies among a trainer's metrics, by the names of ``Curves``; of several
    the one whose name leaves the least unexplained."""
    best: dict[str, tuple[float, float]] = {}
    for name, value in metrics.items():
        found = role_of(name)
        number = number_in(value.item() if hasattr(value, "item") else value)
        if found is None or number is None or found[0] not in TOLD:
            continue
        role, left = found
        if role not in best or left < best[role][0]:
            best[role] = (left, number)
    return {role: number for role, (_, number) in best.items()}
