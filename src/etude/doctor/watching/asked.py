"""What the loss asks of single rows: the gradient at the network's outputs, of a few batches."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.hooks import RemovableHandle

from etude.diagnosis.symptoms.pushed_away import ASTRAY
from etude.diagnosis.symptoms.uneven_rows import EVEN
from etude.doctor.losses import CLASSES, NUMBERS, YES_OR_NO, are_class_numbers
from etude.doctor.subject import prediction
from etude.doctor.undisturbed import looked_at
from etude.records.sanity import SanityCheck

NAME = "asked_of_rows"
STEPS_BETWEEN = 100
MOST_BATCHES, MOST_NUMBERS = 8, 100_000
CLEAR = 0.05  # of what the wrongest row is off by: of rows nearer to their target little is asked
WRONG = 0.5  # of a probability


@dataclass(frozen=True)
class _Batch:
    """outputs, gradients: [rows, ...]. targets: as the loss was given them."""

    outputs: Tensor
    gradients: Tensor
    targets: Tensor


class Asked:
    """Outputs, the gradient of the loss there and targets of a batch: of the first one of an epoch,
    but not within 100 steps; the last 8 are kept. It needs a loss that is a module and is given the
    very outputs of the network and their targets, nothing else; and one call of the network a
    step, for gradients may be asked for other ends as well."""

    def __init__(self, safely: Callable[[Callable[[], None]], None]) -> None:
        self._safely = safely
        self._batches: list[_Batch] = []
        self._asked_at = -STEPS_BETWEEN
        self._handles: list[RemovableHandle] = []
        self._forget()

    def _forget(self) -> None:
        self._outputs: Tensor | None = None
        self._targets: list[Tensor] = []
        self._arrived: _Batch | None = None

    def begin(self, model: nn.Module, steps: int) -> bool:
        """Called before a training call, after so many steps: whether its batch will be asked."""
        self.end(steps)
        if steps - self._asked_at < STEPS_BETWEEN:
            return False
        self._asked_at = steps
        self._handles.append(
            model.register_forward_hook(
                lambda module, inputs, answer: self._safely(lambda: self._answer(answer))
            )
        )
        return True

    def pair(self, outputs: object, targets: object) -> None:
        """What the loop's own loss was given."""
        if self._outputs is None or not isinstance(outputs, Tensor):
            return
        if isinstance(targets, Tensor) and torch.equal(outputs.detach(), self._outputs):
            self._targets.append(targets.detach().clone())

    def end(self, steps: int) -> None:
        """Leave the network alone, after so many steps; the batch counts where the next thing that
        came of it was a step."""
        for handle in self._handles:
            handle.remove()
        self._handles = []
        if self._arrived is not None and steps == self._asked_at + 1:
            self._batches = [*self._batches, self._arrived][-MOST_BATCHES:]
        self._forget()

    def _answer(self, answer: object) -> None:
        outputs = prediction(answer)
        is_first = self._outputs is None and looked_at() is None
        if not is_first or outputs is None or not outputs.requires_grad:
            return
        if outputs.ndim and outputs.numel() <= MOST_NUMBERS:  # a squeezed row has no rows
            self._outputs = outputs.detach().clone()
            hook = outputs.register_hook(lambda one: self._safely(lambda: self._arrive(one)))  # type: ignore[no-untyped-call]
            self._handles.append(hook)

    def _arrive(self, gradient: Tensor) -> None:
        """Not where a gradient of the gradient will be asked for, which is not the loss's own."""
        is_plain = self._arrived is None and not torch.is_grad_enabled()
        if is_plain and self._outputs is not None and len(self._targets) == 1:  # several are mixed
            self._arrived = _Batch(self._outputs, gradient.detach().clone(), self._targets[0])
        else:
            self._forget()

    def check(self, kind: str, ignored: Collection[int] = ()) -> tuple[SanityCheck, ...]:
        """How even what is asked is, and whither answers are pushed.

        even: as how many rows, all weighed alike, those asked count, as a share of them, weights
        being what is asked of a row over how far it is off; rows: that are clearly off. astray:
        share of rows pushed away from their targets; pushed: of all that are far off and pushed at
        all, for softened labels push away what is quite right. NaN where there are none. Nothing
        where outputs are not of one number or class a row, or the loss is not known. In: the loss's
        kind; classes that it leaves out.
        """
        weights, groups, away = [], [], []
        for batch in self._batches:
            off = _off_by(batch, kind)
            if off is None:
                continue
            group = _groups(batch, kind)
            is_meant = ~torch.isin(group, group.new_tensor([*ignored], dtype=group.dtype))
            is_even = kind in (CLASSES[0], YES_OR_NO[1], "mse")  # what is asked grows as it is off
            if is_even and bool(is_meant.any()):
                of_rows, are_asked = _weights(batch, off, is_meant)
                weights.append(of_rows.double().cpu())
                groups.append(group[are_asked].cpu())
            away.append(_are_pushed_away(batch, off, kind in NUMBERS)[is_meant].cpu())
        if not away:
            return ()
        pushed = torch.cat(away)
        pushed = pushed[pushed != 0]
        even, rows = _evenness(weights, groups)
        numbers = {
            "even": even,
            "rows": float(rows),
            "astray": float((pushed < 0).double().mean()),
            "pushed": float(len(pushed)),
        }
        told = (
            f"{rows} rows count for {100 * even:.0f} % of as many weighed alike;"
            f" {100 * numbers['astray']:.0f} % of {len(pushed)} far off are pushed away"
        )
        passed = not (even < EVEN or numbers["astray"] > ASTRAY)
        return (SanityCheck(NAME, passed, told, numbers),)


