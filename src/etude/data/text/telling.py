"""Words that tell the classes apart, each counted alone."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from etude.data.scaling import Numbers
from etude.data.strata import Integers
from etude.data.text.words import words_of
from etude.records.survey import TellingWord

FEWEST_TEXTS = 5  # that a word stands in; in fewer chance alone may look like this
MOST_WORDS = 10


def telling_words(
    documents: Iterable[str], codes: Integers, labels: Sequence[str]
) -> tuple[TellingWord, ...]:
    """The 10 words that tell most, the most telling first.

    In:     documents and their class codes, int64 [n].
    Out:    each with the class that it speaks for more than the class's own share would let
            expect, ranked by the chi-square of that word and class.
    Blind:  in-sample; a word is counted once a text and never together with another.
    """
    counts = _counts(documents, codes, len(labels))
    words = sorted(word for word, by_class in counts.items() if by_class.sum() >= FEWEST_TEXTS)
    if not words:
        return ()
    table = np.stack([counts[word] for word in words]).astype(np.float64)  # (V, K)
    strength = _chi_square(table, np.bincount(codes, minlength=len(labels)).astype(np.float64))
    found = []
    for place in np.argsort(-strength.max(axis=1), kind="stable")[:MOST_WORDS].tolist():
        best = int(strength[place].argmax())
        if strength[place, best] > 0:
            rows = int(table[place].sum())
            share = float(table[place, best] / rows)
            found.append(TellingWord(words[place], labels[best], rows, share))
    return tuple(found)


def _counts(documents: Iterable[str], codes: Integers, classes: int) -> dict[str, Integers]:
    """Texts of each class that hold a word, int64 [K]."""
    seen: list[Counter[str]] = [Counter() for _ in range(classes)]
    for document, code in zip(documents, codes.tolist(), strict=True):
        seen[code].update({word for word in words_of(document) if word[0].isalnum()})
    counts: dict[str, Integers] = {}
    for code, words in enumerate(seen):
        for word, count in words.items():
            counts.setdefault(word, np.zeros(classes, dtype=np.int64))[code] = count
    return counts


def _chi_square(table: Numbers, classes: Numbers) -> Numbers:
    """Of each word and class, float64 [V, K]; 0 where the word speaks against the class."""
    texts = classes.sum()
    with_word = table.sum(axis=1, keepdims=True)
    excess = table * texts - with_word * classes
    spread = with_word * (texts - with_word) * classes * (texts - classes)
    chi = np.divide(texts * excess**2, spread, out=np.zeros_like(excess), where=spread > 0)
    return np.asarray(np.where(excess > 0, chi, 0.0))
