"""What happened, read out of the notebook: the questions that words, charts and checks ask."""

from dataclasses import dataclass, replace
from statistics import fmean

from etude.records.change import Change
from etude.records.comparison import Comparison
from etude.records.finding import Finding
from etude.records.moves import (
    BeginPhase,
    Compare,
    Compared,
    Diagnose,
    ExamScored,
    Explored,
    Freeze,
    Judge,
    OutOfTime,
    Remark,
    Screened,
    Sealed,
    Train,
    Trained,
)
from etude.records.note import Note
from etude.records.notebook import Notebook
from etude.records.plan import Plan
from etude.records.trial import Run
from etude.records.verdict import Verdict


@dataclass(frozen=True)
class Step:
    """One change that was tried, from the symptom to what became of it.

    finding: the finding it answers, None for an idea that no symptom asked for.
    verdict: None where the change was screened out, or where the study ended before.
    screened_gain: gain in screening, None where it was not screened.
    chosen:  whether its race sent it on to be confirmed.
    trial:   number of its last trial, None where it needed no training.
    before:  the incumbent's plan when the change first appeared.
    stopped: epochs after which its screening runs were dropped, empty where none was.
    winner:  the change that its race sent on instead or as well, "" for none.
    unpaid:  whether the budget ended before its training or comparison could be done.
    """

    phase: str
    change: Change
    finding: Finding | None
    verdict: Verdict | None
    screened_gain: float | None
    chosen: bool
    trial: int | None
    before: Plan | None
    stopped: tuple[int, ...] = ()
    winner: str = ""
    unpaid: bool = False

    @property
    def outcome(self) -> str:
        """``kept``, ``refused``, ``screened out`` or ``not judged``."""
        if self.verdict is not None:
            return "kept" if self.verdict.kept else "refused"
        out = self.screened_gain is not None and not self.chosen
        return "screened out" if out else "not judged"


def steps(notebook: Notebook) -> list[Step]:
    """Every change tried, in the order in which each first appeared; one tried again after the
    incumbent changed is another step, with other findings before it."""
    found: dict[tuple[str, str, str], Step] = {}
    phase, plan = "", baseline_plan(notebook)
    findings: tuple[Finding, ...] = ()
    for entry in notebook:
        move = entry.move
        if isinstance(move, BeginPhase):
            phase = move.phase
        elif isinstance(move, Diagnose):
            findings = move.findings
        elif isinstance(move, Screened):
            for name, gain in move.gains:
                key = (phase, name, _identity(plan))
                if key in found:
                    found[key] = _screened(found[key], gain, move)
        elif isinstance(move, Train | Judge) and move.change is not None:
            key = (phase, move.change.name, _identity(plan))
            old = found.get(key) or _begun(phase, move.change, findings, plan)
            if isinstance(move, Train):
                found[key] = _trained(old, move, entry.result)
                continue
            found[key] = replace(old, verdict=move.verdict, change=move.change)
            if move.verdict.kept and plan is not None:
                plan = move.change.apply(plan)
    return list(found.values())


def _identity(plan: Plan | None) -> str:
    return plan.identity if plan is not None else ""


def _trained(step: Step, move: Train, result: object) -> Step:
    step = replace(step, trial=move.number, unpaid=step.unpaid or isinstance(result, OutOfTime))
    if move.stage != "screen" or not isinstance(result, Trained):
        return step
    dropped = {run.epochs for run in result.trial.runs if run.outcome == "dropped"}
    return replace(step, stopped=tuple(sorted(dropped)))


def _screened(step: Step, gain: float, race: Screened) -> Step:
    name = step.change.name
    return replace(
        step,
        screened_gain=gain,
        chosen=name == race.chosen,
        winner=race.chosen,
        unpaid=step.unpaid or name in race.unpaid,
    )


def _begun(phase: str, change: Change, findings: tuple[Finding, ...], plan: Plan | None) -> Step:
    finding = next((one for one in findings if one.symptom == change.treats), None)
    return Step(phase, change, finding, None, None, False, None, plan)


@dataclass(frozen=True)
class Seen:
    """Mean losses before and after a change; paired: whether over the same folds and seeds."""

    train: tuple[float, float]
    validation: tuple[float, float]
    paired: bool

    @classmethod
    def of(cls, before: list[Run], after: list[Run], paired: bool) -> "Seen":
        return cls(
            (fmean(run.train_loss for run in before), fmean(run.train_loss for run in after)),
            (
                fmean(run.validation_loss for run in before),
                fmean(run.validation_loss for run in after),
            ),
            paired,
        )


def seen(notebook: Notebook, step: Step) -> Seen | None:
    """Training and validation loss of a change, each before and after: over the same folds and
    seeds where both were trained on them, else over all finished runs of each; None where either
    was not trained, or more than the change itself differed."""
    if step.before is None:
        return None
    alone = step.change.apply(step.before)
    old, new = _by_stage(notebook, step.before), _by_stage(notebook, alone)
    for stage in ("train", "screen"):
        pairs = [(old[key], new[key]) for key in new if key[0] == stage and key in old]
        if pairs:
            return Seen.of([a for a, _ in pairs], [b for _, b in pairs], True)
    if not (old and new):
        return None
    return Seen.of(list(old.values()), list(new.values()), False)


