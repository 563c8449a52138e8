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
from benchmarks.clinic.case import Case
from benchmarks.clinic.network import Residual, network_of
from benchmarks.clinic.rows import OF_ROWS, Data, Part, data_of
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
    optimizer = _optimizer(case, network)
    loss = _Loss(case, data)
    if case.ranged_to:
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
    optimizer, loss = _optimizer(case, network), _Loss(case, data)
    if case.ranged_to:
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
    best = (-math.inf, 0, copy.deepcopy(network.state_dict()))
    scores: list[float] = []
    losses: list[float] = []
    average = _Average(network, case.averaged) if case.averaged else None
    late = _Late(network, case.late_gradients) if case.late_gradients else None
    coarse = _Coarse(network, case.judged_bits) if case.judged_bits else None
    unloaded = _Unloaded(network, case.unloaded) if case.unloaded else None
    lowest: tuple[float, dict[str, Tensor]] = (math.inf, {})
    first = copy.deepcopy(network.state_dict()) if case.reloaded else {}
    for epoch in range(1, case.epochs + 1):
        if case.reloaded and epoch > 1 and (epoch - 1) % case.reloaded == 0:
            network.load_state_dict(first)
        rate = _rate(case, epoch) * _misled(case, scores)
        for group in optimizer.param_groups:
            group["lr"] = rate * group.get("share", 1.0)
        mean = _epoch(case, network, optimizer, loss, data.learn, epoch, losses, average, late)
        if average:
            average.trade()  # it is judged by the average
        if coarse:
            coarse.take()  # by what fits a small device
        if unloaded:
            unloaded.trade()  # by what came out of its file
        score = _score(case, network, data, data.validation)
        scores.append(score)
        tell(mean)
        is_late = epoch > (1.0 - case.lowest_kept) * case.epochs
        if case.lowest_kept and is_late and score < lowest[0]:
            lowest = (score, copy.deepcopy(network.state_dict()))
        if case.patience:
            if score > best[0]:
                best = (score, epoch, copy.deepcopy(network.state_dict()))
            if epoch - best[1] >= case.patience:
                break
        if _is_tired(case, losses):
            break
        if unloaded and epoch < case.epochs:
            unloaded.trade()
        if coarse and epoch < case.epochs:
            coarse.give_back()
        if average and epoch < case.epochs:
            average.trade()
    if case.patience:
        network.load_state_dict(best[2])
    if lowest[1]:  # a checkpoint that takes a score for a loss
        network.load_state_dict(lowest[1])


def _rate(case: Case, epoch: int) -> float:
    rise = min(1.0, epoch / (case.warm_up * case.epochs)) if case.warm_up else 1.0
    flare = case.flare if epoch > 0.8 * case.epochs else 1.0
    return flare * rise * case.rate * case.decay ** (epoch - 1) * _cycle(case, epoch)


def _cycle(case: Case, epoch: int) -> float:
    """Of a rate that rises from its own to a peak for a third of the epochs, and falls to it."""
    along = 3.0 * epoch / case.epochs
    height = along if along < 1.0 else (3.0 - along) / 2.0
    return math.pow(case.peak, height)


def _misled(case: Case, scores: list[float]) -> float:
    """What is left of the rate by a schedule that waits for scores to fall, as losses do."""
    lowest, waited, left = math.inf, 0, 1.0
    for score in scores if case.misled_patience else ():
        waited = 0 if score < lowest else waited + 1
        lowest = min(score, lowest)
        if waited > case.misled_patience:
            waited, left = 0, left / 10.0
    return left


def _test_rates(
    case: Case, network: nn.Module, optimizer: torch.optim.Optimizer, loss: "_Loss", learn: Part
) -> None:
    """A test of rates, each step's higher than the last one's, after which nothing is put back."""
    generator = torch.Generator().manual_seed(case.seed)
    network.train()
    for step in range(TESTED):
        rate = case.ranged_to * 1e-6 ** (1.0 - (step + 1) / TESTED)
        for group in optimizer.param_groups:
            group["lr"] = rate * group.get("share", 1.0)
        rows = torch.randint(len(learn.targets), (max(2, case.batch),), generator=generator)
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


