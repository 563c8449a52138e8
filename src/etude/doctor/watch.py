"""``etude.watch``: the doctor beside any PyTorch loop, which stays as it is."""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from types import TracebackType
from typing import Any

import torch
from torch import Tensor, nn
from torch.compiler import is_compiling
from torch.nn.parallel import DistributedDataParallel
from torch.utils.hooks import RemovableHandle

from etude.diagnosis.curve import known
from etude.diagnosis.evidence import Facts
from etude.doctor.checks.first_weights import weights_check
from etude.doctor.checks.frozen import frozen_check
from etude.doctor.losses import loss_name
from etude.doctor.record import TrainingRecord, facts_unknown
from etude.doctor.subject import checked_model, checked_optimizer
from etude.doctor.telling import as_text, tell
from etude.doctor.undisturbed import looked_at
from etude.doctor.watching.epochs import Epochs
from etude.doctor.watching.looking import STEPS_BETWEEN_LOOKS, Looking
from etude.doctor.watching.recorded import (
    checks_of_steps,
    evaluation_check,
    facts_seen,
    setup_seen,
    unseen,
)
from etude.doctor.watching.setup import (
    computes_in_half,
    is_plain,
    layers_of_two_minds,
    left_out_by,
    setup_of_loop,
    weighs_classes,
)
from etude.doctor.watching.steps import Steps
from etude.doctor.watching.stretch import EVALUATION, TOLD, WINDOW, Stretch
from etude.doctor.yardsticks import OwnAnswers, Yardsticks
from etude.errors import BadOption
from etude.records.finding import Finding
from etude.records.sanity import SanityCheck
from etude.records.setup import Setup
from etude.records.trial import Curves, Run

WINDOW_STEPS = 100
WEIGHED = (
    "The loss weighs classes: what is said here of validation loss is without the weights, and no"
    " loss is held against that of knowing nothing."
)
REST = 5  # epochs without a new low, after which more is hardly to come
_CURVES = {one.name for one in fields(Curves)}


def watch(
    model: nn.Module,
    optimizer: object,
    *,
    validation: Any = None,
    loss: Callable[..., Any] | None = None,
    yardsticks: Yardsticks | None = None,
    every: int = WINDOW_STEPS,
    steps_per_epoch: int | None = None,
    tell: bool = False,
) -> "Watch":
    """Watch a training loop and say what its numbers mean.

    >>> with etude.watch(model, optimizer) as doctor:  # doctest: +SKIP
    ...     train(model, optimizer)
    >>> print(doctor.report())  # doctest: +SKIP

    In:     model, optimizer: as the loop uses them, also compiled or wrapped for several devices.
            validation: (inputs, targets), a loader of such batches, or a function of the model
            that returns the validation loss; at most 4,096 rows are read once, and looked at once
            an epoch, but not within 20 steps (without validation not within 200). Inputs are a
            tensor, a tuple of arguments or a dict of named ones.
            loss: the loop's own loss; as a module it also shows targets, and the losses that the
            loop computes while it evaluates.
            yardsticks: of ``etude.yardsticks``; with them harm is what the network loses on cheap
            models, without them only what it loses on knowing nothing.
            every: steps in a window, where no epoch can be seen. steps_per_epoch: where known.
            tell: print a line when a new diagnosis is made; what depends on how far training has
            come is told once no new low was reached for 5 epochs, or at the end.
    Out:    a watch, used in a ``with`` statement; ``findings``, ``report()`` and ``record`` at
            any time. In the loop ``epoch()`` and ``loss()`` may say what cannot be seen.
    Raises: BadOption where the model has no parameters or the optimizer holds none of them.
    Blind:  a training loss seen is that of training mode, with dropout and penalties as the loop
            adds them. What is clipped is seen of one parameter, and not across processes. Layers
            are taken as first and last in the order of their definition. What the loss asks of
            single rows is seen of networks that are neither compiled nor wrapped, called once a
            step, whose loss is a module that is given here.

    The training is the same with and without: no weight, buffer, gradient or random number
    changes. An epoch ends where ``doctor.epoch()`` says so; else where the model is called for
    evaluation (``model.eval()`` or without gradients); else after ``steps_per_epoch`` or ``every``
    steps.
    """
    return Watch(
        model,
        optimizer,
        validation=validation,
        loss=loss,
        yardsticks=yardsticks,
        steps=_positive("every", every if steps_per_epoch is None else steps_per_epoch),
        is_epoch_known=steps_per_epoch is not None,
        tells=tell,
    )


