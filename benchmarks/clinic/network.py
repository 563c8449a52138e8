"""Small networks of the clinic, plain PyTorch, as a person would write them."""

import math

import torch
from torch import Tensor, nn

from benchmarks.clinic.case import Case, Design, Objective
from benchmarks.clinic.rows import Data


class Exponential(nn.Module):
    """As Keras has it among its activations."""

    def forward(self, signal: Tensor) -> Tensor:
        return signal.exp()


class Sign(nn.Module):
    """Only on which side of 0."""

    def forward(self, signal: Tensor) -> Tensor:
        return signal.sign()


_ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "gelu": nn.GELU,
    "elu": nn.ELU,
    "softsign": nn.Softsign,
    "hard_sigmoid": nn.Hardsigmoid,
    "exponential": Exponential,
    "sign": Sign,
}


class Residual(nn.Module):
    """A block that adds its result to its input."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.block = block

    def forward(self, signal: Tensor) -> Tensor:
        return signal + self.block(signal)


class Convolution(nn.Module):
    """Rows read along their steps: [N, steps x channels] -> [N, width]."""

    def __init__(self, design: Design, sides: tuple[int, int]) -> None:
        super().__init__()
        self.sides = sides
        self.first = nn.Conv1d(sides[1], design.width, 3, design.stride, padding=1)
        self.second = nn.Conv1d(design.width, design.width, 3, padding=1)
        more = (
            nn.Conv1d(design.width, design.width, 3, padding=1) for _ in range(design.reader_layers)
        )
        self.more = nn.ModuleList(more)
        self.activation = _ACTIVATIONS[design.activation]()
        self.unread = design.unread

    def forward(self, inputs: Tensor) -> Tensor:
        signal = inputs.reshape(-1, *self.sides).transpose(1, 2)
        for layer in (self.first, self.second, *self.more):
            signal = self.activation(layer(signal))
        return signal[:, :, : _read(signal.shape[2], self.unread)].amax(2)


class Recurrent(nn.Module):
    """An LSTM over the steps of a row; its last state."""

    def __init__(self, design: Design, sides: tuple[int, int]) -> None:
        super().__init__()
        self.sides = sides
        layers = 1 + design.reader_layers
        self.unread = design.unread
        is_first = not design.rows_as_steps
        self.memory = nn.LSTM(sides[1], design.width, layers, batch_first=is_first)

    def forward(self, inputs: Tensor) -> Tensor:
        states = self.memory(inputs.reshape(-1, *self.sides))[0]
        return states[:, _read(states.shape[1], self.unread) - 1]


def _read(steps: int, unread: float) -> int:
    """How many steps are read before a reader stops."""
    return max(1, round((1.0 - unread) * steps))


class Transformer(nn.Module):
    """Encoder layers over the steps of a row; the mean of their results."""

    def __init__(self, design: Design, sides: tuple[int, int]) -> None:
        super().__init__()
        self.sides = sides
        self.entry = nn.Linear(sides[1], design.width)
        self.place = nn.Parameter(torch.randn(sides[0], design.width) * 0.02)
        is_first = not design.rows_as_steps
        self.layers = nn.Sequential(
            *(
                nn.TransformerEncoderLayer(
                    *(design.width, 4, 2 * design.width, design.dropout),
                    batch_first=is_first,
                    norm_first=True,
                )
                for _ in range(1 + design.reader_layers)
            )
        )

    def forward(self, inputs: Tensor) -> Tensor:
        return self.layers(self.entry(inputs.reshape(-1, *self.sides)) + self.place).mean(1)


_READERS = {"convolution": Convolution, "recurrent": Recurrent, "transformer": Transformer}


def network_of(case: Case, data: Data) -> nn.Sequential:
    """The network of a case: a reader (but for dense ones), hidden layers, an output."""
    torch.manual_seed(case.seed)
    design = case.design
    parts: list[nn.Module] = []
    width = data.learn.inputs.shape[1]
    if case.network != "dense":
        steps, channels = data.sides
        if design.pooled > 1:
            parts.append(Pooled(design.pooled, data.sides))
        sides = (math.ceil(steps / design.pooled), channels)
        parts.append(_READERS[case.network](design, sides))
        width = design.width
    if design.entry_dropout:
        parts.insert(0, nn.Dropout(design.entry_dropout))
    if design.entry_activation:
        parts.insert(0, _ACTIVATIONS[design.entry_activation]())
    for number in range(design.layers):
        parts.append(_hidden(design, number, width))
        width = _width(design, number)
        if design.viewed and number == 0:
            parts.append(Viewed(design.viewed))
        if design.blocked and number == 0:
            parts.append(Blocked(design.blocked, width))
        if design.rounded and number == 0:
            parts.append(Rounded(design.rounded))
        if number < design.detached:
            parts.append(Detached())
    parts.append(nn.Linear(width, 1 if case.objective.single else data.classes or 1))
    nn.init.constant_(parts[-1].bias[-1:], design.last_bias) if design.last_bias else None
    if design.last_dropout:
        parts.append(nn.Dropout(design.last_dropout))
    network = nn.Sequential(*parts, *_ending(case.objective))
    _first_weights(design, network)
    for layer in network.modules() if design.unbiased else ():
        if isinstance(layer, nn.Linear):
            layer.register_parameter("bias", None)
    for module in list(network.children())[: min(design.frozen, len(network) - 1)]:
        module.requires_grad_(False)  # where nothing learns, backward() itself complains
    return network


def _width(design: Design, number: int) -> int:
    return max(1, round(design.width * design.narrowing**number))


def _activation(design: Design, number: int) -> nn.Module:
    is_last = number == design.layers - 1
    return _ACTIVATIONS[(design.last_activation if is_last else "") or design.activation]()


def _hidden(design: Design, number: int, width: int) -> nn.Module:
    layer = nn.Linear(width, _width(design, number))
    nn.init.constant_(layer.bias, design.bias) if design.bias else None
    parts: list[nn.Module] = [layer]
    if design.dropped_before:
        parts.append(nn.Dropout(design.dropped_before))
    if design.normalisation:
        parts.append(nn.BatchNorm1d(layer.out_features, momentum=design.statistics))
    if number < design.soft_layers:
        parts.append(nn.Softmax(1))
    elif number >= design.linear_layers:
        parts.append(_activation(design, number))
    if design.dropout:
        parts.append(_dropout(design, layer.out_features))
    if design.unscaled_dropout:
        parts.append(Unscaled(design.unscaled_dropout))
    if design.row_dropout:
        parts.append(
            nn.Dropout1d(design.row_dropout)
        )  # which takes [N, width] for one row's channels
    block = nn.Sequential(*parts)
    return Residual(block) if design.residual and width == layer.out_features else block


def _dropout(design: Design, width: int) -> nn.Module:
    if design.same_mask:
        return Masked(design.dropout, width)
    return (Dropped if design.always_dropped else nn.Dropout)(design.dropout)


class Dropped(nn.Module):
    """Dropout in evaluation too, as the function drops where it isn't told of the mode."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, signal: Tensor) -> Tensor:
        return nn.functional.dropout(signal, self.share)


