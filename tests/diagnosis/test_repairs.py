"""Repairs: what is changed for which diagnosis, by how much, and never for a note."""

import pytest

from etude.diagnosis.catalogue import offers
from etude.diagnosis.remedies import (
    gradient_clipping,
    higher_learning_rate,
    larger_batch,
    leaky_activation,
    less_penalty,
    longer,
    longer_gradients,
    lower_learning_rate,
    rectifier,
    shorter_way,
    steady_layers,
    target_scaling,
    warm_up,
)
from etude.records.plan import Plan

from .ailing import AILING, SLIGHTLY_SKEWED, ailing
from .curves import evidence

REPAIRS = (
    gradient_clipping, higher_learning_rate, larger_batch, less_penalty, longer_gradients,
    lower_learning_rate, rectifier, shorter_way, steady_layers, warm_up,
)  # fmt: skip


@pytest.mark.parametrize(
    ("symptom", "remedy", "settings"),
    [
        ("diverging loss", lower_learning_rate, {"learning_rate": 0.0001}),
        ("diverging loss", gradient_clipping, {"gradient_clip": 9.0}),
        ("diverging loss", warm_up, {"warmup_steps": 200}),
        ("unstable training", lower_learning_rate, {"learning_rate": 0.000333}),
        ("unstable training", steady_layers, {"normalisation": "batch"}),
        ("unstable training", larger_batch, {"batch_size": 128}),
        ("gradients clipped often", lower_learning_rate, {"learning_rate": 0.0005}),
        ("gradients clipped often", longer_gradients, {"gradient_clip": 8.0}),
        ("exploding gradient", gradient_clipping, {"gradient_clip": 9.0}),
        ("exploding gradient", warm_up, {"warmup_steps": 200}),
        ("dead units", lower_learning_rate, {"learning_rate": 0.000333}),
        ("dead units", leaky_activation, {"activation": "leaky_relu"}),
        ("collapsed predictions", target_scaling, {"target_scaling": "root"}),
        ("updates too small", higher_learning_rate, {"learning_rate": 0.01}),
        ("penalty outweighs the data", less_penalty, {"l2_penalty": 0.01, "weight_decay": 0.1}),
        ("saturated units", rectifier, {"activation": "relu"}),
        ("vanishing gradient", rectifier, {"activation": "relu"}),
        ("vanishing gradient", steady_layers, {"normalisation": "batch"}),
        ("vanishing gradient", shorter_way, {"residual": True}),
    ],
)
def test_each_diagnosis_brings_its_repair(symptom: str, remedy, settings) -> None:
    change = remedy.offer(AILING[symptom])[0]
    assert dict(change.settings) == settings
    assert change.treats == symptom
    assert change in offers(remedy.PHASE, AILING[symptom])


def test_half_of_the_layers_is_a_shorter_way_too() -> None:
    _, fewer = shorter_way.offer(AILING["vanishing gradient"])
    assert dict(fewer.settings) == {"hidden": (64, 64)}


@pytest.mark.parametrize("remedy", REPAIRS, ids=lambda remedy: remedy.NAME)
def test_a_note_asks_for_no_repair(remedy) -> None:
    noted = evidence(
        update_ratio=(1e-7,) * 3, penalty_share=(9.0,) * 3, saturated_share=(0.9,) * 3,
        first_last_gradient=(1e-6,) * 3, clipped_share=(0.9,) * 3, gradient_spike=(50.0,) * 3,
        dead_share=(0.9,) * 3,
    )  # fmt: skip
    plan = Plan(activation="sigmoid", hidden=(64, 64), l2_penalty=0.1)
    assert remedy.offer(ailing(noted, plan)) == ()


def test_what_is_in_use_already_is_not_offered_again() -> None:
    seen = AILING["diverging loss"].evidence
    assert gradient_clipping.offer(ailing(seen, Plan(gradient_clip=1.0))) == ()
    assert warm_up.offer(ailing(seen, Plan(warmup_steps=10))) == ()
    seen = AILING["unstable training"].evidence
    assert larger_batch.offer(ailing(seen, Plan(batch_size=256))) == ()
    assert steady_layers.offer(ailing(seen, Plan(normalisation="layer"))) == ()
    assert longer_gradients.offer(ailing(AILING["gradients clipped often"].evidence)) == ()
    assert less_penalty.offer(ailing(AILING["penalty outweighs the data"].evidence)) == ()
    assert rectifier.offer(ailing(AILING["saturated units"].evidence)) == ()
    high = Plan(learning_rate=0.2)
    assert higher_learning_rate.offer(ailing(AILING["updates too small"].evidence, high)) == ()


def test_gradients_without_a_recorded_length_are_clipped_at_one() -> None:
    (change,) = gradient_clipping.offer(ailing(evidence(outcome="diverged")))
    assert dict(change.settings) == {"gradient_clip": 1.0}


def test_a_bound_on_gradients_is_at_least_doubled() -> None:
    clipped = AILING["gradients clipped often"].evidence
    (change,) = longer_gradients.offer(ailing(clipped, Plan(gradient_clip=7.0)))
    assert dict(change.settings) == {"gradient_clip": 14.0}


def test_a_slight_skew_bends_the_target_of_collapsed_predictions_alone() -> None:
    assert target_scaling.offer(ailing(evidence(facts=SLIGHTLY_SKEWED))) == ()


def test_more_epochs_answer_a_training_that_stopped_too_early() -> None:
    curve = tuple(0.65 * 0.98**epoch for epoch in range(30))
    (change,) = longer.offer(ailing(evidence(curve, curve), Plan(epochs=30)))
    assert change.treats == "stopped too early"