def _by_stage(notebook: Notebook, plan: Plan) -> dict[tuple[str, str, int], Run]:
    """Finished runs of this plan, by stage, fold and seed."""
    found: dict[tuple[str, str, int], Run] = {}
    for result in notebook.results(Trained):
        trial = result.trial
        if trial.plan == plan and trial.stage not in ("final", "curve", "control"):
            stage = "screen" if trial.stage == "screen" else "train"
            found |= {(stage, run.fold, run.seed): run for run in trial.runs if _is_whole(run)}
    return found


def _is_whole(run: Run) -> bool:
    return run.best_epoch > 0 and run.outcome == "finished"


# --- plans -----------------------------------------------------------------------------------


def baseline_plan(notebook: Notebook) -> Plan | None:
    """The first plan trained; None before any was."""
    return next((move.plan for move in notebook.moves(Train)), None)


def winning_plan(notebook: Notebook) -> Plan | None:
    """The plan that ships, or so far would: the baseline with every kept change."""
    frozen = notebook.moves(Freeze)
    if frozen:
        return frozen[-1].plan
    plan = baseline_plan(notebook)
    for judged in notebook.moves(Judge):
        if plan is not None and judged.verdict.kept:
            plan = judged.change.apply(plan)
    return plan


def plans_trained(notebook: Notebook) -> set[str]:
    """Identities of the distinct plans that were trained."""
    return {result.trial.plan.identity for result in notebook.results(Trained)}


def verdicts(notebook: Notebook) -> list[Verdict]:
    """All verdicts, in order."""
    return [judged.verdict for judged in notebook.moves(Judge)]


# --- trials ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """All runs of one plan that were trained for the same reason, over one or several trials.

    name: ``baseline`` or the change under trial. stage: ``screen``, ``confirm`` ...
    """

    name: str
    stage: str
    plan: Plan
    numbers: tuple[int, ...]
    runs: tuple[Run, ...]


def attempts(notebook: Notebook) -> list[Attempt]:
    """Everything trained, in the order in which each plan first appeared."""
    found: dict[tuple[str, str], Attempt] = {}
    for entry in notebook:
        move, result = entry.move, entry.result
        if not (isinstance(move, Train) and isinstance(result, Trained)):
            continue
        if move.share < 1.0 or move.shuffled:
            continue
        stage = "screen" if move.stage == "screen" else "train"
        key = (move.plan.identity, stage)
        old = found.get(key) or Attempt(_name(move, notebook), move.stage, move.plan, (), ())
        numbers, runs = (*old.numbers, move.number), (*old.runs, *result.trial.runs)
        found[key] = replace(old, numbers=numbers, runs=runs)
    return list(found.values())


def _name(move: Train, notebook: Notebook) -> str:
    if move.change is not None:
        return move.change.name
    if move.stage == "final":
        return "final network"
    if move.plan == baseline_plan(notebook):
        return "quick start" if notebook.question.quick else "baseline"
    return "incumbent"


def runs(notebook: Notebook) -> list[Run]:
    """Every run trained."""
    return [run for result in notebook.results(Trained) for run in result.trial.runs]


def comparisons(notebook: Notebook) -> list[tuple[Judge, Compare, Comparison]]:
    """Each verdict with the comparison that it read."""
    found, last = [], None
    for entry in notebook:
        if isinstance(entry.move, Compare) and isinstance(entry.result, Compared):
            last = (entry.move, entry.result.comparison)
        elif isinstance(entry.move, Judge) and last is not None:
            found.append((entry.move, *last))
    return found


def validation_looks(notebook: Notebook) -> int:
    """How often two plans were compared on the judging rows."""
    return len(notebook.moves(Compare))


def screening_looks(notebook: Notebook) -> int:
    """How many changes were looked at with one repeat each, on the rows for screening."""
    return sum(len(race.gains) for race in notebook.moves(Screened))


# --- notes and remarks -----------------------------------------------------------------------


def notes(notebook: Notebook) -> list[Note]:
    """What reading, splitting and cleaning did, in order."""
    sealed, explored = notebook.first(Sealed), notebook.first(Explored)
    return [*(sealed.notes if sealed else ()), *(explored.notes if explored else ())]


def remarks(notebook: Notebook, about: str) -> list[str]:
    """Sentences of the remarks under this name."""
    return [move.sentence for move in notebook.moves(Remark) if move.about == about]


def winner_against_trees(scored: ExamScored) -> tuple[str, tuple[float, float, float]] | None:
    """Who wins on the test rows, and the share of the trees' loss that the model saves.

    Out: ``model`` or ``trees`` beyond noise, ``model ahead`` or ``trees ahead`` within it; None
    where no trees were scored.
    """
    gain = dict(scored.against).get("boosted_trees")
    if gain is None:
        return None
    middle, low, high = gain
    if low > 0 or high < 0:
        return ("model" if low > 0 else "trees"), gain
    return ("model ahead" if middle >= 0 else "trees ahead"), gain