def _is_tired(case: Case, losses: list[float]) -> bool:
    """Whether none of the last batches had a lower loss than all before."""
    if len(losses) <= case.step_patience or not case.step_patience:
        return False
    return min(losses) < min(losses[-case.step_patience :])


def _epoch(
    case: Case,
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss: "_Loss",
    learn: Part,
    epoch: int,
    losses: list[float],
    average: _Average | None,
    late: _Late | None,
) -> float:
    network.train()
    lot = 1 if case.same_batches else epoch
    generator = torch.Generator().manual_seed(1000 * case.seed + lot)
    passes = [torch.randperm(len(learn.targets), generator=generator) for _ in range(case.passes)]
    if case.in_order:
        passes = [order[learn.targets[order].argsort(stable=True)] for order in passes]
    if case.curriculum:
        passes = [_plain_ones(case, order, learn, epoch) for order in passes]
    size = max(_batch(case), math.ceil(case.batch_share * len(learn.targets)))
    if case.growing:
        size = min(size * 2 ** ((epoch - 1) // case.growing), len(learn.targets))
    batches = [rows for order in passes for rows in order.split(size)]
    if case.same_batches:
        batches = (batches[: case.same_batches] * len(batches))[: len(batches)]
    row_weights = _row_weights(case, len(learn.targets))
    said: list[Tensor] = []
    hooks = _listening(network, said) if case.activity else []
    total, steps = 0.0, 0
    for step, rows in enumerate(batches[: case.batches or None]):
        if len(rows) < min(2, _batch(case)):  # batch normalisation needs two
            continue
        if case.zero_every and step % case.zero_every == 0:
            optimizer.zero_grad()
        if case.renew_every and step % case.renew_every == 0:
            optimizer.state.clear()  # as a new one would begin
        inputs = learn.inputs[rows]
        if case.fading != 1.0:
            inputs = inputs * case.fading ** (epoch - 1)
        if case.input_noise:
            inputs = inputs + case.input_noise * torch.randn(inputs.shape, generator=generator)
        if case.mixed:
            inputs = _mixed(inputs, case.mixed, generator)
        if case.mirrored:
            is_kept = torch.rand((len(inputs), 1), generator=generator) >= case.mirrored
            inputs = inputs.where(is_kept, -inputs)
        targets = learn.targets[_rows_of_targets(case, batches, step)]
        said.clear()  # of what the network was asked in between
        outputs = network(inputs)
        if case.weights_spread:
            loss.row_weights = row_weights[rows]
        if case.own_answers:
            is_own = rows < case.own_answers * len(learn.targets)
            value = _of_own_answers(case, outputs, loss, targets, is_own)
        else:
            value = loss(outputs, loss.shaped(targets))
        value = value * case.loss_factor
        if case.l1:
            value = value + case.l1 * sum(one.abs().sum() for one in network.parameters())
        if case.entry_penalty:
            first = next(one for one in network.parameters() if one.ndim > 1)
            value = value + case.entry_penalty * (first.abs().sum() + first.square().sum())
        if case.sum_penalty:
            value = value + case.sum_penalty * sum(one.sum() for one in network.parameters())
        if case.activity:
            value = value + case.activity * sum(one.abs().sum(1).mean() for one in said)
        if case.rewarded:
            squares = sum(one.square().sum() for one in network.parameters())
            value = value - case.rewarded * squares
        value.backward()
        if case.kept_every != 1 and not (case.kept_every and step % case.kept_every == 0):
            optimizer.zero_grad()
        if case.underflow:
            _lose_small(network, case.underflow)
        if case.clip:
            nn.utils.clip_grad_norm_(network.parameters(), case.clip)
        if late is None or late.trade():
            optimizer.step()
        if case.clamp:
            _clamp(network, case.clamp)
        if case.precision:
            _shorten(network, case.precision)
        if average:
            average.follow()
        losses.append(float(value.detach()))
        total, steps = total + losses[-1], steps + 1
        if _is_tired(case, losses):
            break
    for hook in hooks:
        hook.remove()
    return total / max(steps, 1)


def _row_weights(case: Case, rows: int) -> Tensor:
    """What every learning row weighs in the loss: 1 in the mean, and the same in every epoch."""
    generator = torch.Generator().manual_seed(case.seed)
    weights = (case.weights_spread * torch.randn(rows, generator=generator)).exp()
    return weights / weights.mean()


def _plain_ones(case: Case, order: Tensor, learn: Part, epoch: int) -> Tensor:
    """Of an order of the learning rows those whose turn has come: the nearer to the middle of all,
    the sooner."""
    share = min(1.0, epoch / (case.curriculum * case.epochs))
    ranks = (learn.inputs - learn.inputs.mean(0)).square().sum(1).argsort().argsort()
    return order[ranks[order] < max(_batch(case), round(share * len(order)))]


def _of_own_answers(
    case: Case, outputs: Tensor, loss: "_Loss", targets: Tensor, is_own: Tensor
) -> Tensor:
    """The loss where some rows have for a target what the network says of them just now."""
    said = outputs.detach()
    answers = _chosen(case, said) if loss.classes else said[:, 0]
    return loss(outputs, loss.shaped(torch.where(is_own, answers, targets)))


def _rows_of_targets(case: Case, batches: list[Tensor], step: int) -> Tensor:
    """Whose targets come with a batch: its own rows', or those of the rows before it."""
    rows = batches[step]
    if case.late_targets and step and step % case.late_targets == 0:
        return torch.cat([batches[step - 1], rows])[: len(rows)]
    return rows


def _mixed(inputs: Tensor, most: float, generator: torch.Generator) -> Tensor:
    """Each row with a share of another one in it, of whose target nothing is said."""
    shares = most * torch.rand((len(inputs), 1), generator=generator)
    return inputs.lerp(inputs[torch.randperm(len(inputs), generator=generator)], shares)


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
    return max(2, case.batch) if case.normalisation else case.batch


class _Loss(nn.Module):
    """The loss of a case, as a person would have written it."""

    def __init__(self, case: Case, data: Data) -> None:
        super().__init__()
        self.case, self.classes = case, data.classes
        self.reduction = "sum" if case.loss == "sum" else "mean"
        is_by_row = case.loss_cap or case.hardest or case.weights_spread
        self.of_rows = "none" if is_by_row else self.reduction
        self.row_weights: Tensor | None = None  # of the rows of the next call alone
        self.weights: Tensor | None = None
        if case.class_weights and data.classes:
            counts = torch.bincount(data.learn.targets, minlength=data.classes).clamp(min=1)
            self.weights = len(data.learn.targets) / (data.classes * counts)
        if case.heavy != 1.0 and data.classes:
            self.weights = torch.ones(data.classes) if self.weights is None else self.weights
            self.weights[0] *= case.heavy

    def shaped(self, targets: Tensor) -> Tensor:
        """Numbers as [N, 1], unless they are to be broadcast; so are classes of a single output."""
        if self.case.single:
            return targets.float().unsqueeze(1)
        return targets if self.classes or self.case.broadcast else targets.unsqueeze(1)

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        row_weights, self.row_weights = self.row_weights, None
        value = self._whole(outputs, targets)
        if self.case.weights_spread and value.ndim:  # some losses have only their mean to give
            value = value.reshape(len(value), -1).mean(1)
            value = (value if row_weights is None else value * row_weights).mean()
        if self.case.hardest:
            value = value.flatten()
            value = value.topk(max(1, round(self.case.hardest * len(value)))).values.mean()
        return value.clamp(max=self.case.loss_cap).mean() if self.case.loss_cap else value

    def _whole(self, outputs: Tensor, targets: Tensor) -> Tensor:
        if self.case.loss in _ERRORS:
            is_wide = self.classes and not self.case.single
            wanted = F.one_hot(targets, self.classes).float() if is_wide else targets
            return _ERRORS[self.case.loss](outputs, wanted)
        if self.case.loss == "relative":
            return ((outputs - targets).abs() / targets.abs().clamp(min=self.case.floor)).mean()
        if self.case.loss in _OF_NUMBERS:
            return _OF_NUMBERS[self.case.loss](outputs, targets)
        if self.case.single:
            return self._yes_or_no(outputs, targets)
        if self.case.loss in _OF_CLASSES:
            return _OF_CLASSES[self.case.loss](outputs, targets)
        if self.classes:
            return F.cross_entropy(outputs, targets, self.weights, reduction=self.of_rows)
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch's own warning of shapes that broadcast
            return F.mse_loss(outputs, targets, reduction=self.of_rows)

    def _yes_or_no(self, outputs: Tensor, targets: Tensor) -> Tensor:
        if not torch.isfinite(outputs).all():  # which PyTorch's own refuses
            return outputs.mean()
        is_raw = self.case.output == "plain"
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


def _optimizer(case: Case, network: nn.Sequential) -> torch.optim.Optimizer:
    parts = list(network.children())[case.unregistered :]
    parameters: list[Any] = [one for part in parts for one in part.parameters()]
    if not parameters:  # an optimizer must hold something
        parameters = list(network.parameters())[-1:]
    if case.body_rate != 1.0:
        parameters = _fine_tuned(case, network, parameters)
    if case.optimizer == "adam":
        decay, epsilon = case.weight_decay, case.epsilon
        moments = (case.first_moment, case.second_moment)
        return torch.optim.Adam(
            parameters, case.rate, betas=moments, eps=epsilon, weight_decay=decay
        )
    if case.optimizer == "adamw":
        return torch.optim.AdamW(parameters, case.rate, weight_decay=case.weight_decay)
    if case.optimizer in _OTHERS:
        return _OTHERS[case.optimizer](parameters, case.rate, weight_decay=case.weight_decay)
    momentum = case.momentum if case.optimizer == "momentum" else 0.0
    return torch.optim.SGD(parameters, case.rate, momentum, weight_decay=case.weight_decay)


def _fine_tuned(
    case: Case, network: nn.Sequential, parameters: list[nn.Parameter]
) -> list[dict[str, Any]]:
    """Two groups, as for a network whose body was learned elsewhere: the body, and the output."""
    last = [layer for layer in network if isinstance(layer, nn.Linear)][-1]
    held = set(map(id, last.parameters()))
    body = [one for one in parameters if id(one) not in held]
    head = [one for one in parameters if id(one) in held]
    groups = ((body, case.body_rate), (head, 1.0))
    return [{"params": some, "lr": case.rate * share, "share": share} for some, share in groups]


_OTHERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "rmsprop": torch.optim.RMSprop,
    "adamax": torch.optim.Adamax,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
}


@torch.no_grad()
def _row_scores(case: Case, network: nn.Module, data: Data, part: Part) -> Tensor:
    """Of every row: 1 where it is right, else 0; of numbers what it adds to R2."""
    network.train(case.training_mode)
    outputs = network(part.inputs)
    if not torch.isfinite(outputs).all():
        return torch.zeros(len(part.targets))
    if data.classes:
        return (_chosen(case, outputs) == part.targets).float()
    return 1.0 - (outputs[:, 0] - part.targets) ** 2 / part.targets.var()


def _score(case: Case, network: nn.Module, data: Data, part: Part) -> float:
    """Share right, or R2 of numbers; 0 for what is worse than knowing nothing."""
    return max(0.0, float(_row_scores(case, network, data, part).mean()))


def _chosen(case: Case, outputs: Tensor) -> Tensor:
    """The class of every row; raw scores of a loss of yes and no are parted at 0."""
    if not case.single:
        return outputs.argmax(1)
    is_raw = case.output == "plain" and case.loss not in _ERRORS
    return (outputs[:, 0] > (0.0 if is_raw else 0.5)).long()


def _rows_alone(case: Case) -> Case:
    """The case with only those settings that say which rows there are."""
    return Case(case.data, seed=case.seed, **{name: getattr(case, name) for name in OF_ROWS})


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
