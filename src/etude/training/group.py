"""Several runs trained as one batched network, from first weights to the best ones."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import torch
from torch import Tensor

from etude.networks import build
from etude.networks.members import Members
from etude.records.plan import Plan
from etude.records.shape import NetworkShape
from etude.records.trial import Curves, Run
from etude.training.keys import keyed_generator
from etude.training.losses import plain_losses, row_weights
from etude.training.measuring import measured
from etude.training.rise import Rise
from etude.training.rows import EvaluationRows, RunRows, evaluation_rows, learn_rows
from etude.training.schedules import rate_share
from etude.training.standing import Standing, after_epoch
from etude.training.stepper import Stepper

SAMPLE_ROWS = 4096
_CURVES = tuple(one.name for one in fields(Curves))
_OF_NUMBERS = ("prediction_spread", "positive_share")
# Recorded as they are seen, where they are: classes have no spread, few steps no typical length.
_AS_SEEN = (
    *("gradient_norm", "update_ratio", "first_last_gradient", "gradient_spike", "clipped_share"),
    *("penalty_share", "validation_rise", *_OF_NUMBERS),
)


@dataclass(frozen=True)
class Stopping:
    """What ends a run besides its plan: the incumbent's validation losses, a fixed number of
    epochs; see ``standing.after_epoch``."""

    reference: tuple[float, ...] = ()
    epoch_limit: int | None = None


@dataclass(frozen=True)
class Snapshot:
    """All that the rest of a group's training depends on; ``plain`` is ready for JSON."""

    tensors: dict[str, Tensor]
    plain: dict[str, Any]


