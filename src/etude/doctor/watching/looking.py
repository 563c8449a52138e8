"""When the network is looked at, and what is kept of it."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from etude.doctor.as_given import Known, as_given_check
from etude.doctor.losses import OWN_OF_CLASSES
from etude.doctor.undisturbed import undisturbed
from etude.doctor.watching.asked import Asked
from etude.doctor.watching.evaluation import Evaluation
from etude.doctor.watching.first import (
    finite_validation_check,
    first_checks,
    order_check,
    same_scale_check,
)
from etude.doctor.watching.left import left_check, lengths_of
from etude.doctor.watching.probe import Look, TrainingRows, ValidationRows, look
from etude.doctor.watching.rise import Rise
from etude.doctor.watching.shown import Shown
from etude.doctor.watching.stretch import Stretch
from etude.records.sanity import SanityCheck

STEPS_BETWEEN_LOOKS = 20
# Where validation is not looked at: what training rows show changes less.
STEPS_BETWEEN_PROBES = 200
CLEARLY = 0.1  # of the rows, by which outputs are seen to be scores of classes


class Looking:
    """The rows that are looked at once an epoch, but not more often than every 20 steps, or every
    200 where validation is not given.

    training:   the first batches of the loop. validation: rows given by ``validation=``.
    shown:      where the rows lie that later epochs are shown. asked: what the loss asks of rows.
    evaluation: what the loop's own loss module shows while the loop evaluates.
    seen:       the last look. checks: made at the first one.
    left:       what the weights do that were loaded after the last look; None where none were.
    """

    def __init__(
        self,
        model: nn.Module,
        validation: Any,
        kind: Callable[[], str],
        safely: Callable[[Callable[[], None]], None],
        known: tuple[Known, Known] | None,
    ) -> None:
        device = next(model.parameters()).device
        self.training, self.shown, self.asked = TrainingRows(), Shown(), Asked(safely)
        self.validation = None if validation is None else ValidationRows(validation, model, device)
        self.evaluation = Evaluation(kind)
        self.seen: Look | None = None
        self.checks: tuple[SanityCheck, ...] = ()
        self.left: SanityCheck | None = None
        self._lengths: list[torch.Tensor] = []
        self._model, self._kind, self._safely = model, kind, safely
        self._rise, self._known = Rise(), known
        self._is_of_classes = False
        self._between = STEPS_BETWEEN_PROBES if self.validation is None else STEPS_BETWEEN_LOOKS
        self._looked_at: int | None = None

    def hear(
        self, outputs: Any, targets: Any, value: Tensor, *, is_evaluated: bool, is_alone: bool
    ) -> None:
        """The loop's own loss module was called; alone: with nothing else than these two."""
        if not is_evaluated:
            self.training.pair(targets)
            if is_alone:
                self.asked.pair(outputs, targets)
        elif self.validation is None and value.numel() == 1:
            self.evaluation.see(outputs, targets, value)

    def end(self, stretch: Stretch, steps: int, *, looks: bool) -> None:
        """An epoch ends after this many steps of the training; look where that is due."""
        self._safely(lambda: self.evaluation.end(stretch))
        if looks:
            self.look_if_due(stretch, steps)

    def look_if_due(self, stretch: Stretch, steps: int) -> None:
        """Look where that is due, and keep what is seen with this epoch."""
        if self._looked_at is not None and steps - self._looked_at < self._between:
            return
        is_first, self._looked_at = self._looked_at is None, steps
        self._safely(lambda: self._look_first(stretch, steps) if is_first else self._look(stretch))

    def _look_first(self, stretch: Stretch, steps: int) -> None:
        with undisturbed(self._model):
            self._safely(self._check)
            self.training.settle(steps)
            self._look(stretch)

    def end_all(self, stretch: Stretch, steps: int) -> None:
        """The training ends: what was seen of its last epoch must be of its end; where other
        weights were loaded since, what is seen is of them."""
        if self._looked_at is None:
            return
        if steps > self._looked_at:
            self._looked_at = steps
            self._safely(lambda: self._look(stretch))
        elif self._lengths:
            self._safely(self._look_at_what_is_left)

    def _look_at_what_is_left(self) -> None:
        if all(map(torch.equal, self._lengths, lengths_of(self._model))):
            return
        before, self.seen = self.seen, self._seen_now()
        if before is not None:
            self.left = left_check(before, self.seen)

    def _check(self) -> None:
        batches, kind = self.training.batches, self._kind()
        self.checks = first_checks(self._model, batches, kind, self._safely)
        self.checks += order_check(batches, self.judged, kind)
        given = self.validation.batches if self.validation is not None else []
        self.checks += same_scale_check(batches, given) + finite_validation_check(given)
        if self._known is not None:
            self.checks += as_given_check(*self._known, batches, given)

    def _look(self, stretch: Stretch) -> None:
        self.seen = self._seen_now()
        self._is_of_classes |= self.seen.classes_right > self.seen.classes_largest + CLEARLY
        stretch.looks |= self.seen.points
        if self.seen.judged.losses is not None:
            stretch.looks["validation_rise"] = self._rise.after(self.seen.judged.losses)
            self._lengths = lengths_of(self._model)

    def _seen_now(self) -> Look:
        return look(self._model, self.training, self.validation, self._kind())

    @property
    def own_kind(self) -> str:
        """What a loss that is not known may be taken for: of classes, once the largest output was
        seen to be the right one in clearly more rows than the largest class has. Outputs may mean
        anything else, as hazards or places do."""
        return OWN_OF_CLASSES if self._is_of_classes else ""

    @property
    def judged(self) -> list[torch.Tensor]:
        """Targets of validation, as far as they are known."""
        batches = self.validation.batches if self.validation is not None else []
        given = [one.targets for one in batches if one.targets is not None]
        return given or self.evaluation.targets
