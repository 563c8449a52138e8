"""Symptoms of what was measured before training: where each fires, and just not."""

from dataclasses import replace
from math import nan

import pytest

from etude.diagnosis.catalogue import all_symptoms
from etude.diagnosis.evidence import Mark
from etude.diagnosis.harm import harm
from etude.diagnosis.symptoms import (
    behind_plain_network,
    changed_rows,
    cleared_gradients,
    codes_as_numbers,
    column_gives_away,
    columns_move_together,
    columns_of_no_use,
    cut_off_inputs,
    few_updates,
    first_loss_too_high,
    first_loss_too_low,
    frozen_parameters,
    imbalanced_classes,
    loss_below_zero,
    lost_in_half_precision,
    modes_disagree,
    narrow_layer,
    no_biases,
    optimizer_begins_anew,
    other_targets,
    other_weights,
    overfitting,
    pushed_away,
    rate_falls_too_soon,
    rows_drift,
    rows_mixed,
    rows_unused,
    scaled_otherwise,
    shapes_broadcast,
    shared_rows,
    signal_fades,
    skewed_inputs,
    stacked_linear,
    tiny_batches,
    uneven_rows,
    unlike_training,
    unscaled_inputs,
    validation_at_chance,
    weights_changed,
    weights_start_alike,
)

from .curves import FACTS, LAST_KEPT, NUMBERS, SETUP, checked, evidence

DRIFT = {"times": 1.0, "shift": 0.0, "widening": 0.0, "moving": 0.0}
BY_NAME = {symptom.NAME: symptom for symptom in all_symptoms()}


