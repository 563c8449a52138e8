"""How to use the model, what it cannot promise, and what the study was made with."""

import math
import shlex
from dataclasses import dataclass

from etude.records.figures import counted
from etude.records.moves import ExamOpened, ExamScored, Explored, PredictorFrozen, Sealed, Trained
from etude.records.notebook import Notebook
from etude.report import story
from etude.report.charts.chart import Table
from etude.report.figures_in_words import UNKNOWN, clock, share


@dataclass(frozen=True)
class Ending:
    """commands: each with what it does."""

    commands: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    provenance: Table


def ending(notebook: Notebook, study: str, written_with: tuple[tuple[str, str], ...]) -> Ending:
    """The last part of the page. study: path of the study's folder, for the commands."""
    return Ending(
        commands=_commands(notebook, study),
        limits=tuple(_limits(notebook)),
        provenance=Table(("what", "value"), (*_provenance(notebook), *written_with)),
    )


def _commands(notebook: Notebook, study: str) -> tuple[tuple[str, str], ...]:
    place = shlex.quote(study)
    if notebook.last(PredictorFrozen) is None:
        return ((f"etude resume {place}", "brings the study to its end; there is no model yet"),)
    return (
        (f"etude predict {place} NEW_ROWS.csv", "predicts rows without a target"),
        (f"etude evaluate {place} LABELLED_ROWS.csv", "scores the model on rows with a target"),
        (
            f"import etude\nstudy = etude.load({study!r})\nstudy.predict(frame)",
            "the same in Python",
        ),
    )


# --- limits ----------------------------------------------------------------------------------


def _limits(notebook: Notebook) -> list[str]:
    return [
        "The score holds for rows drawn like these. Where the world changes, or the rows come"
        " from elsewhere, measure again with etude evaluate.",
        *_exam_limits(notebook),
        *_evidence_limits(notebook),
        "The importance of a column says what the model reads, not what causes the target.",
        "A row that is rare in the data is predicted by analogy; the worst rows above show how"
        " far that can go wrong.",
        "The same study repeats exactly only on the same machine with the same versions.",
    ]


def _exam_limits(notebook: Notebook) -> list[str]:
    scored = notebook.last(ExamScored)
    if scored is None:
        return ["There is no exam yet: nothing here says how good the model is on unseen rows."]
    interval = scored.result.interval
    if math.isnan(interval.low) or math.isnan(interval.high):
        return [
            f"No interval could be made: how sure the score is cannot be told. {interval.remark}"
        ]
    return [
        f"The interval ({interval.method}) misses the true score about 5 times of 100."
        f" {interval.remark}".strip()
    ]


def _evidence_limits(notebook: Notebook) -> list[str]:
    verdicts = story.verdicts(notebook)
    if not verdicts:
        return []
    refused = [one.smallest_gain for one in verdicts if not one.kept]
    told = (
        f"Refused is not the same as useless: of the refused changes, a gain below"
        f" {share(max(refused))} of the loss could be missed here, taken for chance."
        if refused
        else ""
    )
    return [
        *([told] if told else []),
        *story.remarks(notebook, "evidence spent"),
    ]


# --- provenance ------------------------------------------------------------------------------


def _provenance(notebook: Notebook) -> list[tuple[str, str]]:
    question, runs = notebook.question, story.runs(notebook)
    seconds = notebook.entries[-1].seconds if len(notebook) else 0.0
    return [
        *_data_facts(notebook),
        ("seed", str(question.seed)),
        ("device", question.device),
        ("budget", clock(question.budget_seconds)),
        ("time taken", clock(seconds)),
        ("plans, trials and runs", _trained(notebook)),
        ("weight updates", f"{sum(run.steps for run in runs):,}"),
        ("screening looks", f"{story.screening_looks(notebook)}"),
        ("validation looks (comparisons)", f"{story.validation_looks(notebook)}"),
        ("openings of the test rows", _openings(notebook)),
        *_model_facts(notebook),
        *(("machine", told) for told in story.remarks(notebook, "machine")),
        *(("versions", told) for told in story.remarks(notebook, "versions")),
    ]


def _trained(notebook: Notebook) -> str:
    """Distinct plans, trials and runs: a plan may be trained in several trials."""
    plans = counted(len(story.plans_trained(notebook)), "plan")
    trials = counted(len(notebook.results(Trained)), "trial")
    return f"{plans} in {trials}, {counted(len(story.runs(notebook)), 'run')}"


def _data_facts(notebook: Notebook) -> list[tuple[str, str]]:
    sealed, explored = notebook.first(Sealed), notebook.first(Explored)
    source = ("source", notebook.question.source)
    if sealed is None:
        return [source]
    split = [("seed of the split", str(explored.split.seed))] if explored else []
    return [source, ("fingerprint of the data", sealed.fingerprint), *split]


def _openings(notebook: Notebook) -> str:
    """How often the test rows were opened, by this study and earlier ones."""
    opened, sealed = notebook.last(ExamOpened), notebook.first(Sealed)
    if opened is not None:
        return f"{opened.openings}"
    return f"{sealed.openings_before} by earlier studies, none by this one" if sealed else UNKNOWN


def _model_facts(notebook: Notebook) -> list[tuple[str, str]]:
    plan, frozen = story.winning_plan(notebook), notebook.last(PredictorFrozen)
    facts = [("identity of the plan", plan.identity)] if plan else []
    return [*facts, *([("hash of the predictor", frozen.hash)] if frozen else [])]
