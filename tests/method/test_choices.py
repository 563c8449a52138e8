"""Each leaf of each decision tree is reached, and turning the evidence round turns the choice."""

from dataclasses import replace

import numpy as np
import pytest

from etude.data.metric_choice import Costs, choose_metric
from etude.diagnosis.catalogue import examine, offers
from etude.diagnosis.evidence import Situation
from etude.method.choices import choose_activation, choose_loss, choose_model, choose_optimizer
from etude.method.starting_plan import baseline, quick, read_off
from etude.records.plan import Plan
from etude.records.range_test import RangeTest
from etude.records.survey import LengthFacts

from ..diagnosis.curves import FACTS, evidence

TWO = replace(FACTS, classes=2, rarest_share=0.4)
MANY = replace(FACTS, classes=5, rarest_share=0.15)
RARE = replace(FACTS, classes=2, rarest_share=0.02)
NUMBERS = replace(FACTS, classes=0, rarest_share=1.0, target_outliers=0)
OUTLIERS = replace(NUMBERS, target_outliers=11)


def settings(choice) -> dict[str, object]:
    return dict(choice.settings)


@pytest.mark.parametrize(
    ("facts", "loss", "said", "alternative"),
    [
        (TWO, "cross_entropy", "binary cross-entropy", "focal"),
        (MANY, "cross_entropy", "categorical cross-entropy", "focal"),
        (RARE, "cross_entropy", "imbalanced", "class weights, then the focal loss"),
        (NUMBERS, "mse", "no target lies beyond", "Huber"),
        (OUTLIERS, "mse", "11 targets lie beyond", "Huber, then the absolute error"),
    ],
    ids=["two", "many", "rare", "numbers", "outliers"],
)
def test_leaves_of_the_loss(facts, loss: str, said: str, alternative: str) -> None:
    choice = choose_loss(facts)
    assert settings(choice)["loss"] == loss
    assert said in choice.because
    assert alternative in choice.alternative
    assert baseline(facts)[0].loss == loss


@pytest.mark.parametrize(
    ("with_it", "without", "names"),
    [
        (OUTLIERS, NUMBERS, {"Huber loss", "absolute-error loss"}),
        (RARE, TWO, {"class weights", "focal loss"}),
    ],
    ids=["outliers", "rare class"],
)
def test_the_alternative_losses_are_offered_only_with_their_evidence(
    with_it, without, names: set[str]
) -> None:
    def offered(facts) -> set[str]:
        seen = evidence(facts=facts)
        range_test = RangeTest((1e-4, 1e-3), (0.7, 0.6), 0.02, 1.0)
        situation = Situation(baseline(facts)[0], seen, examine(seen), range_test)
        return {change.name for change in offers("fine-tune", situation)}

    assert names <= offered(with_it)
    assert not names & offered(without)


@pytest.mark.parametrize(
    ("family", "activation", "optimizer"),
    [
        ("dense", "relu", "adam"),
        ("convolutional", "relu", "adam"),
        ("recurrent", "relu", "rmsprop"),
        ("transformer", "gelu", "adamw"),
    ],
)
def test_leaves_of_activation_and_optimizer(family, activation: str, optimizer: str) -> None:
    assert settings(choose_activation(family))["activation"] == activation
    chosen = settings(choose_optimizer(family))
    assert (chosen["optimizer"], chosen["learning_rate"]) == (optimizer, 0.001)
    Plan(**settings(choose_activation(family)), **chosen)


def test_a_pretrained_part_turns_the_rate() -> None:
    chosen = settings(choose_optimizer("dense", pretrained=True))
    assert (chosen["optimizer"], chosen["learning_rate"]) == ("adam", 0.0001)


def test_dead_units_turn_the_activation() -> None:
    def offered(dead: float) -> list[str]:
        seen = evidence(dead_share=(dead,) * 3)
        range_test = RangeTest((1e-4, 1e-3), (0.7, 0.6), 0.02, 1.0)
        situation = Situation(Plan(), seen, examine(seen), range_test)
        return [change.name for change in offers("repair", situation)]

    assert "leaky ReLU" in offered(0.9)
    assert "leaky ReLU" not in offered(0.1)