@pytest.mark.parametrize(
    ("symptom", "check", "fires", "silent", "severity"),
    [
        ("inputs not finite", "non_finite_inputs", {"cells": 1}, {"cells": 0}, "diagnosis"),
        ("unscaled inputs", "input_scale", {"largest_z": 20.1}, {"largest_z": 20}, "note"),
        ("unscaled inputs", "input_scale", {"off_centre": 2.6}, {"off_centre": 2.5}, "note"),
        ("unscaled inputs", "input_scale", {"scale_ratio": 101}, {"scale_ratio": 100}, "note"),
        ("constant inputs", "constant_inputs", {"columns": 1}, {"columns": 0}, "note"),
        ("rows scaled by themselves", "rows_alike", {"length": 1}, {"length": 0}, "note"),
        ("rows scaled by themselves", "rows_alike", {"centre": 1}, {"centre": 0}, "note"),
        (
            "weights changed between steps", "weights_changed",
            {"changed": 2}, {"changed": 1}, "note",
        ),
        (
            "gradients cleared before the step", "gradients_cleared",
            {"cleared": 3}, {"cleared": 2}, "note",
        ),
        (
            "rows drift from epoch to epoch", "rows_drift",
            DRIFT | {"times": 0.79, "widening": 0.85}, DRIFT | {"times": 0.81, "widening": 0.85},
            "note",
        ),
        (
            "rows drift from epoch to epoch", "rows_drift",
            DRIFT | {"times": 1.26, "widening": 0.85}, DRIFT | {"times": 1.26, "widening": 0.84},
            "note",
        ),
        (
            "rows drift from epoch to epoch", "rows_drift",
            DRIFT | {"shift": -0.26, "moving": 0.85}, DRIFT | {"shift": -0.25, "moving": 0.85},
            "note",
        ),
        (
            "gradients lost in half precision", "half_precision",
            {"lost": 0.1, "nearly": 0.1}, {"lost": 0.09, "nearly": 0.1}, "note",
        ),
        (
            "gradients lost in half precision", "half_precision",
            {"lost": 1.0, "nearly": 0.0}, {"lost": 0.99, "nearly": 0.09}, "note",
        ),
        (
            "rows weighed unevenly", "asked_of_rows",
            {"even": 0.49, "rows": 30}, {"even": 0.5, "rows": 30}, "note",
        ),
        (
            "rows weighed unevenly", "asked_of_rows",
            {"even": 0.1, "rows": 30}, {"even": 0.1, "rows": 29}, "note",
        ),
        (
            "pushed away from the targets", "asked_of_rows",
            {"astray": 0.051, "pushed": 30}, {"astray": 0.05, "pushed": 30}, "note",
        ),
        (
            "pushed away from the targets", "asked_of_rows",
            {"astray": 1.0, "pushed": 30}, {"astray": 1.0, "pushed": 29}, "note",
        ),
        ("placeholders", "placeholders", {"columns": 1, "cells": 0.01}, {"columns": 0}, "note"),
        (
            "mixed units", "mixed_units",
            {"columns": 1, "cells": 0.01, "times": 100}, {"columns": 0}, "note",
        ),
        (
            "trained in evaluation mode", "training_mode",
            {"resting": 2, "steps": 10}, {"resting": 2, "steps": 11}, "note",
        ),
        (
            "trained in evaluation mode", "training_mode",
            {"resting": 2, "steps": 2}, {"resting": 1, "steps": 1}, "note",
        ),
        (
            "worse weights kept", "weights_left",
            {"loss_before": 0.3, "loss_after": 0.5, "errors": 2.6,
             "accuracy_before": 0.9, "accuracy_after": 0.87},
            {"loss_before": 0.3, "loss_after": 0.5, "errors": 2.4,
             "accuracy_before": 0.9, "accuracy_after": 0.87}, "diagnosis",
        ),
        (
            "worse weights kept", "weights_left",
            {"loss_before": 0.3, "loss_after": 0.5, "errors": 2.6,
             "accuracy_before": 0.9, "accuracy_after": 0.87},
            {"loss_before": 0.3, "loss_after": 0.5, "errors": 2.6,
             "accuracy_before": 0.9, "accuracy_after": 0.89}, "diagnosis",
        ),
        (
            "inputs cut to whole numbers", "whole_steps",
            {"columns": 2, "step": 1.0}, {"columns": 0, "step": 1.0}, "note",
        ),
        (
            "targets of other rows", "as_given",
            {"apart": 0.011, "rows": 500}, {"apart": 0.01, "rows": 500}, "note",
        ),
        (
            "targets of other rows", "as_given",
            {"apart": 0.05, "rows": 100}, {"apart": 0.05, "rows": 99}, "note",
        ),
        (
            "targets of other rows", "as_given",
            {"apart": nan, "order": 0.98, "rows": 100}, {"apart": nan, "order": 0.99, "rows": 100},
            "note",
        ),
        (
            "rows changed on the way", "as_given",
            {"found": 0.89, "judged": 0.91, "error": 0.0, "judged_error": 0.0},
            {"found": 0.9, "judged": 0.91, "error": 0.0, "judged_error": 0.0}, "note",
        ),
        (
            "rows changed on the way", "as_given",
            {"found": 0.59, "judged": 0.91, "error": 0.1, "judged_error": 0.0},
            {"found": 0.61, "judged": 0.91, "error": 0.1, "judged_error": 0.0}, "note",
        ),
        (
            "rows changed on the way", "as_given",
            {"found": 0.5, "judged": 0.91, "error": 0.0, "judged_error": 0.0},
            {"found": 0.5, "judged": 0.9, "error": 0.0, "judged_error": 0.0}, "note",
        ),
        ("rows in both parts", "shared_rows", {"share": 0.011}, {"share": 0.01}, "note"),
        ("rows in both parts", "shared_rows", {"share": 0.051}, {"share": 0.0}, "diagnosis"),
        ("labels do not fit", "label_fit", {"outside": 0.001}, {"outside": 0}, "diagnosis"),
        (
            "softmax before cross-entropy", "output_fit",
            {"softmax_before_cross_entropy": 1}, {"softmax_before_cross_entropy": 0}, "diagnosis",
        ),
        (
            "softmax over one unit", "output_fit",
            {"softmax_over_one": 1}, {"softmax_over_one": 0}, "diagnosis",
        ),
        ("sigmoid twice", "output_fit", {"sigmoid_twice": 1}, {"sigmoid_twice": 0}, "diagnosis"),
        (
            "probabilities missing", "output_fit",
            {"probabilities_missing": 1}, {"probabilities_missing": 0}, "diagnosis",
        ),
        (
            "squared error of classes", "output_fit",
            {"squared_classes": 1}, {"squared_classes": 0}, "note",
        ),
        (
            "bounded output", "output_fit",
            {"bounded_regression": 1}, {"bounded_regression": 0}, "diagnosis",
        ),
        (
            "bounded output", "output_fit",
            {"bounded_scores": 1}, {"bounded_scores": 0}, "diagnosis",
        ),
        ("unscaled inputs", "input_scale", {"largest": 0.049}, {"largest": 0.05}, "note"),
        (
            "signal fades", "signal",
            {"left": 0.049, "asked": 0.05}, {"left": 0.05, "asked": 0.05}, "note",
        ),
        (
            "narrow layer", "narrow_layer",
            {"width": 3, "before": 12, "outputs": 2}, {"width": 4, "before": 64, "outputs": 2},
            "note",
        ),
        (
            "narrow layer", "narrow_layer",
            {"width": 3, "before": 12, "outputs": 2}, {"width": 3, "before": 11, "outputs": 2},
            "note",
        ),
        (
            "validation scaled otherwise", "same_scale",
            {"ratio": 2.01, "shift": 0.0}, {"ratio": 2.0, "shift": 2.0}, "note",
        ),
        (
            "validation scaled otherwise", "same_scale",
            {"ratio": 1.0, "shift": 2.01}, {"ratio": 1.0, "shift": 0.0}, "note",
        ),
        ("inputs cut off", "cut_off", {"columns": 1, "cells": 0.2}, {"columns": 0}, "note"),
        (
            "inputs cut off", "cut_off",
            {"columns": 1, "cells": 0.21, "alike": 1}, {"columns": 0}, "diagnosis",
        ),
        (
            "inputs cut off", "cut_off",
            {"columns": 1, "cells": 0.9, "alike": 0}, {"columns": 0}, "note",
        ),
        ("rows mixed", "rows_apart", {"change": 1.1e-4}, {"change": 1e-4}, "note"),
        (
            "optimizer begins anew", "optimizer_age",
            {"age": 9, "steps": 40}, {"age": 10, "steps": 40}, "note",
        ),
        (
            "optimizer begins anew", "optimizer_age",
            {"age": 9, "steps": 40}, {"age": 9, "steps": 39}, "note",
        ),
        ("frozen parameters", "unreached", {"parameters": 1}, {"parameters": 0}, "note"),
        (
            "first loss too low", "initial_loss",
            {"loss": 0.19, "expected": 0.6}, {"loss": 0.21, "expected": 0.6}, "note",
        ),
        (
            "first loss too low", "initial_loss",
            {"loss": 0.1, "expected": 0.6, "spread": 0.16},
            {"loss": 0.1, "expected": 0.6, "spread": 0.17}, "note",
        ),
        (
            "first loss too high", "initial_loss",
            {"loss": 2.11, "expected": 0.7}, {"loss": 2.09, "expected": 0.7}, "note",
        ),
        (
            "first loss too high", "initial_loss",
            {"loss": 2.2, "expected": 0.7, "spread": 0.7},
            {"loss": 2.2, "expected": 0.7, "spread": 0.8}, "note",
        ),
        ("weights start alike", "first_weights", {"symmetric_layers": 1}, {}, "diagnosis"),
        ("weights start alike", "first_weights", {"zero_layers": 2}, {}, "diagnosis"),
        ("weights start alike", "first_weights", {"zero_layers": 1}, {"zero_layers": 0}, "note"),
        ("frozen parameters", "frozen", {"parameters": 1}, {"parameters": 0}, "note"),
        (
            "parameters missing from the optimizer", "frozen",
            {"not_in_optimizer": 1}, {"not_in_optimizer": 0}, "diagnosis",
        ),
        (
            "cannot overfit a few rows", "overfits_few_rows",
            {"rows": 16, "first": 1.0, "best": 0.21}, {"rows": 16, "first": 1.0, "best": 0.2},
            "diagnosis",
        ),
        (
            "inputs unused", "uses_inputs",
            {"loss": 0.7, "loss_without_inputs": 0.7000001},
            {"loss": 0.7, "loss_without_inputs": 0.70001}, "diagnosis",
        ),
        ("stacked linear layers", "linear_stack", {"pairs": 1}, {"pairs": 0}, "diagnosis"),
        (
            "training and evaluation mode disagree", "train_equals_eval",
            {"difference": 1.1e-4, "expected": 0}, {"difference": 1e-4, "expected": 0},
            "diagnosis",
        ),
        (
            "training and evaluation mode disagree", "train_equals_eval",
            {"difference": 0.5, "expected": 0}, {"difference": 0.5, "expected": 1}, "diagnosis",
        ),
        ("gradients pile up", "gradients_pile_up", {"ratio": 1.51}, {"ratio": 1.5}, "diagnosis"),
        (
            "evaluated in training mode", "evaluation_mode",
            {"evaluations": 2, "in_training": 2}, {"evaluations": 2, "in_training": 1}, "diagnosis",
        ),
        (
            "evaluated in training mode", "evaluation_mode",
            {"evaluations": 2, "in_training": 2}, {"evaluations": 1, "in_training": 1}, "diagnosis",
        ),
        (
            "rows in order", "row_order",
            {"batches": 8, "rows": 8, "classes": 2, "in_batch": 0.9, "overall": 0.7},
            {"batches": 7, "rows": 8, "classes": 2, "in_batch": 0.9, "overall": 0.7}, "note",
        ),
        (
            "rows in order", "row_order",
            {"batches": 8, "rows": 8, "classes": 2, "in_batch": 0.9, "overall": 0.7},
            {"batches": 8, "rows": 8, "classes": 2, "in_batch": 0.89, "overall": 0.7}, "note",
        ),
        (
            "rows in order", "row_order",
            {"batches": 2, "rows": 256, "classes": 1, "in_batch": 1.0, "overall": 0.7},
            {"batches": 2, "rows": 256, "classes": 1, "in_batch": 0.99, "overall": 0.7}, "note",
        ),
        (
            "rows in order", "row_order",
            {"batches": 2, "rows": 256, "classes": 2, "in_batch": 0.95, "overall": 0.7},
            {"batches": 1, "rows": 256, "classes": 2, "in_batch": 0.95, "overall": 0.7}, "note",
        ),
        (
            "rows in order", "row_order",
            {"batches": 8, "rows": 8, "classes": 2, "in_batch": 0.9, "overall": 0.7},
            {"batches": 8, "rows": 8, "classes": 2, "in_batch": 0.95, "overall": 0.71}, "note",
        ),
    ],
)  # fmt: skip
def test_fires_and_is_silent_just_below(symptom, check, fires, silent, severity) -> None:
    look = BY_NAME[symptom].look
    seen = look(checked(check, **fires))
    assert seen is not None
    assert seen.severity == severity
    assert look(checked(check, **silent)) is None


