"""What a watch has seen beside curves: facts, settings, a check, and what it could not see."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn

from etude.diagnosis.evidence import Facts
from etude.diagnosis.symptoms.lost_in_half_precision import LOST
from etude.diagnosis.symptoms.optimizer_begins_anew import REMEMBERED
from etude.doctor.known import facts_of
from etude.doctor.watching.epochs import Epochs
from etude.doctor.watching.probe import Batch, Look, TrainingRows
from etude.doctor.watching.steps import FIRST_STEPS, Steps
from etude.doctor.watching.stretch import TOLD, WINDOW, Number, numbers_of
from etude.records.sanity import SanityCheck
from etude.records.setup import Setup

PILED = 1.5


def facts_seen(
    kind: str,
    seen: Look | None,
    training: TrainingRows,
    judged: Sequence[Tensor],
    epochs: Epochs,
) -> Facts:
    """Facts from the targets that were seen; ``judged`` are those of validation."""
    targets = [batch.targets for batch in training.batches if batch.targets is not None]
    is_epoch = epochs.closed and epochs.boundary > WINDOW
    rows = training.first_rows * epochs.closed[0].steps if is_epoch else 0
    joined = _joined([*targets, *judged])
    facts = facts_of(kind, joined, seen.outputs if seen is not None else 0, rows)
    judged_rows, probed = (sum(map(len, some)) for some in (judged, targets))
    return replace(
        facts,
        validation_rows=judged_rows,
        probe_rows=probed,
        step_rows=_step_rows(training, epochs),
        shown_rows=_shown_rows(training, epochs),
    )


def _step_rows(training: TrainingRows, epochs: Epochs) -> int:
    """Rows of a batch, as many times as the network is called for a step; 0 where that is not
    known, or where what is counted may be something else than rows."""
    first = next(iter(training.batches), None)
    steps = sum(one.steps for one in epochs.stretches)
    if first is None or not first.is_one_a_row or not steps:
        return 0
    return round(training.first_rows * sum(one.calls for one in epochs.stretches) / steps)


def _shown_rows(training: TrainingRows, epochs: Epochs) -> int:
    """Rows that the first epoch showed the network, where the loop said when it ended; else all
    that were shown; 0 where what is counted may be something else than rows."""
    first = next(iter(training.batches), None)
    if first is None or not first.is_one_a_row:
        return 0
    is_told = epochs.closed and epochs.boundary == TOLD
    counted = epochs.closed[:1] if is_told else epochs.stretches
    return training.first_rows * sum(one.calls for one in counted)


def _joined(targets: Iterable[Tensor]) -> Tensor | None:
    listed = [one.cpu() for one in targets]
    if not listed or len({one.is_floating_point() for one in listed}) > 1:
        return None
    if len({one.shape[1:] for one in listed}) == 1 and listed[0].ndim:
        return torch.cat(listed)  # one a row, or as many as there are
    return torch.cat([one.flatten() for one in listed])


def setup_seen(
    setup: Setup,
    kind: str,
    seen: Look | None,
    rows: int,
    is_reduced: bool | None,
    *,
    keeps_best: bool | None,
) -> Setup:
    """The settings, with what only a forward pass, a loss and the end show. In: rows of a batch, 0
    where unknown; whether the loss is reduced by torch's own function; whether weights no worse
    than the last epoch's were loaded in the end."""
    return replace(
        setup,
        activation=seen.activation if seen is not None else "",
        layers=seen.layers - 1 if seen is not None and seen.layers > 1 else None,
        loss="cross_entropy" if kind == "nll" else kind,
        batch_size=rows or None,
        loss_is_reduced=is_reduced,
        keeps_best=keeps_best,
    )


def checks_of_steps(
    steps: Steps, epochs: Epochs, age: float, *, has_two_minds: bool
) -> Iterator[SanityCheck]:
    """All that the steps showed. In: how many of them the optimizer remembers; whether the network
    has layers of two minds."""
    yield from piling_check(steps.piled)
    yield from clearing_check(share for one in epochs.stretches for share in one.shortened)
    yield from age_check(age, steps.count)
    yield from outside_check(int(steps.changed), steps.compared)
    yield from half_check(steps.lost)
    if has_two_minds:
        yield from training_check(steps.resting, steps.measured)


def piling_check(piled: Iterable[Tensor]) -> tuple[SanityCheck, ...]:
    """Whether the first steps' gradients were cleared before the next backward pass."""
    ratios = [ratio for one in piled if math.isfinite(ratio := float(one))]
    if not ratios:
        return ()
    ratio = max(ratios)
    told = f"after a backward pass a gradient was {ratio:.3g} times as long as what came in"
    return (SanityCheck("gradients_pile_up", ratio <= PILED, told, {"ratio": ratio}),)


