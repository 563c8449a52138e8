"""Symptoms and remedies, collected from their folders: one file each, no list kept by hand."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType
from typing import Protocol, cast

from etude.diagnosis import remedies, symptoms
from etude.diagnosis.evidence import Evidence, Situation
from etude.records.change import Change
from etude.records.finding import Finding

# Treat in this order: what breaks the numbers first, then how it learns, then how much it can.
STAGES = ("numerics", "optimisation", "capacity", "regularisation")


class Symptom(Protocol):
    """A file of ``symptoms/``: NAME, STAGE, QUESTION, MEANING, SOURCE, BLIND and ``look``."""

    NAME: str
    STAGE: str
    QUESTION: str
    MEANING: str
    SOURCE: str
    BLIND: str

    def look(self, evidence: Evidence) -> Finding | None: ...


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
    return tuple(sorted(found, key=lambda symptom: (STAGES.index(symptom.STAGE), symptom.NAME)))


@cache
def all_remedies() -> tuple[Remedy, ...]:
    """Every remedy, by priority."""
    found = cast(list[Remedy], _members(remedies))
    return tuple(sorted(found, key=lambda remedy: (remedy.PRIORITY, remedy.NAME)))


def examine(evidence: Evidence) -> tuple[Finding, ...]:
    """All findings on one trial, in order of treatment."""
    seen = (symptom.look(evidence) for symptom in all_symptoms())
    return tuple(finding for finding in seen if finding is not None)


def offers(phase: str, situation: Situation) -> tuple[Change, ...]:
    """Changes that the remedies of this phase offer here, the first to try first."""
    return tuple(
        change
        for remedy in all_remedies()
        if phase == remedy.PHASE
        for change in remedy.offer(situation)
        if change.apply(situation.plan) != situation.plan
    )
