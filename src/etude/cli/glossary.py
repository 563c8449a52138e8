"""The words of Etude and what they mean, gathered from where they are at work."""

from collections.abc import Iterator
from dataclasses import Field, dataclass, fields
from typing import Any

NOUNS = {
    "study": "The folder that holds everything about one question put to one table.",
    "notebook": "The record of every step of a study and what came of it, in order. Nothing in it"
    " is ever changed; an interrupted study is resumed by reading it again.",
    "problem": "What is to be predicted from what, and which metric decides.",
    "survey": "Facts about the rows that are not sealed: kinds of columns, missing cells,"
    " outliers, balance, duplicates, leaks.",
    "split": "Which rows learn, which say when to stop, which judge, and which are sealed away"
    " for the exam.",
    "yardstick": "A cheap reference, such as always saying the commonest class, a linear model or"
    " boosted trees. A network that does not beat it is not worth having.",
    "plan": "Every setting of one training.",
    "baseline": "The first and simplest plan; every change has to prove itself against it.",
    "run": "One training: one plan, one seed, one choice of rows.",
    "trial": "All runs of one plan: several seeds, since one run may be lucky.",
    "symptom": "A kind of trouble that the curves of a training can show.",
    "finding": "A symptom seen in one trial, with its numbers.",
    "remedy": "A kind of treatment for a symptom.",
    "change": "One idea applied to one plan, with what it should bring written down beforehand.",
    "verdict": "A change judged: helped, hurt, tie or undecided. Only what helped beyond the"
    " noise of seeds and rows is kept.",
    "exam": "The one opening of the sealed test rows, at the very end.",
    "seed": "The number that every random choice of a training is drawn from. The split has a"
    " seed of its own, from the data, so that another --seed does not re-open test rows.",
}

PHASE_MEANINGS = {
    "baseline": "Yardsticks, sanity checks, and the simplest network: can this be learned at all?",
    "capacity": "While the network underfits, it grows: wider, deeper, longer.",
    "regularise": "While it overfits, it is held back: patience, dropout, penalties.",
    "fine-tune": "Learning rate, batch, optimizer, and modern moves, one at a time.",
    "ship": "The final networks, the exam, and where the model fails.",
}

COLLECTIONS = {
    "setting": "settings",
    "metric": "metrics",
    "symptom": "symptoms",
    "remedy": "remedies",
    "phase": "phases",
    "noun": "nouns",
}


@dataclass(frozen=True)
class Term:
    """A word, what sort of word it is (a key of COLLECTIONS), and its explanation in lines."""

    name: str
    sort: str
    lines: tuple[str, ...]


def all_terms() -> list[Term]:
    """Every term; two sorts may share a name, such as a setting and the remedy that sets it."""
    return [*_settings(), *_metrics(), *_phases(), *_nouns(), *_symptoms(), *_remedies()]


def tidy(word: str) -> str:
    """A word as terms are compared: ``Learning rate`` and ``learning-rate`` are the same."""
    return word.strip().lower().replace("-", "_").replace(" ", "_")


def _settings() -> Iterator[Term]:
    from etude.records.plan import Plan

    for field in fields(Plan):
        lines = (field.metadata["meaning"], *_bounds(field), f"Source: {field.metadata['source']}")
        yield Term(field.name, "setting", lines)


def _bounds(field: Field[Any]) -> Iterator[str]:
    about = field.metadata
    default = list(field.default) if isinstance(field.default, tuple) else field.default
    yield f"Default: {default} {about['unit']}".rstrip()
    if about["choices"]:
        yield f"Choices: {', '.join(about['choices'])}"
    if about["low"] is not None:
        upper = f" to {about['high']}" if about["high"] is not None else " or more"
        yield f"Range: {about['low']}{upper}"


def _metrics() -> Iterator[Term]:
    from etude.records.problem import METRICS

    for metric in METRICS.values():
        better = "Lower" if metric.direction == "minimise" else "Higher"
        yield Term(metric.name, "metric", (metric.meaning, f"{better} is better; {metric.task}."))


def _phases() -> Iterator[Term]:
    for name, meaning in PHASE_MEANINGS.items():
        yield Term(name, "phase", (meaning,))


def _nouns() -> Iterator[Term]:
    for name, meaning in NOUNS.items():
        yield Term(name, "noun", (meaning,))


def _symptoms() -> Iterator[Term]:
    from etude.diagnosis.catalogue import all_symptoms

    for symptom in all_symptoms():
        lines = (symptom.QUESTION, symptom.MEANING, f"What it cannot see: {symptom.BLIND}",
                 f"Source: {symptom.SOURCE}")  # fmt: skip
        yield Term(symptom.NAME, "symptom", lines)


def _remedies() -> Iterator[Term]:
    from etude.diagnosis.catalogue import all_remedies

    for remedy in all_remedies():
        treats = ", ".join(remedy.TREATS) or "no symptom: tried when fine-tuning"
        lines = (remedy.MEANING, f"Treats: {treats}", f"Phase: {remedy.PHASE}",
                 f"Sets: {', '.join(remedy.FIELDS)}")  # fmt: skip
        yield Term(remedy.NAME, "remedy", lines)
