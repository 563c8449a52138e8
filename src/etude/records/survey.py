"""A survey: the facts about a table, from its development rows alone, ready for JSON."""

from dataclasses import dataclass, replace
from typing import Literal

from etude.records.column import ColumnKind
from etude.records.note import Note
from etude.records.series_facts import SeriesFacts


@dataclass(frozen=True)
class NumberFacts:
    """How the numbers of a column lie; all in the column's own unit, skew without one.

    deviation: standard deviation (the population's).
    skew:      third standardised moment; 0 symmetric, above 1 a long tail to the right.
    outliers:  cells beyond 3 interquartile ranges from the quartiles.
    above_mean: share of the cells.
    edges, counts: 20 bins of equal width from the minimum to the maximum; 21 edges.
    """

    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float
    mean: float
    deviation: float
    skew: float
    outliers: int
    above_mean: float
    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class ValueCount:
    """A category, or a class, and the rows it occurs in."""

    value: str
    count: int


@dataclass(frozen=True)
class ColumnFacts:
    """One column of the table.

    reason:   why it is left out, or what is notable.
    missing:  empty cells, and their share of the rows.
    distinct: different values.
    numbers:  for numbers, booleans (0 and 1) and dates (days since 1970); else None.
    top:      for categories the 10 most frequent values with their counts.
    sentence: the column in plain words.
    """

    name: str
    kind: ColumnKind
    used: bool
    reason: str
    missing: int
    missing_share: float
    distinct: int
    numbers: NumberFacts | None
    top: tuple[ValueCount, ...]
    sentence: str


@dataclass(frozen=True)
class TargetFacts:
    """The target: classes with their counts in label order, or how its numbers lie.

    rarest_share: share of the rarest class; None for numbers.
    """

    name: str
    classes: tuple[ValueCount, ...]
    rarest_share: float | None
    numbers: NumberFacts | None
    sentence: str


@dataclass(frozen=True)
class RepeatFacts:
    """Rows that occur more than once among the inputs in use.

    equal:         rows equal in inputs and target to an earlier row.
    contradicting: rows whose inputs occur with different targets (classes: another class;
                   numbers: another number).
    nearly_equal:  further rows equal to an earlier one once numbers are rounded to a hundredth of
                   their deviation; at least so many.
    """

    equal: int
    contradicting: int
    nearly_equal: int


@dataclass(frozen=True)
class SingleColumn:
    """How far one column alone predicts the target.

    measure: ``roc_auc`` (two classes; folded to 0.5-1, categories by their share of the second
             class), ``share_right`` (more classes; the best class for each value or each of up to
             64 quantile bins) or ``r2`` (numbers).
    """

    column: str
    measure: str
    value: float


@dataclass(frozen=True)
class Pair:
    """Two number columns and their correlation (Pearson)."""

    left: str
    right: str
    correlation: float


@dataclass(frozen=True)
class TimeOrder:
    """A date column, and whether the rows of the source follow it.

    order: ``ascending``, ``descending`` or ``none``.
    """

    column: str
    order: str


@dataclass(frozen=True)
class LengthFacts:
    """How long the sequences of the rows are.

    kind:     ``tokens`` of texts (words and marks) or ``series`` (steps).
    median, long, longest: in tokens or steps; ``long`` is exceeded by one row in twenty.
    channels: numbers of each step of a series, 1 for texts.
    """

    kind: Literal["tokens", "series"]
    median: float
    long: float
    longest: int
    channels: int


@dataclass(frozen=True)
class LexiconFacts:
    """What a person's lexicon knows of the texts.

    words: words met more than once that have a synonym among these. share: of all tokens.
    """

    words: int
    share: float


@dataclass(frozen=True)
class Cut:
    """What is lost where only so many tokens of a text are seen.

    texts:  share of the texts that are longer.
    tokens: share of all tokens that lie beyond.
    """

    longest: int
    texts: float
    tokens: float


@dataclass(frozen=True)
class Doubt:
    """A text that occurs with several classes: at most one of them can be right of it.

    text:   its first letters.
    labels: the classes it has, with the rows of each; rows: all rows with this text.
    """

    text: str
    labels: tuple[ValueCount, ...]
    rows: int


@dataclass(frozen=True)
class TellingWord:
    """A word that speaks for a class.

    rows:  texts that hold it. share: of them, those of the class.
    """

    word: str
    label: str
    rows: int
    share: float


@dataclass(frozen=True)
class TextFacts:
    """The texts of the rows; texts count as equal where only capitals, marks or blanks differ.

    empty:     texts without a word or mark.
    repeated:  texts equal to an earlier one.
    doubtful:  rows whose text occurs with another class too, ``doubts`` the first texts of them.
    lengths:   tokens of a text, words and marks.
    cuts:      what is lost at several lengths, the shortest first.
    words, known_words: different words, and those that occur at least twice.
    frequent:  the 10 most frequent words with their occurrences.
    telling:   the 10 words that alone tell most about the class; none for numbers.
    scripts:   alphabets with their letters, the most frequent first.
    sentences: the texts in plain words.
    """

    empty: int
    repeated: int
    doubtful: int
    doubts: tuple[Doubt, ...]
    lengths: NumberFacts | None
    cuts: tuple[Cut, ...]
    words: int
    known_words: int
    frequent: tuple[ValueCount, ...]
    telling: tuple[TellingWord, ...]
    scripts: tuple[ValueCount, ...]
    sentences: tuple[str, ...]

    def saying(self, sentences: tuple[str, ...]) -> "TextFacts":
        """The same facts in these words."""
        return replace(self, sentences=sentences)


@dataclass(frozen=True)
class Survey:
    """The facts about the development rows.

    rows:      development rows with a target; the sealed test rows are not among them. All rows
               where nothing is to be predicted: then targets and single columns are empty, no
               row contradicts another, and none is sorted by a target.
    columns:   every input column of the source, used or not.
    single_columns: the 10 columns that predict best alone, the best first.
    pairs:     pairs of number columns with a correlation of 0.95 or more, at most 20.
    sorted_by_target: whether the rows of the source are sorted by the target.
    sampled_rows: rows that single columns and pairs were measured on.
    warnings:  what deserves attention, in plain sentences.
    lengths:   of texts or series; None where the rows have neither.
    series:    None where a row is no series.
    texts:     None where no text is read.
    lexicon:   None where none was given.
    """

    rows: int
    columns: tuple[ColumnFacts, ...]
    targets: tuple[TargetFacts, ...]
    repeats: RepeatFacts
    single_columns: tuple[SingleColumn, ...]
    pairs: tuple[Pair, ...]
    time_order: tuple[TimeOrder, ...]
    sorted_by_target: bool
    sampled_rows: int
    warnings: tuple[Note, ...]
    lengths: LengthFacts | None = None
    series: SeriesFacts | None = None
    texts: TextFacts | None = None
    lexicon: LexiconFacts | None = None