class Group:
    """K runs side by side. Finished ones are taken out once at least half are done.

    alive:     places of the members that are still in the batched network, in order.
    standings: one a run.
    curves:    one dict a run: curve name -> numbers so far.
    best, best_statistics: weights [K, P] and running statistics [K, Q] of the best epochs.
    """

    def __init__(
        self,
        plan: Plan,
        shape: NetworkShape,
        runs: Sequence[RunRows],
        device: torch.device,
        stopping: Stopping,
    ) -> None:
        self.plan, self.runs, self.stopping = plan, tuple(runs), stopping
        seeds = [run.seed for run in runs]
        network = build(plan, shape, seeds, [run.constants for run in runs], device)
        weights = {id(run.learn): row_weights(plan, shape.heads, run.learn) for run in runs}
        learn = [run.learn for run in runs]
        rows = learn_rows(learn, [weights[id(one)] for one in learn], device)
        self.stepper = Stepper(network, rows, seeds)
        self._losses = plain_losses(plan, shape.heads)
        self._has_classes = any(head.kind == "classes" for head in shape.heads)
        self._sample = evaluation_rows(learn, [_sample(run) for run in runs], device)
        self._stop = _stop_rows(runs, device)
        judged = self._sample.shares[:, :0] if self._stop is None else self._stop.shares
        self._rise = Rise(judged)
        self.alive = tuple(range(len(runs)))
        self.standings = [Standing(plan.learning_rate) for _ in runs]
        self.curves: list[dict[str, list[float]]] = [{name: [] for name in _CURVES} for _ in runs]
        self.best = network.tensors.flat.clone()
        self.best_statistics = network.tensors.statistics.clone()

    @property
    def is_done(self) -> bool:
        """Whether no run is left to train."""
        return all(standing.state != "running" for standing in self.standings)

    @property
    def epoch(self) -> int:
        """Epochs trained by the runs that are not done."""
        return max(standing.epoch for standing in self.standings)

    def train_epoch(self) -> list[int]:
        """Train one more epoch; the places of the runs it was for."""
        epoch = self.epoch + 1
        rates = [self.standings[place].rate for place in self.alive]
        seen = self.stepper.epoch(epoch, rates) | self._measured()
        fetched = torch.stack(list(seen.values())).tolist()
        columns = dict(zip(seen, fetched, strict=True))
        running = [place for place in self.alive if self.standings[place].state == "running"]
        for place in running:
            member = self.alive.index(place)
            self._record(place, {name: column[member] for name, column in columns.items()})
        self._keep_best(running)
        self._take_out_finished()
        return running

    def results(self) -> list[tuple[Run, dict[str, np.ndarray]]]:
        """Each run with the state of its best epoch."""
        tensors = self.stepper.network.tensors
        constants = _all_constants(self.runs, tensors.constants, tensors.device)
        best = Members(tensors.slots, self.best.clone(), self.best_statistics, constants)
        return [(self._run(place), best.state(place)) for place in range(len(self.runs))]

    def snapshot(self) -> Snapshot:
        """The state between two epochs; its tensors are the group's own, not copies."""
        tensors = self.stepper.network.tensors
        state = self.stepper.optimizer.state
        kept = {f"optimizer.{name}": value for name, value in state.items()}
        kept |= {"flat": tensors.flat, "statistics": tensors.statistics}
        kept |= {f"rise.{name}": value for name, value in self._rise.state.items()}
        kept |= {"best": self.best, "best_statistics": self.best_statistics}
        plain = {
            "alive": list(self.alive),
            "standings": [asdict(standing) for standing in self.standings],
            "curves": self.curves,
        }
        return Snapshot(kept, plain)

    def restore(self, snapshot: Snapshot) -> None:
        """Become the group that made this snapshot."""
        kept, plain = snapshot.tensors, snapshot.plain
        self._leave_only(plain["alive"])
        tensors = self.stepper.network.tensors
        tensors.flat.copy_(kept["flat"])
        tensors.statistics.copy_(kept["statistics"])
        for name, value in self.stepper.optimizer.state.items():
            value.copy_(kept[f"optimizer.{name}"])
        for name, value in self._rise.state.items():
            value.copy_(kept[f"rise.{name}"])
        self.best.copy_(kept["best"])
        self.best_statistics.copy_(kept["best_statistics"])
        self.standings = [Standing(**standing) for standing in plain["standings"]]
        self.curves = [dict(curves) for curves in plain["curves"]]

    def _measured(self) -> dict[str, Tensor]:
        """name -> [K]; what concerns predicted numbers as they are seen where stopping is judged,
        for there the network has not learned them."""
        network, losses = self.stepper.network, self._losses
        judged = measured(network, self._sample, losses, closely=self._stop is None)
        found = {f"train_{name}": value for name, value in judged.items()}
        if self._stop is not None:
            judged = measured(network, self._stop, losses, closely=True)
            found |= {f"validation_{name}": value for name, value in judged.items()}
            found["validation_rise"] = self._rise.after(judged["loss"], judged["losses"])
        found |= {name: judged[name] for name in _OF_NUMBERS if name in judged}
        return {name: value for name, value in found.items() if value.dim() == 1}

    def _record(self, place: int, seen: Mapping[str, float]) -> None:
        """Write one epoch of a run into its curves and move its standing on."""
        before, curves = self.standings[place], self.curves[place]
        loss = seen.get("validation_loss", float("nan"))
        epoch = {
            "train_loss": seen["train_loss"],
            "validation_loss": loss,
            "learning_rate": before.rate * self._last_share(before.epoch + 1),
            "dead_share": seen["train_dead"],
            "saturated_share": seen["train_saturated"],
        }
        epoch |= {name: _written(seen[name]) for name in _AS_SEEN if name in seen}
        if self._has_classes:
            epoch["train_accuracy"] = seen["train_accuracy"]
            epoch["validation_accuracy"] = seen.get("validation_accuracy", float("nan"))
            epoch["largest_class_share"] = seen.get("validation_largest_class", float("nan"))
        for name, value in epoch.items():
            curves[name].append(value)
        judged = loss if self._stop is not None else seen["train_loss"]
        self.standings[place] = self._moved(before, judged, seen["train_loss"])

    def _moved(self, before: Standing, loss: float, train_loss: float) -> Standing:
        reference, limit = self.stopping.reference, self.stopping.epoch_limit
        worst = loss if np.isfinite(train_loss) else train_loss
        return after_epoch(before, worst, self.plan, reference, limit)

    def _last_share(self, epoch: int) -> float:
        return rate_share(self.plan, epoch, epoch * self.stepper.steps)

    def _keep_best(self, running: Sequence[int]) -> None:
        """Copy the weights of the runs whose best epoch is the one just trained."""
        improved = [p for p in running if self.standings[p].best_epoch == self.standings[p].epoch]
        if not improved:
            return
        tensors = self.stepper.network.tensors
        places = torch.tensor(improved, device=tensors.device)
        rows = torch.tensor([self.alive.index(p) for p in improved], device=tensors.device)
        self.best.index_copy_(0, places, tensors.flat.index_select(0, rows))
        self.best_statistics.index_copy_(0, places, tensors.statistics.index_select(0, rows))

    def _take_out_finished(self) -> None:
        """Half of a batched network idling costs more than making a smaller one."""
        running = [place for place in self.alive if self.standings[place].state == "running"]
        if running and 2 * len(running) <= len(self.alive):
            self._leave_only(running)

    def _leave_only(self, places: Sequence[int]) -> None:
        members = [self.alive.index(place) for place in places]
        if len(members) == len(self.alive):
            return
        self.stepper = self.stepper.select(members)
        self._sample = self._sample.select(members)
        self._stop = self._stop.select(members) if self._stop is not None else None
        self._rise = self._rise.select(members)
        self.alive = tuple(places)

    def _run(self, place: int) -> Run:
        standing, run = self.standings[place], self.runs[place]
        assert standing.state != "running"
        return Run(
            run.seed,
            run.fold,
            standing.best_epoch,
            standing.epoch,
            standing.epoch * self.stepper.steps,
            standing.state,
            Curves(**{name: tuple(values) for name, values in self.curves[place].items()}),
        )


def _written(number: float) -> float:
    """What only symptoms read, to 6 figures: with all of them a notebook is a third longer."""
    return float(f"{number:.6g}")


def _sample(run: RunRows) -> np.ndarray | None:
    """At most 4,096 learn rows, the same in every epoch; None for all."""
    count = len(run.learn)
    if count <= SAMPLE_ROWS:
        return None
    generator = keyed_generator(torch.device("cpu"), run.seed, "sample")
    return torch.randperm(count, generator=generator)[:SAMPLE_ROWS].numpy()


def _stop_rows(runs: Sequence[RunRows], device: torch.device) -> EvaluationRows | None:
    if not any(len(run.stop) for run in runs):
        return None
    return evaluation_rows([run.stop for run in runs], [None] * len(runs), device)


def _all_constants(
    runs: Sequence[RunRows], names: Mapping[str, Tensor], device: torch.device
) -> dict[str, Tensor]:
    """The constants of every run, those taken out of the network included."""
    return {
        name: torch.from_numpy(np.stack([run.constants[name] for run in runs])).to(device)
        for name in names
    }