def clearing_check(shortened: Iterable[Number]) -> tuple[SanityCheck, ...]:
    """How often a gradient had arrived and was gone before the step: shortened to nothing."""
    shares = numbers_of(shortened)
    if not shares:
        return ()
    cleared, steps = sum(one == 0 for one in shares), len(shares)
    told = f"at {cleared} of {steps} measured steps the gradient had been cleared"
    numbers = {"cleared": float(cleared), "steps": float(steps)}
    return (SanityCheck("gradients_cleared", not cleared, told, numbers),)


def half_check(lost: Sequence[Tensor]) -> tuple[SanityCheck, ...]:
    """Which shares of the gradients' entries are 0, and nearly, in float16 without a scaled loss;
    nothing where no step was of that kind. In: both, [2], of each such step."""
    if not lost:
        return ()
    share, nearly = torch.stack([*lost]).median(0).values.tolist()
    told = (
        f"{100 * share:.0f} % of the gradients' entries are 0 in float16, {100 * nearly:.0f} %"
        " nearly, the loss unscaled"
    )
    return (SanityCheck("half_precision", share < LOST, told, {"lost": share, "nearly": nearly}),)


def outside_check(changed: int, steps: int) -> tuple[SanityCheck, ...]:
    """How often weights were other ones before a step than the step before had left them; of these
    compared steps."""
    if not steps:
        return ()
    told = f"before {changed} of {steps} compared steps weights had been changed"
    numbers = {"changed": float(changed), "steps": float(steps)}
    return (SanityCheck("weights_changed", not changed, told, numbers),)


def age_check(age: float, steps: int) -> tuple[SanityCheck, ...]:
    """How many steps the optimizer has memory of, NaN where unknown; of these many steps."""
    if math.isnan(age) or not steps:
        return ()
    told = f"the optimizer remembers {age:.0f} of {steps} steps"
    passed = age >= REMEMBERED * steps
    return (SanityCheck("optimizer_age", passed, told, {"age": age, "steps": float(steps)}),)


def training_check(resting: int, steps: int) -> tuple[SanityCheck, ...]:
    """At how many of these measured steps a network with layers of two minds was in evaluation
    mode."""
    if not steps:
        return ()
    told = f"at {resting} of {steps} measured steps the network was in evaluation mode"
    numbers = {"resting": float(resting), "steps": float(steps)}
    return (SanityCheck("training_mode", not resting, told, numbers),)


def evaluation_check(evaluations: int, in_training: int) -> tuple[SanityCheck, ...]:
    """Whether layers of two minds were in evaluation mode when the network was evaluated.

    In: evaluations since the first step, and those that found such a layer in training mode.
    """
    if not evaluations:
        return ()
    told = (
        f"{in_training} of {evaluations} evaluations found dropout or batch normalisation in"
        " training mode"
    )
    numbers = {"evaluations": evaluations, "in_training": in_training}
    return (SanityCheck("evaluation_mode", in_training < evaluations, told, numbers),)


def unseen(
    steps: Steps | None, epochs: Epochs, training: Sequence[Batch], loss: object
) -> tuple[str, ...]:
    """Sentences on what the hooks could not see, and how to show it. In: loss: as it was given."""
    if steps is None:
        return (
            "The watch was not begun: put the loop into `with etude.watch(model, optimizer) as"
            " doctor:`.",
        )
    if not steps.count:
        return (
            "No step of this optimizer was seen: look whether the loop inside the `with` calls"
            " optimizer.step(), and of the optimizer that the watch was given.",
        )
    if steps.count < FIRST_STEPS:
        return ()
    notes = []
    told = any(one.told_losses or "train_loss" in one.said for one in epochs.stretches)
    if steps.first_loss is None and not told:
        notes.append(
            "The loss was not seen, for the loop does not call loss.backward(): tell it by"
            " doctor.loss(value)."
        )
    if not training:
        notes.append(
            "The model's calls were not seen: give the watch the object that the loop calls,"
            " compiled or wrapped as it is."
        )
    if training and isinstance(loss, nn.Module) and all(one.targets is None for one in training):
        notes.append(
            "No targets were seen: give the watch the very loss object that the loop calls, as"
            " loss(outputs, targets)."
        )
    if epochs.closed and epochs.boundary == WINDOW:
        notes.append(
            f"No epoch was seen to end: what is called one here is {epochs.window} steps. Say"
            " doctor.epoch() where one ends, or give the watch steps_per_epoch=."
        )
    return tuple(notes)
