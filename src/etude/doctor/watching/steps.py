"""What a step of the optimizer shows: gradients before it, weights before and after it."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.compiler import is_compiling
from torch.optim import Optimizer
from torch.utils.hooks import RemovableHandle

from etude.doctor.losses import is_reduced_in_graph, name_in_graph
from etude.doctor.subject import optimized
from etude.doctor.undisturbed import looked_at
from etude.doctor.watching.backward import RunningLoss, last_operation, value_of
from etude.doctor.watching.epochs import Epochs
from etude.doctor.watching.stretch import GradientLengths, Number, Stretch

MEASURED_IN_EPOCH = 5  # steps whose gradients are measured, as far as the next two allow
FEWEST_BETWEEN, MOST_BETWEEN = 10, 40  # steps
UPDATE_EVERY = 4  # measured steps
NORMAL = 2.0**-14  # float16 holds smaller numbers with fewer digits, below 2**-24 none
LEAST_SCALE = 2.0**7  # gradient scalers begin far above
_DECOUPLED = ("AdamW", "Muon", "Adafactor")  # whose decay does not pass through the gradient
FIRST_STEPS = 4  # all measured: what goes wrong at once is seen at once
MOST_KEPT = 1_000_000  # weights of the last layer, copied to be compared
ROUNDED = 1e-4  # of their mean size: moved there and back, as averages are, they are not quite so


class Steps:
    """Hooks on one optimizer and on the gradient of one parameter, the marker.

    Every step costs two calls and the reading of a loss; every 10th to 40th, the first of an epoch
    among them, the lengths of all gradients, and whether the last layer's weights are still those
    that the step before left; every fourth of those a copy of all weights, for how far they moved.
    The marker is the first parameter whose gradient arrives in the first backward pass, so it lies
    near the output.
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: Optimizer,
        epochs: Epochs,
        failed: Callable[[Exception], None],
        past_window: Callable[[], None],
    ) -> None:
        own = {id(one) for one in model.parameters()}
        self._model = model
        self.resting = 0  # measured steps at which the network was in evaluation mode
        self._parameters = [one for one in optimized(optimizer) if id(one) in own]
        self._weights = _outer_weights(model, self._parameters)
        self._decays = _penalties(optimizer, self._parameters)
        self._shrinking = _groups_that_shrink(optimizer)
        self._epochs, self._failed, self._past_window = epochs, failed, past_window
        self._of_step: list[Number] = []
        self._operation = ""
        self._before: list[Tensor] | None = None
        self._arrived: Tensor | None = None
        self._leftover: Tensor | None = None
        self._incoming: RemovableHandle | None = None
        self._marker: Tensor | None = None
        self.count, self.measured, self._last_measured = 0, 0, 0
        self._left: Tensor | None = None
        self.compared: int = 0
        self.changed: Tensor | int = 0  # of so many steps compared
        self._is_due, self._spacing, self._next = True, FEWEST_BETWEEN, 0
        self.kind = ""
        self.is_reduced: bool | None = None
        self.first_loss: Number | None = None
        self._scale = 1.0
        self.piled: list[Tensor] = []
        self.is_half = False  # computed in float16
        self.lost: list[Tensor] = []  # shares of entries that are 0, and nearly, [2] a step
        self._running_loss = RunningLoss()
        self.is_whole = True  # gradients of one process are those that are stepped with
        self._optimizer = optimizer
        self._handle = optimizer.register_step_post_hook(self._past_step)
        self._waiting: RemovableHandle | None = None
        self._wait()
        self._searching = [
            (one, one.register_post_accumulate_grad_hook(self._arrives))  # type: ignore[no-untyped-call]
            for one in self._parameters
            if one.requires_grad
        ]

    @property
    def remembered(self) -> float:
        """Steps that the optimizer has memory of, as Adam counts them for each parameter; NaN where
        it counts none. One of them is asked: on an accelerator every one would be waited for."""
        state = {} if self._marker is None else self._optimizer.state.get(self._marker, {})
        return float(state.get("step", math.nan))

    def close(self) -> None:
        """Take every hook away."""
        others = [one for one in (self._incoming, self._waiting) if one is not None]
        for handle in [self._handle, *others, *(handle for _, handle in self._searching)]:
            handle.remove()
        self._searching = []

    def _wait(self) -> None:
        """Be called before the next step only where that is measured, for every call costs."""
        if self._waiting is None:
            if self._is_due:
                self._waiting = self._optimizer.register_step_pre_hook(self._before_step)
        elif not self._is_due:
            self._waiting.remove()
            self._waiting = None

    def _arrives(self, parameter: Tensor) -> None:
        """A gradient has arrived; in the first backward pass this finds the marker."""
        if is_compiling() or looked_at() is not None:
            return
        if self._marker is None:
            self._marker = parameter
        if parameter is not self._marker:
            return
        try:
            loss = self._running_loss()
            if loss is not None:
                self._of_step.append(value_of(loss))
            if self._is_due:
                self._measure_arrived(loss, parameter)
        except Exception as error:  # the watched loop must go on
            self._failed(error)

    def _measure_arrived(self, loss: Tensor | None, parameter: Tensor) -> None:
        if loss is not None:
            self._operation = last_operation(loss)
            self.kind = self.kind or name_in_graph(loss)
            if self.is_reduced is None:
                self.is_reduced = is_reduced_in_graph(loss)
        if parameter.grad is not None:
            self._arrived = _length(parameter.grad)
            if self._leftover is not None:
                self.piled.append(self._arrived / self._leftover.clamp_min(1e-30))
                self._leftover = None

    def _keep_one_marker(self) -> None:
        for one, handle in self._searching:
            if one is not self._marker:
                handle.remove()
        self._searching = [pair for pair in self._searching if pair[0] is self._marker]

    def _before_step(self, optimizer: Optimizer, arguments: Any, named: Any) -> None:
        if is_compiling() or looked_at() is not None or not self._is_due:
            return
        try:
            if len(self._searching) > 1 and self._marker is not None:  # None before a closure
                self._keep_one_marker()
            self._compare_with_left()
            if self.count < FIRST_STEPS or self.measured % UPDATE_EVERY == 0:
                self._before = [one.detach().clone() for one in self._parameters]
            self.resting += not self._model.training
            self.measured += 1
            if self.count >= FIRST_STEPS:
                self._last_measured = self.count
            if not _has_closure(arguments, named):
                self._measure()
        except Exception as error:  # the watched loop must go on
            self._failed(error)

    def _past_step(self, optimizer: Optimizer, arguments: Any, named: Any) -> None:
        if is_compiling() or looked_at() is not None:
            return
        stretch = self._epochs.open
        stretch.steps += 1
        try:
            stretch.rate = optimizer.param_groups[0].get("lr", math.nan)
            if self._is_due:
                self._measure_past(_has_closure(arguments, named))
            self._keep_losses(stretch)
        except Exception as error:  # the watched loop must go on
            self._failed(error)
        self.count += 1
        if self._is_due or stretch.steps == 1:
            self._next = self.count + self._steps_until_measured(stretch.steps)
        is_due = self.count < FIRST_STEPS or self.count == self._next
        if is_due is not self._is_due:
            self._is_due = is_due
            self._wait()
        if is_due:
            self._keep_left()
        if stretch.steps >= self._epochs.window:
            self._past_window()

    def _steps_until_measured(self, steps: int) -> int:
        """How many steps, after so many of an epoch, are not measured; counted back from its end,
        for the first step of the next one is to be among those that are."""
        length = self._epochs.closed[-1].steps if self._epochs.closed else 0
        left = (length - steps) % self._spacing
        is_too_soon = self.count + left - self._last_measured < FEWEST_BETWEEN
        return left + self._spacing * is_too_soon

    def _keep_left(self) -> None:
        """The last layer's weights as a step leaves them."""
        try:
            last = self._weights[1].detach()
            self._left = last.clone() if last.numel() <= MOST_KEPT else None
        except Exception as error:  # the watched loop must go on
            self._failed(error)

    def _compare_with_left(self) -> None:
        """Are they the same before the next step, but for rounding? NaN is no other number."""
        left, self._left = self._left, None
        now = self._weights[1].detach()
        if left is None or left.shape != now.shape or left.device != now.device:
            return
        self.compared += 1
        if now.is_cpu and torch.equal(now, left):  # an accelerator would be waited for
            return
        apart = (now - left).abs() > ROUNDED * left.abs().mean()
        self.changed = self.changed + apart.any().long()

    def _measure_past(self, has_closure: bool) -> None:
        if has_closure:  # gradients were computed inside the step
            self._measure()
        if self._before is not None:
            before, self._before = self._before, None
            self._measure_update(before)
        if self.count + 1 < FIRST_STEPS:
            self._watch_for_piling()
        if self._epochs.closed:
            self._spacing = steps_between(self._epochs.closed[-1].steps)

    def _keep_losses(self, stretch: Stretch) -> None:
        """Backward passes are over: their losses are the step's.

        Several losses, each divided, are taken for one batch in parts: what they were divided by
        is their number. Scaled ones are kept where the scale is known.
        """
        values, self._of_step = self._of_step, []
        if self._operation == "product":
            if math.isnan(self._scale):
                return
            values = [value / self._scale for value in values]
        elif self._operation == "quotient" and len(values) > 1:
            values = [value * len(values) for value in values]
        if values and self.first_loss is None:
            self.first_loss = values[0]
        stretch.losses += values

    @torch.no_grad()
    def _measure(self) -> None:
        known = [one for one in self._parameters if one.grad is not None]
        of_marker = None
        if known:
            each = _each_length([_dense(one.grad) for one in known])  # type: ignore[arg-type]
            first, last, marker = _places(known, (*self._weights, self._marker))
            lengths = GradientLengths(torch.stack(each), first, last)
            self._epochs.open.gradients.append(lengths)
            if self.is_half and self._of_step and self._operation != "product":
                self.lost.append(_shares_lost(one.grad for one in known))
            of_marker = None if marker is None else each[marker]
        if self._arrived is not None:
            arrived = self._arrived
            left = of_marker if of_marker is not None else arrived.new_zeros(())
            self._measure_shortening(left / arrived.to(left.device), self._operation == "product")
        self._arrived = None

    @torch.no_grad()
    def _measure_update(self, before: list[Tensor]) -> None:
        lengths = _lengths(before)
        weights = torch.linalg.vector_norm(lengths)
        if any(self._decays):
            self._measure_penalties(lengths)
        moved = list(torch._foreach_sub(self._parameters, before))
        self._epochs.open.updates.append(torch.linalg.vector_norm(_lengths(moved)) / weights)
        if self._shrinking:
            self._measure_shrinking(before, lengths, moved)

    def _measure_shrinking(
        self, before: list[Tensor], lengths: Tensor, moved: list[Tensor]
    ) -> None:
        """How far a decay beside the gradient moves the weights, over how far the gradient does."""
        shares = {
            id(one): float(group["lr"]) * float(group["weight_decay"])
            for group in self._shrinking
            for one in group["params"]
        }
        each = [shares.get(id(one), 0.0) for one in self._parameters]
        shrunk = torch.linalg.vector_norm(lengths * lengths.new_tensor(each))
        torch._foreach_mul_(before, each)
        torch._foreach_add_(moved, before)
        of_gradient = torch.linalg.vector_norm(_lengths(moved))
        self._epochs.open.penalties.append(shrunk / of_gradient.clamp_min(1e-30))

    def _measure_penalties(self, lengths: Tensor) -> None:
        """The gradient that the optimizer adds for its decay, over the one that it was given."""
        given = [_dense(one.grad) for one in self._parameters if one.grad is not None]
        if not given:
            return
        added = torch.linalg.vector_norm(lengths * lengths.new_tensor(self._decays))
        whole = torch.linalg.vector_norm(_lengths(given))
        self._epochs.open.penalties.append(added / whole.clamp_min(1e-30))

    def _measure_shortening(self, share: Tensor, is_scaled: bool) -> None:
        """The marker's gradient at the step over that after the backward pass.

        It is shorter by a gradient scaler's power of two, or where it was clipped; where both were
        done neither is known. Nothing is left of one that was cleared.
        """
        if not self.is_whole:  # what is left was averaged with others'
            self._epochs.open.shortened.append(share.where(share == 0, math.nan))
            return
        if not is_scaled:
            self._scale = 1.0
            self._epochs.open.shortened.append(share)
            return
        if not float(share) > 0:  # nothing arrived, or nothing is left
            self._epochs.open.shortened.append(share)
            return
        factor = 1.0 / float(share)
        nearest = 2.0 ** round(math.log2(factor))
        if factor < LEAST_SCALE:  # a factor of the loop's own
            self._scale = 1.0
            self._epochs.open.shortened.append(share)
        elif abs(factor / nearest - 1.0) < 1e-3:
            self._scale = nearest
            self._epochs.open.shortened.append(torch.ones_like(share))
        else:
            self._scale = math.nan

    def _watch_for_piling(self) -> None:
        """After each of the first steps: is the marker's gradient cleared before the next?"""
        marker = self._marker
        if marker is None or marker.grad is None:
            return

        def arrives(gradient: Tensor) -> None:
            if self._incoming is not None:
                self._incoming.remove()
                self._incoming = None
            self._leftover = _length(gradient)

        if self._incoming is None:
            self._incoming = marker.register_hook(arrives)  # type: ignore[no-untyped-call]


