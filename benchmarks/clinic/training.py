"""One training of the clinic: a plain PyTorch loop with Etude's watch around it."""

import copy
import math
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.hooks import RemovableHandle

import etude
from benchmarks.clinic.case import Case, Delivery, Descent, Loop, Objective
from benchmarks.clinic.network import Residual, network_of
from benchmarks.clinic.rows import Data, Part, data_of
from etude.diagnosis.harm import DENSE, PLAIN_CONVOLUTIONS, PLAIN_RECURRENT, READ_OTHERWISE
from etude.doctor.record import TrainingRecord
from etude.doctor.yardsticks import Yardsticks

TESTED = 100  # steps of a test of rates


@dataclass(frozen=True)
class Outcome:
    """What came of a case.

    record:  what the checks before training and the watch wrote down.
    validation, test: share right, or R2, from 0 to 1; of the last epoch, or of the best one where
             the case has patience.
    row_scores: what every validation row adds to the mean of these, float32 [rows].
    seconds: of the training with its watch.
    without: the record as it would be without the plain networks among the yardsticks.
    """

    case: Case
    record: TrainingRecord
    validation: float
    test: float
    row_scores: Tensor
    seconds: float
    without: TrainingRecord


def train(case: Case) -> Outcome:
    """Check, train and score a case; one thread, the same numbers every time."""
    start = time.perf_counter()
    data = data_of(case)
    network = network_of(case, data)
    optimizer = _optimizer(case.descent, network)
    loss = _Loss(case.objective, data)
    if case.descent.ranged_to:
        _test_rates(case, network, optimizer, loss, data.learn)
    first = Part(data.learn.inputs[:256], data.learn.targets[:256])
    validation = (
        None if data.undivided else (data.validation.inputs, loss.shaped(data.validation.targets))
    )
    before = etude.preflight(
        network,
        (first.inputs, loss.shaped(first.targets)),
        loss,
        optimizer=optimizer,
        validation=validation,
    )
    marks = None if data.undivided else _yardsticks(_rows_alone(case), case.network != "dense")
    with etude.watch(
        network, optimizer, validation=validation, loss=loss, yardsticks=marks
    ) as doctor:
        _learn(case, network, optimizer, loss, data, lambda mean: doctor.epoch(train_loss=mean))
    watched = doctor.record
    record = replace(watched, checks=(*before.record.checks, *watched.checks))
    scores = [_score(case, network, data, part) for part in (data.validation, data.test)]
    each = _row_scores(case, network, data, data.validation)
    seconds = time.perf_counter() - start
    return Outcome(case, record, *scores, each, seconds, _without_dense(record, marks))


def _without_dense(record: TrainingRecord, marks: Yardsticks | None) -> TrainingRecord:
    if marks is None:
        return record
    plain = (*DENSE, *READ_OTHERWISE, PLAIN_CONVOLUTIONS, PLAIN_RECURRENT)
    others = {name: one for name, one in marks.answers.items() if name not in plain}
    unknown = {"yardstick": "", "yardstick_loss": math.nan, "yardstick_accuracy": math.nan}
    facts = replace(record.facts, **unknown)
    return replace(record, facts=replace(marks, answers=others).added_to(facts, record.setup.loss))


def train_unwatched(case: Case) -> Outcome:
    """The same training and scores with an empty record, for who reads none: less time."""
    start = time.perf_counter()
    data = data_of(case)
    network = network_of(case, data)
    optimizer, loss = _optimizer(case.descent, network), _Loss(case.objective, data)
    if case.descent.ranged_to:
        _test_rates(case, network, optimizer, loss, data.learn)
    _learn(case, network, optimizer, loss, data, lambda _: None)
    scores = [_score(case, network, data, part) for part in (data.validation, data.test)]
    each = _row_scores(case, network, data, data.validation)
    record = TrainingRecord("unwatched")
    return Outcome(case, record, *scores, each, time.perf_counter() - start, record)


