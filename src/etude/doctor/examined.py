"""What the checks before a training look at, each number measured once."""

import copy
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from etude.doctor.columns import columns_of, drawn
from etude.doctor.losses import loss_name, naive_loss, name_in_graph
from etude.doctor.subject import called, cut, optimized, prediction, rows_of, tensors
from etude.doctor.trace import Trace
from etude.doctor.undisturbed import undisturbed
from etude.errors import BadOption

FEW_ROWS = 16
RATES, STEPS = (0.003, 0.03, 0.0005), 120  # of Adam, tried in this order
LEARNED = 0.05  # share of the first loss at which it is enough
_DROPOUTS = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout)

Loss = Callable[[Any, Tensor], Tensor]
Step = Callable[[nn.Module, Optimizer, Any, Tensor], Any]


@dataclass
class Fitted:
    """A copy of the network that learned a few rows by heart, or tried to.

    inputs, targets: of those rows. first, best: losses. unreached: numbers to be trained that got
    no gradient; None where there was no backward pass.
    """

    model: nn.Module
    inputs: Any
    targets: Tensor
    first: float
    best: float
    unreached: int | None = None


class Examined:
    """One network with one batch and a loss; nothing in it is changed by looking.

    In: model: plain. inputs: as the model takes them. targets: tensor [rows, ...]. kind: what the
        loss is called, where that is known already.
    """

    def __init__(
        self,
        model: nn.Module,
        inputs: Any,
        targets: Tensor,
        loss: Loss,
        *,
        optimizer: Optimizer | None = None,
        validation: tuple[Any, Tensor] | None = None,
        step: Step | None = None,
        kind: str = "",
    ) -> None:
        self.model, self.inputs, self.targets, self.loss = model, inputs, targets, loss
        self.optimizer, self.validation, self.step = optimizer, validation, step
        self.rows, self._known_kind = rows_of(inputs), kind

    @cached_property
    def _traced(self) -> tuple[Any, Trace]:
        trace = Trace()
        with undisturbed(self.model):
            try:
                with trace:
                    answer = called(self.model, self.inputs)
            except (RuntimeError, TypeError, ValueError, IndexError, KeyError) as error:
                said = " ".join(str(error).split())
                raise BadOption(
                    f"The model does not take these inputs ({type(error).__name__}: {said}): give"
                    " batch=(inputs, targets) with inputs as a tensor, a tuple of arguments or a"
                    " dict of named ones."
                ) from error
        return answer, trace

    @property
    def answer(self) -> Any:
        """All that the model returns in evaluation mode."""
        return self._traced[0]

    @property
    def trace(self) -> Trace:
        """How the outputs came about."""
        return self._traced[1]

    @property
    def input(self) -> Tensor | None:
        """The first tensor among the inputs; None where there is none."""
        return next(tensors(self.inputs), None)

    @cached_property
    def columns(self) -> Tensor | None:
        """Its finite values by column, [values, columns]; None as ``columns_of`` says."""
        return columns_of(self.input)

    @cached_property
    def some_of_columns(self) -> Tensor | None:
        """At most 4,096 values of each; None where there are no columns."""
        return None if self.columns is None else drawn(self.columns)

    @cached_property
    def outputs(self) -> Tensor:
        """Predictions in evaluation mode, [rows, ...]."""
        outputs = prediction(self.answer)
        if outputs is None:
            raise BadOption(
                f"The model returns a {type(self.answer).__name__} in which there is no tensor of"
                " predictions: wrap it so that it returns one, or a mapping with 'logits'."
            )
        return outputs

    @cached_property
    def kind(self) -> str:
        """``cross_entropy``, ``mse`` ...; "" where the loss is a person's own."""
        return self._known_kind or loss_name(self.loss) or self._probed_loss[1]

    @cached_property
    def _probed_loss(self) -> tuple[Tensor | None, str, str]:
        """Its value on the processor, what the graph calls it, and why it refused: labels out of
        range would end an accelerator's process instead of raising an error."""
        try:
            value = self._on_processor(slice(None))
        except (RuntimeError, ValueError, IndexError, TypeError) as error:
            return None, "", " ".join(str(error).split())
        if not isinstance(value, Tensor) or value.numel() != 1:
            shape = tuple(value.shape) if isinstance(value, Tensor) else type(value).__name__
            return None, "", f"it gave {shape}, not one number"
        return value.detach(), name_in_graph(value), ""

    def _on_processor(self, rows: slice) -> Any:
        outputs = self.outputs.detach()[rows].cpu()
        if outputs.is_floating_point():
            outputs = outputs.float().requires_grad_()
        loss = copy.deepcopy(self.loss).cpu() if isinstance(self.loss, nn.Module) else self.loss
        with torch.enable_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # shapes that broadcast are a check of their own
            return loss(outputs, self.targets[rows].cpu())

    def value_of(self, rows: slice) -> float:
        """The loss of some of the rows; NaN where the loss refuses them."""
        try:
            return float(self._on_processor(rows).detach())
        except (RuntimeError, ValueError, IndexError, TypeError):
            return math.nan

    @cached_property
    def naive(self) -> float:
        """The loss of knowing nothing; NaN where the loss is a person's own."""
        classes = self.outputs.shape[1] if self.outputs.ndim > 1 else 0
        return naive_loss(self.kind, self.targets.detach().cpu(), classes)

    @property
    def value(self) -> float:
        """The loss of the whole batch in evaluation mode; NaN where the loss refuses it."""
        value = self._probed_loss[0]
        return math.nan if value is None else float(value)

    @property
    def refusal(self) -> str:
        """Why the loss refused outputs and targets; "" where it did not."""
        return self._probed_loss[2]

    def loss_of(self, model: nn.Module, inputs: Any, targets: Tensor) -> Tensor:
        """The loss of a model on rows, as the loop would compute it."""
        outputs = prediction(called(model, inputs))
        assert outputs is not None  # self.outputs was looked at before
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self.loss(outputs, targets)

    @cached_property
    def fitted(self) -> Fitted | None:
        """A copy that trained on 16 rows by Adam, without dropout, at the first of three rates that
        learns them; None where loss or network refuse them."""
        if self.refusal or self.rows < 2:
            return None
        inputs = cut(self.inputs, 0, FEW_ROWS, self.rows)
        targets = self.targets[:FEW_ROWS]
        best: Fitted | None = None
        for rate in RATES:
            try:
                fitted = self._fit(inputs, targets, rate)
            except (RuntimeError, IndexError, ValueError):
                return None  # the network takes no part of a batch, as one of graphs
            if fitted is not None and (best is None or fitted.best < best.best):
                best = fitted
            if best is None or best.best <= LEARNED * best.first:
                break
        return best

    def _fit(self, inputs: Any, targets: Tensor, rate: float) -> Fitted | None:
        model = self.copied()
        trained = self._trained(model)
        if not trained:
            return None
        model.train()
        for one in model.modules():
            if isinstance(one, _DROPOUTS):
                one.p = 0.0
            elif isinstance(one, nn.RNNBase | nn.MultiheadAttention):
                one.dropout = 0.0
        optimizer = torch.optim.Adam(trained, lr=rate)
        losses: list[float] = []
        reached: set[int] = set()
        is_passed_back = False
        with torch.enable_grad():
            for _ in range(STEPS):
                optimizer.zero_grad()
                value = self.loss_of(model, inputs, targets)
                losses.append(float(value.detach()))
                if not losses[-1] <= 1e30 or losses[-1] <= LEARNED * losses[0]:
                    break
                if not value.requires_grad:
                    break
                value.backward()  # type: ignore[no-untyped-call]
                is_passed_back = True
                reached |= {place for place, one in enumerate(trained) if one.grad is not None}
                optimizer.step()
        others = [one.numel() for place, one in enumerate(trained) if place not in reached]
        unreached = sum(others) if is_passed_back else None
        return Fitted(model, inputs, targets, losses[0], min(losses), unreached)

    def copied(self) -> nn.Module:
        """A copy of the network, gradients left out."""
        try:
            model = copy.deepcopy(self.model)
        except (RuntimeError, TypeError, AttributeError) as error:
            raise BadOption(
                f"The model cannot be copied ({error}), so nothing can be trained aside from it:"
                " leave tensors that were computed out of its attributes."
            ) from error
        for parameter in model.parameters():
            parameter.grad = None
        return model

    def _trained(self, model: nn.Module) -> list[nn.Parameter]:
        """The copy's parameters that the loop would train."""
        own = None if self.optimizer is None else {id(one) for one in optimized(self.optimizer)}
        pairs = zip(self.model.parameters(), model.parameters(), strict=True)
        return [
            copied
            for original, copied in pairs
            if original.requires_grad and (own is None or id(original) in own)
        ]
