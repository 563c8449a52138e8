"""The first values of a module's parameters, by the kind of layer that they belong to."""

import math
from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn

from etude.networks.slot import Draw, normal, ones, zeros


class First(NamedTuple):
    """How a parameter begins, and whether penalties on large weights act on it."""

    draw: Draw
    decays: bool = False


class Drawn(nn.Module):
    """A layer with parameters of its own, which says itself how they begin."""

    @abstractmethod
    def first(self, parameter: str) -> First:
        """How this parameter begins."""


def first_values(module: nn.Module) -> Iterator[tuple[str, Tensor, First]]:
    """(Name, form, how it begins) of every parameter, in the module's order.

    Raises: KeyError for a kind of layer that no rule is known for.
    """
    for path, layer in module.named_modules():
        for name, form in layer.named_parameters(recurse=False):
            own = layer.first(name) if isinstance(layer, Drawn) else _RULES[type(layer)](name)
            yield f"{path}.{name}" if path else name, form, own


def glorot_uniform(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Uniform with variance 2 / (in + out); shape [out, in]. Glorot & Bengio 2010."""
    bound = math.sqrt(6.0 / (shape[0] + shape[1]))
    return (torch.rand(shape, generator=generator) * 2.0 - 1.0) * bound


def he_kernel(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Keeps the variance through a convolution with ReLU; [out, in, steps]. He et al. 2015."""
    return normal(math.sqrt(2.0 / (shape[1] * shape[2])))(shape, generator)


def orthogonal(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Turns a memory without stretching or shrinking it; shape [n, n]. Saxe et al. 2014."""
    found = torch.linalg.qr(torch.randn(shape, generator=generator))
    basis: Tensor = found.Q
    signs: Tensor = found.R.diagonal().sign()
    return basis * signs


def _vector_table(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Vectors of length about 1, as those of categories."""
    return normal(1.0 / math.sqrt(shape[-1]))(shape, generator)


def _by_gate(draw: Draw, gates: int) -> Draw:
    """Each gate's own block of a recurrent layer's weights [gates x units, in]."""

    def drawn(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
        block = (shape[0] // gates, shape[1])
        return torch.cat([draw(block, generator) for _ in range(gates)])

    return drawn


def _remembering(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """An LSTM's bias (gates: input, forget, cell, output) that forgets little at first.
    Jozefowicz et al. 2015, An Empirical Exploration of Recurrent Network Architectures."""
    bias = torch.zeros(4, shape[0] // 4)
    bias[1] = 1.0
    return bias.flatten()


def _recurrent(gates: int, bias: Draw = zeros) -> Callable[[str], First]:
    rules = {
        "weight_ih": First(_by_gate(glorot_uniform, gates), decays=True),
        "weight_hh": First(_by_gate(orthogonal, gates), decays=True),
        "bias_ih": First(bias),
        "bias_hh": First(zeros),
    }
    return lambda parameter: rules[parameter.rsplit("_", 1)[0]]  # weight_ih_l0


_RULES: dict[type[nn.Module], Callable[[str], First]] = {
    nn.Embedding: {"weight": First(_vector_table, decays=True)}.__getitem__,
    nn.Linear: {"weight": First(glorot_uniform, decays=True), "bias": First(zeros)}.__getitem__,
    nn.LayerNorm: {"weight": First(ones), "bias": First(zeros)}.__getitem__,
    nn.Conv1d: {"weight": First(he_kernel, decays=True), "bias": First(zeros)}.__getitem__,
    nn.RNN: _recurrent(1),
    nn.LSTM: _recurrent(4, _remembering),
    nn.GRU: _recurrent(3),
}
