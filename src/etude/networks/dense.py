"""The dense trunk with its output layer: K members side by side, forward and gradient by hand.

The gradient is written straight into the flat gradient of the network, and both directions work
in memory that is used again. Autograd costs more than the arithmetic of a small network (100 us
for one call on five numbers, on the CPU this was written on), and its fresh results cost page
faults at large batches. Tested against autograd.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from etude.networks.activation import ACTIVATIONS, Activation
from etude.networks.moment import Moment
from etude.networks.normalisation import NORMALISATIONS, Normalisation
from etude.networks.slot import Slot, gentle, zeros
from etude.networks.workspace import Workspace
from etude.records.plan import Plan

Values = Mapping[str, Tensor]


class Layer:
    """Linear, then normalisation, activation, dropout, and the layer's input added back.

    mask: which dropout mask it uses, None for none.
    """

    def __init__(
        self,
        name: str,
        sizes: tuple[int, int],
        activation: str,
        normalisation: str = "none",
        residual: bool = False,
        mask: int | None = None,
    ) -> None:
        self.name, self.sizes = name, sizes
        self.weight, self.bias = f"{name}.weight", f"{name}.bias"
        self.activation: Activation = ACTIVATIONS[activation]
        kind = NORMALISATIONS.get(normalisation)
        self.normalisation: Normalisation | None = kind(name, sizes[1]) if kind else None
        self.residual, self.mask = residual, mask

    def slots(self) -> list[Slot]:
        """Weight, then bias or the normalisation's own tensors (its shift replaces the bias)."""
        draw = gentle if self.name == OUTPUT else self.activation.first
        weight = Slot(self.weight, self.sizes, draw, decays=True)
        if self.normalisation is not None:
            return [weight, *self.normalisation.slots()]
        return [weight, Slot(self.bias, (1, self.sizes[1]), zeros)]

    def linear(self, x: Tensor, values: Values, into: Tensor | None) -> Tensor:
        """x [K, B, in] -> [K, B, out]."""
        weight = values[self.weight]
        if self.normalisation is not None:
            return torch.bmm(x, weight) if into is None else torch.bmm(x, weight, out=into)
        bias = values[self.bias]
        if into is None:
            return torch.baddbmm(bias, x, weight)
        return torch.baddbmm(bias, x, weight, out=into)


OUTPUT = "output"


@dataclass
class Kept:
    """What a layer's gradient needs from its forward step."""

    x: Tensor
    activation: Tensor | None
    normalisation: Any = None
    mask: Tensor | None = None