def _shares_lost(gradients: Iterable[Tensor | None]) -> Tensor:
    """Shares of entries that are 0, and nearer to it than float16 holds exactly, [2]; without rows
    and columns of matrices that are 0 altogether, as of units and inputs that are. 1 where all
    are."""
    counts = []
    for one in gradients:
        if one is None or one.is_sparse:
            continue
        sizes = one.abs().reshape(len(one) if one.ndim > 1 else 1, -1)
        is_known = (sizes.amax(1, keepdim=True) > 0) & (sizes.amax(0) > 0)
        kinds = sizes == 0, (sizes > 0) & (sizes < NORMAL), torch.ones_like(is_known)
        counts.append(torch.stack([(kind & is_known).sum() for kind in kinds]))
    if not counts:
        return torch.tensor([0.0, 0.0])
    zero, nearly, known = torch.stack([one.to(counts[0].device) for one in counts]).sum(0).float()
    shares: Tensor = torch.stack((zero, nearly)) / known.clamp_min(1.0)
    return shares.where(known > 0, shares.new_tensor([1.0, 0.0]))


def _has_closure(arguments: Any, named: Any) -> bool:
    """Whether the step computes loss and gradients itself, as L-BFGS does.

    ``arguments`` begin with the optimizer.
    """
    if len(arguments) == 1 and not named:
        return False
    return any(callable(one) for one in [*arguments[1:], *(named or {}).values()])


