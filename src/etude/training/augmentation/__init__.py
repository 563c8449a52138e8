"""Ways of varying sequences in training, one file each, named as the plan's setting that drives it.

A file holds ``KIND``, the kind of input it concerns, and ``varied``; where that looks something up,
``READS`` names the tables, and without them it has no part.
"""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol, cast

import torch
from torch import Tensor

from etude.records.plan import Plan
from etude.records.shape import InputShape
from etude.training.keys import keyed_generator


class Augmentation(Protocol):
    """A file of this folder."""

    KIND: str

    def varied(
        self,
        x: Tensor,
        lengths: Tensor,
        strength: float,
        generator: torch.Generator,
        **tables: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """(x, lengths) varied: tokens int64 [B, L] or series float32 [B, L, C], lengths int64 [B];
        0 beyond the length. What is given may be overwritten. tables: those in ``READS``."""


@cache
def all_augmentations() -> dict[str, Augmentation]:
    """Setting -> how it varies a sequence, in the order of their names."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return {
        name: cast(Augmentation, importlib.import_module(f"{__name__}.{name}")) for name in names
    }


class EpochAugmentation:
    """What one member's sequences go through in one epoch, drawn step by step in order.

    tables: what came with the member's rows (``data.rows.Rows.tables``).
    """

    def __init__(
        self,
        plan: Plan,
        inputs: Sequence[InputShape],
        seed: int,
        epoch: int,
        device: torch.device,
        tables: Mapping[str, Tensor],
    ) -> None:
        self._applied = [
            (one.name, augmentation, getattr(plan, setting), read)
            for one in inputs
            for setting, augmentation in all_augmentations().items()
            if one.kind == augmentation.KIND and getattr(plan, setting) > 0
            if (read := _read(augmentation, tables)) is not None
        ]
        self._generator = keyed_generator(device, seed, "augmentation", epoch)

    def __bool__(self) -> bool:
        return bool(self._applied)

    def vary(self, inputs: Mapping[str, Tensor]) -> None:
        """Overwrite the member's rows of one step, name -> [B, ...] with lengths beside them."""
        for name, augmentation, strength, tables in self._applied:
            x, lengths = inputs[name], inputs[f"{name}.lengths"]
            found = augmentation.varied(x, lengths, strength, self._generator, **tables)
            x.copy_(found[0])
            lengths.copy_(found[1])


def _read(augmentation: Augmentation, tables: Mapping[str, Tensor]) -> dict[str, Tensor] | None:
    """The tables that it looks something up in; None where they are not there."""
    names = getattr(augmentation, "READS", ())
    return {name: tables[name] for name in names} if tables.keys() >= set(names) else None
