"""AUTOTRAINER, from the description in its paper: five symptoms, each with repairs in fixed order.

Source: Zhang et al. 2021, AUTOTRAINER: An Automatic DNN Training Problem Detection and Repair
System (ICSE). Thresholds as described there: gradients vanish below 1e-3 (first over last layer) or
explode (not finite), ReLU dead above 70 % of units, accuracy swings by 3 % in a fifth of the
epochs, accuracy stays at or below 0.6. Re-implemented from that text alone.
"""

import itertools
import math
from collections.abc import Callable
from statistics import fmean

from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors.doctor import TRAININGS, Healed, Train, better
from benchmarks.clinic.training import Outcome

NAME = "AUTOTRAINER's rules"

Repair = Callable[[Case], Case]


def _relu(case: Case) -> Case:
    return case.changed(activation="relu", last_activation="")


def _selu_like(case: Case) -> Case:
    return case.changed(activation="leaky_relu", last_activation="")


def _batch_normalisation(case: Case) -> Case:
    return case.changed(normalisation=True)


def _first_weights(case: Case) -> Case:
    return case.changed(initial_scale=1.0, constant=0.0, bias=0.0, normal=0.0)


def _clip(case: Case) -> Case:
    return case.changed(clip=1.0)


def _lower_rate(case: Case) -> Case:
    return case.changed(rate=case.descent.rate / 10)


def _higher_rate(case: Case) -> Case:
    return case.changed(rate=case.descent.rate * 10)


def _larger_batch(case: Case) -> Case:
    return case.changed(batch=min(256, case.delivery.batch * 4))


def _other_optimizer(case: Case) -> Case:
    return case.changed(optimizer="adam" if case.descent.optimizer != "adam" else "momentum")


REPAIRS: dict[str, tuple[Repair, ...]] = {
    "vanishing gradient": (_batch_normalisation, _relu, _first_weights, _other_optimizer),
    "exploding gradient": (_clip, _batch_normalisation, _first_weights, _lower_rate),
    "dying relu": (_batch_normalisation, _selu_like, _first_weights, _lower_rate),
    "oscillating loss": (_larger_batch, _lower_rate, _other_optimizer),
    "not converging": (_other_optimizer, _higher_rate, _lower_rate, _first_weights),
}


def problems(outcome: Outcome) -> list[str]:
    """Its symptoms in its order, from the same recorded numbers."""
    run = outcome.record.runs[0]
    curves = run.curves
    found = []
    if run.outcome == "diverged" or any(not math.isfinite(one) for one in curves.train_loss):
        found.append("exploding gradient")
    ratios = [one for one in curves.first_last_gradient if math.isfinite(one)]
    if ratios and ratios[-1] < 1e-3:
        found.append("vanishing gradient")
    if curves.dead_share and curves.dead_share[-1] > 0.7:
        found.append("dying relu")
    if _oscillates(curves.train_accuracy or curves.train_loss):
        found.append("oscillating loss")
    if outcome.validation <= 0.6 and not found:
        found.append("not converging")
    return found


def _oscillates(curve: tuple[float, ...]) -> bool:
    """More than 3 % of swing up and down in at least a fifth of the epochs."""
    known = [one for one in curve if math.isfinite(one)]
    if len(known) < 5:
        return False
    swing = 0.03 * max(abs(fmean(known)), 1e-12)
    steps = [later - earlier for earlier, later in itertools.pairwise(known)]
    turns = sum(
        one * other < 0 and min(abs(one), abs(other)) > swing
        for one, other in itertools.pairwise(steps)
    )
    return turns >= 0.2 * len(known)


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """Its repairs one after the other until no symptom is left or the trainings are spent."""
    standing = [sick]
    done: set[tuple[str, int]] = set()
    while len(standing) <= TRAININGS:
        todo = [
            (name, place)
            for name in problems(standing[-1])
            for place in range(len(REPAIRS[name]))
            if (name, place) not in done
        ]
        if not todo:
            break
        name, place = todo[0]
        done.add((name, place))
        tried = train(REPAIRS[name][place](standing[-1].case))
        standing.append(better(standing[-1], tried))
    return Healed(tuple(standing))
