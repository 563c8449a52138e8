"""What was tried: phase by phase, each change from its symptom to its verdict."""

import math
from dataclasses import dataclass

from etude.records.moves import (
    BeginPhase,
    Diagnose,
    Explore,
    MeasureYardsticks,
    MoreData,
    Move,
    Remark,
    ScoreExam,
    Screened,
    Seal,
)
from etude.records.notebook import Notebook
from etude.report import story
from etude.report.charts import gains
from etude.report.charts.chart import Chart
from etude.report.figures_in_words import capital, clipped, figure, setting_value, several, share
from etude.report.words import phase_title, sentence, verdict_words

TOLD = (Seal, Explore, MeasureYardsticks, Diagnose, Screened, MoreData, Remark, ScoreExam)
QUIET = ("machine", "versions")  # remarks that stand among the facts at the end


@dataclass(frozen=True)
class ChangeStory:
    """A change in words. outcome: ``kept``, ``refused``, ``screened out`` or ``not judged``;
    seen: losses before and after, so that the prediction can be checked, "" without training."""

    name: str
    outcome: str
    symptom: str
    rule: str
    settings: str
    prediction: str
    seen: str
    verdict: str
    source: str


@dataclass(frozen=True)
class PhaseStory:
    """A phase: why it began, what was remarked, its changes judged, and those never judged."""

    title: str
    reason: str
    remarks: tuple[str, ...]
    changes: tuple[ChangeStory, ...]
    unjudged: tuple[ChangeStory, ...]


@dataclass(frozen=True)
class Tried:
    """smallest: the smallest gain that could have been shown, in words."""

    phases: tuple[PhaseStory, ...]
    chart: Chart | None
    smallest: str


def tried(notebook: Notebook) -> Tried:
    """The whole search in words, with the chart of all judged changes."""
    return Tried(_phases(notebook), gains.draw(story.verdicts(notebook)), _smallest(notebook))


def _phases(notebook: Notebook) -> tuple[PhaseStory, ...]:
    steps = story.steps(notebook)
    return tuple(
        PhaseStory(
            title=phase_title(phase),
            reason=reason,
            remarks=remarks,
            changes=tuple(_told(s, notebook) for s in steps if s.phase == phase and s.verdict),
            unjudged=tuple(_told(s, notebook) for s in steps if s.phase == phase and not s.verdict),
        )
        for phase, reason, remarks in _headings(notebook)
    )


def _headings(notebook: Notebook) -> list[tuple[str, str, tuple[str, ...]]]:
    """Each phase once, with its reasons and the remarks made in it."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    phase = ""
    for entry in notebook:
        move = entry.move
        if isinstance(move, BeginPhase):
            phase = move.phase
            found.setdefault(phase, ([], []))[0].append(move.reason)
        elif phase and isinstance(move, TOLD) and not _is_quiet(move):
            found[phase][1].append(sentence(entry, notebook))
    return [(phase, " ".join(why), tuple(told)) for phase, (why, told) in found.items()]


def _is_quiet(move: Move) -> bool:
    return isinstance(move, Remark) and move.about in QUIET


def _told(step: story.Step, notebook: Notebook) -> ChangeStory:
    change = step.change
    return ChangeStory(
        name=change.name,
        outcome=step.outcome,
        symptom=_symptom(step),
        rule=_rule(step),
        settings=_settings(step),
        prediction=change.prediction,
        seen=_seen(step, notebook),
        verdict=_verdict(step, notebook),
        source=change.source,
    )


def _symptom(step: story.Step) -> str:
    if not step.change.treats:
        return "None: an idea for what is left to gain."
    if step.finding is None:
        return f"{step.change.treats}: not seen in the curves; tried for what it may still gain."
    return f"{step.change.treats} ({step.finding.severity}): {step.finding.seen}"


def _rule(step: story.Step) -> str:
    """Why this remedy, without the symptom's sentence, which stands above it."""
    because = step.change.because
    if step.finding is not None:
        because = because.replace(step.finding.seen, "").strip(" ;:")
    return f"{step.change.remedy}: {because}" if because else step.change.remedy


def _seen(step: story.Step, notebook: Notebook) -> str:
    losses = story.seen(notebook, step)
    if losses is None:
        return ""
    told = [
        f"{name} {figure(before, 4)} → {figure(after, 4)}"
        for name, (before, after) in (
            ("training loss", losses.train),
            ("validation loss (on the stop rows)", losses.validation),
        )
        if math.isfinite(before) and math.isfinite(after)
    ]
    if not told:
        return ""
    over = "the same folds and seeds" if losses.paired else "different seeds"
    return f"{capital(', '.join(told))}, over {over}."


def _settings(step: story.Step) -> str:
    before = step.before
    return "; ".join(
        f"{name.replace('_', ' ')} "
        + (f"{setting_value(getattr(before, name))} → " if before is not None else "")
        + setting_value(value)
        for name, value in step.change.settings
        if before is None or setting_value(getattr(before, name)) != setting_value(value)
    )


def _verdict(step: story.Step, notebook: Notebook) -> str:
    if step.verdict is not None:
        return capital(verdict_words(step.verdict))
    gain = step.screened_gain
    if step.outcome == "not judged" or gain is None:
        return _not_judged(step, notebook)
    side = "lower" if gain >= 0 else "higher"
    looked = f"loss {share(abs(gain))} {side} in screening"
    if not step.stopped:
        return f"Screened out: {looked}{_outdone(step, gain)}."
    epochs = several([f"{epoch}" for epoch in step.stopped])
    return f"Screened out: stopped at epoch {epochs}, too far behind to win" + (
        f"; {looked}, as far as it ran." if math.isfinite(gain) else "."
    )


def _outdone(step: story.Step, gain: float) -> str:
    """Why a change that looked better was not confirmed."""
    if gain <= 0:
        return ""
    if step.unpaid:
        return ", but what was left did not pay for confirming it"
    return f", but {clipped(step.winner)} looked better" if step.winner else ", too little to go on"


def _not_judged(step: story.Step, notebook: Notebook) -> str:
    if not (step.unpaid or story.remarks(notebook, "time up")):
        return "Not judged: the study has not come to it."
    gain = step.screened_gain
    if gain is None or not step.chosen:
        return "Not judged: the budget ended first."
    side = "better" if gain >= 0 else "worse"
    return (
        f"Not judged: it looked {share(abs(gain))} {side} in screening, but the budget ended"
        " before it could be confirmed."
    )


def _smallest(notebook: Notebook) -> str:
    """How small a gain this study could have shown."""
    verdicts = story.verdicts(notebook)
    if not verdicts:
        return ""
    sizes = sorted(one.smallest_gain for one in verdicts)
    ends = " to ".join(dict.fromkeys((share(sizes[0]), share(sizes[-1]))))
    return (
        "The smallest gain that these comparisons would have shown 8 times of 10 was"
        f" {ends} of the loss; smaller gains may exist and were not looked for further."
    )