def test_shapes_are_judged_by_the_check_since_they_hang_on_the_loss() -> None:
    seen = shapes_broadcast.look(checked("shapes_broadcast", outputs=2, targets=1))
    assert seen is not None
    assert "2 dimensions against 1" in seen.sentence
    fits = checked("shapes_broadcast", passed=True, outputs=2, targets=1)
    assert shapes_broadcast.look(fits) is None


@pytest.mark.parametrize(
    ("symptom", "check", "numbers"),
    [
        (unscaled_inputs, "input_scale", {"largest_z": 500.0}),
        (first_loss_too_high, "initial_loss", {"loss": 9.0, "expected": 0.69}),
        (frozen_parameters, "frozen", {"parameters": 10.0}),
        (frozen_parameters, "unreached", {"parameters": 10.0}),
        (signal_fades, "signal", {"left": 0.001, "asked": 0.05}),
        (narrow_layer, "narrow_layer", {"width": 1.0, "before": 64.0, "outputs": 2.0}),
        (rows_mixed, "rows_apart", {"change": 0.5}),
        (cut_off_inputs, "cut_off", {"columns": 1.0, "cells": 0.1}),
        (optimizer_begins_anew, "optimizer_age", {"age": 3.0, "steps": 900.0}),
        (cleared_gradients, "gradients_cleared", {"cleared": 3.0, "steps": 9.0}),
        (weights_changed, "weights_changed", {"changed": 2.0, "steps": 9.0}),
        (other_targets, "as_given", {"apart": 0.5, "rows": 100.0}),
        (rows_drift, "rows_drift", DRIFT | {"times": 0.1, "widening": 1.0}),
        (lost_in_half_precision, "half_precision", {"lost": 0.9, "nearly": 0.1}),
        (uneven_rows, "asked_of_rows", {"even": 0.1, "rows": 90.0}),
        (pushed_away, "asked_of_rows", {"astray": 0.4, "pushed": 90.0}),
        (
            changed_rows,
            "as_given",
            {"found": 0.5, "judged": 1.0, "error": 0.0, "judged_error": 0.0},
        ),
    ],
)
def test_what_may_be_meant_is_a_diagnosis_once_training_came_to_harm(
    symptom, check: str, numbers
) -> None:
    checks = checked(check, **numbers).checks
    well, badly = evidence(checks=checks), evidence((0.69,) * 3, (0.69,) * 3, checks=checks)
    assert symptom.look(well).severity == "note"
    assert symptom.look(badly).severity == "diagnosis"
    assert "training loss ended at 0.69" in symptom.look(badly).sentence


