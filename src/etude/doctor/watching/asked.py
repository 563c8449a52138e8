"""What the loss asks of single rows: the gradient at the network's outputs, of a few batches."""

from collections.abc import Callable, Iterator
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
WRONG, FAR = 0.5, 0.5  # of a probability; of what the wrongest row is off by, of numbers


@dataclass(frozen=True)
class _Batch:
    """outputs, gradients: [rows, ...]. targets: as the loss was given them."""

    outputs: Tensor
    gradients: Tensor
    targets: Tensor


class Asked:
    """Outputs, the gradient of the loss there and targets of one batch every 100 steps; the last 8
    are kept. It needs a loss that is a module and is given the very outputs of the network."""

    def __init__(self, safely: Callable[[Callable[[], None]], None]) -> None:
        self._safely = safely
        self._batches: list[_Batch] = []
        self._asked_at = -STEPS_BETWEEN
        self._handles: list[RemovableHandle] = []
        self._forget()

    def _forget(self) -> None:
        self._outputs: Tensor | None = None
        self._targets: list[Tensor] = []

    def begin(self, model: nn.Module, steps: int) -> bool:
        """Called before a training call, after so many steps: whether its batch will be asked."""
        self.end()
        if steps - self._asked_at < STEPS_BETWEEN:
            return False
        self._asked_at = steps
        self._handles.append(
            model.register_forward_hook(
                lambda module, inputs, answer: self._safely(lambda: self._answered(answer))
            )
        )
        return True

    def pair(self, outputs: object, targets: object) -> None:
        """What the loop's own loss was given."""
        if self._outputs is None or not isinstance(outputs, Tensor):
            return
        if isinstance(targets, Tensor) and torch.equal(outputs.detach(), self._outputs):
            self._targets.append(targets.detach().clone())

    def end(self) -> None:
        """Leave the network alone."""
        for handle in self._handles:
            handle.remove()
        self._handles = []
        self._forget()

    def _answered(self, answer: object) -> None:
        outputs = prediction(answer)
        is_first = self._outputs is None and looked_at() is None
        if not is_first or outputs is None or not outputs.requires_grad:
            return
        if outputs.numel() <= MOST_NUMBERS:
            self._outputs = outputs.detach().clone()
            hook = outputs.register_hook(lambda one: self._safely(lambda: self._arrived(one)))  # type: ignore[no-untyped-call]
            self._handles.append(hook)

    def _arrived(self, gradient: Tensor) -> None:
        if self._outputs is not None and len(self._targets) == 1:  # several are mixed on purpose
            asked = _Batch(self._outputs, gradient.detach().clone(), self._targets[0])
            self._batches = [*self._batches, asked][-MOST_BATCHES:]
        self._forget()

    def check(self, kind: str) -> tuple[SanityCheck, ...]:
        """How even what is asked is, and whither answers are pushed.

        even: how many rows, weighed alike, each batch is worth, as a share of its rows, weights
        being what is asked of a row over how far it is off; rows: that are clearly off. astray:
        share of rows pushed away from their targets; pushed: of all that are wrong and pushed at
        all, for softened labels push away what is quite right. NaN where there are none. Nothing
        where outputs are not of one number or class a row, or the loss is not known.
        """
        worth, rows, astray, pushed = 0.0, 0, 0, 0
        for batch in self._batches:
            for weights in _weights(batch, kind):
                worth += float(weights.sum() ** 2 / weights.square().sum().clamp_min(1e-30))
                rows += len(weights)
            away = _pushed_away(batch, kind)
            astray, pushed = astray + int(away.sum()), pushed + len(away)
        if not rows + pushed:
            return ()
        numbers = {
            "even": worth / rows if rows else torch.nan,
            "rows": float(rows),
            "astray": astray / pushed if pushed else torch.nan,
            "pushed": float(pushed),
        }
        told = (
            f"{rows} rows are worth {worth:.0f} weighed alike; {astray} of {pushed} answers are"
            " pushed away from their targets"
        )
        passed = not (numbers["even"] < EVEN or numbers["astray"] > ASTRAY)
        return (SanityCheck(NAME, passed, told, numbers),)


def _off_by(batch: _Batch, kind: str) -> Tensor | None:
    """What a plain loss of this kind pulls the outputs by, [rows, outputs], of a row alone; None
    where it is not known."""
    outputs, targets = batch.outputs.float(), batch.targets
    if kind == CLASSES[0] and are_class_numbers(outputs, targets):
        return F.one_hot(targets, outputs.shape[1]).float() - outputs.softmax(1)
    if outputs.numel() != targets.numel() or not outputs.ndim:
        return None
    outputs, targets = (one.reshape(len(one), -1).float() for one in (outputs, targets))
    if outputs.shape != targets.shape or outputs.shape[1] != 1:
        return None
    if kind == YES_OR_NO[1]:
        return targets - outputs.sigmoid()
    return targets - outputs if kind in (*NUMBERS, YES_OR_NO[0]) else None


def _weights(batch: _Batch, kind: str) -> Iterator[Tensor]:
    """What is asked of rows over how far they are off, those clearly off alone, for each class by
    itself: classes may weigh differently on purpose."""
    off = _off_by(batch, kind)
    if off is None or kind not in (CLASSES[0], YES_OR_NO[1], "mse"):
        return
    distance = off.norm(dim=1)
    asked = batch.gradients.float().reshape(off.shape).norm(dim=1)
    is_clear = distance > CLEAR * distance.max()
    groups = batch.targets.flatten() if kind != "mse" else torch.zeros(len(off), device=off.device)
    for group in torch.unique(groups):
        among = is_clear & (groups == group)
        weights = (asked / distance)[among].double().cpu()
        if len(weights) > 1 and bool(weights.isfinite().all()):
            yield weights


def _pushed_away(batch: _Batch, kind: str) -> Tensor:
    """Of every row that is wrong and pushed at all whether it is away from its target, [rows]."""
    off = _off_by(batch, kind)
    if off is None:
        return torch.empty(0, dtype=torch.bool)
    distance = off.abs().amax(1)
    push = -batch.gradients.float().reshape(off.shape)
    is_wrong = distance > (FAR * distance.max() if kind in NUMBERS else WRONG)
    return ((push * off).sum(1) < 0)[is_wrong & push.ne(0).any(1)].cpu()