def _learn(
    case: Case,
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss: "_Loss",
    data: Data,
    tell: Callable[[float], None],
) -> None:
    """All epochs, each evaluated, then told by its mean loss; with patience the best one stays."""
    loop, judging = case.loop, case.judging
    best = (-math.inf, 0, copy.deepcopy(network.state_dict()))
    scores: list[float] = []
    losses: list[float] = []
    average = _Average(network, judging.averaged) if judging.averaged else None
    late = _Late(network, loop.late_gradients) if loop.late_gradients else None
    coarse = _Coarse(network, judging.judged_bits) if judging.judged_bits else None
    unloaded = _Unloaded(network, judging.unloaded) if judging.unloaded else None
    lowest: tuple[float, dict[str, Tensor]] = (math.inf, {})
    first = copy.deepcopy(network.state_dict()) if loop.reloaded else {}
    for epoch in range(1, loop.epochs + 1):
        if loop.reloaded and epoch > 1 and (epoch - 1) % loop.reloaded == 0:
            network.load_state_dict(first)
        rate = _rate(case, epoch) * _misled(case.descent, scores)
        for group in optimizer.param_groups:
            group["lr"] = rate * group.get("share", 1.0)
        mean = _epoch(case, network, optimizer, loss, data, epoch, losses, average, late)
        if average:
            average.trade()  # it is judged by the average
        if coarse:
            coarse.take()  # by what fits a small device
        if unloaded:
            unloaded.trade()  # by what came out of its file
        score = _score(case, network, data, data.validation)
        scores.append(score)
        tell(mean)
        is_late = epoch > (1.0 - judging.lowest_kept) * loop.epochs
        if judging.lowest_kept and is_late and score < lowest[0]:
            lowest = (score, copy.deepcopy(network.state_dict()))
        if loop.patience:
            if score > best[0]:
                best = (score, epoch, copy.deepcopy(network.state_dict()))
            if epoch - best[1] >= loop.patience:
                break
        if _is_tired(loop, losses):
            break
        if unloaded and epoch < loop.epochs:
            unloaded.trade()
        if coarse and epoch < loop.epochs:
            coarse.give_back()
        if average and epoch < loop.epochs:
            average.trade()
    if loop.patience:
        network.load_state_dict(best[2])
    if lowest[1]:  # a checkpoint that takes a score for a loss
        network.load_state_dict(lowest[1])


def _rate(case: Case, epoch: int) -> float:
    descent, epochs = case.descent, case.loop.epochs
    rise = min(1.0, epoch / (descent.warm_up * epochs)) if descent.warm_up else 1.0
    flare = descent.flare if epoch > 0.8 * epochs else 1.0
    fall = 1.0
    if descent.falls_for:
        fall = max(0.0, 1.0 - (epoch - 1) / (descent.falls_for * epochs))
    return fall * flare * rise * descent.rate * descent.decay ** (epoch - 1) * _cycle(case, epoch)


def _cycle(case: Case, epoch: int) -> float:
    """Of a rate that rises from its own to a peak for a third of the epochs, and falls to it."""
    along = 3.0 * epoch / case.loop.epochs
    height = along if along < 1.0 else (3.0 - along) / 2.0
    return math.pow(case.descent.peak, height)


def _misled(descent: Descent, scores: list[float]) -> float:
    """What is left of the rate by a schedule that waits for scores to fall, as losses do."""
    lowest, waited, left = math.inf, 0, 1.0
    for score in scores if descent.misled_patience else ():
        waited = 0 if score < lowest else waited + 1
        lowest = min(score, lowest)
        if waited > descent.misled_patience:
            waited, left = 0, left / 10.0
    return left


def _test_rates(
    case: Case, network: nn.Module, optimizer: torch.optim.Optimizer, loss: "_Loss", learn: Part
) -> None:
    """A test of rates, each step's higher than the last one's, after which nothing is put back."""
    generator = torch.Generator().manual_seed(case.seed)
    network.train()
    for step in range(TESTED):
        rate = case.descent.ranged_to * 1e-6 ** (1.0 - (step + 1) / TESTED)
        for group in optimizer.param_groups:
            group["lr"] = rate * group.get("share", 1.0)
        rows = torch.randint(
            len(learn.targets), (max(2, case.delivery.batch),), generator=generator
        )
        value = loss(network(learn.inputs[rows]), loss.shaped(learn.targets[rows]))
        if not torch.isfinite(value):  # where tools end the test, too
            break
        optimizer.zero_grad()
        value.backward()
        optimizer.step()