class DenseChain:
    """Hidden layers as the plan says, then the output layer.

    In:  features float32 [K, B, width]. Out: float32 [K, B, outputs].
    """

    def __init__(self, plan: Plan, width: int, outputs: int, workspace: Workspace) -> None:
        self.layers = _layers(plan, width, outputs)
        self.workspace = workspace

    def slots(self) -> list[Slot]:
        """The tensors of every layer."""
        return [one for layer in self.layers for one in layer.slots()]

    @property
    def mask_widths(self) -> tuple[int, ...]:
        """Neurons of each dropout layer, in the order of ``Moment.masks``."""
        return tuple(layer.sizes[1] for layer in self.layers if layer.mask is not None)

    def evaluate(self, x: Tensor, values: Values) -> tuple[Tensor, list[Tensor]]:
        """(Outputs, activations of each hidden layer [K, B, H]) in evaluation mode.

        The activations lie in memory that the next call overwrites.
        """
        hidden: list[Tensor] = []
        for layer in self.layers[:-1]:
            result = self._evaluate_layer(layer, x, values)
            hidden.append(result)
            x = x + result if layer.residual else result
        return self.layers[-1].linear(x, values, None), hidden

    def _evaluate_layer(self, layer: Layer, x: Tensor, values: Values) -> Tensor:
        into = self.workspace.take(f"{layer.name} evaluated", *x.shape[:2], layer.sizes[1])
        z = layer.linear(x, values, into)
        if layer.normalisation is not None:
            z = layer.normalisation.evaluate(z, values)
        return layer.activation.forward(z)[0]

    def forward(self, x: Tensor, values: Values, moment: Moment) -> tuple[Tensor, list[Kept]]:
        """(Outputs, the tape that ``backward`` needs) in training mode.

        Both lie in memory that the next call overwrites.
        """
        tape: list[Kept] = []
        for layer in self.layers:
            x, kept = self._forward_layer(layer, x, values, moment)
            tape.append(kept)
        return x, tape

    def _forward_layer(
        self, layer: Layer, x: Tensor, values: Values, moment: Moment
    ) -> tuple[Tensor, Kept]:
        shape = (*x.shape[:2], layer.sizes[1])
        z = layer.linear(x, values, self.workspace.take(layer.name, *shape))
        scaled = None
        if layer.normalisation is not None:
            z, scaled = layer.normalisation.train(z, values, moment.shares)
        result, activation = layer.activation.forward(z)
        kept = Kept(x, activation, scaled)
        if layer.mask is not None:
            kept.mask = moment.masks[layer.mask]
            into = self.workspace.take(f"{layer.name} dropped", *shape)
            result = torch.mul(result, kept.mask, out=into)
        return (x + result if layer.residual else result), kept

    def backward(
        self, gradient: Tensor, tape: Sequence[Kept], values: Values, gradients: Values, deep: bool
    ) -> Tensor | None:
        """Write every learned gradient, from that of the outputs [K, B, outputs], which may be
        overwritten; returns that of the features where ``deep``."""
        for index in range(len(self.layers) - 1, -1, -1):
            layer, kept = self.layers[index], tape[index]
            z = self._to_linear(layer, kept, gradient, values, gradients)
            torch.bmm(kept.x.transpose(1, 2), z, out=gradients[layer.weight])
            if index == 0 and not deep:
                return None
            gradient = self._to_input(layer, z, gradient, values)
        return gradient

    def _to_linear(
        self, layer: Layer, kept: Kept, gradient: Tensor, values: Values, gradients: Values
    ) -> Tensor:
        """From the gradient of a layer's result to that of its linear part."""
        if kept.mask is not None:
            into = self.workspace.take(f"{layer.name} masked", *gradient.shape)
            gradient = torch.mul(gradient, kept.mask, out=into)
        elif layer.residual:
            gradient = gradient.clone()  # the original still goes round the layer
        gradient = layer.activation.backward(gradient, kept.activation)
        if layer.normalisation is not None:
            return layer.normalisation.backward(gradient, kept.normalisation, values, gradients)
        torch.sum(gradient, 1, keepdim=True, out=gradients[layer.bias])
        return gradient

    def _to_input(self, layer: Layer, z: Tensor, around: Tensor, values: Values) -> Tensor:
        into = self.workspace.take(f"{layer.name} back", *z.shape[:2], layer.sizes[0])
        gradient = torch.bmm(z, values[layer.weight].transpose(1, 2), out=into)
        return gradient.add_(around) if layer.residual else gradient


def _layers(plan: Plan, width: int, outputs: int) -> list[Layer]:
    widths = (width, *plan.hidden)
    layers = [_hidden(plan, index, widths) for index in range(len(plan.hidden))]
    return [*layers, Layer(OUTPUT, (widths[-1], outputs), "linear")]


def _hidden(plan: Plan, index: int, widths: tuple[int, ...]) -> Layer:
    before, after = widths[index], widths[index + 1]
    first = 0 if len(plan.hidden) == 1 else 1  # after every layer but the first
    return Layer(
        f"hidden.{index}",
        (before, after),
        plan.activation,
        plan.normalisation,
        residual=plan.residual and index > 0 and before == after,
        mask=index - first if plan.dropout > 0 and index >= first else None,
    )