def _off_by(batch: _Batch, kind: str) -> Tensor | None:
    """What a plain loss of this kind pulls the outputs by, [rows, outputs], of a row alone; None
    where it is not known."""
    outputs, targets = batch.outputs.float(), batch.targets
    if kind == CLASSES[0] and are_class_numbers(outputs, targets.clamp(min=0)):
        return F.one_hot(targets.clamp(min=0), outputs.shape[1]).float() - outputs.softmax(1)
    if outputs.numel() != targets.numel() or outputs.numel() != len(outputs):
        return None
    outputs, targets = (one.reshape(len(outputs), 1).float() for one in (outputs, targets))
    if kind == YES_OR_NO[1]:
        return targets - outputs.sigmoid()
    return targets - outputs if kind in (*NUMBERS, YES_OR_NO[0]) else None


def _groups(batch: _Batch, kind: str) -> Tensor:
    """Class of every row, below 0 where it is left out; of numbers all are of one."""
    targets = batch.targets.flatten()
    return torch.zeros_like(targets) if kind in NUMBERS else targets


def _weights(batch: _Batch, off: Tensor, is_meant: Tensor) -> tuple[Tensor, Tensor]:
    """What is asked over how far it is off, 1 in the mean, of rows that are meant and clearly off;
    and which these are."""
    distance = off.norm(dim=1)
    are_asked = is_meant & (distance > CLEAR * distance[is_meant].max())
    weights = (batch.gradients.float().reshape(off.shape).norm(dim=1) / distance)[are_asked]
    return weights / weights.mean().clamp_min(1e-30), are_asked


def _evenness(weights: list[Tensor], groups: list[Tensor]) -> tuple[float, int]:
    """As how many rows these count, as a share; and how many they are. Each class has a mean weight
    of 1, for classes may weigh differently on purpose."""
    if not weights or not (rows := sum(map(len, weights))):
        return torch.nan, 0
    every, group = torch.cat(weights), torch.cat(groups)
    for one in torch.unique(group):
        every[group == one] /= every[group == one].mean().clamp_min(1e-30)
    return float(every.sum() ** 2 / (rows * every.square().sum().clamp_min(1e-30))), rows


def _are_pushed_away(batch: _Batch, off: Tensor, are_numbers: bool) -> Tensor:
    """Of every row: 1 where it is pushed nearer to its target, -1 where away from it, 0 where it is
    not pushed or not far off: more than half of a probability, of numbers more than most."""
    distance = off.abs().amax(1)
    push = -batch.gradients.float().reshape(off.shape)
    is_far = distance > (distance.median() if are_numbers else WRONG)
    return (push * off).sum(1).sign() * is_far
