"""Cutting a cleaned document into words or characters."""

import re
import sys
import unicodedata
from functools import cache, lru_cache

from etude.data.text.documents import SEPARATOR

# Hiragana, katakana, Han and Thai are written without blanks: there a character is a word.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ASCII_WORDS = re.compile(rf"\w+(?:'\w+)*|[^\w\s]|{SEPARATOR}")
_REMEMBERED = 2**16  # documents; cross-validation cuts the same ones a hundred times
_APOSTROPHE = "\u2019"  # as typesetters write it
_LAST_MARK = 0x1FFFF  # beyond it Unicode has hardly a combining mark


@lru_cache(maxsize=_REMEMBERED)
def words_of(document: str) -> tuple[str, ...]:
    """The words and punctuation marks of a document, in lower case; a word keeps the apostrophes
    inside it. The separator between columns is a token of its own.

    In:    a document as `documents_of` cleans it.
    Blind: scripts written without blanks are cut into characters, not into their words.
    """
    text = document.lower()
    words = _ASCII_WORDS if text.isascii() else _words_of_any_script()
    return tuple(map(sys.intern, words.findall(text)))


def characters_of(document: str) -> tuple[str, ...]:
    """Every character as it is written, blanks included."""
    return tuple(document)


@cache
def _words_of_any_script() -> re.Pattern[str]:
    """Words with their combining marks, which Python does not count among a word's characters."""
    marks = "".join(
        chr(code)
        for code in range(0x300, _LAST_MARK)
        if unicodedata.category(chr(code)) in ("Mn", "Mc", "Me")
    )
    letter = rf"(?:[^\W{_UNSPACED}]|[{marks}])"
    return re.compile(rf"[{_UNSPACED}]|{letter}+(?:['{_APOSTROPHE}]{letter}+)*|[^\w\s]|{SEPARATOR}")