class _Average:
    """A running average of the weights, from the first ones on, beside the network's own."""

    def __init__(self, network: nn.Module, memory: float) -> None:
        self.own, self.memory = list(network.parameters()), memory
        self.means = [one.detach().clone() for one in self.own]

    @torch.no_grad()
    def follow(self) -> None:
        """After a step."""
        for mean, one in zip(self.means, self.own, strict=True):
            mean.lerp_(one, 1.0 - self.memory)

    @torch.no_grad()
    def trade(self) -> None:
        """The network's weights and the average change places."""
        _exchange(self.own, self.means)


class _Coarse:
    """Weights of so few bits as a small device holds, in place of the network's own."""

    def __init__(self, network: nn.Module, bits: int) -> None:
        self.own = [one for one in network.parameters() if one.ndim > 1]
        self.held: list[Tensor] = []
        self.most = 2 ** (bits - 1) - 1  # steps on either side of 0

    @torch.no_grad()
    def take(self) -> None:
        """The network's weights become coarse."""
        self.held = [one.detach().clone() for one in self.own]
        for one in self.own:
            step = (one.abs().max() / self.most).clamp(min=1e-12)
            one.copy_((one / step).round() * step)

    @torch.no_grad()
    def give_back(self) -> None:
        """They are what they were."""
        for one, held in zip(self.own, self.held, strict=True):
            one.copy_(held)


class _Unloaded:
    """Layers, from the first, that a file of weights leaves as they are made, as where its names
    are other ones and nobody insists on them."""

    def __init__(self, network: nn.Module, layers: int) -> None:
        parts = [part for part in network.children() if any(True for _ in part.parameters())]
        self.own = [one for part in parts[:layers] for one in part.parameters()]
        self.made = [one.detach().clone() for one in self.own]

    @torch.no_grad()
    def trade(self) -> None:
        """Learned and first weights change places."""
        _exchange(self.own, self.made)


def _exchange(first: Iterable[Tensor], second: Iterable[Tensor]) -> None:
    """The values of these tensors change places, pair by pair."""
    for one, other in zip(first, second, strict=True):
        held = one.clone()
        one.copy_(other)
        other.copy_(held)


class _Late:
    """Gradients as from slow helpers: each comes so many steps after the weights that it is of."""

    def __init__(self, network: nn.Module, steps: int) -> None:
        self.own, self.steps = list(network.parameters()), steps
        self.waiting: deque[list[Tensor | None]] = deque()

    def trade(self) -> bool:
        """The gradients change places with those of steps before, if there are any."""
        fresh = [None if one.grad is None else one.grad.detach().clone() for one in self.own]
        self.waiting.append(fresh)
        if len(self.waiting) <= self.steps:
            return False
        for one, gradient in zip(self.own, self.waiting.popleft(), strict=True):
            one.grad = gradient
        return True


def _is_tired(loop: Loop, losses: list[float]) -> bool:
    """Whether none of the last batches had a lower loss than all before."""
    if len(losses) <= loop.step_patience or not loop.step_patience:
        return False
    return min(losses) < min(losses[-loop.step_patience :])


