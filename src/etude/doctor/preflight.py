"""``etude.preflight``: what is wrong with a training before it begins."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol, cast

import torch
from torch import Tensor, nn

from etude.doctor import checks
from etude.doctor.checks import label_fit, output_fit, shapes_broadcast
from etude.doctor.examined import Examined, Loss, Step
from etude.doctor.known import facts_of
from etude.doctor.record import TrainingRecord
from etude.doctor.subject import (
    checked_model,
    checked_optimizer,
    rows_of,
    tensors,
    told_of_arrays,
)
from etude.doctor.telling import as_text, tell
from etude.doctor.undisturbed import as_written, same_random_numbers
from etude.doctor.watching.probe import ValidationRows, is_pair
from etude.doctor.watching.setup import setup_of_loop
from etude.errors import BadOption
from etude.records.finding import Finding
from etude.records.sanity import SanityCheck

# Checks that may say why a loss refuses what it is given.
EXPLAINING = (label_fit.NAME, output_fit.NAME, shapes_broadcast.NAME)


class Check(Protocol):
    """A file of ``checks/``: its NAME, and what it measures; None where it does not apply."""

    NAME: str
    measure: Callable[[Examined], SanityCheck | None]


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(checks.__path__))
    found = [importlib.import_module(f"{checks.__name__}.{name}") for name in names]
    return cast(tuple[Check, ...], tuple(found))


@dataclass(frozen=True)
class Preflight:
    """What the checks measured. ``print`` it, or read ``findings`` and ``record``."""

    record: TrainingRecord

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the catalogue of symptoms sees, in order of treatment."""
        return self.record.findings()

    @property
    def checks(self) -> tuple[SanityCheck, ...]:
        """Every check that was made, with its numbers."""
        return self.record.checks

    def __str__(self) -> str:
        return as_text(tell(self.record))


def preflight(
    model: nn.Module,
    batch: Any,
    loss: Loss,
    optimizer: object | None = None,
    validation: Any = None,
    *,
    step: Step | None = None,
) -> Preflight:
    """Look for what needs no training to be seen.

    >>> print(etude.preflight(model, (inputs, targets), loss, optimizer))  # doctest: +SKIP

    In:     model: as the loop trains it. batch: (inputs, targets), better of a few hundred rows
            than of a few; inputs are a tensor, a tuple of arguments or a dict of named ones.
            loss: function of (outputs, targets), or a module. optimizer: shows what is trained.
            validation: (inputs, targets) or a loader of such batches, of which the first 4,096
            rows are read, to look for rows that stand in both, and for inputs of another scale.
            step: the loop's own step, a function of (model, optimizer, inputs, targets); run
            twice on copies at rate 0, to see whether gradients are cleared.
    Out:    findings, and every check with its numbers.
    Raises: BadOption where the model does not take the batch, or is on another device; where batch
            or validation are no such rows.
    Blind:  passing says that nothing obvious is broken, not that there is anything to learn.

    Model, optimizer and random numbers are left as they were; what trains is a copy: 16 rows for
    up to 360 steps.
    """
    network = checked_model(model)
    own = None if optimizer is None else checked_optimizer(optimizer, network)
    inputs, targets = _checked_batch(batch)
    _on_one_device(network, inputs, targets)
    others = None if validation is None else _checked_validation(validation, network)
    examined = Examined(network, inputs, targets, loss, optimizer=own, validation=others, step=step)
    with same_random_numbers(network), as_written():
        measured = [check.measure(examined) for check in all_checks()]
        made = tuple(one for one in measured if one is not None)
        if examined.refusal and all(one.passed for one in made if one.name in EXPLAINING):
            raise BadOption(
                f"The loss does not take these outputs {tuple(examined.outputs.shape)} and targets"
                f" {tuple(targets.shape)}: {examined.refusal.rstrip('.')}."
            )
        record = TrainingRecord(
            name=type(network).__name__,
            facts=_facts(examined),
            setup=replace(setup_of_loop(network, own), loss=examined.kind, batch_size=None),
            checks=made,
            before_training=True,
        )
    return Preflight(record)


def _facts(examined: Examined) -> Any:
    outputs = examined.outputs.shape[1] if examined.outputs.ndim > 1 else 1
    return facts_of(examined.kind, examined.targets.detach().cpu(), outputs)


def _checked_batch(batch: Any) -> tuple[Any, Tensor]:
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        many = f" of {len(batch)}" if isinstance(batch, tuple | list) else ""
        raise BadOption(
            f"batch is a {type(batch).__name__}{many}: give one pair (inputs, targets); of a loader"
            " that is next(iter(loader))."
        )
    return _checked_pair("The batch", batch)


def _checked_validation(validation: Any, model: nn.Module) -> tuple[Any, Tensor]:
    """A pair as it is; of a loader the first 4,096 rows as one."""
    if is_pair(validation):
        return _checked_pair("validation=", validation)
    rows = ValidationRows(validation, model, torch.device("cpu"), takes_function=False)
    return rows.joined


def _checked_pair(what: str, pair: Any) -> tuple[Any, Tensor]:
    """The same pair; raises ``BadOption`` unless it is of tensors with rows."""
    inputs, targets = pair
    if isinstance(targets, Tensor) and rows_of(inputs):
        return inputs, targets
    if arrays := told_of_arrays(pair):
        raise BadOption(f"{what} {arrays}")
    if not isinstance(targets, Tensor):
        raise BadOption(f"{what} has targets that are a {type(targets).__name__}, not a tensor.")
    raise BadOption(f"{what} holds no tensor of inputs with rows in it.")


def _on_one_device(model: nn.Module, inputs: Any, targets: Tensor) -> None:
    homes = {parameter.device for parameter in model.parameters()}
    for what, tensor in [*(("inputs", one) for one in tensors(inputs)), ("targets", targets)]:
        if tensor.device not in homes:
            home: torch.device = next(iter(homes))
            raise BadOption(
                f"The model is on {home}, the batch's {what} are on {tensor.device}: move them,"
                f" batch = (inputs.to({str(home)!r}), targets.to({str(home)!r}))."
            )