def test_the_first_loss_of_the_runs_serves_where_nothing_was_checked() -> None:
    assert first_loss_too_high.look(evidence(initial_loss=2.08)) is not None
    assert first_loss_too_high.look(evidence(initial_loss=2.06)) is None


@pytest.mark.parametrize(
    ("rows", "loss", "is_like_a_sum"),
    [(32, 0.69 * 17, True), (32, 0.69 * 15, False), (32, 0.69 * 65, False), (4, 0.69 * 4, False)],
)
def test_a_first_loss_as_many_times_too_high_as_a_batch_has_rows(rows, loss, is_like_a_sum) -> None:
    setup = replace(SETUP, batch_size=rows)
    seen = first_loss_too_high.look(evidence(initial_loss=loss, setup=setup))
    assert ("summed over the batch" in seen.first) == is_like_a_sum


def test_a_column_that_tells_the_target_alone() -> None:
    assert column_gives_away.look(evidence()) is None
    facts = replace(FACTS, telling_column=3, telling_share=0.995)
    seen = column_gives_away.look(evidence(facts=facts))
    assert seen.severity == "note"  # it may be an honest one
    assert seen.sentence.startswith("Input column 3 (counted from 0) alone reaches 99.5 % right")
    numbers = replace(NUMBERS, telling_column=0, telling_share=0.999)
    assert "99.9 % of the variance" in column_gives_away.look(evidence(facts=numbers)).sentence


def test_shared_rows_hide_nothing_where_the_gap_is_wide() -> None:
    checks = checked("shared_rows", share=0.5).checks
    seen = shared_rows.look(evidence((0.4, 0.2), (0.6, 0.5), checks=checks))
    assert seen is not None
    assert seen.severity == "note"


def test_linear_layers_that_beat_a_linear_model_are_a_note() -> None:
    checks = checked("linear_stack", pairs=1).checks
    beyond, not_beyond = evidence(checks=checks), evidence((0.54, 0.54), checks=checks)
    assert stacked_linear.look(beyond).severity == "note"
    assert stacked_linear.look(not_beyond).severity == "diagnosis"
    linear = replace(SETUP, activation="linear")
    assert stacked_linear.look(evidence(setup=linear)) is not None


def test_equal_units_are_counted_in_the_sentence() -> None:
    seen = weights_start_alike.look(checked("first_weights", symmetric_layers=2, zero_layers=1))
    assert "2 equal units, 1 zeros" in seen.sentence