def _is_at_rest(run: Run) -> bool:
    """Whether its lowest loss lies some epochs back, and as many looks; or none is known."""
    losses = known(run.curves.validation_loss) or known(run.curves.train_loss)
    if not losses:
        return True
    since = len(losses) - 1 - losses.index(min(losses))
    return since >= REST and since * run.steps >= REST * STEPS_BETWEEN_LOOKS * run.epochs


def _is_compiled(model: nn.Module) -> bool:
    return any(getattr(one, "_compiled_call_impl", None) is not None for one in model.modules())


def _positive(name: str, steps: int) -> int:
    if not isinstance(steps, int) or steps < 1:
        raise BadOption(f"{name} must be a number of steps, 1 or more, however: {steps!r}.")
    return steps


class Watch:
    """One watched training; made by ``etude.watch``."""

    def __init__(
        self,
        model: nn.Module,
        optimizer: object,
        *,
        validation: Any,
        loss: Callable[..., Any] | None,
        yardsticks: Yardsticks | None,
        steps: int,
        is_epoch_known: bool,
        tells: bool,
    ) -> None:
        self._called_model = model
        self._model = checked_model(model)
        self._optimizer = checked_optimizer(optimizer, self._model)
        self._loss, self._tells, self._yardsticks = loss, tells, yardsticks
        self._epochs = Epochs(steps, is_window_known=is_epoch_known)
        self._kind = loss_name(loss) if loss is not None else ""
        self._steps: Steps | None = None
        given = yardsticks.known if yardsticks is not None else None
        self._looking = Looking(self._model, validation, self._loss_kind, self._safely, given)
        self._handles: list[RemovableHandle] = []
        self._hearing: RemovableHandle | None = None
        self._is_evaluated, self._is_open = False, False
        self._is_seen, self._is_settled = False, False  # of this epoch's training calls
        self._is_plain = model is self._model and not _is_compiled(model)  # hooks may come and go
        self._of_two_minds = layers_of_two_minds(self._model)
        self._evaluations, self._in_training, self._evaluated_at = 0, 0, 0
        self._told: set[str] = set()
        self._age = math.nan
        self._notes: dict[str, str] = {}
        self._setup = replace(
            setup_of_loop(self._model, self._optimizer), loss_is_plain=is_plain(loss)
        )
        self._checks = tuple(
            check
            for check in (
                frozen_check(self._model, self._optimizer),
                weights_check(self._model),
            )
            if check is not None
        )

    def __enter__(self) -> "Watch":
        if self._steps is not None:
            raise BadOption(
                "This watch was used before: begin a new one, etude.watch(model, optimizer)."
            )
        self._steps = Steps(
            self._model, self._optimizer, self._epochs, self._failed, self._past_window
        )
        wrapped = isinstance(self._called_model, DistributedDataParallel)
        self._steps.is_whole = not wrapped or torch.distributed.get_world_size() == 1
        self._handles = [
            self._called_model.register_forward_pre_hook(self._before_call, with_kwargs=True)
        ]
        self._listen(True)
        self._is_open = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        stretch = self._epochs.close_last(is_whole=self._is_evaluated)
        self._finish(stretch, looks=kind is None)
        if kind is None and self._epochs.closed:
            self._looking.end_all(self._epochs.closed[-1], self._watched.count)
        self._safely(self._take_age)
        if self._tells:
            self._safely(lambda: self._tell(is_over=True))
        self._is_open = False
        self._looking.asked.end(self._watched.count)
        self._listen(False)
        for handle in self._handles:
            handle.remove()
        self._watched.close()

    def _listen(self, is_wanted: bool) -> None:
        """Listen to the loop's own loss only while it tells something new: it costs a call."""
        self._is_settled = False
        if is_wanted and self._hearing is None and isinstance(self._loss, nn.Module):
            self._hearing = self._loss.register_forward_hook(self._after_loss, with_kwargs=True)
        elif not is_wanted and self._hearing is not None:
            self._hearing.remove()
            self._hearing = None

    @property
    def _watched(self) -> Steps:
        if self._steps is None:
            raise BadOption(
                "The watch has not begun: use it as `with etude.watch(...) as doctor:`."
            )
        return self._steps

    def loss(self, value: float | Tensor) -> None:
        """Say the loss of a batch, where the loop's own is not seen, or is not the one meant."""
        self._open_only("loss")
        told = value.detach().clone() if isinstance(value, Tensor) else float(value)
        self._epochs.open.told_losses.append(told)

    def epoch(self, **numbers: float | Tensor | None) -> None:
        """Say that an epoch ends, with any of its numbers by the names of ``Curves``.

        >>> doctor.epoch(train_loss=0.31, validation_loss=0.42)  # doctest: +SKIP
        """
        self._open_only("epoch")
        if unknown := sorted(set(numbers) - _CURVES):
            raise BadOption(
                f"epoch() knows no number called {unknown[0]!r}; it takes"
                f" {', '.join(sorted(_CURVES))}."
            )
        self._epochs.open.said |= {
            name: float(number) for name, number in numbers.items() if number is not None
        }
        self._finish(self._epochs.close(TOLD))

    def _open_only(self, call: str) -> None:
        if not self._is_open:
            raise BadOption(
                f"doctor.{call}() was called outside its watch: call it inside"
                " `with etude.watch(...) as doctor:`; findings and report() may be asked for later."
            )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the catalogue of symptoms sees so far, in order of treatment."""
        return self.record.findings()

    def report(self) -> str:
        """The same in plain words: what was seen, what it usually means, what to try first."""
        return as_text(tell(self.record))

    def __repr__(self) -> str:
        epochs = len(self._epochs.closed)
        return f"<etude.watch of {type(self._model).__name__}: {epochs} epochs recorded>"

    @property
    def record(self) -> TrainingRecord:
        """All that was recorded, as plain numbers."""
        kind, batches = self._loss_kind(), self._looking.training.batches
        run = self._epochs.run(self._count, self._initial_loss())
        missed = unseen(self._steps, self._epochs, batches, self._loss)
        weighed = (WEIGHED,) if weighs_classes(self._loss) else ()
        return TrainingRecord(
            name=type(self._model).__name__,
            runs=(run,) if run is not None else (),
            facts=self._facts(kind),
            setup=self._settings(kind),
            checks=tuple(self._all_checks(kind)),
            notes=(*self._notes.values(), *weighed, *missed),
        )

    @property
    def _count(self) -> int:
        return self._steps.count if self._steps is not None else 0

    def _facts(self, kind: str) -> Facts:
        """With what cheap models reach, where they were given."""
        looking, steps = self._looking, self._steps
        facts = facts_seen(kind, looking.seen, looking.training, looking.judged, self._epochs)
        if steps is not None and not steps.is_whole:
            facts = replace(facts, shown_rows=0)  # the rest was shown to other processes
        if self._yardsticks is not None:
            own = None
            if looking.seen is not None and looking.judged:
                targets = torch.cat([one.flatten() for one in looking.judged])
                own = OwnAnswers(targets, looking.seen.judged)
            facts = self._yardsticks.added_to(facts, kind, own)
        if weighs_classes(self._loss):  # what knowing nothing loses is not known with weights
            facts = replace(facts, naive_loss=math.nan, linear_loss=math.nan)
        return facts

    def _settings(self, kind: str) -> Setup:
        looking = self._looking
        return setup_seen(
            self._setup,
            kind,
            looking.seen,
            looking.training.first_rows,
            self._steps.is_reduced if self._steps is not None else None,
            keeps_best=looking.left.passed if looking.left is not None else None,
        )

    def _all_checks(self, kind: str) -> Iterator[SanityCheck]:
        looking = self._looking
        yield from (*self._checks, *looking.checks)
        yield from evaluation_check(self._evaluations, self._in_training)
        if self._steps is not None:
            has_two_minds = bool(self._of_two_minds)
            yield from checks_of_steps(
                self._steps, self._epochs, self._age, has_two_minds=has_two_minds
            )
        if looking.left is not None:
            yield looking.left
        calls = sum(one.calls for one in self._epochs.stretches)
        yield from looking.shown.check(calls, self._count)
        yield from looking.asked.check(kind, left_out_by(self._loss))

    def _initial_loss(self) -> float | None:
        first = self._steps.first_loss if self._steps is not None else None
        return float(first) if first is not None else None

    def _loss_kind(self) -> str:
        seen = self._steps.kind if self._steps is not None else ""
        return self._kind or seen or self._looking.own_kind

    # What the hooks call. Whatever goes wrong in them must not reach the watched loop.

    def _before_call(
        self, module: nn.Module, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> None:
        if is_compiling() or looked_at() is not None:
            return
        if not (module.training and torch.is_grad_enabled()):
            self._count_evaluation()
            if not self._is_evaluated and self._epochs.holds_for(EVALUATION):
                self._is_evaluated = True
                self._listen(True)
                self._look_before_evaluation()
            return
        if self._is_evaluated:
            self._is_evaluated = False
            self._finish(self._epochs.close(EVALUATION))
        self._epochs.open.calls += 1
        if self._is_settled:  # asked at every step
            return
        self._safely(self._ask_precision)
        if not self._looking.training.is_full:
            self._safely(lambda: self._looking.training.keep(arguments, named))
            return
        if not self._is_seen:
            self._is_seen = True
            if self._epochs.boundary > WINDOW:
                self._safely(lambda: self._looking.shown.see(arguments, named, self._watched.count))
            if self._is_plain and self._looking.asked.begin(module, self._watched.count):
                self._listen(True)
                return
        self._looking.asked.end(self._watched.count)
        self._listen(False)
        self._is_settled = True

    def _ask_precision(self) -> None:
        self._watched.is_half |= computes_in_half(self._model)

    def _look_before_evaluation(self) -> None:
        """An epoch that ends by an evaluation is looked at as that begins: afterwards, at the last
        one, the loop may load other weights."""
        if self._epochs.boundary <= EVALUATION:
            with torch.inference_mode(False):  # what is kept is asked for outside as well
                self._looking.look_if_due(self._epochs.open, self._watched.count)

    def _count_evaluation(self) -> None:
        """Calls between two steps are one evaluation; those before the first step are none, for
        they may be there to see what comes out."""
        if self._watched.count == self._evaluated_at:
            return
        self._evaluated_at = self._watched.count
        self._evaluations += 1
        self._in_training += any(one.training for one in self._of_two_minds)

    def _after_loss(
        self, module: nn.Module, arguments: tuple[Any, ...], named: dict[str, Any], value: Any
    ) -> None:
        if is_compiling() or looked_at() is not None:
            return
        if not isinstance(value, Tensor) or len(arguments) < 2:
            return
        outputs, targets = arguments[:2]
        is_alone = len(arguments) == 2 and not named
        self._safely(
            lambda: self._looking.hear(
                outputs, targets, value, is_evaluated=self._is_evaluated, is_alone=is_alone
            )
        )

    def _past_window(self) -> None:
        if self._epochs.is_window_over:
            self._finish(self._epochs.close_window())

    def _finish(self, stretch: Stretch | None, *, looks: bool = True) -> None:
        """An epoch was closed: look at the network, let go of tensors, tell what is new."""
        if stretch is None:
            return
        self._is_seen, self._is_settled = False, False
        self._safely(self._take_age)
        self._looking.end(stretch, self._watched.count, looks=looks)
        self._safely(stretch.settle)
        if self._tells:
            self._safely(self._tell)

    def _take_age(self) -> None:
        """Now, for what is loaded into the optimizer afterwards is not of this training."""
        self._age = self._watched.remembered

    def _tell(self, *, is_over: bool = False) -> None:
        """Print new diagnoses; while the loss goes on reaching new lows, those alone that say
        nothing of how far training has come: in its first epochs any network is behind."""
        record = self.record
        certain = {one.symptom for one in record.findings() if one.severity == "diagnosis"}
        if not is_over and not any(_is_at_rest(run) for run in record.runs):
            unheld = replace(record, facts=facts_unknown()).findings()
            certain &= {one.symptom for one in unheld if one.severity == "diagnosis"}
        for finding in record.findings():
            if finding.symptom in certain - self._told:
                self._told.add(finding.symptom)
                sys.stdout.write(f"etude: {finding.symptom}: {finding.seen} {finding.first}\n")

    def _safely(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Exception as error:  # a model may raise anything; its training must go on
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        where, said = type(error).__name__, " ".join(str(error).split())
        self._notes[where] = f"The doctor could not look at everything: {where}: {said}"
