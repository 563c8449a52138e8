"""The training step of K members and one epoch of it: the inner loop."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from etude.networks import BatchedNetwork, Moment
from etude.training.augmentation import EpochAugmentation
from etude.training.dropout import EpochMasks
from etude.training.losses import loss_slopes, training_losses
from etude.training.optimizers import OPTIMIZERS
from etude.training.order import epoch_order, places
from etude.training.probes import Probes
from etude.training.rows import LearnRows
from etude.training.schedules import rate_share

_ELEMENTS = 2**19  # float32 prepared at once; smaller blocks cost calls, larger ones cache


@dataclass(frozen=True)
class Batch:
    """The rows of one step: [K, B, ...] each; weights sum to about 1 a member."""

    inputs: Mapping[str, Tensor]
    targets: Mapping[str, Tensor]
    weights: Tensor
    moment: Moment


class Stepper:
    """Trains a batched network epoch by epoch; knows nothing of stopping.

    seeds: one a member, key to the order of rows and to dropout.
    """

    def __init__(self, network: BatchedNetwork, rows: LearnRows, seeds: Sequence[int]) -> None:
        self.network, self.rows, self.seeds = network, rows, tuple(seeds)
        self.plan, self.device = network.plan, network.tensors.device
        self.places = places(rows.counts, self.plan.batch_size, self.device)
        self.weights = network.tensors.flat
        self.optimizer = OPTIMIZERS[self.plan.optimizer](self.weights)
        self.losses = training_losses(self.plan, network.shape.heads)

    @property
    def steps(self) -> int:
        """Updates an epoch."""
        return self.places.steps

    def select(self, members: Sequence[int]) -> "Stepper":
        """A stepper of these members only, in the same state."""
        chosen = Stepper(
            self.network.select(members),
            self.rows.select(members),
            [self.seeds[k] for k in members],
        )
        self.optimizer.select(torch.tensor(members, device=self.device))
        chosen.optimizer = self.optimizer
        return chosen

    def epoch(self, epoch: int, rates: Sequence[float]) -> dict[str, Tensor]:
        """Train one epoch (from 1) at these rates, one a member; what its probes saw."""
        probes = Probes(self.network.tensors, self.plan, self.steps)
        done = (epoch - 1) * self.steps
        for step, batch in enumerate(self.batches(epoch)):
            share = rate_share(self.plan, epoch, done + step + 1)
            own = [rate * share for rate in rates]
            self.gradient(batch)
            probes.before_update(step)
            probes.after_update(own, self.update(own))
        return probes.curves()

    def gradient(self, batch: Batch) -> dict[str, Tensor]:
        """Fill the flat gradient from one batch; the outputs by head."""
        outputs, tape = self.network.train(batch.inputs, batch.moment)
        slopes = loss_slopes(self.losses, outputs, batch.targets, batch.weights)
        self.network.backward(slopes, tape)
        return outputs

    def update(self, rates: Sequence[float]) -> Tensor | None:
        """Penalty, clipping, decay and the optimizer's step at these rates; the length [K, 1]
        that the gradient had before clipping, None where the plan has none."""
        plan, gradient = self.plan, self.network.tensors.gradient
        decays, length = self.network.tensors.decays, None
        if plan.l2_penalty:
            gradient.addcmul_(self.weights, decays, value=plan.l2_penalty)
        if plan.gradient_clip:
            length = torch.linalg.vector_norm(gradient, dim=1, keepdim=True)
            gradient.mul_((plan.gradient_clip / (length + 1e-6)).clamp_(max=1.0))
        if plan.weight_decay:
            shrink = self.weights.new_tensor(rates).unsqueeze(1) * -plan.weight_decay
            self.weights.addcmul_(self.weights, shrink * decays)
        self.optimizer.step(self.weights, gradient, rates)
        return length

    def batches(self, epoch: int) -> Iterator[Batch]:
        """The epoch's batches, prepared a block of steps at a time."""
        order = epoch_order(self.places, self.rows, self.seeds, epoch)
        masks = self._masks(epoch)
        varied = self._augmentations(epoch)
        block = self._steps_at_once()
        for start in range(0, self.steps, block):
            for batch in self._block(order, masks, start, min(start + block, self.steps)):
                for member, augmentation in varied:
                    augmentation.vary({name: x[member] for name, x in batch.inputs.items()})
                yield batch

    def _augmentations(self, epoch: int) -> list[tuple[int, EpochAugmentation]]:
        """By member; none where the plan asks for none."""
        inputs = self.network.shape.inputs
        drawn = [
            EpochAugmentation(self.plan, inputs, seed, epoch, self.device, tables)
            for seed, tables in zip(self.seeds, self.rows.tables, strict=True)
        ]
        return [(member, one) for member, one in enumerate(drawn) if one]

    def _masks(self, epoch: int) -> EpochMasks:
        rows = self.plan.batch_size if self.steps > 1 else self.places.width
        return EpochMasks(
            self.plan.dropout,
            self.network.trunk.mask_widths,
            rows,
            self.seeds,
            epoch,
            self.network.workspace,
        )

    def _steps_at_once(self) -> int:
        columns = sum(x[0].numel() for x in self.rows.inputs.values())
        each = columns + sum(self.network.trunk.mask_widths)
        return max(1, _ELEMENTS // (len(self.seeds) * self.places.width * max(each, 1)))

    def _block(self, order: Tensor, masks: EpochMasks, start: int, end: int) -> Iterator[Batch]:
        members, width = len(self.seeds), self.places.width
        steps = end - start
        span = slice(start * width, end * width)
        shape = (members, steps, width)
        chosen = order[:, span].view(shape).transpose(0, 1).reshape(-1)  # step, member, row
        shares = self.places.shares[:, span].view(shape).transpose(0, 1).contiguous()
        weights = self.rows.weights.index_select(0, chosen).view(steps, members, width) * shares
        inputs = self._picked("inputs", self.rows.inputs, chosen, steps)
        targets = self._picked("targets", self.rows.targets, chosen, steps)
        for step, dropped in enumerate(masks.block(steps, width)):
            yield Batch(
                {name: x[step] for name, x in inputs.items()},
                {name: x[step] for name, x in targets.items()},
                weights[step],
                Moment(shares[step], dropped),
            )

    def _picked(
        self, part: str, table: Mapping[str, Tensor], chosen: Tensor, steps: int
    ) -> dict[str, Tensor]:
        """name -> [steps, K, B, ...] of the chosen rows. ``index_select`` into memory that is
        used again: ``x[chosen]`` is seven times slower on narrow rows."""
        picked, members = {}, len(self.seeds)
        for name, x in table.items():
            into = self.network.workspace.take(
                f"{part} {name}", len(chosen), *x.shape[1:], dtype=x.dtype
            )
            torch.index_select(x, 0, chosen, out=into)
            picked[name] = into.view(steps, members, self.places.width, *x.shape[1:])
        return picked