def test_imbalance_is_a_diagnosis_where_accuracy_is_that_of_the_largest_class() -> None:
    rare = replace(FACTS, majority_share=0.92, rarest_share=0.08, validation_rows=1000)
    accuracies = {"train_accuracy": (0.92,) * 3, "validation_accuracy": (0.92,) * 3}
    assert imbalanced_classes.look(evidence(facts=rare)).severity == "note"
    assert imbalanced_classes.look(evidence(facts=rare, **accuracies)).severity == "diagnosis"
    even = replace(rare, majority_share=0.9, rarest_share=0.09)
    assert imbalanced_classes.look(evidence(facts=even)) is None
    unknown = replace(FACTS, classes=0, rarest_share=1.0)
    seen = checked("class_ratio", ratio=10.1)
    assert imbalanced_classes.look(replace(seen, facts=unknown)) is not None


def test_a_narrow_layer_is_one_of_fewer_units_than_the_classes_need() -> None:
    numbers = {"width": 7.0, "before": 64.0, "outputs": 10.0}
    seen = checked("narrow_layer", **numbers)
    assert narrow_layer.look(seen) is None
    assert narrow_layer.look(replace(seen, facts=replace(FACTS, classes=8))) is None
    assert narrow_layer.look(replace(seen, facts=replace(FACTS, classes=9))) is not None
    autoencoder = replace(FACTS, classes=0, majority_share=0.0)
    assert narrow_layer.look(replace(seen, facts=autoencoder)) is None


def test_beside_a_mechanism_two_points_and_a_standard_error_are_harm() -> None:
    checks = checked("signal", left=0.001, asked=0.05).checks
    facts = replace(FACTS, yardstick="boosted trees", yardstick_accuracy=0.9, validation_rows=2000)
    for accuracy, severity in ((0.879, "diagnosis"), (0.881, "note")):
        seen = evidence(facts=facts, checks=checks, validation_accuracy=(accuracy,) * 3)
        assert signal_fades.look(seen).severity == severity
        assert harm(seen) == ""
    few = replace(facts, validation_rows=200)
    seen = evidence(facts=few, checks=checks, validation_accuracy=(0.875,) * 3)
    assert signal_fades.look(seen).severity == "note"


@pytest.mark.parametrize(
    ("kept", "last", "setup", "severity"),
    [
        (0.90, 0.859, LAST_KEPT, "diagnosis"),
        (0.90, 0.861, LAST_KEPT, "note"),
        (0.90, 0.5, SETUP, "note"),  # the best weights are kept
    ],
)
def test_beside_a_mechanism_falling_back_behind_ones_own_best_epochs_is_harm(
    kept, last, setup, severity
) -> None:
    def seen(*accuracies, losses=(0.5, 0.3, 0.3, 0.4, 0.4, 0.4)):
        return evidence(
            losses,
            losses,
            facts=replace(FACTS, validation_rows=4000),
            checks=checked("signal", left=0.001, asked=0.05).checks,
            setup=setup,
            validation_accuracy=accuracies,
        )

    held = (0.7, kept, kept, 0.8, last, last)
    assert signal_fades.look(seen(*held)).severity == severity
    assert harm(seen(*held)) == ""
    falling = (0.5, 0.4, 0.3, 0.2, 0.1, 0.05)  # it is learning by heart
    assert signal_fades.look(seen(*held, losses=falling)).severity == "note"
    once = (0.7, kept, 0.8, last, last, last)  # one lucky epoch is none
    assert signal_fades.look(seen(*once)).severity == "note"
    twice_told = (0.7, 0.7, kept, kept, 0.8, 0.8, last, last)  # of every second epoch
    losses = (0.5, 0.3, 0.3, 0.3, 0.4, 0.4, 0.4, 0.4)
    assert signal_fades.look(seen(*twice_told, losses=losses)).severity == "note"


def test_numbers_fall_back_by_their_loss() -> None:
    checks = checked("signal", left=0.001, asked=0.05).checks
    facts = replace(NUMBERS, validation_rows=4000)
    for last, severity in ((0.151, "diagnosis"), (0.139, "note")):
        losses = (0.5, 0.1, 0.1, last, last)
        seen = evidence(losses, losses, facts=facts, checks=checks, setup=LAST_KEPT)
        assert signal_fades.look(seen).severity == severity


@pytest.mark.parametrize(
    ("facts", "judged", "error", "fires"),
    [
        (FACTS, 0.899, 0.01, True),
        (FACTS, 0.901, 0.01, False),
        (FACTS, 0.88, 0.03, False),  # luck
        (NUMBERS, 0.849, 0.01, True),
        (NUMBERS, 0.851, 0.01, False),
        (FACTS, 1.031, 0.01, True),  # training rows are spoiled
        (FACTS, 1.029, 0.01, False),
        (FACTS, 1.05, 0.03, False),
        (NUMBERS, 1.151, 0.01, True),
        (NUMBERS, 1.149, 0.01, False),
    ],
)
def test_validation_unlike_training(facts, judged: float, error: float, fires: bool) -> None:
    known = replace(
        facts,
        parts_yardstick="linear models",
        left_out_score=0.95,
        judged_score=judged,
        parts_error=error,
    )
    seen = unlike_training.look(evidence(facts=known))
    assert (seen is not None) == fires
    assert unlike_training.look(evidence(facts=facts)) is None
    if seen is not None:
        assert seen.severity == "diagnosis"
        assert "linear models get 9" in seen.sentence or "get 0.95 of R2 and" in seen.sentence
        assert ("beside their labels" in seen.first) == (judged > 0.95)


