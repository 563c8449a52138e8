import pytest

from etude.data.text.words import characters_of, words_of


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", ()),
        ("Call 0800-55, NOW!", ("call", "0800", "-", "55", ",", "now", "!")),
        ("I don't; 'tis", ("i", "don't", ";", "'", "tis")),
        ("don\u2019t", ("don\u2019t",)),
        ("title\nbody", ("title", "\n", "body")),
        ("東京 is", ("東", "京", "is")),
        ("हिन्दी भाषा", ("हिन्दी", "भाषा")),
        ("e\u0323\u0301a x", ("e\u0323\u0301a", "x")),
        ("ok 👍👍", ("ok", "👍", "👍")),
    ],
)
def test_words_and_punctuation_are_apart(document: str, words: tuple[str, ...]) -> None:
    assert words_of(document) == words


def test_characters_are_kept_as_written() -> None:
    assert characters_of("Ab c") == ("A", "b", " ", "c")
