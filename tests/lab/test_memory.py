"""The memory experiment: its rows, its verdicts, and a run so small that a test can wait for it."""

import numpy as np
import pytest

from etude.errors import BadOption
from etude.lab.catalogue import all_experiments, experiment
from etude.lab.experiments import memory
from etude.lab.experiments.memory import CHANCE, NAMES, Memory, measure, outcome
from etude.lab.page import experiment_page
from etude.lab.recall import (
    LOST,
    RECALLED,
    UNCLEAR,
    Reach,
    Recall,
    forgets_between,
    has_no_limit,
    out_of_reach,
    reach,
    remembers_hundreds,
)
from etude.lab.recall_rows import CLASSES, HEAD, INPUT, recall_rows
from etude.records.codec import from_plain, to_plain
from etude.report.page import render_page

KINDS = np.arange(3, 3 + CLASSES)


def silent(line: str) -> None:
    """Nobody listens."""


def shown(model: str, distance: int, *shares: float) -> Recall:
    return Recall(model, (distance,), distance, shares)


# --- the rows --------------------------------------------------------------------------------


def test_the_answer_is_the_first_token_and_counting_tells_nothing() -> None:
    rows = recall_rows(60, (5, 20), 1)
    tokens = rows.inputs[INPUT]
    np.testing.assert_array_equal(tokens[:, 0], rows.targets[HEAD] + KINDS[0])
    for kind in KINDS:
        np.testing.assert_array_equal((tokens == kind).sum(axis=1), 1)


def test_distances_come_in_equal_shares_and_end_where_they_say() -> None:
    rows = recall_rows(60, (5, 20, 40), 1)
    lengths, counts = np.unique(rows.lengths[INPUT], return_counts=True)
    assert dict(zip(lengths.tolist(), counts.tolist(), strict=True)) == {6: 20, 21: 20, 41: 20}
    known = np.arange(41) < rows.lengths[INPUT][:, None]
    np.testing.assert_array_equal(rows.inputs[INPUT] > 0, known)


def test_other_seeds_give_other_rows_and_the_same_seed_the_same() -> None:
    one, same, other = (recall_rows(40, (9,), seed).inputs[INPUT] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_a_distance_without_room_for_the_other_kinds_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        recall_rows(4, (2,), 1)


# --- verdicts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "standing"),
    [
        ((1.0, 1.0, 0.99), RECALLED),
        ((0.25, 0.27, 0.24), LOST),
        ((1.0, 1.0, 0.25), UNCLEAR),
        ((1.0,), UNCLEAR),
    ],
)
def test_seeds_that_disagree_decide_nothing(shares: tuple[float, ...], standing: str) -> None:
    assert shown("rnn", 5, *shares).standing(0.25) == standing


def test_reach_ends_at_the_first_distance_that_is_not_recalled() -> None:
    recalls = [shown("rnn", 5, 1, 1), shown("rnn", 25, 0.3, 0.3), shown("rnn", 100, 1, 1)]
    assert reach(recalls, 0.25) == Reach(5, 25, 100)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Reach(50, 100, 400), "holds"),
        (Reach(50, 200, 400), "not decided, somewhere between 50 and 200"),
        (Reach(100, 200, 400), "not decided, somewhere between 100 and 200"),
        (Reach(25, 75, 400), "not decided, somewhere between 25 and 75"),
        (Reach(200, 400, 400), "longer"),
        (Reach(400, 0, 400), "longer"),
        (Reach(10, 25, 400), "sooner"),
        (Reach(25, 50, 400), "sooner"),
        (Reach(25, 0, 25), "not decided"),
        (Reach(10, 0, 400), "the seeds disagree"),
        (Reach(50, 0, 100), "the seeds disagree"),
        (Reach(25, 200, 400), "between 25 and 200"),
    ],
)
def test_what_is_said_of_forgetting(found: Reach, said: str) -> None:
    assert said in forgets_between(found, 50, 100)


def test_what_is_said_of_hundreds_and_of_no_limit() -> None:
    assert "holds" in remembers_hundreds(Reach(200, 400, 400))
    assert "not decided" in remembers_hundreds(Reach(100, 0, 100))
    assert "not borne out" in remembers_hundreds(Reach(100, 200, 400))
    assert "not decided" in remembers_hundreds(Reach(100, 0, 400))
    assert "no limit was met" in has_no_limit(Reach(400, 0, 400))
    assert "a limit was met" in has_no_limit(Reach(100, 200, 400))


def test_a_memory_is_told_from_a_training_that_falls_short() -> None:
    alone = [shown("RNN", 100, 0.3, 0.3), shown("RNN", 50, 1, 1)]
    (said,) = out_of_reach(alone, 0.25)
    assert said.startswith("RNN at 100: not clearly recalled, which may be beyond the training")
    (said,) = out_of_reach([*alone, Recall("RNN", (50, 100), 100, (1.0, 1.0))], 0.25)
    assert "The training did not reach so far; the memory does." in said
    assert out_of_reach([shown("RNN", 50, 1, 1)], 0.25) == []


# --- the whole -------------------------------------------------------------------------------


def made() -> Memory:
    """The bag guesses, the RNN forgets at 100, the others remember."""
    recalls = [
        shown(model, distance, *((0.25, 0.26) if guesses else (1.0, 0.99)))
        for model in NAMES
        for distance in (5, 50, 100, 200)
        for guesses in [model == "bag" or (model == "rnn" and distance >= 100)]
    ]
    return Memory(CHANCE, 256, 2, tuple(recalls), ((400,),))


def test_the_verdicts_follow_the_numbers() -> None:
    said = "\n".join(outcome(made()).verdicts)
    assert "RNN forgets after 50-100 elements”: the sentence holds here" in said
    assert "LSTM remembers hundreds”: the sentence holds here" in said
    assert "no limit was met" in said
    assert "was near guessing, as it must be" in said
    assert "left out: distance 400" in said


def test_the_page_holds_the_chart_and_the_numbers_survive_json() -> None:
    found = outcome(made())
    page = render_page(experiment_page(experiment("memory"), found))
    assert 'id="chart-recall-alone"' in page
    assert from_plain(Memory, to_plain(found.numbers)) == made()


def test_a_network_recalls_from_near_and_a_bag_can_but_guess() -> None:
    found = measure([(5,), (400,)], (1, 2, 3), 1, 0.0, silent, ("lstm", "bag"))
    assert found.left_out == ((400,),)
    lstm, bag = found.recalls
    assert lstm.standing(CHANCE) == RECALLED
    assert bag.standing(CHANCE) == LOST


def test_the_folder_is_the_list() -> None:
    assert memory in all_experiments()
    with pytest.raises(BadOption, match="there are: memory"):
        experiment("memry")