@pytest.mark.parametrize(
    ("facts", "alone", "error", "fires"),
    [
        (FACTS, 0.831, 0.01, True),
        (FACTS, 0.829, 0.01, False),
        (FACTS, 0.84, 0.021, False),  # luck
        (NUMBERS, 0.831, 0.01, True),
        (NUMBERS, 0.829, 0.01, False),
    ],
)
def test_training_rows_that_teach_less_than_validation_rows(facts, alone, error, fires) -> None:
    known = replace(
        facts,
        alone_yardstick="nearest neighbours",
        alone_score=alone,
        left_out_score=0.6,
        parts_error=0.01,
        taught_score=0.8,
        alone_error=error,
    )
    seen = unlike_training.look(evidence(facts=known))
    assert (seen is not None) == fires
    if seen is not None:
        assert seen.severity == "diagnosis"
        assert "Having learned other validation rows nearest neighbours get" in seen.sentence
        assert "beside their labels" in seen.first
    persons = replace(known, left_out_score=0.99)  # training rows are no harder among themselves
    assert unlike_training.look(evidence(facts=replace(persons, judged_score=0.98))) is None


@pytest.mark.parametrize(
    ("shares", "error", "is_of_numbers", "said"),
    [
        ((0.30, 0.41), 0.02, False, "30.0 % of the training rows and 41.0 %"),
        ((0.41, 0.30), 0.02, False, "41.0 % of the training rows and 30.0 %"),
        ((0.30, 0.39), 0.01, False, ""),
        ((0.30, 0.41), 0.023, False, ""),
        ((0.0, -0.51), 0.1, True, "0.51 deviations below"),
        ((0.0, 0.51), 0.1, True, "0.51 deviations above"),
        ((0.0, 0.50), 0.05, True, ""),
        ((0.0, 0.51), 0.11, True, ""),
    ],
)
def test_parts_of_other_targets(shares, error, is_of_numbers, said) -> None:
    known = {
        "apart_class": -1 if is_of_numbers else 1,
        "learned_share": shares[0],
        "validation_share": shares[1],
        "shares_error": error,
    }
    seen = unlike_training.look(evidence(facts=replace(FACTS, **known)))
    assert bool(seen) == bool(said)
    if seen:
        assert said in seen.sentence
        assert "stratify" in seen.first
        assert seen.severity == "note"  # later times, and rows made more frequent, differ so
        badly = evidence((0.69,) * 3, (0.69,) * 3, facts=replace(FACTS, **known))
        assert unlike_training.look(badly).severity == "diagnosis"


@pytest.mark.parametrize(
    ("name", "own", "error", "fires"),
    [
        ("plain dense networks", 0.86, nan, True),
        ("plain dense networks on ranks", 0.86, nan, False),
        ("plain recurrent networks", 0.86, nan, True),
        ("boosted trees", 0.86, nan, False),
        ("plain dense networks", 0.89, nan, False),
        ("plain dense networks", 0.88, 0.01, True),  # paired: 4.5 points
        ("plain dense networks", 0.89, 0.001, False),  # 3.5
        ("plain dense networks", 0.88, 0.016, False),  # 2.8 standard errors
    ],
)
def test_a_plain_network_that_is_ahead(name, own, error, fires) -> None:
    facts = replace(FACTS, marks=(Mark(name, 0.925, 0.3, error),), validation_rows=2000)
    seen = behind_plain_network.look(evidence(facts=facts, validation_accuracy=(own,) * 3))
    assert bool(seen) == fires
    if seen:
        assert seen.severity == "diagnosis"
        assert f"where {name} reach 92.5 %" in seen.sentence
        begun = evidence((0.6,), (0.6,), facts=facts, validation_accuracy=(own,))
        assert behind_plain_network.look(begun) is None


def test_rows_that_no_epoch_shows() -> None:
    for shown, fires in ((749, True), (750, False), (0, False)):
        facts = replace(FACTS, shown_rows=shown, given_rows=1000)
        well, badly = evidence(facts=facts), evidence((0.69,) * 3, (0.69,) * 3, facts=facts)
        assert (rows_unused.look(well) is not None) == fires
        if fires:
            assert rows_unused.look(well).severity == "note"
            assert rows_unused.look(badly).severity == "diagnosis"
    assert rows_unused.look(evidence()) is None


