"""Optimizers over the flat buffer [K, P], each member with a rate of its own.

The rules are PyTorch's, tested against ``torch.optim``. ``torch.optim`` itself cannot give each
row of one tensor its own rate; Adam calls PyTorch's fused kernel once for each distinct rate
(nearly always one), the others are two to four element-wise calls.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
from torch import Tensor

MOMENTUM = 0.9
BETAS = (0.9, 0.999)
ALPHA = 0.99
EPSILON = 1e-8


class Optimizer(ABC):
    """The interface of a rule: changes weights [K, P] in place.

    state: name -> tensor, all that the rule remembers; first axis K but for ``step``.
    """

    def __init__(self, weights: Tensor) -> None:
        self.state: dict[str, Tensor] = {}

    @abstractmethod
    def step(self, weights: Tensor, gradient: Tensor, rates: Sequence[float]) -> None:
        """One update; ``rates`` holds one learning rate a member."""

    def select(self, members: Tensor) -> None:
        """Keep these members only."""
        self.state = {
            name: value.index_select(0, members) if value.dim() == 2 else value
            for name, value in self.state.items()
        }


def _descend(weights: Tensor, direction: Tensor, rates: Sequence[float]) -> None:
    if len(set(rates)) == 1:
        weights.sub_(direction, alpha=rates[0])
    else:
        weights.addcmul_(direction, weights.new_tensor(rates).unsqueeze(1), value=-1.0)


def _rows(values: Tensor, rows: Sequence[int]) -> list[Tensor]:
    return [values[row] for row in rows]


class Adam(Optimizer):
    """Kingma & Ba 2015; betas 0.9 and 0.999."""

    def __init__(self, weights: Tensor) -> None:
        self.state = {
            "mean": torch.zeros_like(weights),
            "square": torch.zeros_like(weights),
            "step": torch.zeros((), device=weights.device),
        }

    def step(self, weights: Tensor, gradient: Tensor, rates: Sequence[float]) -> None:
        self.state["step"] += 1
        mean, square = self.state["mean"], self.state["square"]
        if len(set(rates)) == 1:
            self._fused([weights], [gradient], [mean], [square], rate=rates[0])
            return
        for rate in sorted(set(rates)):
            rows = [row for row, own in enumerate(rates) if own == rate]
            self._fused(*(_rows(one, rows) for one in (weights, gradient, mean, square)), rate=rate)

    def _fused(
        self,
        weights: list[Tensor],
        gradients: list[Tensor],
        means: list[Tensor],
        squares: list[Tensor],
        *,
        rate: float,
    ) -> None:
        torch._fused_adam_(
            weights,
            gradients,
            means,
            squares,
            [],
            [self.state["step"]] * len(weights),
            lr=rate,
            beta1=BETAS[0],
            beta2=BETAS[1],
            weight_decay=0.0,
            eps=EPSILON,
            amsgrad=False,
            maximize=False,
        )


class StochasticDescent(Optimizer):
    """Plain gradient descent on batches."""

    def step(self, weights: Tensor, gradient: Tensor, rates: Sequence[float]) -> None:
        _descend(weights, gradient, rates)


class Momentum(Optimizer):
    """Gradient descent with a velocity that keeps 0.9 of itself. Polyak 1964."""

    def __init__(self, weights: Tensor) -> None:
        self.state = {"velocity": torch.zeros_like(weights)}

    def step(self, weights: Tensor, gradient: Tensor, rates: Sequence[float]) -> None:
        velocity = self.state["velocity"].mul_(MOMENTUM).add_(gradient)
        _descend(weights, velocity, rates)


class RootMeanSquare(Optimizer):
    """RMSprop: the gradient over the root of its mean square. Hinton 2012."""

    def __init__(self, weights: Tensor) -> None:
        self.state = {"square": torch.zeros_like(weights)}

    def step(self, weights: Tensor, gradient: Tensor, rates: Sequence[float]) -> None:
        square = self.state["square"].mul_(ALPHA).addcmul_(gradient, gradient, value=1.0 - ALPHA)
        _descend(weights, gradient / square.sqrt().add_(EPSILON), rates)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "adam": Adam,
    "adamw": Adam,  # its decoupled decay is the plan's weight_decay, applied for every rule
    "sgd": StochasticDescent,
    "momentum": Momentum,
    "rmsprop": RootMeanSquare,
}
