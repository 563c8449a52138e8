"""How long texts are in the tokens of a plan, foretold from their words."""

from dataclasses import replace

from etude.records.survey import LengthFacts

# Tokens for every word or mark: 4.1 to 5.2 characters and 1.1 to 1.3 pieces in four English sets of
# 3,000 texts, with room for languages of longer words.
TOKENS_A_WORD = {"word": 1.0, "byte_pair": 1.5, "character": 5.0}


def in_own_tokens(lengths: LengthFacts, tokenizer: str) -> LengthFacts:
    """The lengths of texts in such tokens; those of series as they are."""
    longer = TOKENS_A_WORD[tokenizer]
    if lengths.kind != "tokens" or longer == 1.0:
        return lengths
    return replace(
        lengths,
        median=lengths.median * longer,
        long=lengths.long * longer,
        longest=round(lengths.longest * longer),
    )
