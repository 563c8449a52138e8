"""A person's lexicon: groups of words that may stand for one another, and their table by token."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from etude.data.rows import Array
from etude.data.sampling import every
from etude.data.sources import clean_text, stored_bytes, unpacked
from etude.data.text.tokens import FEWEST, FIRST_CODE
from etude.data.text.words import words_of
from etude.data.typed import Documents
from etude.errors import UnreadableData
from etude.records.figures import counted
from etude.records.note import Note
from etude.records.survey import LexiconFacts

MOST_TOGETHER = 200  # words of a line; a table of data has more, and every pair of them is kept
_PARTED = re.compile("[,\t]")

Groups = tuple[tuple[str, ...], ...]


def read_lexicon(path: Path) -> tuple[Groups, Note]:
    """The groups of a file with one group a line, words parted by commas or tabs.

    Out:    groups of two words or more, each word as texts are cut into words: in lower case.
            The note says how many, and how many cells were no single word and are left out.
    Raises: UnreadableData where the file cannot be read, no line has two words, or one has more
            than 200.
    """
    data, _ = unpacked(stored_bytes(path), path)
    lines = clean_text(data, path).data.decode().splitlines()
    cells = [_PARTED.split(line) for line in lines]
    found = [tuple(dict.fromkeys(filter(None, map(_word, line)))) for line in cells]
    groups = tuple(group for group in found if len(group) > 1)
    if not groups:
        raise UnreadableData(
            f"{path} has no line of words parted by commas or tabs; a lexicon is one group of"
            " synonyms a line: big, large, huge."
        )
    _refuse_crowds(found, path)
    phrases = sum(_word(cell) == "" for cell in chain.from_iterable(cells))
    left_out = f"; {counted(phrases, 'cell')} left out that are no single word" if phrases else ""
    words = counted(len(set(chain.from_iterable(groups))), "word")
    told = f"The lexicon {path.name} has {words} in {counted(len(groups), 'group')}{left_out}."
    return groups, Note("lexicon", told, None, len(groups))


def _refuse_crowds(groups: Sequence[Sequence[str]], path: Path) -> None:
    for line, group in enumerate(groups, start=1):
        if len(group) > MOST_TOGETHER:
            raise UnreadableData(
                f"Line {line} of {path} has {len(group):,} words; a group of synonyms has"
                f" {MOST_TOGETHER} at most."
            )


def write_groups(groups: Groups) -> bytes:
    """The groups as they are kept in a study."""
    return json.dumps(groups, ensure_ascii=False).encode()


def read_groups(kept: bytes) -> Groups:
    """The groups that ``write_groups`` wrote."""
    return tuple(map(tuple, json.loads(kept)))


def synonym_table(groups: Groups, vocabulary: Sequence[str]) -> dict[str, Array]:
    """The synonyms of every token, as codes; only words of the vocabulary are used.

    Out: ``synonym_starts`` int64 [codes + 1] and ``synonym_codes`` int64 [S]: the synonyms of code
         c are those from starts[c] up to starts[c + 1]. No word is its own synonym.
    """
    code = {word: place for place, word in enumerate(vocabulary, FIRST_CODE)}
    synonyms: list[dict[int, None]] = [{} for _ in range(FIRST_CODE + len(vocabulary))]
    for group in groups:
        codes = [code[word] for word in group if word in code]
        for mine in codes:
            synonyms[mine].update(dict.fromkeys(codes))
    for mine, others in enumerate(synonyms):
        others.pop(mine, None)
    starts = np.cumsum([0, *map(len, synonyms)], dtype=np.int64)
    codes_of_all = np.fromiter(chain.from_iterable(synonyms), np.int64, int(starts[-1]))
    return {"synonym_starts": starts, "synonym_codes": codes_of_all}


def lexicon_facts(groups: Groups, documents: Documents) -> LexiconFacts:
    """How much of these texts the lexicon knows.

    Blind: of more than 20,000 texts every n-th is looked at.
    """
    some = documents[:: every(len(documents))]
    counts = Counter(chain.from_iterable(map(words_of, some)))
    known = [word for word, count in counts.items() if count >= FEWEST]
    found = np.diff(synonym_table(groups, known)["synonym_starts"])[FIRST_CODE:] > 0
    tokens = sum(counts[word] for word, has in zip(known, found, strict=True) if has)
    return LexiconFacts(int(found.sum()), tokens / max(1, counts.total()))


def facts_said(facts: LexiconFacts) -> Note:
    """The facts in a sentence."""
    told = (
        f"The lexicon has synonyms of {counted(facts.words, 'word')} of these texts,"
        f" {100 * facts.share:.1f} % of all that is written."
    )
    return Note("lexicon", told, None, facts.words)


def _word(cell: str) -> str | None:
    """The word in a cell as texts are cut; "" where it holds several, None where nothing."""
    tokens = words_of(unicodedata.normalize("NFC", cell.strip().strip('"')))
    if not tokens:
        return None
    return tokens[0] if len(tokens) == 1 else ""