@pytest.mark.parametrize(
    ("symptom", "name"),
    [
        (skewed_inputs, "plain dense networks on ranks"),
        (columns_move_together, "plain dense networks on whitened columns"),
        (codes_as_numbers, "plain dense networks on one-hot codes"),
        (columns_of_no_use, "plain dense networks on columns that trees use"),
    ],
)
@pytest.mark.parametrize(
    ("plain", "own", "error", "severity"),
    [
        (0.90, 0.88, nan, "diagnosis"),
        (0.90, 0.88, 0.009, "diagnosis"),
        (0.90, 0.88, 0.011, None),  # 2.3 standard errors between the two
        (0.90, 0.90, nan, "note"),  # 2.5 points behind
        (0.90, 0.86, nan, "note"),  # 6.5, of which 2.5 are explained
        (0.91, 0.86, nan, None),
        (nan, 0.5, nan, None),
    ],
)
def test_columns_that_are_better_read_otherwise(symptom, name, plain, own, error, severity) -> None:
    other = Mark(name, 0.925, 0.3, 0.01, error, (2, 5))
    marks = (other, Mark("plain dense networks", plain, 0.4))
    facts = replace(FACTS, marks=marks, validation_rows=300)
    seen = symptom.look(evidence(facts=facts, validation_accuracy=(own,) * 3))
    assert (seen and seen.severity) == severity
    assert symptom.look(evidence(facts=replace(facts, marks=(other,)))) is None
    if severity != "diagnosis":
        return
    assert "reaches 92.5 % in place of 90.0 %" in seen.sentence
    assert "(2, 5; counted from 0)" in seen.sentence
    once = evidence((0.5,), (0.5,), facts=facts, validation_accuracy=(own,))
    assert symptom.look(once).severity == "note"  # of one epoch
    embedded = replace(SETUP, reads_columns=False)
    badly = evidence(facts=facts, validation_accuracy=(own,) * 3, setup=embedded)
    assert symptom.look(badly).severity == "note"
    numbers = replace(NUMBERS, marks=(replace(other, gain_error=nan), marks[1]))
    seen = symptom.look(evidence(validation=(0.41,) * 3, facts=numbers))
    assert seen.severity == "diagnosis"
    assert "reaches 0.3 in place of 0.4" in seen.sentence
    assert f"{name} reach 0.3" in seen.sentence


def test_batch_normalisation_of_a_handful_of_rows() -> None:
    for rows, normalisation, fires in (
        (8, "batch", True), (9, "batch", False), (8, "layer", False), (None, "batch", False),
    ):  # fmt: skip
        setup = replace(SETUP, batch_size=rows, normalisation=normalisation)
        well, badly = evidence(setup=setup), evidence((0.69,) * 3, (0.69,) * 3, setup=setup)
        assert (tiny_batches.look(well) is not None) == fires
        if fires:
            assert tiny_batches.look(well).severity == "note"
            assert tiny_batches.look(badly).severity == "diagnosis"


def test_no_layer_has_a_bias() -> None:
    for known, fires in ((False, True), (True, False), (None, False)):
        setup = replace(SETUP, has_biases=known)
        well, badly = evidence(setup=setup), evidence((0.69,) * 3, (0.69,) * 3, setup=setup)
        assert (no_biases.look(well) is not None) == fires
        if fires:
            assert no_biases.look(well).severity == "note"
            assert no_biases.look(badly).severity == "diagnosis"


def test_few_updates_an_epoch() -> None:
    def told(batch: int, rows: int, loss: float = 0.3, gathered: int = 0):
        facts = replace(FACTS, given_rows=rows, step_rows=gathered * batch)
        setup = replace(SETUP, batch_size=batch)
        return few_updates.look(evidence((loss,) * 3, (loss,) * 3, facts=facts, setup=setup))

    assert told(64, 256).severity == "note"
    assert told(64, 256, 0.69).severity == "diagnosis"
    assert told(63, 256) is None
    assert told(255, 255) is None
    assert told(64, 0) is None
    assert "64 of 256 rows, gathered from batches of 16" in told(16, 256, gathered=4).sentence
    assert told(16, 256, gathered=3) is None
    assert "gathered" not in told(64, 256, gathered=1).sentence


@pytest.mark.parametrize(("kept", "severity"), [(0.31, "note"), (0.29, None), (float("nan"), None)])
def test_statistics_that_are_not_those_of_the_rows(kept, severity) -> None:
    curves = {"kept_statistics_loss": (9.0, kept, kept), "batch_statistics_loss": (9.0, 0.15, 0.15)}
    seen = modes_disagree.look(evidence(**curves))
    assert (seen and seen.severity) == severity


@pytest.mark.parametrize(
    ("answers", "trained", "normalisation", "is_plain", "severity"),
    [
        (0.31, 0.15, "none", True, "note"),
        (0.69, 0.15, "none", True, "note"),
        (0.29, 0.15, "none", True, None),
        (0.11, 0.05, "none", True, None),  # less than a tenth of the naive loss
        (0.31, 0.15, "batch", True, None),
        (0.31, 0.15, "none", False, None),
        (0.31, -7.0, "none", True, None),  # is said otherwise
        (nan, 0.15, "none", True, None),
    ],
)
def test_weights_that_are_judged_and_not_trained(
    answers, trained, normalisation, is_plain, severity
) -> None:
    setup = replace(SETUP, normalisation=normalisation, loss_is_plain=is_plain)
    curves = {"answers_loss": (9.0, answers, answers), "setup": setup}
    seen = other_weights.look(evidence((9.0, trained, trained), **curves))
    assert (seen and seen.severity) == severity
    if seen:
        assert f"loses {answers:.4g} on training rows" in seen.sentence


