"""What the survey says of texts: lengths, scripts, words, repeated texts and doubtful labels."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
import polars as pl

from etude.data.number_facts import number_facts
from etude.data.sampling import every
from etude.data.spellings import shown, text_of
from etude.data.strata import Integers
from etude.data.text.documents import SEPARATOR
from etude.data.text.likeness import alike
from etude.data.text.scripts import script_counts
from etude.data.text.telling import telling_words
from etude.data.text.tokens import FEWEST, token_lengths
from etude.data.text.words import words_of
from etude.data.typed import Documents, TypedTable
from etude.records.column import Column
from etude.records.figures import counted, number_said
from etude.records.problem import Problem
from etude.records.survey import ColumnFacts, Cut, Doubt, TellingWord, TextFacts, ValueCount

CUTS = (64, 128, 256, 512, 1024)  # tokens
_FREQUENT_WORDS, _TELLING, _DOUBTS, _SCRIPTS = 10, 5, 3, 4
_SEEN_SHARE = 0.0005  # of all letters
_LETTERS = 100  # of a text that is shown


def text_facts(typed: TypedTable, problem: Problem | None) -> TextFacts | None:
    """Facts about the texts of the development rows; None where no text is read.

    Out:   plain values and sentences; doubts only for classes.
    Blind: words, lengths and scripts of more than 20,000 texts come from every n-th.
    """
    if typed.documents is None:
        return None
    step = every(len(typed))
    some = typed.documents[::step]
    lengths = token_lengths(some, "word")
    keys = alike(pl.Series(typed.documents, dtype=pl.String))
    filled = (pl.Series(typed.documents, dtype=pl.String).str.strip_chars() != "").to_numpy()
    doubtful, doubts = _doubts(typed, keys, filled, problem)
    words = Counter(word for word in chain.from_iterable(map(words_of, some)) if word[0].isalnum())
    known = sum(1 for count in words.values() if count >= FEWEST)
    facts = TextFacts(
        empty=int((~filled).sum()),
        repeated=int(filled.sum()) - keys.filter(pl.Series(filled)).n_unique(),
        doubtful=doubtful,
        doubts=doubts,
        lengths=number_facts(lengths.astype(np.float64)),
        cuts=tuple(_cut(lengths, longest) for longest in CUTS),
        words=len(words),
        known_words=known,
        frequent=_most_frequent(words),
        telling=_telling(typed, problem, step),
        scripts=script_counts(some),
        sentences=(),
    )
    return facts.saying(tuple(_sentences(facts)))


def text_column(cells: pl.Series, column: Column) -> ColumnFacts:
    """One column of texts."""
    written = text_of(cells)
    filled = written.drop_nulls()
    words = filled.str.count_matches(r"\S+")
    missing = written.null_count()
    sentence = f"{column.name} has no text in these rows."
    if len(filled):
        sentence = (
            f"{column.name} holds texts of {number_said(float(words.median()))} words in the"  # type: ignore[arg-type]
            f" middle, {int(words.max()):,} at most"  # type: ignore[arg-type]
            + (f"; {counted(missing, 'cell')} are empty." if missing else ".")
        )
    return ColumnFacts(
        name=column.name,
        kind="text",
        used=True,
        reason=column.reason,
        missing=missing,
        missing_share=missing / max(len(cells), 1),
        distinct=filled.n_unique(),
        numbers=None,
        top=(),
        sentence=sentence,
    )


def _cut(lengths: Integers, longest: int) -> Cut:
    lost = np.maximum(lengths - longest, 0)
    return Cut(
        longest,
        float((lost > 0).mean()) if len(lengths) else 0.0,
        float(lost.sum() / max(1, lengths.sum())),
    )


def _telling(typed: TypedTable, problem: Problem | None, step: int) -> tuple[TellingWord, ...]:
    if problem is None or not problem.is_classification or typed.documents is None:
        return ()
    codes = typed.truth[::step].astype(np.int64)
    return telling_words(typed.documents[::step], codes, problem.labels)


def _most_frequent(words: Counter[str]) -> tuple[ValueCount, ...]:
    ranked = sorted(words, key=lambda word: (-words[word], word))[:_FREQUENT_WORDS]
    return tuple(ValueCount(word, words[word]) for word in ranked)


def _doubts(
    typed: TypedTable, keys: pl.Series, filled: np.ndarray, problem: Problem | None
) -> tuple[int, tuple[Doubt, ...]]:
    """Rows whose text stands elsewhere with another class, and the first few of them."""
    if problem is None or not problem.is_classification or typed.target is None:
        return 0, ()
    documents: Documents = typed.documents  # type: ignore[assignment]  # asked for texts only
    rows = pl.DataFrame({"key": keys, "label": typed.target, "row": np.arange(len(typed))})
    rows = rows.filter(pl.Series(filled)).filter(pl.col("label").n_unique().over("key") > 1)
    first = rows.group_by("key", maintain_order=True).agg("row", "label").head(_DOUBTS)
    doubts = tuple(
        Doubt(_clipped(documents[places[0]]), _labels(codes, problem.labels), len(places))
        for places, codes in zip(first["row"].to_list(), first["label"].to_list(), strict=True)
    )
    return rows.height, doubts


def _labels(codes: Sequence[int], labels: Sequence[str]) -> tuple[ValueCount, ...]:
    counts = Counter(codes)
    return tuple(ValueCount(labels[code], counts[code]) for code in sorted(counts))


def _clipped(document: str) -> str:
    line = document.replace(SEPARATOR, " ").strip()
    return line if len(line) <= _LETTERS else line[: _LETTERS - 3] + "..."


def _sentences(facts: TextFacts) -> list[str]:
    said = []
    if (lengths := facts.lengths) is not None:
        said.append(
            f"Half of the texts have up to {number_said(lengths.median)} tokens (words and marks),"
            f" the longest {number_said(lengths.maximum)}; {facts.words:,} different words, of"
            f" which {facts.known_words:,} occur more than once."
        )
    if facts.scripts:
        letters = sum(one.count for one in facts.scripts)
        shares = (
            f"{one.value} {100 * one.count / letters:.1f} %"
            for one in facts.scripts[:_SCRIPTS]
            if one.count >= _SEEN_SHARE * letters
        )
        said.append(f"Written in: {', '.join(shares)}.")
    if facts.frequent:
        most = ", ".join(shown(one.value) for one in facts.frequent)
        said.append(f"Most frequent words: {most}.")
    if facts.telling:
        told = ", ".join(
            f"{shown(one.word)} ({100 * one.share:.0f} % of {one.rows:,} are {one.label})"
            for one in facts.telling[:_TELLING]
        )
        said.append(f"Words that tell most by themselves: {told}.")
    return said
