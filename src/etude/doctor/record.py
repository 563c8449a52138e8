"""What is known of one training that Etude did not conduct, and what its numbers show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from etude.diagnosis.catalogue import examine
from etude.diagnosis.evidence import Evidence, Facts
from etude.records.finding import Finding
from etude.records.sanity import SanityCheck
from etude.records.setup import Setup
from etude.records.trial import Curves, Run

UNKNOWN = float("nan")
PATIENCE = 20  # epochs after which no progress is no longer a matter of where it began (the guide)


def facts_unknown() -> Facts:
    """Facts of which nothing is known: counts 0, numbers NaN; ``replace`` fills in the rest."""
    return Facts(
        learn_rows=0,
        number_columns=0,
        category_columns=0,
        skewed_columns=0,
        outlier_columns=0,
        classes=0,
        rarest_share=UNKNOWN,
        majority_share=UNKNOWN,
        target_outliers=0,
        target_skew=UNKNOWN,
        naive_loss=UNKNOWN,
        linear_loss=UNKNOWN,
    )


@dataclass(frozen=True)
class TrainingRecord:
    """One training as it was watched or read from a file.

    name:   what it is called: a file, or the class of a network.
    runs:   its runs, mostly one; none before training.
    facts:  what is known of the problem. setup: of the network and loop.
    checks: what was measured before training.
    notes:  plain sentences on what was mended in reading, or assumed.
    stand_in: what stands in for the naive prediction's loss, "" where that itself is known.
    before_training: whether none was to be seen yet, as of the checks before it.
    course: one sentence on its epochs and losses, "" where its runs tell all of them: a run ends
            where the loss was lost, and a file may go on.
    """

    name: str
    runs: tuple[Run, ...] = ()
    facts: Facts = field(default_factory=facts_unknown)
    setup: Setup = field(default_factory=Setup)
    checks: tuple[SanityCheck, ...] = ()
    notes: tuple[str, ...] = ()
    stand_in: str = ""
    before_training: bool = False
    course: str = ""

    def findings(self) -> tuple[Finding, ...]:
        """What the catalogue of symptoms sees, in order of treatment.

        A diagnosis that rests on a stand-in for the naive prediction's loss says so, and is a note
        before 20 epochs: a training that was good from its first epoch on looks the same.
        """
        found = self._seen_against(self.facts)
        if not self.stand_in:
            return found
        without = self._seen_against(replace(self.facts, naive_loss=UNKNOWN))
        sure = {(finding.symptom, finding.severity) for finding in without}
        return tuple(
            finding if (finding.symptom, finding.severity) in sure else self._doubted(finding)
            for finding in found
        )

    def _seen_against(self, facts: Facts) -> tuple[Finding, ...]:
        return examine(Evidence(self.runs, facts, self.setup, self.checks))

    def _doubted(self, finding: Finding) -> Finding:
        early = all(run.epochs < PATIENCE for run in self.runs)
        said = f"{finding.seen} (Here {self.stand_in} stands in for the naive prediction's.)"
        return replace(finding, seen=said, severity="note" if early else finding.severity)


def run_of(
    curves: Curves,
    *,
    diverged_in: int = 0,
    steps: int = 0,
    initial_loss: float | None = None,
    fold: str = "watched",
) -> Run:
    """The run that these curves tell of.

    In:  curves, of any lengths; a number that is not known is NaN. diverged_in is the epoch (from
         1) from which on the loss was not finite, 0 where it stayed so.
    Out: a run whose recorded curves all have one number an epoch (losses always, NaN where
         unknown), and end where it diverged. Its best epoch is that of the lowest validation
         loss, or of the lowest training loss where no validation is known.
    """
    epochs = diverged_in or max(len(getattr(curves, one.name)) for one in fields(curves))
    even = {one.name: _of_length(getattr(curves, one.name), epochs) for one in fields(curves)}
    blank = (UNKNOWN,) * epochs
    losses = {name: even[name] or blank for name in ("train_loss", "validation_loss")}
    return Run(
        seed=0,
        fold=fold,
        best_epoch=_lowest(losses["validation_loss"]) or _lowest(losses["train_loss"]),
        epochs=epochs,
        steps=steps,
        outcome="diverged" if diverged_in else "finished",
        curves=replace(Curves(**even), **losses),
        initial_loss=initial_loss,
    )


def _of_length(curve: Sequence[float], epochs: int) -> tuple[float, ...]:
    """The curve with one number an epoch; one of which nothing is known stays empty."""
    known = tuple(curve[:epochs])
    return (*known, *[UNKNOWN] * (epochs - len(known))) if known else ()


def _lowest(losses: Sequence[float]) -> int:
    """The epoch (from 1) of the lowest finite loss, 0 where none is finite."""
    finite = [(loss, epoch) for epoch, loss in enumerate(losses, 1) if math.isfinite(loss)]
    return min(finite)[1] if finite else 0