BALANCED = np.repeat([0, 1], [60, 40])
MINORITY = np.repeat([0, 1], [90, 10])
THREE = np.repeat([0, 1, 2], [60, 36, 4])
EVEN = np.linspace(-1.0, 1.0, 100)[:, None]
FAR = np.append(np.linspace(-1.0, 1.0, 99), 500.0)[:, None]


@pytest.mark.parametrize(
    ("task", "labels", "target", "given", "metric"),
    [
        ("classification", ("a", "b"), BALANCED, {}, "log_loss"),
        ("classification", ("a", "b"), MINORITY, {}, "average_precision"),
        ("classification", ("a", "b", "c"), THREE, {}, "balanced_accuracy"),
        ("classification", ("a", "b"), BALANCED, {"costs": Costs(1.0, 5.0)}, "expected_cost"),
        ("regression", (), EVEN, {}, "rmse"),
        ("regression", (), FAR, {}, "mae"),
        ("regression", (), FAR, {"wanted": "rmse"}, "rmse"),
    ],
    ids=["balanced", "minority", "three", "costs", "even", "far", "asked for"],
)
def test_leaves_of_the_metric(task, labels, target, given, metric: str) -> None:
    choice = choose_metric(task, labels, target, **given)
    assert choice.metric == metric
    assert metric in choice.reason


def test_a_plan_written_by_hand_leaves_to_the_data_what_they_say() -> None:
    texts = replace(MANY, lengths=LengthFacts("tokens", 20.0, 30.0, 90, 1))
    series = replace(NUMBERS, lengths=LengthFacts("series", 28.0, 28.0, 28, 1))
    ahead = replace(series, forecast_from="lags")
    assert read_off(MANY, "word") == {"loss": "cross_entropy"}
    assert set(read_off(texts, "word")) == {"loss", "longest", "beyond_longest"}
    assert {"series_scaling", "forecast_from"} <= set(read_off(ahead, "word"))
    lengths = {one: read_off(texts, one)["longest"] for one in ("word", "byte_pair", "character")}
    assert lengths == {"word": 32, "byte_pair": 48, "character": 160}
    long = replace(MANY, lengths=LengthFacts("tokens", 200.0, 900.0, 990, 1))
    assert [read_off(long, one)["longest"] for one in ("word", "character")] == [256, 512]
    assert baseline(texts)[0].longest == 32


def test_the_sentence_on_the_starting_plan_says_what_is_in_it() -> None:
    texts = replace(MANY, lengths=LengthFacts("tokens", 200.0, 300.0, 390, 1))
    gpu = replace(texts, learn_rows=300_000, device="cuda")
    clipped = "gradients no longer than 1"
    for _, said in (baseline(gpu), quick(gpu)):
        assert f"GELU, AdamW at 0.001 after a warm-up of 200 steps, {clipped}" in said
    _, said = baseline(replace(texts, learn_rows=30_000))
    assert f"ReLU, RMSprop at 0.001, {clipped}, batch 32" in said
    assert "64 neurons, ReLU, Adam at 0.001, batch 32" in baseline(MANY)[1]
    assert "batch 32, up to 200 epochs, early stopping after 15, dropout 0.3" in quick(MANY)[1]


@pytest.mark.parametrize(
    ("rows", "model", "optimizer"), [(3_000, "bag", "adam"), (30_000, "lstm", "rmsprop")]
)
def test_the_sequence_model_brings_its_optimizer_and_says_its_evidence(
    rows: int, model: str, optimizer: str
) -> None:
    texts = replace(MANY, learn_rows=rows, lengths=LengthFacts("tokens", 20.0, 30.0, 90, 1))
    choice = choose_model(texts)
    assert choice is not None
    assert settings(choice)["sequence_model"] == model
    assert f"median 20 tokens, {rows:,} rows" in choice.because
    assert "Transformer" in choice.alternative
    assert baseline(texts)[0].optimizer == optimizer
    assert choose_model(MANY) is None