@pytest.mark.parametrize(
    ("answers", "dropout", "normalisation", "severity"),
    [
        (0.31, 0.5, "none", "note"),
        (0.69, 0.3, "none", "note"),
        (0.31, 0.29, "none", None),
        (0.29, 0.5, "none", None),
        (0.31, 0.0, "none", None),
        (0.31, 0.5, "batch", None),
    ],
)
def test_dropout_that_is_another_network_once_it_rests(
    answers, dropout, normalisation, severity
) -> None:
    setup = replace(SETUP, dropout=dropout, normalisation=normalisation, loss_is_plain=True)
    seen = evidence((9.0, 0.15, 0.15), answers_loss=(9.0, answers, answers), setup=setup)
    told = modes_disagree.look(seen)
    assert (told and told.severity) == severity
    assert (other_weights.look(seen) is not None) == (answers == 0.31 and dropout < 0.3)


@pytest.mark.parametrize(
    ("first", "losses", "loss", "severity"),
    [
        (-0.69, (-0.9, -2.0, -3.0), "cross_entropy", "note"),
        (-0.69, (-0.9, -2.0, 3.0), "cross_entropy", "note"),
        (None, (0.9, -0.1, -0.1), "mse", "note"),
        (None, (0.9, -0.1, 0.0), "mse", None),
        (0.69, (0.9, 0.3, 0.2), "cross_entropy", None),
        (-0.69, (-0.9, -2.0, -3.0), "", None),  # a loss of one's own may be so
    ],
)
def test_a_loss_below_0(first, losses, loss, severity) -> None:
    setup = replace(SETUP, loss=loss, loss_is_reduced=True)
    told = evidence(losses, initial_loss=first, setup=setup)
    seen = loss_below_zero.look(told)
    assert (seen and seen.severity) == severity
    assert seen is None or "nan" not in seen.sentence
    of_rows = replace(told, setup=replace(setup, loss_is_reduced=False))
    assert loss_below_zero.look(of_rows) is None
    assert loss_below_zero.look(replace(told, trained=())) is None
    if loss and first and first < 0:
        assert first_loss_too_low.look(told) is None


def test_a_loss_below_0_fits_nothing() -> None:
    at_chance = ((9.0, -5.0, -7.0), (0.69,) * 3)
    assert validation_at_chance.look(evidence(*at_chance)) is None
    assert overfitting.look(evidence((0.9, -5.0, -7.0), (0.6, 0.9, 1.2))) is None


def test_another_scale_is_a_diagnosis_where_validation_loses_half_of_its_loss() -> None:
    checks = checked("same_scale", ratio=9.0, shift=0.0).checks
    far, near = (evidence((0.3,) * 3, (loss,) * 3, checks=checks) for loss in (0.61, 0.6))
    assert scaled_otherwise.look(far).severity == "diagnosis"
    assert scaled_otherwise.look(near).severity == "note"


def test_a_rate_counts_as_fallen_after_its_highest() -> None:
    falls = (1.0, 0.1, 0.009, 0.001)
    assert rate_falls_too_soon.look(evidence(learning_rate=falls)).severity == "note"
    assert rate_falls_too_soon.look(evidence(learning_rate=(1.0, 0.1, 0.01, 0.001))) is None
    assert rate_falls_too_soon.look(evidence(learning_rate=falls[::-1])) is None
    stands = evidence((0.69,) * 4, (0.69,) * 4, learning_rate=falls)
    assert rate_falls_too_soon.look(stands).severity == "diagnosis"
    assert rate_falls_too_soon.look(evidence(learning_rate=falls[:3])) is None


def test_the_loop_s_own_first_loss_is_what_is_too_low() -> None:
    checks = checked("initial_loss", loss=0.7, expected=0.69).checks  # the factor stands elsewhere
    assert first_loss_too_low.look(evidence(initial_loss=0.07, checks=checks)) is not None
    assert first_loss_too_low.look(evidence(initial_loss=0.7, checks=checks)) is None
    rare = replace(FACTS, naive_loss=0.08)  # what is known of shares of classes is no fault
    assert first_loss_too_low.look(evidence(initial_loss=0.08, checks=checks, facts=rare)) is None
    assert first_loss_too_low.look(evidence(initial_loss=0.1, facts=NUMBERS)) is None


def test_a_forecast_may_begin_with_what_a_simple_one_knows() -> None:
    seen = checked("initial_loss", loss=0.1, expected=0.9)
    forecast = replace(FACTS, forecast_from="last value")
    assert first_loss_too_low.look(seen).severity == "note"
    assert first_loss_too_low.look(replace(seen, facts=forecast)) is None


def test_nothing_is_said_of_harm_before_there_was_a_training() -> None:
    assert frozen_parameters.look(checked("frozen", parameters=1)).sentence.endswith("are frozen.")
