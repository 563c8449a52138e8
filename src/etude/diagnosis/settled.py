"""Settings that a pretrained encoder settles: it does not read them, or they would ask for all
texts to be read by it anew."""

from etude.records.plan import Plan

_BY_ENCODER = frozenset(
    (
        *("sequence_width", "sequence_layers", "bidirectional", "attention_heads", "positions"),
        *("token_width", "kernel", "patch", "causal", "tokenizer", "vocabulary", "word_pairs"),
        *("longest", "beyond_longest", "chunk", "chunk_pooling", "word_synonyms"),
    )
)
_BY_VECTORS = frozenset(("pooling", "word_dropout", "word_swap", "word_deletion", "word_insertion"))


def settled(plan: Plan) -> frozenset[str]:
    """Names of settings that no change is offered for while this plan stands: while the encoder
    stays as it came, a text is one vector, and its words are not varied either."""
    if plan.is_frozen:
        return _BY_ENCODER | _BY_VECTORS
    return _BY_ENCODER if plan.is_pretrained else frozenset()
