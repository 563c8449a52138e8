"""A training in plain words: what was seen, what it usually means, the one thing to try first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

from etude.diagnosis.catalogue import all_symptoms
from etude.doctor.record import TrainingRecord
from etude.records.figures import counted, number_said
from etude.records.finding import Finding, Severity
from etude.records.trial import Curves, Run

WIDTH = 96
SHORT = 3  # epochs under which curves have hardly a shape
# Curves, what they are called, and what cannot be judged where none of them is recorded.
UNSEEN = (
    (("train_loss",), "training loss", "whether it learns at all"),
    (("validation_loss",), "validation loss", "learning by heart"),
    (("validation_accuracy",), "validation accuracy", "a loss that falls for nothing"),
    (("learning_rate", "update_ratio"), "sizes of steps", "too small, too large"),
    (("gradient_norm", "first_last_gradient"), "gradients", "vanishing, exploding"),
    (("dead_share", "saturated_share"), "activations", "silent or saturated units"),
    (("largest_class_share", "prediction_spread"), "predictions", "one answer for all rows"),
)


@dataclass(frozen=True)
class ToldFinding:
    """One finding in words.

    symptom, severity: as in the finding. seen: what was seen, with numbers.
    meaning:  what it usually means. first: the one thing to try first.
    blind:    what these numbers cannot say. source: where the rule comes from.
    evidence: the numbers that the rule read, by name.
    """

    symptom: str
    severity: Severity
    seen: str
    meaning: str
    first: str
    blind: str
    source: str
    evidence: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Told:
    """One training in words.

    name:     what it is called. healthy: whether nothing is seen that does harm.
    course:   one sentence on its epochs and losses, "" without any.
    verdict:  one sentence: ill or not, and what to begin with.
    findings: diagnoses before notes, each in order of treatment.
    unseen:   what could not be judged for want of numbers, "" where all could.
    notes:    what was mended or assumed.
    """

    name: str
    healthy: bool
    course: str
    verdict: str
    findings: tuple[ToldFinding, ...]
    unseen: str
    notes: tuple[str, ...]


def tell(record: TrainingRecord) -> Told:
    """What the catalogue of symptoms says of this training."""
    findings = record.findings()
    ordered = sorted(findings, key=lambda finding: finding.severity == "note")  # stable
    return Told(
        name=record.name,
        healthy=not any(finding.severity == "diagnosis" for finding in findings),
        course=record.course or " ".join(_course(run) for run in record.runs),
        verdict=_verdict(ordered, record),
        findings=tuple(_told(finding) for finding in ordered),
        unseen=_unseen(record),
        notes=record.notes,
    )


def as_text(told: Told) -> str:
    """The same as paragraphs for a terminal or a log file."""
    lines = [fill(f"{told.name}: {told.course}".rstrip(": "), WIDTH), fill(told.verdict, WIDTH)]
    for finding in told.findings:
        lines += ["", f"{finding.symptom} ({finding.severity})"]
        lines += [
            fill(f"{title}: {text}", WIDTH, initial_indent="  ", subsequent_indent="    ")
            for title, text in parts(finding)
        ]
    lines += ["", *(fill(one, WIDTH) for one in asides(told))]
    return "\n".join(lines).rstrip()


def asides(told: Told) -> tuple[str, ...]:
    """What is said below the findings: what could not be judged, what was mended or assumed."""
    return (told.unseen, *told.notes) if told.unseen else told.notes


def parts(finding: ToldFinding) -> tuple[tuple[str, str], ...]:
    """What is said of a finding, each part with its title."""
    said = (
        ("Seen", finding.seen),
        ("Usually means", finding.meaning),
        ("Try first", finding.first),
        ("Cannot be seen here", finding.blind),
        ("Source", finding.source),
    )
    return tuple((title, text) for title, text in said if text)


def _told(finding: Finding) -> ToldFinding:
    blind = next((one.BLIND for one in all_symptoms() if finding.symptom == one.NAME), "")
    return ToldFinding(
        finding.symptom,
        finding.severity,
        finding.seen,
        finding.meaning,
        finding.first,
        blind,
        finding.source,
        finding.evidence,
    )


def _verdict(findings: Sequence[Finding], record: TrainingRecord) -> str:
    asked = counted(len(all_symptoms()), "symptom")
    ill = [finding for finding in findings if finding.severity == "diagnosis"]
    if ill:
        more = f" {counted(len(ill) - 1, 'more finding')} below it." if len(ill) > 1 else ""
        return f"Begin with {ill[0].symptom!r}: {ill[0].first}{more}"
    known = f" {counted(len(findings), 'thing')} to know below." if findings else ""
    if record.before_training:
        return f"Nothing is amiss that shows before training: none of {asked} is seen.{known}"
    if not record.runs:
        return f"No training was seen, so that nothing can be said of one.{known}"
    if all(run.epochs < SHORT for run in record.runs):
        most = max(run.epochs for run in record.runs)
        return f"{counted(most, 'epoch')}: too few to prove health; none of {asked} is seen.{known}"
    return f"Nothing here needs treatment: none of {asked} is seen to do harm.{known}"


def _course(run: Run) -> str:
    parts = [f"{counted(run.epochs, 'epoch')}"]
    train = [loss for loss in run.curves.train_loss if math.isfinite(loss)]
    if train:
        parts.append(f"training loss {number_said(train[0])} to {number_said(train[-1])}")
    validation = [
        (loss, epoch)
        for epoch, loss in enumerate(run.curves.validation_loss, 1)
        if math.isfinite(loss)
    ]
    if validation:
        best, epoch = min(validation)
        parts.append(
            f"validation loss {number_said(validation[0][0])} to {number_said(validation[-1][0])},"
            f" lowest {number_said(best)} in epoch {epoch}"
        )
    return "; ".join(parts) + "."


def _unseen(record: TrainingRecord) -> str:
    missing = [
        f"{what} ({judged})"
        for names, what, judged in UNSEEN
        if record.runs
        and not any(_known(run.curves, name) for run in record.runs for name in names)
    ]
    return f"Not recorded, so not judged: {'; '.join(missing)}." if missing else ""


def _known(curves: Curves, name: str) -> bool:
    return any(not math.isnan(number) for number in getattr(curves, name))
