"""`etude explain TERM`: every meaning a word has here, or the nearest words that have one."""

import difflib
import re
from dataclasses import dataclass
from functools import cache
from textwrap import fill

from etude.errors import BadOption
from etude.report.glossary import Sense, all_senses


@dataclass(frozen=True)
class Explanation:
    """A term and its meanings: ``dropout`` is an idea, a setting and a remedy."""

    term: str
    senses: tuple[Sense, ...]


def explain(term: str) -> Explanation:
    """Every meaning of this term, whatever its spelling (case, ``_`` and ``-`` do not matter).

    Raises: BadOption naming the nearest known terms.
    """
    found = _known().get(_plain(term))
    if found is None:
        raise BadOption(f"There is no explanation of {term!r} here; {_advice(term)}")
    return Explanation(found[0].term, found)


def explanation_text(explanation: Explanation, width: int = 88) -> str:
    """An explanation for the terminal."""
    return "\n\n".join(_sense_text(sense, width) for sense in explanation.senses)


def _sense_text(sense: Sense, width: int) -> str:
    lines = [f"{sense.term} ({sense.kind})"]
    facts = (*sense.facts, ("source", sense.source))
    for paragraph in (sense.meaning, *(f"{name}: {about}" for name, about in facts)):
        lines.append(fill(paragraph, width, initial_indent="  ", subsequent_indent="    "))
    return "\n".join(lines)


def _plain(term: str) -> str:
    """Spelling without what people write differently: case, blanks, dashes, a remark in ()."""
    bare = re.sub(r"\s*\([^)]*\)", "", term).casefold()
    return " ".join(bare.replace("_", " ").replace("-", " ").split())


@cache
def _known() -> dict[str, tuple[Sense, ...]]:
    """Meanings by spelling; a main spelling goes before a second one."""
    found: dict[str, dict[Sense, None]] = {}
    for sense in all_senses():
        found.setdefault(_plain(sense.term), {})[sense] = None
    for sense in all_senses():
        for spelling in sense.also:
            found.setdefault(_plain(spelling), {}).update(found[_plain(sense.term)])
    return {spelling: tuple(senses) for spelling, senses in found.items()}


def _advice(term: str) -> str:
    plain = _plain(term)
    near = difflib.get_close_matches(plain, _known(), n=3, cutoff=0.6)
    near += [known for known in _known() if plain and plain in known and known not in near]
    if not near:
        return "etude explain without a term lists them all."
    words = [_known()[spelling][0].term for spelling in near[:3]]
    return f"did you mean {' or '.join(dict.fromkeys(words))}?"