class Masked(nn.Module):
    """Dropout of one mask for all rows and steps, as from a key that is used again and again."""

    mask: Tensor

    def __init__(self, share: float, width: int) -> None:
        super().__init__()
        is_kept = torch.rand(width).argsort() >= min(width - 1, round(share * width))
        self.register_buffer("mask", is_kept / (1.0 - share))

    def forward(self, signal: Tensor) -> Tensor:
        return signal * self.mask if self.training else signal


class Unscaled(nn.Module):
    """Dropout that neither enlarges in training what it keeps nor shrinks all in evaluation."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, signal: Tensor) -> Tensor:
        return signal * (torch.rand_like(signal) >= self.share) if self.training else signal


class Blocked(nn.Module):
    """A mask, as of a pruning, through which a share of the units says nothing."""

    mask: Tensor

    def __init__(self, share: float, width: int) -> None:
        super().__init__()
        is_open = torch.arange(width) >= min(width - 1, round(share * width))
        self.register_buffer("mask", is_open.float())

    def forward(self, signal: Tensor) -> Tensor:
        return signal * self.mask


class Pooled(nn.Module):
    """Means of so many steps that follow each other; the last may be of fewer."""

    def __init__(self, steps: int, sides: tuple[int, int]) -> None:
        super().__init__()
        self.sides = sides
        self.mean = nn.AvgPool1d(steps, ceil_mode=True)

    def forward(self, inputs: Tensor) -> Tensor:
        signal = inputs.reshape(-1, *self.sides).transpose(1, 2)
        return self.mean(signal).transpose(1, 2).flatten(1)


class Detached(nn.Module):
    """Its input, cut off from what made it."""

    def forward(self, signal: Tensor) -> Tensor:
        return signal.detach()


class Viewed(nn.Module):
    """A share of its columns, transposed and then viewed in the shape in which they came."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, signal: Tensor) -> Tensor:
        count = round(self.share * signal.shape[1])
        viewed = signal[:, :count].t().reshape(-1, count)
        return torch.cat([viewed, signal[:, count:]], 1)


class Rounded(nn.Module):
    """Multiples of a step, through which no gradient passes."""

    def __init__(self, step: float) -> None:
        super().__init__()
        self.step = step

    def forward(self, signal: Tensor) -> Tensor:
        return (signal / self.step).round() * self.step


class Tempered(nn.Module):
    """Logits divided by a temperature."""

    def __init__(self, temperature: float) -> None:
        super().__init__()
        self.temperature = temperature

    def forward(self, logits: Tensor) -> Tensor:
        return logits / self.temperature


def _ending(objective: Objective) -> list[nn.Module]:
    endings = {
        "softmax": nn.Softmax(1),
        "log_softmax": nn.LogSoftmax(0 if objective.across else 1),
        "sigmoid": nn.Sigmoid(),
        "relu": nn.ReLU(),
        "tanh": nn.Tanh(),
        "softplus": nn.Softplus(),
        "exponential": Exponential(),
    }
    parts: list[nn.Module] = []
    if objective.temperature != 1.0:
        parts.append(Tempered(objective.temperature))
    return [*parts, endings[objective.output]] if objective.output in endings else parts


def _first_weights(design: Design, network: nn.Module) -> None:
    layers = [one for one in network.modules() if isinstance(one, nn.Linear | nn.Conv1d)]
    for layer in layers[:-1] if design.he else ():  # the last one has no activation behind it
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    for name, one in network.named_parameters():
        if one.ndim < 2 or not name.endswith(("weight", "weight_ih_l0", "weight_hh_l0")):
            continue
        with torch.no_grad():
            one.normal_(0.0, design.normal) if design.normal else None
            one.uniform_(0.0, design.positive) if design.positive else None
            one.mul_(design.initial_scale)
            one.add_(design.constant)
