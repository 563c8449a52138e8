"""Symptoms and remedies, collected from their folders: one file each, no list kept by hand."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType
from typing import Protocol, cast

from etude.diagnosis import remedies, symptoms
from etude.diagnosis.evidence import Evidence, Situation
from etude.diagnosis.seen import Seen
from etude.diagnosis.settled import settled
from etude.records.change import Change
from etude.records.finding import Finding
from etude.records.plan import Plan

# Treat in this order: what is learned from and against, what breaks the numbers, how it learns,
# how much it can, what holds it back from learning by heart; last what a plain network does better.
STAGES = (
    *("data", "output", "numerics", "optimisation", "capacity", "regularisation"),
    "comparison",
)


class Symptom(Protocol):
    """A file of ``symptoms/``.

    NAME, QUESTION: what it is called and asks.
    STAGE, PRIORITY: when it is treated, and its place among those of its stage; lower is first:
              a cause comes before what it may bring about.
    MEANING:  what it usually means. FIRST: the one thing to try first.
    SOURCE:   the guide's section or a paper. BLIND: what it cannot see.
    look:     what is seen in recorded numbers, None where nothing is.
    """

    NAME: str
    STAGE: str
    PRIORITY: int
    QUESTION: str
    MEANING: str
    FIRST: str
    SOURCE: str
    BLIND: str

    def look(self, evidence: Evidence) -> Seen | None: ...


class Remedy(Protocol):
    """A file of ``remedies/``: NAME, PHASE, TREATS, FIELDS, PRIORITY, MEANING and ``offer``.

    FIELDS:   plan settings that the remedy may touch.
    PRIORITY: place among the remedies of its phase; lower is tried first.
    """

    NAME: str
    PHASE: str
    TREATS: tuple[str, ...]
    FIELDS: tuple[str, ...]
    PRIORITY: int
    MEANING: str

    def offer(self, situation: Situation) -> tuple[Change, ...]: ...


def _members(package: ModuleType) -> list[ModuleType]:
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


@cache
def all_symptoms() -> tuple[Symptom, ...]:
    """Every symptom, in order of treatment."""
    found = cast(list[Symptom], _members(symptoms))
    return tuple(sorted(found, key=_place))


def _place(symptom: Symptom) -> tuple[int, int, str]:
    return STAGES.index(symptom.STAGE), symptom.PRIORITY, symptom.NAME


@cache
def all_remedies() -> tuple[Remedy, ...]:
    """Every remedy, by priority."""
    found = cast(list[Remedy], _members(remedies))
    return tuple(sorted(found, key=lambda remedy: (remedy.PRIORITY, remedy.NAME)))


def examine(evidence: Evidence) -> tuple[Finding, ...]:
    """All findings on one trial, in order of treatment."""
    looked = ((symptom, symptom.look(evidence)) for symptom in all_symptoms())
    return tuple(
        seen.finding(symptom.NAME, symptom.MEANING, symptom.FIRST, symptom.SOURCE)
        for symptom, seen in looked
        if seen is not None
    )


def offers(phase: str, situation: Situation) -> tuple[Change, ...]:
    """Changes that the remedies of this phase offer here, the first to try first.

    The first idea of every remedy comes before the second of any: where the budget pays for few,
    they should differ in kind.
    """
    offered = [
        (place, remedy.PRIORITY, change)
        for remedy in all_remedies()
        if phase == remedy.PHASE
        for place, change in enumerate(_to_some_effect(remedy.offer(situation), situation.plan))
    ]
    return tuple(change for _, _, change in sorted(offered, key=lambda one: one[:2]))


def _to_some_effect(changes: tuple[Change, ...], plan: Plan) -> list[Change]:
    """Without those that change nothing, or only what a pretrained encoder settles."""
    fixed = settled(plan)
    return [
        one
        for one in changes
        if not {name for name, _ in one.settings} <= fixed and one.apply(plan) != plan
    ]
