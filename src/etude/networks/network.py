"""K independent networks of one plan, computed side by side.

An encoder for every input, a trunk, a head for every target. Blocks hold no values: they name
the tensors they need (``Slot``), and ``Members`` holds them for all members in one flat buffer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from etude.networks import members
from etude.networks.categories import EmbeddedCategories, OneHotCategories
from etude.networks.dense import DenseChain, Kept
from etude.networks.encoder import Encoder
from etude.networks.heads import Heads
from etude.networks.members import Members, State
from etude.networks.module_encoder import ModuleEncoder
from etude.networks.moment import Moment
from etude.networks.numbers import (
    EDGES,
    PeriodicNumbers,
    PiecewiseLinearNumbers,
    PlainNumbers,
)
from etude.networks.sequences import sequence_model
from etude.networks.slot import Slot
from etude.networks.workspace import Workspace
from etude.records.plan import Plan
from etude.records.sequence_work import pairs_of
from etude.records.shape import (
    ENCODING,
    KNOWN_PAIRS,
    SEQUENCE_KINDS,
    InputShape,
    NetworkShape,
)

Inputs = Mapping[str, Tensor]
Constants = Mapping[str, Tensor]
CONSTANTS = (EDGES, KNOWN_PAIRS)


@dataclass(frozen=True)
class Tape:
    """What the gradient of one training step needs from its forward step."""

    encoders: Sequence[Any]
    trunk: Sequence[Kept]


class BatchedNetwork:
    """K members of one plan and shape; made by ``build`` or ``from_states``.

    Inputs are shared by the members ([B, columns]) or their own ([K, B, columns]); those with a
    time axis have their lengths beside them as ``NAME.lengths``.
    Nothing here is differentiated by autograd: see ``dense``.
    """

    def __init__(
        self, plan: Plan, shape: NetworkShape, encoders: Mapping[str, Encoder], tensors: Members
    ) -> None:
        self.plan, self.shape, self.encoders, self.tensors = plan, shape, encoders, tensors
        self.workspace = Workspace(tensors.device)
        self.heads = Heads(shape.heads)
        width = sum(encoder.width for encoder in encoders.values())
        self.trunk = DenseChain(plan, width, self.heads.width, self.workspace)
        self._learn = any(encoder.learns for encoder in encoders.values())

    @property
    def members(self) -> int:
        """K, the number of networks."""
        return len(self.tensors)

    @property
    def elements(self) -> int:
        """Numbers a row that the widest signal of an encoder has; 0 where its features do."""
        return max((encoder.elements for encoder in self.encoders.values()), default=0)

    def forward(self, inputs: Inputs) -> dict[str, Tensor]:
        """head name -> float32 [K, B, size], in evaluation mode."""
        return self.evaluate(inputs)[0]

    def evaluate(self, inputs: Inputs) -> tuple[dict[str, Tensor], list[Tensor]]:
        """(Outputs by head, activations of each hidden layer) in evaluation mode.

        The activations [K, B, H] lie in memory that the next call overwrites.
        """
        values = self.tensors.values
        parts = [
            encoder(inputs[name], values, inputs.get(f"{name}.lengths"))
            for name, encoder in self.encoders.items()
        ]
        outputs, hidden = self.trunk.evaluate(self._joined(parts), values)
        return self.heads(outputs), hidden

    def train(self, inputs: Inputs, moment: Moment) -> tuple[dict[str, Tensor], Tape]:
        """(Outputs by head, the tape that ``backward`` needs) in training mode.

        Both lie in memory that the next call overwrites; running statistics move on.
        """
        values, parts, kept = self.tensors.values, [], []
        for name, encoder in self.encoders.items():
            lengths = inputs.get(f"{name}.lengths")
            features, one = encoder.forward(inputs[name], values, lengths)
            parts.append(features)
            kept.append(one)
        outputs, trunk = self.trunk.forward(self._joined(parts), values, moment)
        return self.heads(outputs), Tape(kept, trunk)

    def backward(self, slopes: Tensor, tape: Tape) -> None:
        """Put the gradient of the loss into the flat gradient.

        slopes: derivative of the loss, summed over rows and members, in the outputs; float32
                [K, B, heads side by side].
        """
        values, gradients = self.tensors.values, self.tensors.gradients
        features = self.trunk.backward(slopes, tape.trunk, values, gradients, self._learn)
        if features is None:
            return
        encoders = list(self.encoders.values())
        parts = torch.split(features, [encoder.width for encoder in encoders], -1)
        for encoder, part, kept in zip(encoders, parts, tape.encoders, strict=True):
            encoder.backward(part, kept, gradients)

    def member_state(self, member: int) -> dict[str, np.ndarray]:
        """Everything of one member as float32 arrays, ready for a safetensors file."""
        return self.tensors.state(member)

    def load_member_states(self, states: Sequence[State]) -> None:
        """Overwrite all members with saved ones. Raises ValueError if their number differs."""
        self.tensors.load(states)

    def select(self, chosen: Sequence[int]) -> "BatchedNetwork":
        """A network of these members only, values copied."""
        return BatchedNetwork(self.plan, self.shape, self.encoders, self.tensors.select(chosen))

    def _joined(self, parts: Sequence[Tensor]) -> Tensor:
        if len(parts) > 1 and len({part.dim() for part in parts}) > 1:
            parts = [self._for_each_member(part) for part in parts]
        features = parts[0] if len(parts) == 1 else torch.cat(list(parts), -1)
        return self._for_each_member(features)

    def _for_each_member(self, features: Tensor) -> Tensor:
        if features.dim() == 3:
            return features
        return features.unsqueeze(0).expand(self.members, -1, -1)


def build(
    plan: Plan,
    shape: NetworkShape,
    seeds: Sequence[int],
    constants: Sequence[Mapping[str, np.ndarray]] = (),
    device: str | torch.device = "cpu",
) -> BatchedNetwork:
    """New networks, one a seed; what a member starts with depends on its own seed alone.

    constants: one mapping a member, empty where the plan needs none; ``edges`` float32
               [columns, bins + 1] for piecewise-linear numbers, ``known_pairs`` int64 [word_pairs]
               for a bag with pairs of tokens.
    Raises:    ValueError if an input cannot be encoded as the plan says.
    """
    place = torch.device(device)
    given = _stacked(constants, place)
    encoders = {one.name: _encoder(plan, one, given) for one in shape.inputs}
    slots = _slots(plan, shape, encoders, place)
    return BatchedNetwork(plan, shape, encoders, members.draw(slots, seeds, given, place))


def from_states(
    plan: Plan, shape: NetworkShape, states: Sequence[State], device: str | torch.device = "cpu"
) -> BatchedNetwork:
    """Saved members (``BatchedNetwork.member_state``) as one network again."""
    constants = [{name: state[name] for name in CONSTANTS if name in state} for state in states]
    network = build(plan, shape, [0] * len(states), constants, device)
    network.load_member_states(states)
    return network


def _stacked(
    constants: Sequence[Mapping[str, np.ndarray]], device: torch.device
) -> dict[str, Tensor]:
    names = constants[0].keys() if constants else ()
    return {
        name: torch.from_numpy(np.stack([one[name] for one in constants])).to(device)
        for name in names
    }


def _slots(
    plan: Plan, shape: NetworkShape, encoders: Mapping[str, Encoder], device: torch.device
) -> list[Slot]:
    width = sum(encoder.width for encoder in encoders.values())
    trunk = DenseChain(plan, width, Heads(shape.heads).width, Workspace(device))
    return [slot for encoder in encoders.values() for slot in encoder.slots()] + trunk.slots()


def _encoder(plan: Plan, one: InputShape, constants: Constants) -> Encoder:
    if one.kind in SEQUENCE_KINDS:
        _check_pairs(pairs_of(plan, one), one, constants)
        return ModuleEncoder(one.name, sequence_model(plan, one))
    if one.kind == "vectors":
        return PlainNumbers(one.name, one.width)
    setting = getattr(plan, ENCODING[one.kind])
    return _ENCODERS[one.kind, setting](one, constants)


def _check_pairs(count: int, one: InputShape, constants: Constants) -> None:
    if count and KNOWN_PAIRS not in constants:
        raise ValueError(f"input {one.name}: word_pairs needs the constant {KNOWN_PAIRS!r}")
    if count and constants[KNOWN_PAIRS].shape[1] != count:
        found = list(constants[KNOWN_PAIRS].shape[1:])
        raise ValueError(
            f"constant {KNOWN_PAIRS!r} must have the shape [{count}], however: {found}"
        )


def _piecewise_linear(one: InputShape, constants: Constants) -> Encoder:
    if EDGES not in constants:
        raise ValueError(f"input {one.name}: piecewise_linear needs the constant {EDGES!r}")
    edges = constants[EDGES]
    if edges.dim() != 3 or edges.shape[1] != one.width:
        rule = f"must have the shape [{one.width}, bins + 1]"
        raise ValueError(f"constant {EDGES!r} {rule}, however: {list(edges.shape[1:])}")
    return PiecewiseLinearNumbers(one.name, one.width, edges.shape[-1] - 1)


_ENCODERS: dict[tuple[str, str], Callable[[InputShape, Constants], Encoder]] = {
    ("numbers", "plain"): lambda one, _: PlainNumbers(one.name, one.width),
    ("numbers", "piecewise_linear"): _piecewise_linear,
    ("numbers", "periodic"): lambda one, _: PeriodicNumbers(one.name, one.width),
    ("categories", "embedding"): lambda one, _: EmbeddedCategories(one.name, one.cardinalities),
    ("categories", "one_hot"): lambda one, _: OneHotCategories(one.name, one.cardinalities),
}
