"""Read the whole of long texts, chunk by chunk."""

import math

from etude.diagnosis.evidence import Situation
from etude.records.change import Change
from etude.records.survey import LengthFacts

NAME = "texts in chunks"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = ("chunk", "chunk_pooling", "longest")
PRIORITY = 13
MEANING = "What tells may stand anywhere in a long text; chunk by chunk all of it can be read."

CHUNK = 256
MOST_CHUNKS = 16  # more take memory and time, and few texts are as long
NAMES = {
    "attention": "a weighted mean of the chunks",
    "mean": "the mean of the chunks",
    "max": "the largest over the chunks",
}


def offer(situation: Situation) -> tuple[Change, ...]:
    """Where more than one text in twenty is cut: all of it in chunks, as far as lengths are known,
    which count words; where texts are read so, other ways to pool their chunks."""
    lengths, plan = situation.facts.lengths, situation.plan
    if lengths is None or lengths.kind != "tokens" or plan.is_pretrained:
        return ()
    if plan.chunk:
        pooled = plan.chunk < min(plan.longest, lengths.longest)
        return tuple(_repooled(way) for way in NAMES if pooled and way != plan.chunk_pooling)
    chunks = min(math.ceil(lengths.long / CHUNK), MOST_CHUNKS)
    if plan.tokenizer != "word" or min(lengths.long, chunks * CHUNK) <= plan.longest:
        return ()
    return (_in_chunks(lengths, plan.longest, chunks),)


def _in_chunks(lengths: LengthFacts, read: int, chunks: int) -> Change:
    longest = chunks * CHUNK
    much = "all" if lengths.long <= longest else f"{longest:,}"
    return Change(
        name=f"read {much} in chunks of {CHUNK}",
        remedy=NAME,
        treats="",
        settings=(("chunk", CHUNK), ("chunk_pooling", "attention"), ("longest", longest)),
        because=f"Median {lengths.median:,.0f} words, one text in twenty has more than"
        f" {lengths.long:,.0f}; {read:,} of each are read: read {much} in chunks of {CHUNK}.",
        prediction="Validation loss falls if what tells stands where nothing was read.",
        source="Pappagari et al. 2019, Hierarchical Transformers for Long Documents",
    )


def _repooled(way: str) -> Change:
    return Change(
        name=f"chunks: {NAMES[way]}",
        remedy=NAME,
        treats="",
        settings=(("chunk_pooling", way),),
        because="Texts are read in chunks, whose pooling was not compared yet.",
        prediction="Validation loss falls if all chunks, or a few, tell more than one.",
        source="Sun et al. 2019, How to Fine-Tune BERT for Text Classification",
    )
