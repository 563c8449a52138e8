"""Cutting documents into frequent pieces of words: byte-pair encoding.

Source: Sennrich et al. 2016, Neural Machine Translation of Rare Words with Subword Units; the
        Hugging Face library ``tokenizers`` counts and merges. Like its authors' own, the pieces
        begin with characters, not with bytes.
"""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from etude.data.text.documents import SEPARATOR

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FEWEST = 2  # times that a character or a pair is met before it has a code
_PADDING, _UNKNOWN = "\x00", "\x01"  # no cleaned document holds a control character
SPECIAL = (_PADDING, _UNKNOWN, SEPARATOR)  # in the order of their codes


def learn_byte_pairs(documents: Iterable[str], size: int, asked: int) -> str:
    """Learn at most ``size`` pieces, padding, unknown and separator included, as the JSON of a
    tokenizer; the same documents give the same pieces in the same order in every process.

    asked: pieces that the plan allows. Half of them may be single characters, however few pieces
           these documents hold.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    _one_thread()
    lines = [line for document in documents for line in document.split(SEPARATOR)]
    alphabet = _alphabet(lines, asked)
    tokenizer = Tokenizer(models.BPE(unk_token=_UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation()]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=FEWEST,
        special_tokens=list(SPECIAL),
        initial_alphabet=alphabet,
        limit_alphabet=len(alphabet),
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    return tokenizer.to_str()


def pieces_of(learned: str, documents: Sequence[str]) -> list[list[int]]:
    """The codes of every document's pieces; each different word is cut once."""
    _one_thread()
    words = list(dict.fromkeys(word for document in documents for word in document.split()))
    found = _tokenizer(learned).encode_batch_fast(words)
    codes = {word: one.ids for word, one in zip(words, found, strict=True)}
    return [_codes(document, codes) for document in documents]


def _codes(document: str, codes: Mapping[str, list[int]]) -> list[int]:
    first, *others = document.split(SEPARATOR)
    found = [code for word in first.split() for code in codes[word]]
    for line in others:
        found.append(SPECIAL.index(SEPARATOR))
        found += (code for word in line.split() for code in codes[word])
    return found


def piece_names(learned: str) -> list[str]:
    """The pieces in the order of their codes; the first of a word begins with a low line."""
    vocabulary = _tokenizer(learned).get_vocab()
    return sorted(vocabulary, key=vocabulary.__getitem__)


@lru_cache(maxsize=64)
def _tokenizer(learned: str) -> "Tokenizer":
    from tokenizers import Tokenizer

    return Tokenizer.from_str(learned)


def _alphabet(lines: Iterable[str], asked: int) -> list[str]:
    """The most frequent characters, at most half of the pieces asked for; the library breaks ties
    by chance, so that it is not asked to choose."""
    counts = Counter("".join(f" {line}" for line in lines).replace(" ", "▁"))
    ranked = sorted(counts, key=lambda one: (-counts[one], one))
    most = max(1, (asked - len(SPECIAL)) // 2)
    return sorted(one for one in ranked[:most] if counts[one] >= FEWEST) or ["▁"]


def _one_thread() -> None:
    """Workers of one thread each are the engine's way to use the cores."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
