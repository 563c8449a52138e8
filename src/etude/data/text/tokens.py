"""Preparing text: what the learn rows teach about cutting documents into tokens."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, TypeVar

import numpy as np

from etude.data.rows import Array
from etude.data.strata import Integers
from etude.data.text.byte_pairs import learn_byte_pairs, piece_names, pieces_of
from etude.data.text.cutting import part_seen
from etude.data.text.documents import SEPARATOR
from etude.data.text.pairs import learn_pairs
from etude.data.text.pretrained.reader import Reader
from etude.data.text.words import characters_of, words_of
from etude.data.typed import Documents
from etude.records.plan import Plan
from etude.records.shape import PADDING, UNKNOWN, InputShape
from etude.records.shape import SEPARATOR as SEPARATOR_CODE

NAME = "text"  # of the network's input
FEWEST = 2  # times that a word or character is met in the learn rows before it has a code
FIRST_CODE = SEPARATOR_CODE + 1
PRETRAINED = "pretrained"  # pieces of a pretrained encoder
CUTTERS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "word": words_of,
    "character": characters_of,
}
Codes = Sequence[int]
T = TypeVar("T")


@dataclass(frozen=True)
class TokenPreparation:
    """How documents become codes; immutable, saved with the model.

    tokenizer:  ``word``, ``character`` or ``byte_pair``; ``pretrained`` for an encoder's own.
    longest:    tokens seen of a document; none of the development rows has more, or the plan
                allows no more. Byte pairs that all these rows together teach are counted for it:
                by those of the learn rows alone a document may have a few more.
    beyond:     ``head``, ``tail`` or ``ends``: the part seen of a longer one.
    vocabulary: words or characters, the most frequent first; the first has code 3.
    byte_pairs: the learned pieces as the JSON of a tokenizer, "" for other tokenizers.
    reader:     the pretrained encoder whose pieces they are; None for other tokenizers, and until
                it is said where it lies.
    pairs:      int64 [word_pairs], the pairs of neighbouring tokens that a bag tells apart
                (``text.pairs``); None where the plan asks for none.
    """

    tokenizer: str
    longest: int
    beyond: str
    vocabulary: tuple[str, ...] = ()
    byte_pairs: str = ""
    reader: Reader | None = None
    pairs: Integers | None = None

    def apply(self, documents: Documents) -> tuple[Integers, Integers]:
        """The codes of these documents, padded with 0, and how many each has.

        Out: int64 [n, L], int64 [n]; L: the longest of these documents, at least 1.
        """
        rows = [self._seen(codes) for codes in self._codes(documents)]
        lengths = np.fromiter(map(len, rows), np.int64, len(rows))
        steps = max(1, int(lengths.max(initial=0)))
        codes = np.full((len(rows), steps), PADDING, dtype=np.int64)
        inside = np.arange(steps) < lengths[:, None]
        codes[inside] = np.fromiter(chain.from_iterable(rows), np.int64, int(lengths.sum()))
        return codes, lengths

    def tokens(self, document: str) -> tuple[str, ...]:
        """The tokens seen of one document, as a reader can read them; unknown ones as they are
        written, where they are words or characters."""
        if self.tokenizer == "byte_pair":
            names = piece_names(self.byte_pairs)
            codes = pieces_of(self.byte_pairs, [document])[0]
            return tuple(names[code] for code in self._seen(codes))
        if self.reader is not None:
            return tuple(self._seen(self.reader.pieces(document)))
        written = CUTTERS[self.tokenizer](document)
        return tuple(written[place] for place in self._seen(range(len(written))))

    def to_arrays(self) -> dict[str, Array]:
        """The pairs; `metadata` holds everything else."""
        return {} if self.pairs is None else {"pairs": self.pairs}

    def metadata(self) -> dict[str, Any]:
        """The whole preparation as plain values for JSON, but for the reader, which lies beside
        the model."""
        apart = ("reader", "pairs")
        plain = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in apart}
        return plain | {"vocabulary": list(self.vocabulary)}

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, Array], metadata: Mapping[str, Any]
    ) -> "TokenPreparation":
        """The preparation that `to_arrays` and `metadata` described."""
        return cls(**{**metadata, "vocabulary": tuple(metadata["vocabulary"]), **arrays})

    def _codes(self, documents: Documents) -> list[Codes]:
        if self.tokenizer == "byte_pair":
            return [*pieces_of(self.byte_pairs, list(documents))]
        if self.reader is not None:
            return [self.reader.codes(one) for one in documents]
        cut, known = CUTTERS[self.tokenizer], self._known
        return [[known.get(token, UNKNOWN) for token in cut(one)] for one in documents]

    @cached_property
    def _known(self) -> dict[str, int]:
        known = {token: code for code, token in enumerate(self.vocabulary, FIRST_CODE)}
        return known | {SEPARATOR: SEPARATOR_CODE}

    def _seen(self, tokens: Sequence[T]) -> Sequence[T]:
        return part_seen(tokens, self.longest, self.beyond)


def learn_tokens(
    documents: Documents, rows: Integers, plan: Plan, reader: Reader | None = None
) -> TokenPreparation:
    """Learn a vocabulary from the documents of these rows only.

    In:    documents: of all development rows, which decide the shape alone: the longest length
           and the number of codes. rows int64 [N]: the learn rows. reader: the pretrained
           encoder, where the plan reads with one: there is nothing to learn then.
    Out:   words or characters met at least twice, the most frequent first, in alphabetical order
           where equally frequent.
    Blind: a word met once is read as unknown, also where it stood in the learn rows.
    """
    shape = token_shape(documents, plan, reader)
    if plan.is_pretrained:
        return TokenPreparation(PRETRAINED, shape.steps, plan.beyond_longest, reader=reader)
    size = shape.cardinalities[0]
    learned = documents[rows]
    words: tuple[str, ...] = ()
    pieces = ""
    if plan.tokenizer == "byte_pair":
        pieces = learn_byte_pairs(learned, size, plan.vocabulary)
    else:
        words = tuple(_frequent(CUTTERS[plan.tokenizer], learned)[: size - FIRST_CODE])
    found = TokenPreparation(plan.tokenizer, shape.steps, plan.beyond_longest, words, pieces)
    if not plan.word_pairs:
        return found
    return replace(found, pairs=learn_pairs(found.apply(learned)[0], plan.word_pairs))


def token_shape(documents: Documents, plan: Plan, reader: Reader | None = None) -> InputShape:
    """The shape of the text input, from all development rows: the same for every fold."""
    if plan.is_pretrained and reader is not None:
        return _shape_of_pieces(tuple(documents), reader, plan.longest)
    return _shape(tuple(documents), plan.tokenizer, plan.vocabulary, plan.longest)


def token_lengths(documents: Iterable[str], tokenizer: str) -> Integers:
    """Tokens of every document by the ``word`` or ``character`` tokenizer, int64 [n]."""
    cut = CUTTERS[tokenizer]
    return np.array([len(cut(one)) for one in documents], dtype=np.int64)


@lru_cache(maxsize=8)
def _shape(documents: tuple[str, ...], tokenizer: str, vocabulary: int, longest: int) -> InputShape:
    if tokenizer == "byte_pair":
        pieces = learn_byte_pairs(documents, vocabulary, vocabulary)
        size = len(piece_names(pieces))
        lengths = np.array([len(codes) for codes in pieces_of(pieces, documents)], np.int64)
    else:
        size = FIRST_CODE + len(_frequent(CUTTERS[tokenizer], documents))
        lengths = token_lengths(documents, tokenizer)
    seen = np.minimum(lengths, longest)
    steps, mean = max(1, int(seen.max(initial=1))), float(seen.mean()) if len(seen) else 1.0
    return InputShape(NAME, "tokens", 1, (min(size, vocabulary),), steps, mean)


@lru_cache(maxsize=8)
def _shape_of_pieces(documents: tuple[str, ...], reader: Reader, longest: int) -> InputShape:
    about = reader.about
    seen = np.minimum(reader.counts(documents), min(longest, about.longest))
    steps, mean = max(1, int(seen.max(initial=1))), float(seen.mean()) if len(seen) else 1.0
    return InputShape(NAME, "tokens", 1, (about.vocabulary + FIRST_CODE,), steps, mean)


def _frequent(cut: Callable[[str], tuple[str, ...]], documents: Iterable[str]) -> list[str]:
    """Tokens met at least twice, the most frequent first; the separator has its own code."""
    counts = Counter(chain.from_iterable(cut(one) for one in documents))
    del counts[SEPARATOR]
    kept = [token for token, count in counts.items() if count >= FEWEST]
    return sorted(kept, key=lambda token: (-counts[token], token))
