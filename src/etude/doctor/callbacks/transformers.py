"""The doctor in a Hugging Face ``Trainer``."""

from statistics import fmean
from typing import TYPE_CHECKING, Any

from torch import nn

from etude.doctor.callbacks.beside import Beside
from etude.doctor.watch import Watch
from etude.doctor.yardsticks import Yardsticks
from etude.records.finding import Finding

if TYPE_CHECKING:
    from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
else:
    try:
        from transformers import TrainerCallback
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            'This callback needs transformers: pip install "etude[transformers]"'
        ) from error


class EtudeCallback(TrainerCallback):
    """Watch the training of a Hugging Face ``Trainer`` and say what its numbers mean.

    >>> trainer = Trainer(model, callbacks=[doctor := EtudeCallback()])  # doctest: +SKIP
    >>> trainer.train()  # doctest: +SKIP
    >>> print(doctor.report())  # doctest: +SKIP

    In:    tell, whether the report is also written to the terminal when the training ends.
           yardsticks, of ``etude.yardsticks``: harm is then what the network loses on them.
    Blind: where the trainer evaluates, an epoch ends with each evaluation, else with each of its
           own. With accumulated gradients the training loss is the one that the trainer logs,
           from which it leaves out what is not finite.
    """

    def __init__(self, *, tell: bool = False, yardsticks: Yardsticks | None = None) -> None:
        super().__init__()
        self._beside = Beside(tell=tell, yardsticks=yardsticks)
        self._logged: list[float] = []

    @property
    def doctor(self) -> Watch:
        """The watch of the training."""
        return self._beside.doctor

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the catalogue of symptoms sees so far, in order of treatment."""
        return self._beside.findings

    def report(self) -> str:
        """The same in plain words."""
        return self.doctor.report()

    def on_train_begin(
        self,
        args: "TrainingArguments",
        state: "TrainerState",
        control: "TrainerControl",
        *,
        model: nn.Module,
        optimizer: object,
        **_: Any,
    ) -> None:
        """Begin to watch."""
        self._logged = []
        self._beside.begin(model, optimizer)

    def on_log(
        self,
        args: "TrainingArguments",
        state: "TrainerState",
        control: "TrainerControl",
        *,
        logs: dict[str, float],
        **_: Any,
    ) -> None:
        """Keep the loss of accumulated batches, of which a backward pass shows a part alone."""
        if args.gradient_accumulation_steps > 1 and "loss" in logs:
            self._logged.append(float(logs["loss"]))

    def on_epoch_end(
        self,
        args: "TrainingArguments",
        state: "TrainerState",
        control: "TrainerControl",
        **_: Any,
    ) -> None:
        """End the epoch where no evaluation will."""
        if args.eval_strategy == "no":
            self._end_epoch({})

    def on_evaluate(
        self,
        args: "TrainingArguments",
        state: "TrainerState",
        control: "TrainerControl",
        *,
        metrics: dict[str, float],
        **_: Any,
    ) -> None:
        """End the epoch with what was measured."""
        self._end_epoch(metrics)

    def on_train_end(
        self,
        args: "TrainingArguments",
        state: "TrainerState",
        control: "TrainerControl",
        **_: Any,
    ) -> None:
        """End the watch."""
        self._beside.end(speaks=state.is_world_process_zero)

    def _end_epoch(self, metrics: dict[str, float]) -> None:
        self._beside.epoch(metrics, train_loss=fmean(self._logged) if self._logged else None)
        self._logged = []
