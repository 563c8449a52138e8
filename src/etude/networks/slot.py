"""A slot: one named tensor that a block of a network wants every member to have."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Draw = Callable[[tuple[int, ...], torch.Generator], Tensor]


@dataclass(frozen=True)
class Slot:
    """One named tensor of each member.

    shape:   of one member, without the axis of the members.
    draw:    its first values, from the member's own generator.
    decays:  whether penalties on large weights act on it (weights yes; biases, normalisation
             and frequencies no).
    learned: False for running statistics, which are kept but not learned.
    """

    name: str
    shape: tuple[int, ...]
    draw: Draw
    decays: bool = False
    learned: bool = True

    @property
    def size(self) -> int:
        return math.prod(self.shape)


def zeros(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """All 0."""
    return torch.zeros(shape)


def ones(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """All 1."""
    return torch.ones(shape)


def normal(scale: float) -> Draw:
    """Normal numbers of this deviation."""

    def draw(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
        return torch.randn(shape, generator=generator) * scale

    return draw


def he(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Keeps the variance of a signal through ReLU; shape [..., in, out]. He et al. 2015."""
    return normal(math.sqrt(2.0 / shape[-2]))(shape, generator)


def glorot(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Keeps the variance through tanh, sigmoid, linear; [..., in, out]. Glorot & Bengio 2010."""
    return normal(math.sqrt(2.0 / (shape[-2] + shape[-1])))(shape, generator)


def gentle(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Uniform within 1/sqrt(in): an output layer that starts near "I do not know"."""
    bound = 1.0 / math.sqrt(shape[-2])
    return (torch.rand(shape, generator=generator) * 2.0 - 1.0) * bound