def _epoch(
    case: Case,
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss: "_Loss",
    data: Data,
    epoch: int,
    losses: list[float],
    average: _Average | None,
    late: _Late | None,
) -> float:
    network.train()
    delivery, objective, loop = case.delivery, case.objective, case.loop
    learn = data.learn
    lot = 1 if delivery.same_batches else epoch
    generator = torch.Generator().manual_seed(1000 * case.seed + lot)
    passes = [
        torch.randperm(len(learn.targets), generator=generator) for _ in range(delivery.passes)
    ]
    if delivery.in_order:
        passes = [order[learn.targets[order].argsort(stable=True)] for order in passes]
    if delivery.curriculum:
        passes = [_plain_ones(case, order, learn, epoch) for order in passes]
    size = max(_batch(case), math.ceil(delivery.batch_share * len(learn.targets)))
    if delivery.growing:
        size = min(size * 2 ** ((epoch - 1) // delivery.growing), len(learn.targets))
    batches = [rows for order in passes for rows in order.split(size)]
    if delivery.same_batches:
        batches = (batches[: delivery.same_batches] * len(batches))[: len(batches)]
    row_weights = _row_weights(case, len(learn.targets))
    said: list[Tensor] = []
    hooks = _listening(network, said) if objective.activity else []
    total, steps = 0.0, 0
    for step, rows in enumerate(batches[: delivery.batches or None]):
        if len(rows) < min(2, _batch(case)):  # batch normalisation needs two
            continue
        if loop.zero_every and step % (loop.zero_every * loop.accumulated) == 0:
            optimizer.zero_grad()
        if loop.renew_every and step % loop.renew_every == 0:
            optimizer.state.clear()  # as a new one would begin
        inputs = learn.inputs[rows]
        if delivery.fading != 1.0:
            inputs = inputs * delivery.fading ** (epoch - 1)
        if delivery.input_noise:
            inputs = inputs + delivery.input_noise * torch.randn(inputs.shape, generator=generator)
        if delivery.mixed:
            inputs = _mixed(inputs, delivery.mixed, generator)
        if delivery.mirrored:
            is_kept = torch.rand((len(inputs), 1), generator=generator) >= delivery.mirrored
            inputs = inputs.where(is_kept, -inputs)
        if delivery.pieces > 1:
            inputs = _in_pieces(inputs, data.sides, delivery.pieces, generator)
        targets = learn.targets[_rows_of_targets(delivery, batches, step)]
        if delivery.whole_targets:
            targets = (targets / delivery.whole_targets).trunc() * delivery.whole_targets
        said.clear()  # of what the network was asked in between
        outputs = network(inputs)
        if objective.weights_spread or objective.negative:
            loss.row_weights = row_weights[rows]
        if delivery.own_answers:
            is_own = rows < delivery.own_answers * len(learn.targets)
            value = _of_own_answers(objective, outputs, loss, targets, is_own)
        else:
            value = loss(outputs, loss.shaped(targets))
        value = value * objective.loss_factor
        if objective.l1:
            value = value + objective.l1 * sum(one.abs().sum() for one in network.parameters())
        if objective.entry_penalty:
            first = next(one for one in network.parameters() if one.ndim > 1)
            value = value + objective.entry_penalty * (first.abs().sum() + first.square().sum())
        if objective.sum_penalty:
            value = value + objective.sum_penalty * sum(one.sum() for one in network.parameters())
        if objective.activity:
            value = value + objective.activity * sum(one.abs().sum(1).mean() for one in said)
        if objective.rewarded:
            squares = sum(one.square().sum() for one in network.parameters())
            value = value - objective.rewarded * squares
        (value / loop.accumulated).backward()
        if loop.kept_every != 1 and not (loop.kept_every and step % loop.kept_every == 0):
            optimizer.zero_grad()
        if loop.underflow:
            _lose_small(network, loop.underflow)
        if loop.clip:
            nn.utils.clip_grad_norm_(network.parameters(), loop.clip)
        if (step + 1) % loop.accumulated == 0 and (late is None or late.trade()):
            optimizer.step()
        if loop.clamp:
            _clamp(network, loop.clamp)
        if loop.precision:
            _shorten(network, loop.precision)
        if average:
            average.follow()
        losses.append(float(value.detach()))
        total, steps = total + losses[-1], steps + 1
        if _is_tired(loop, losses):
            break
    for hook in hooks:
        hook.remove()
    return total / max(steps, 1)


def _row_weights(case: Case, rows: int) -> Tensor:
    """What every learning row weighs in the loss, the same in every epoch: 1 in the mean, before
    the weights of some change their sign."""
    generator = torch.Generator().manual_seed(case.seed)
    weights = (case.objective.weights_spread * torch.randn(rows, generator=generator)).exp()
    weights = weights / weights.mean()
    if case.objective.negative:
        is_negative = torch.rand(rows, generator=generator) < case.objective.negative
        weights = weights.where(~is_negative, -weights)
    return weights


def _plain_ones(case: Case, order: Tensor, learn: Part, epoch: int) -> Tensor:
    """Of an order of the learning rows those whose turn has come: the nearer to the middle of all,
    the sooner."""
    share = min(1.0, epoch / (case.delivery.curriculum * case.loop.epochs))
    ranks = (learn.inputs - learn.inputs.mean(0)).square().sum(1).argsort().argsort()
    return order[ranks[order] < max(_batch(case), round(share * len(order)))]


def _of_own_answers(
    objective: Objective, outputs: Tensor, loss: "_Loss", targets: Tensor, is_own: Tensor
) -> Tensor:
    """The loss where some rows have for a target what the network says of them just now."""
    said = outputs.detach()
    answers = _chosen(objective, said) if loss.classes else said[:, 0]
    return loss(outputs, loss.shaped(torch.where(is_own, answers, targets)))


def _rows_of_targets(delivery: Delivery, batches: list[Tensor], step: int) -> Tensor:
    """Whose targets come with a batch: its own rows', or those of the rows before it."""
    rows = batches[step]
    if delivery.late_targets and step and step % delivery.late_targets == 0:
        return torch.cat([batches[step - 1], rows])[: len(rows)]
    return rows


def _mixed(inputs: Tensor, most: float, generator: torch.Generator) -> Tensor:
    """Each row with a share of another one in it, of whose target nothing is said."""
    shares = most * torch.rand((len(inputs), 1), generator=generator)
    return inputs.lerp(inputs[torch.randperm(len(inputs), generator=generator)], shares)


def _in_pieces(
    inputs: Tensor, sides: tuple[int, int], pieces: int, generator: torch.Generator
) -> Tensor:
    """The steps of each row cut into so many pieces, which stand in any order."""
    piece_of_step = torch.arange(sides[0]) * pieces // sides[0]
    places = torch.rand((len(inputs), pieces), generator=generator).argsort(1)
    order = (places[:, piece_of_step] * sides[0] + torch.arange(sides[0])).argsort(1)
    steps = inputs.reshape(-1, *sides)
    return steps[torch.arange(len(steps)).unsqueeze(1), order].reshape(inputs.shape)


def _lose_small(network: nn.Module, smallest: float) -> None:
    """Gradients of which what is nearer to 0 is 0."""
    for one in network.parameters():
        if one.grad is not None:
            one.grad[one.grad.abs() < smallest] = 0.0


@torch.no_grad()
def _clamp(network: nn.Module, largest: float) -> None:
    for one in network.parameters():
        one.clamp_(-largest, largest)


@torch.no_grad()
def _shorten(network: nn.Module, bits: int) -> None:
    """Weights as a format of so many significant bits holds them."""
    for one in network.parameters():
        digits, exponents = torch.frexp(one)
        one.copy_(torch.ldexp((digits * 2**bits).round() / 2**bits, exponents))


def _listening(network: nn.Module, said: list[Tensor]) -> list[RemovableHandle]:
    """Hooks that write down what the hidden units say."""
    hidden = [part for part in network.children() if isinstance(part, nn.Sequential | Residual)]
    return [part.register_forward_hook(lambda *call: said.append(call[2])) for part in hidden]


def _batch(case: Case) -> int:
    return max(2, case.delivery.batch) if case.design.normalisation else case.delivery.batch


class _Loss(nn.Module):
    """The loss of a case, as a person would have written it."""

    def __init__(self, objective: Objective, data: Data) -> None:
        super().__init__()
        self.objective, self.classes = objective, data.classes
        self.reduction = "sum" if objective.loss == "sum" else "mean"
        self.is_weighed = bool(objective.weights_spread or objective.negative)
        is_by_row = objective.loss_cap or objective.hardest or self.is_weighed
        self.of_rows = "none" if is_by_row else self.reduction
        self.row_weights: Tensor | None = None  # of the rows of the next call alone
        self.weights: Tensor | None = None
        if objective.class_weights and data.classes:
            counts = torch.bincount(data.learn.targets, minlength=data.classes).clamp(min=1)
            self.weights = len(data.learn.targets) / (data.classes * counts)
        if objective.heavy != 1.0 and data.classes:
            self.weights = torch.ones(data.classes) if self.weights is None else self.weights
            self.weights[0] *= objective.heavy

    def shaped(self, targets: Tensor) -> Tensor:
        """Numbers as [N, 1], unless they are to be broadcast; so are classes of a single output."""
        if self.objective.single:
            return targets.float().unsqueeze(1)
        return targets if self.classes or self.objective.broadcast else targets.unsqueeze(1)

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        row_weights, self.row_weights = self.row_weights, None
        value = self._whole(outputs, targets)
        if self.is_weighed and value.ndim:  # some losses have only their mean to give
            value = value.reshape(len(value), -1).mean(1)
            value = (value if row_weights is None else value * row_weights).mean()
        if self.objective.hardest:
            value = value.flatten()
            value = value.topk(max(1, round(self.objective.hardest * len(value)))).values.mean()
        return value.clamp(max=self.objective.loss_cap).mean() if self.objective.loss_cap else value

    def _whole(self, outputs: Tensor, targets: Tensor) -> Tensor:
        if self.objective.loss in _ERRORS:
            is_wide = self.classes and not self.objective.single
            wanted = F.one_hot(targets, self.classes).float() if is_wide else targets
            return _ERRORS[self.objective.loss](outputs, wanted)
        if self.objective.loss == "relative":
            sizes = targets.abs().clamp(min=self.objective.floor)
            return ((outputs - targets).abs() / sizes).mean()
        if self.objective.loss == "quantile":
            short, share = targets - outputs, self.objective.quantile
            return torch.maximum(share * short, (share - 1.0) * short).mean()
        if self.objective.loss in _OF_NUMBERS:
            return _OF_NUMBERS[self.objective.loss](outputs, targets)
        if self.objective.single:
            return self._yes_or_no(outputs, targets)
        if self.objective.loss == "focal":
            told = F.log_softmax(outputs, 1).gather(1, targets.unsqueeze(1))
            return -((1.0 - told.exp()).pow(self.objective.focus) * told).mean()
        if self.objective.loss in _OF_CLASSES:
            return _OF_CLASSES[self.objective.loss](outputs, targets)
        if self.classes:
            return F.cross_entropy(outputs, targets, self.weights, reduction=self.of_rows)
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch's own warning of shapes that broadcast
            return F.mse_loss(outputs, targets, reduction=self.of_rows)

    def _yes_or_no(self, outputs: Tensor, targets: Tensor) -> Tensor:
        if not torch.isfinite(outputs).all():  # which PyTorch's own refuses
            return outputs.mean()
        is_raw = self.objective.output == "plain"
        function = F.binary_cross_entropy_with_logits if is_raw else F.binary_cross_entropy
        weights = None if self.weights is None else self.weights[targets.long()]
        return function(outputs, targets, weights, reduction=self.of_rows)


_ERRORS = {"mse": F.mse_loss, "mae": F.l1_loss}


def _cross_entropy_of_shares(outputs: Tensor, targets: Tensor) -> Tensor:
    shares = (outputs / outputs.sum(1, keepdim=True)).clamp(1e-7, 1.0)
    return -shares[torch.arange(len(targets)), targets].log().mean()


def _poisson(outputs: Tensor, targets: Tensor) -> Tensor:
    wanted = F.one_hot(targets, outputs.shape[1]).float()
    return F.poisson_nll_loss(outputs, wanted, log_input=False)


def _logarithmic(outputs: Tensor, targets: Tensor) -> Tensor:
    return F.mse_loss(outputs.clamp(min=1e-7).log1p(), targets.clamp(min=1e-7).log1p())


def _rates(outputs: Tensor, targets: Tensor) -> Tensor:
    return F.poisson_nll_loss(outputs, targets)


def _cosine(outputs: Tensor, targets: Tensor) -> Tensor:
    return 1.0 - F.cosine_similarity(outputs, targets, 1).mean()


_OF_NUMBERS = {"logarithmic": _logarithmic, "rates": _rates, "cosine": _cosine}
_OF_CLASSES = {
    "shares": _cross_entropy_of_shares,
    "hinge": F.multi_margin_loss,
    "poisson": _poisson,
    "likelihood": F.nll_loss,
}


def _optimizer(descent: Descent, network: nn.Sequential) -> torch.optim.Optimizer:
    parts = list(network.children())[descent.unregistered :]
    parameters: list[Any] = [one for part in parts for one in part.parameters()]
    if not parameters:  # an optimizer must hold something
        parameters = list(network.parameters())[-1:]
    if descent.body_rate != 1.0:
        parameters = _fine_tuned(descent, network, parameters)
    if descent.optimizer == "adam":
        decay, epsilon = descent.weight_decay, descent.epsilon
        moments = (descent.first_moment, descent.second_moment)
        return torch.optim.Adam(
            parameters, descent.rate, betas=moments, eps=epsilon, weight_decay=decay
        )
    if descent.optimizer == "adamw":
        return torch.optim.AdamW(parameters, descent.rate, weight_decay=descent.weight_decay)
    if descent.optimizer in _OTHERS:
        return _OTHERS[descent.optimizer](
            parameters, descent.rate, weight_decay=descent.weight_decay
        )
    momentum = descent.momentum if descent.optimizer == "momentum" else 0.0
    return torch.optim.SGD(parameters, descent.rate, momentum, weight_decay=descent.weight_decay)


def _fine_tuned(
    descent: Descent, network: nn.Sequential, parameters: list[nn.Parameter]
) -> list[dict[str, Any]]:
    """Two groups, as for a network whose body was learned elsewhere: the body, and the output."""
    last = [layer for layer in network if isinstance(layer, nn.Linear)][-1]
    held = set(map(id, last.parameters()))
    body = [one for one in parameters if id(one) not in held]
    head = [one for one in parameters if id(one) in held]
    groups = ((body, descent.body_rate), (head, 1.0))
    return [{"params": some, "lr": descent.rate * share, "share": share} for some, share in groups]


_OTHERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "rmsprop": torch.optim.RMSprop,
    "adamax": torch.optim.Adamax,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
}


@torch.no_grad()
def _row_scores(case: Case, network: nn.Module, data: Data, part: Part) -> Tensor:
    """Of every row: 1 where it is right, else 0; of numbers what it adds to R2."""
    network.train(case.judging.training_mode)
    outputs = network(part.inputs)
    if not torch.isfinite(outputs).all():
        return torch.zeros(len(part.targets))
    if data.classes:
        return (_chosen(case.objective, outputs) == part.targets).float()
    return 1.0 - (outputs[:, 0] - part.targets) ** 2 / part.targets.var()


def _score(case: Case, network: nn.Module, data: Data, part: Part) -> float:
    """Share right, or R2 of numbers; 0 for what is worse than knowing nothing."""
    return max(0.0, float(_row_scores(case, network, data, part).mean()))


def _chosen(objective: Objective, outputs: Tensor) -> Tensor:
    """The class of every row; raw scores of a loss of yes and no are parted at 0."""
    if not objective.single:
        return outputs.argmax(1)
    is_raw = objective.output == "plain" and objective.loss not in _ERRORS
    return (outputs[:, 0] > (0.0 if is_raw else 0.5)).long()


def _rows_alone(case: Case) -> Case:
    """The case with only its rows, as they are prepared."""
    return Case(case.data, seed=case.seed, preparation=case.preparation)


@cache
def _yardsticks(case: Case, has_steps: bool) -> Yardsticks:
    """What cheap models reach on these rows, once, as a person would; of rows of steps, where the
    network reads them so."""
    data = data_of(case)
    sides = data.sides if has_steps else (-1,)
    parts = (
        (one.inputs.reshape(len(one.targets), *sides), one.targets)
        for one in (data.learn, data.validation)
    )
    return etude.yardsticks(*parts)
