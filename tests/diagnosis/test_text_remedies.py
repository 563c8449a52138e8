"""What is offered for texts: variations that make sense of their tokens, chunks of long ones."""

from dataclasses import replace

import pytest

from etude.diagnosis.evidence import Situation
from etude.diagnosis.remedies import in_chunks, other_sequence_model, vary_words, word_pairs
from etude.records.plan import Plan
from etude.records.survey import LengthFacts

from .curves import FACTS, evidence


def situation(plan: Plan, long: float = 1_900.0, synonyms: float = 0.0) -> Situation:
    lengths = LengthFacts("tokens", 1_240.0, long, 9_000, 1)
    return Situation(plan, evidence(facts=replace(FACTS, lengths=lengths, synonyms=synonyms)), ())


def varied(plan: Plan, synonyms: float = 0.0) -> set[str]:
    changes = vary_words.offer(situation(plan, synonyms=synonyms))
    return {name for change in changes for name, _ in change.settings}


def test_synonyms_are_offered_where_a_lexicon_has_some() -> None:
    assert "word_synonyms" in varied(Plan(), synonyms=0.2)
    assert "word_synonyms" not in varied(Plan())
    assert "word_synonyms" not in varied(Plan(word_synonyms=0.3), synonyms=0.2)


@pytest.mark.parametrize("tokenizer", ["character", "byte_pair"])
def test_letters_and_pieces_have_no_synonyms_and_are_not_put_in(tokenizer: str) -> None:
    of_words = {"word_synonyms", "word_insertion"}
    assert of_words <= varied(Plan(), synonyms=0.2)
    assert not of_words & varied(Plan(tokenizer=tokenizer), synonyms=0.2)


def test_long_texts_are_read_whole_in_chunks() -> None:
    [change] = in_chunks.offer(situation(Plan(longest=512)))
    assert change.because == (
        "Median 1,240 words, one text in twenty has more than 1,900; 512 of each are read: read"
        " all in chunks of 256."
    )
    plan = change.apply(Plan(longest=512))
    assert (plan.chunk, plan.chunk_pooling, plan.longest) == (256, "attention", 2_048)


def test_the_longest_are_read_as_far_as_sixteen_chunks() -> None:
    [change] = in_chunks.offer(situation(Plan(longest=512), long=8_000.0))
    assert change.name == "read 4,096 in chunks of 256"
    assert change.apply(Plan()).longest == 4_096
    assert not in_chunks.offer(situation(Plan(longest=4_096), long=8_000.0))


def test_chunks_are_pooled_another_way_where_there_are_any() -> None:
    plan = Plan(longest=2_048, chunk=256)
    found = [change.settings for change in in_chunks.offer(situation(plan))]
    assert found == [(("chunk_pooling", way),) for way in ("mean", "max")]
    assert not in_chunks.offer(situation(plan.changed(longest=256)))


@pytest.mark.parametrize("plan", [Plan(longest=2_048), Plan(longest=512, tokenizer="character")])
def test_no_chunks_where_nothing_is_cut_or_lengths_are_not_known(plan: Plan) -> None:
    assert not in_chunks.offer(situation(plan))


@pytest.mark.parametrize("tokenizer", ["word", "byte_pair"])
def test_pairs_of_words_are_offered_to_a_bag_that_has_none(tokenizer: str) -> None:
    bag = Plan(sequence_model="bag", tokenizer=tokenizer)
    [change] = word_pairs.offer(situation(bag))
    assert change.apply(bag).word_pairs == word_pairs.PAIRS
    assert not word_pairs.offer(situation(change.apply(bag)))


@pytest.mark.parametrize("plan", [Plan(), Plan(sequence_model="bag", tokenizer="character")])
def test_pairs_of_letters_and_of_steps_in_order_are_not_offered(plan: Plan) -> None:
    assert not word_pairs.offer(situation(plan))


def test_pairs_of_words_come_before_other_models_which_do_without() -> None:
    assert word_pairs.PRIORITY < other_sequence_model.PRIORITY
    bag = Plan(sequence_model="bag", word_pairs=word_pairs.PAIRS)
    rivals = other_sequence_model.offer(situation(bag))
    assert {change.apply(bag).word_pairs for change in rivals} == {0}