def _outer_weights(model: nn.Module, parameters: list[Tensor]) -> tuple[Tensor, Tensor]:
    """The first and the last weight matrix by order of definition."""
    own = {id(one) for one in parameters}
    trained = [one for one in model.parameters() if id(one) in own]
    matrices = [one for one in trained if one.ndim > 1] or trained
    return matrices[0], matrices[-1]


def _places(among: list[Tensor], wanted: Iterable[Tensor | None]) -> list[int | None]:
    """Where each of these tensors stands; None where it does not."""
    places = {id(one): place for place, one in enumerate(among)}
    return [places.get(id(one)) for one in wanted]


def steps_between(steps: int) -> int:
    """Steps from one measured to the next: about five in an epoch of so many steps."""
    return min(max(steps // MEASURED_IN_EPOCH, FEWEST_BETWEEN), MOST_BETWEEN)


def _penalties(optimizer: Optimizer, parameters: list[Tensor]) -> list[float]:
    """The decay of every parameter that passes through its gradient; 0 where it does not, as in
    AdamW, or where the optimizer is not PyTorch's own and may do either."""
    own = type(optimizer).__module__.startswith("torch.optim")
    decays = {
        id(one): float(group.get("weight_decay") or 0.0)
        for group in optimizer.param_groups
        for one in group["params"]
        if own and not _is_decoupled(optimizer, group)
    }
    return [decays.get(id(one), 0.0) for one in parameters]


def _groups_that_shrink(optimizer: Optimizer) -> list[dict[str, Any]]:
    """Groups whose weights PyTorch's own optimizer shrinks beside the gradient's step."""
    own = type(optimizer).__module__.startswith("torch.optim")
    groups = [one for one in optimizer.param_groups if own and one.get("weight_decay")]
    known = [one for one in groups if not isinstance(one.get("lr"), Tensor) or one["lr"].is_cpu]
    is_by_rate = type(optimizer).__name__ != "Adafactor"  # whose rate is its own
    return [one for one in known if is_by_rate and _is_decoupled(optimizer, one)]


def _is_decoupled(optimizer: Optimizer, group: dict[str, Any]) -> bool:
    is_named = type(optimizer).__name__ in _DECOUPLED
    return is_named or bool(group.get("decoupled_weight_decay"))


def _dense(gradient: Tensor) -> Tensor:
    return gradient.coalesce().values() if gradient.is_sparse else gradient


def _length(of: Tensor) -> Tensor:
    length: Tensor = torch.linalg.vector_norm(of.detach())
    return length


def _lengths(of: list[Tensor]) -> Tensor:
    """Length of each, float32 [tensors], on the first one's device."""
    return torch.stack(_each_length(of))


def _each_length(of: list[Tensor]) -> list[Tensor]:
    """The same, one tensor [] each."""
    lengths = torch._foreach_norm(of)
    first = lengths[0]
    if all(one.device == first.device and one.dtype == torch.float32 for one in lengths):
        return list(lengths)
    return [one.to(first.device, torch.float32) for one in lengths]
