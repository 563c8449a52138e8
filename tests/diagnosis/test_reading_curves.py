"""What symptoms read off curves: levels held, trends, harm and luck."""

import math
from dataclasses import replace

import pytest

from etude.diagnosis.chance import gap_error, majority_bound, standard_error
from etude.diagnosis.curve import at_the_end, lowest_held, mostly_since, since, trend, typical
from etude.diagnosis.harm import gain, harm, learns_numbers, with_harm
from etude.records.setup import Setup

from .curves import FACTS, NUMBERS, evidence


@pytest.mark.parametrize(
    ("values", "epoch"),
    [((0, 2, 2, 0), 2), ((0, 2, 0, 2), 0), ((2, 2), 1), ((2,), 0), ((), 0), ((2, math.nan, 2), 0)],
)
def test_a_level_counts_once_it_was_held_for_two_epochs(values, epoch: int) -> None:
    assert since(values, 1.0) == epoch


def test_one_odd_run_of_three_is_not_the_trial() -> None:
    calm, wild = evidence(gradient_spike=(1.0,) * 3), evidence(gradient_spike=(99.0,) * 3)
    mixed = replace(calm, trained=(*calm.trained[:2], wild.trained[0]))
    assert mostly_since(mixed, lambda curves: curves.gradient_spike, 10.0) == 0
    mixed = replace(calm, trained=(*wild.trained[:2], calm.trained[0]))
    assert mostly_since(mixed, lambda curves: curves.gradient_spike, 10.0) == 1


def test_the_end_is_two_epochs_that_are_known() -> None:
    def end(*values: float) -> float:
        return at_the_end(evidence(dead_share=values), lambda curves: curves.dead_share)

    assert end(0.1, 0.7, 0.6) == 0.6
    assert math.isnan(end(0.6))
    assert math.isnan(end(0.6, math.nan))
    assert lowest_held((0.9, 0.1, 0.5)) == 0.5
    assert math.isnan(typical(evidence((), ()), lambda run: math.nan))


def test_a_trend_is_the_line_through_the_last_third() -> None:
    line = trend(tuple(float(-x) for x in range(30)))
    assert line is not None
    assert (line.epochs, line.rise, line.spread) == (10, pytest.approx(-9), pytest.approx(0))
    assert line.z < -1e6
    assert trend((1.0,) * 5) is None
    assert trend((1.0,) * 5 + (math.nan,)) is None
    level = trend((1.0,) * 6)
    assert level is not None
    assert (level.rise, level.z) == (0.0, 0.0)
    jumping = trend((1.0, 2.0) * 3)
    assert jumping is not None
    assert abs(jumping.z) < 2
    assert jumping.spread == pytest.approx(math.sqrt((1.5 - 1.5**2 / 17.5) / 4))  # by hand


def test_harm_is_no_gain_on_the_naive_loss_or_less_than_a_linear_model_gains() -> None:
    assert "naive prediction" in harm(evidence((0.68,) * 3))  # 1.4 % better
    assert "linear yardstick" in harm(evidence((0.578,) * 3, (0.58,) * 3))  # 4 % of 0.69 worse
    assert harm(evidence((0.577,) * 3, (0.58,) * 3)) == ""
    assert harm(evidence((0.6,) * 3, (0.577,) * 3)) == ""  # validation is not clearly behind
    assert "linear yardstick" in harm(evidence((0.6,) * 3, (math.nan,) * 3))
    easy = replace(FACTS, linear_loss=0.04)
    assert "linear yardstick" in harm(
        evidence((0.051,) * 3, (0.051,) * 3, facts=easy)
    )  # a quarter worse
    assert harm(evidence((0.049,) * 3, facts=easy)) == ""
    numbers = replace(NUMBERS, linear_loss=0.012)
    assert harm(evidence((0.031,) * 3, (0.031,) * 3, facts=numbers)) == ""  # 2 % of 1 is asked
    assert "linear yardstick" in harm(evidence((0.033,) * 3, (0.033,) * 3, facts=numbers))
    assert harm(evidence((0.68, 0.54))) == ""  # one epoch at the end is good
    alone = replace(FACTS, linear_loss=math.nan)
    assert "10 % better was asked" in harm(evidence((0.63,) * 3, facts=alone))
    assert harm(evidence((0.61,) * 3, facts=alone)) == ""
    assert "3 of 3 runs" in harm(evidence(outcome="diverged"))
    assert harm(evidence((9.0,) * 3, facts=replace(alone, naive_loss=math.nan))) == ""
    assert math.isnan(gain(evidence(facts=replace(FACTS, naive_loss=0.0)), 0.1))
    unknown = evidence(facts=replace(alone, naive_loss=math.nan))
    assert with_harm("It is so", unknown) == "It is so; whether it did harm is not known."


@pytest.mark.parametrize(("loss", "is_harm"), [(0.605, False), (0.607, True)])
def test_a_loss_counts_for_less_where_right_answers_are_counted(loss: float, is_harm: bool) -> None:
    counted = replace(FACTS, yardstick_accuracy=0.7, validation_rows=400)  # 8 % of 0.69 is asked
    seen = evidence((loss,) * 3, (loss,) * 3, facts=counted, validation_accuracy=(0.7,) * 3)
    assert bool(harm(seen)) == is_harm


def test_luck_needs_rows_to_be_known() -> None:
    assert standard_error(0.5, 96) == pytest.approx(0.05)
    assert standard_error(1.0, 40) == pytest.approx(math.sqrt(42 / 44 * 2 / 44 / 44))  # not 0
    assert math.isnan(standard_error(0.5, 0))
    rows = evidence(facts=replace(FACTS, validation_rows=2400))
    assert majority_bound(rows) == pytest.approx(0.62, abs=1e-4)
    assert math.isnan(majority_bound(evidence()))
    assert math.isnan(gap_error(evidence(), 0.9, 0.8))
    assert gap_error(rows, 0.5, 0.5) == pytest.approx(math.sqrt(0.25 / 4100 + 0.25 / 2404))


def test_targets_are_numbers_only_where_that_is_known() -> None:
    assert learns_numbers(evidence(facts=NUMBERS))
    assert not learns_numbers(evidence())
    nothing = replace(NUMBERS, majority_share=math.nan)
    assert not learns_numbers(evidence(facts=nothing, setup=Setup()))
    assert learns_numbers(evidence(facts=nothing, setup=Setup(loss="mse")))
