import math
from dataclasses import replace

import pytest

from etude.records.moves import Judge, Noted, OutOfTime, Remark, Train
from etude.records.notebook import Entry, Notebook
from etude.records.problem import METRICS, Problem
from etude.report import story
from etude.report.charts.sparkline import sparkline
from etude.report.figures_in_words import (
    clipped,
    clock,
    figure,
    saved_words,
    several,
    share,
    share_bounds,
)
from etude.report.front import _changes
from etude.report.metrics_in_words import metric_in_words
from etude.report.words import phase_title, sentence, verdict_words

PRICES = Problem("table", "regression", ("price",), (), "mae", "", "USD")
SPAM = Problem("table", "classification", ("spam",), ("no", "yes"), "accuracy", "")


def test_every_entry_is_told_in_a_sentence(finished: Notebook, beaten: Notebook) -> None:
    for notebook in (finished, beaten):
        for entry in notebook:
            told = sentence(entry, notebook)
            assert told.endswith(".")
            assert told != type(entry.move).__name__


def test_a_refused_change_is_told_with_all_its_numbers(finished: Notebook) -> None:
    entry = next(e for e in finished if isinstance(e.move, Judge) and not e.move.verdict.kept)
    assert sentence(entry, finished) == (
        "Trial 8 (learning rate 0.003): refused. Loss 1.2 % lower, 95 % interval"
        " of what it saves -0.7 to 3.1 %,"
        " p = 0.14 (needed 0.0083); a gain of 2.9 % would have been shown 8 times"
        " of 10."
    )


def test_a_change_without_training_is_told_by_its_name(finished: Notebook) -> None:
    entry = finished.paired(Judge)[-1]
    assert sentence(entry, finished).startswith("Average of 5 networks: kept. Loss 2.2 % lower")


def test_what_the_clock_prevented_is_told(finished: Notebook) -> None:
    entry = replace(finished.paired(Train)[2], result=OutOfTime(270.0), seconds=271.0)
    told = "Out of time after 271 s: trial 3 (dropout 0.25) was not done."
    assert sentence(entry, finished) == told


def test_a_remark_is_its_own_sentence(finished: Notebook) -> None:
    assert sentence(Entry(Remark("x", "So it is."), Noted(), 0.0), finished) == "So it is."


def test_phases_have_titles() -> None:
    assert phase_title("fine-tune") == "Fine-tuning"
    assert phase_title("something_new") == "Something new"


def test_steps_tell_what_became_of_each_change(finished: Notebook) -> None:
    outcomes = {step.change.name: step.outcome for step in story.steps(finished)}
    assert outcomes == {
        "dropout 0.25": "kept",
        "128 - 128 neurons": "screened out",
        "learning rate 0.003": "refused",
        "average of 5 networks": "kept",
    }
    assert story.steps(finished)[0].finding is not None


def test_a_change_sent_on_to_be_confirmed_is_not_judged_yet(interrupted: Notebook) -> None:
    outcomes = {step.change.name: step.outcome for step in story.steps(interrupted)}
    assert outcomes == {"dropout 0.25": "not judged", "128 - 128 neurons": "screened out"}


def test_what_was_tried_briefly_alone_is_not_told_as_judged(interrupted: Notebook) -> None:
    assert _changes(interrupted) == (
        "1 change was tried briefly, none was sent on to be judged: the first plan stands."
    )


def test_the_winning_plan_has_every_kept_change_and_no_other(
    interrupted: Notebook, finished: Notebook
) -> None:
    searched = replace(finished, entries=finished.entries[:32])
    for notebook in (finished, searched):
        plan = story.winning_plan(notebook)
        assert plan is not None
        assert (plan.dropout, plan.learning_rate, plan.members) == (0.25, 0.001, 5)
    assert story.winning_plan(interrupted) == story.baseline_plan(finished)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0.0, "0"), (0.43, "0.430"), (1234.5, "1,234"), (12.34, "12.3"), (math.nan, "not known"),
     (math.inf, "infinite"), (1e-9, "1.00e-09"), (-0.05, "-0.0500")],
)  # fmt: skip
def test_figures(number: float, words: str) -> None:
    assert figure(number) == words


def test_shares_times_and_lists() -> None:
    assert [share(x) for x in (0.5, 0.013, 0.0004, math.nan)] == [
        "50 %", "1.3 %", "0.04 %", "not known",
    ]  # fmt: skip
    assert [clock(x) for x in (45, 200, 3900)] == ["45 s", "3 min 20 s", "1 h 05 min"]
    assert several(["a", "b", "c"]) == "a, b and c"
    assert clipped("a\nb" + "c" * 99, 5) == "a bc…"


def test_metrics_read_as_the_guide_reads_them() -> None:
    assert metric_in_words("mae", 11.67, PRICES) == "On average off by 11.7 USD."
    assert metric_in_words("accuracy", 0.85, SPAM) == "85 % of the rows are predicted right."
    assert "good" in metric_in_words("roc_auc", 0.87, SPAM)
    assert "worse than a coin" in metric_in_words("roc_auc", 0.4, SPAM)
    assert "worse than always saying the mean" in metric_in_words("r2", -0.1, PRICES)
    for name in METRICS:
        assert metric_in_words(name, math.nan, SPAM).endswith("no value on these rows.")
        assert metric_in_words(name, 0.6, SPAM).endswith(".")


def test_a_sparkline_is_as_wide_as_it_may_be() -> None:
    assert sparkline([]) == ""
    assert sparkline([1.0, 2.0, 3.0]) == "▁▅█"
    assert len(sparkline(list(range(100)), 12)) == 12
    assert sparkline([1.0, math.nan]) == "▁·"
    assert sparkline([math.inf]) == "·"


def test_shares_of_a_loss_next_to_nothing_are_told_to_be_beyond_all() -> None:
    assert share_bounds(-0.008, 0.031) == "-0.8 to 3.1 %"
    assert share_bounds(-9116.0, 0.503) == "under -1000 to 50.3 %"
    assert share_bounds(-0.503, 9116.0) == "-50.3 to over 1000 %"
    assert saved_words(-9116.0) == "under -1000 %"
    assert saved_words(-0.13) == "-13 %"


@pytest.mark.parametrize(
    ("judgement", "meaning"),
    [
        ("tie", "a gain worth having is excluded."),
        ("hurt", "it made things worse."),
        ("undecided", "a gain of 2.9 % would have been shown 8 times of 10."),
    ],
)
def test_a_refusal_keeps_its_meaning(finished: Notebook, judgement: str, meaning: str) -> None:
    verdict = next(one for one in story.verdicts(finished) if not one.kept)
    assert verdict_words(replace(verdict, judgement=judgement)).endswith(meaning)
