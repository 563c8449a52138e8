"""Every term, metric, setting, symptom and remedy, gathered from where each stands."""

import tomllib
from collections.abc import Iterator
from dataclasses import Field, dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from etude.records.plan import Plan
from etude.records.problem import METRICS
from etude.report.figures_in_words import setting_value
from etude.report.metrics_in_words import metric_name


@dataclass(frozen=True)
class Sense:
    """One meaning of a term.

    kind:   ``term``, ``noun``, ``metric``, ``setting``, ``symptom`` or ``remedy``.
    facts:  what else is known, by name: unit, range, default, what it treats ...
    source: the section of the guide, the paper or our own rule.
    also:   other spellings it may be looked up by.
    """

    term: str
    kind: str
    meaning: str
    source: str
    facts: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()


@cache
def written_terms() -> tuple[Sense, ...]:
    """Terms of the field and nouns of the house, from glossary.toml."""
    text = (files("etude.report") / "glossary.toml").read_text(encoding="utf-8")
    return tuple(
        Sense(
            term=term,
            kind=about.get("kind", "term"),
            meaning=about["meaning"],
            source=about["source"],
            also=tuple(about.get("also", ())),
        )
        for term, about in tomllib.loads(text).items()
    )


def metric_senses() -> Iterator[Sense]:
    """Every metric that can decide."""
    for metric in METRICS.values():
        direction = "lower is better" if metric.direction == "minimise" else "higher is better"
        yield Sense(
            term=metric.name,
            kind="metric",
            meaning=metric.meaning,
            source="guide, Evaluation Metrics",
            facts=(("for", metric.task), ("direction", direction)),
            also=(metric_name(metric.name),),
        )


def setting_senses() -> Iterator[Sense]:
    """Every setting of a plan, from the description that its field carries."""
    for one in fields(Plan):
        yield Sense(
            term=one.name,
            kind="setting",
            meaning=one.metadata["meaning"],
            source=one.metadata["source"],
            facts=tuple(_setting_facts(one)),
        )


def _setting_facts(one: Field[Any]) -> Iterator[tuple[str, str]]:
    about = one.metadata
    if about["unit"]:
        yield "unit", about["unit"]
    if about["choices"]:
        yield "one of", ", ".join(about["choices"])
    if about["low"] is not None:
        top = "" if about["high"] is None else f" to {about['high']:g}"
        yield "range", f"{about['low']:g}{top or ' and up'}"
    yield "default", setting_value(one.default)


def symptom_senses() -> Iterator[Sense]:
    """Every symptom of the catalogue."""
    from etude.diagnosis.catalogue import all_symptoms  # late: the report seldom needs them

    for symptom in all_symptoms():
        facts = (
            ("asks", symptom.QUESTION),
            ("try first", symptom.FIRST),
            ("cannot see", symptom.BLIND),
        )
        yield Sense(symptom.NAME, "symptom", symptom.MEANING, symptom.SOURCE, facts)


def remedy_senses() -> Iterator[Sense]:
    """Every remedy of the catalogue."""
    from etude.diagnosis.catalogue import all_remedies

    for remedy in all_remedies():
        facts = (
            ("phase", remedy.PHASE),
            ("treats", ", ".join(remedy.TREATS) or "no symptom; an idea for fine-tuning"),
            ("touches", ", ".join(remedy.FIELDS)),
        )
        yield Sense(remedy.NAME, "remedy", remedy.MEANING, "the catalogue of remedies", facts)


@cache
def all_senses() -> tuple[Sense, ...]:
    """Everything that can be explained."""
    return (
        *written_terms(),
        *metric_senses(),
        *setting_senses(),
        *symptom_senses(),
        *remedy_senses(),
    )
