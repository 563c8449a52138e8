"""What a training of ours records is what a watch records of the same training; and by hand."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import etude
from etude.data.rows import Rows
from etude.diagnosis.catalogue import examine, offers
from etude.diagnosis.evidence import Evidence, Situation
from etude.doctor.watching import looking, steps
from etude.doctor.watching.rise import Rise as WatchedRise
from etude.records.plan import Plan
from etude.records.setup import setup_of
from etude.records.shape import Head, InputShape, NetworkShape
from etude.records.trial import Curves
from etude.training import measuring, train
from etude.training.group import Group, Stopping
from etude.training.rise import Rise
from tests.diagnosis.curves import FACTS
from tests.diagnosis.curves import NUMBERS as NUMBER_FACTS

from .made import CLASSES, NUMBERS, line, rows, runs, xor

CPU = torch.device("cpu")
SHAPE = NetworkShape((InputShape("numbers", "numbers", 6),), (Head("y", "numbers", 1),))
PLAN = Plan(hidden=(16,), optimizer="sgd", learning_rate=0.05, batch_size=16, epochs=8, patience=9)


def chance(count: int, seed: int) -> Rows:
    """Six columns and a number that they say nothing of: soon learned by heart."""
    generator = np.random.default_rng(seed)
    x = generator.standard_normal((count, 6)).astype(np.float32)
    return rows({"numbers": x}, generator.standard_normal((count, 1)).astype(np.float32))


LEARN, STOP = chance(128, 0), chance(80, 1)


# --- the same training, both ways ------------------------------------------------------------


def recorded(plan: Plan) -> Curves:
    """Of the second of two members."""
    return train(plan, SHAPE, runs(LEARN, STOP, [1, 2]))[1].run.curves


def watched(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Curves:
    """The second member again, in a loop of PyTorch's own that is watched at every step."""
    spacings = ("FEWEST_BETWEEN", "MOST_BETWEEN")
    for module, name in (*((steps, one) for one in spacings), (looking, "STEPS_BETWEEN_LOOKS")):
        monkeypatch.setattr(module, name, 1)
    group = Group(plan, SHAPE, runs(LEARN, STOP, [1, 2]), CPU, Stopping())
    model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 1))
    state = group.stepper.network.member_state(1)
    for layer, name in ((model[0], "hidden.0"), (model[2], "output")):
        layer.weight.data = torch.from_numpy(state[f"{name}.weight"].T.copy())
        layer.bias.data = torch.from_numpy(state[f"{name}.bias"][0])
    optimizer = torch.optim.SGD(model.parameters(), plan.learning_rate)
    stop = torch.from_numpy(STOP.inputs["numbers"]), torch.from_numpy(STOP.targets["y"])
    with etude.watch(model, optimizer, validation=stop) as doctor:
        for epoch in range(1, plan.epochs + 1):
            for batch in group.stepper.batches(epoch):
                optimizer.zero_grad()
                F.mse_loss(model(batch.inputs["numbers"][1]), batch.targets["y"][1]).backward()
                if plan.gradient_clip:
                    nn.utils.clip_grad_norm_(model.parameters(), plan.gradient_clip)
                optimizer.step()
            doctor.epoch()
    return doctor.record.runs[0].curves


ALIKE = ("validation_loss", "prediction_spread", "positive_share", "clipped_share")


@pytest.mark.parametrize("clip", [0.0, 1.0])
def test_a_watch_of_the_same_training_sees_the_same(clip, monkeypatch) -> None:
    plan = PLAN.changed(gradient_clip=clip)
    ours, theirs = recorded(plan), watched(plan, monkeypatch)
    # Lengths that are shortened before a watch sees them have another median of their ratios.
    names = (*ALIKE, "gradient_spike", *(() if clip else ("first_last_gradient",)))
    for name in names:
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=1e-4), name
    assert ours.validation_rise == pytest.approx(theirs.validation_rise, rel=1e-3, abs=1e-3)
    assert max(ours.validation_rise) > 0.5
    assert any(0.0 < share < 1.0 for share in ours.clipped_share) == bool(clip)
    assert ours.seconds == ()


# --- by hand ---------------------------------------------------------------------------------


def one_step(**change) -> tuple[Curves, float]:
    """Curves of a linear network after its first step, and the length of its first weights."""
    plan = PLAN.changed(hidden=(), batch_size=128, epochs=1, **change)
    group = Group(plan, SHAPE, runs(LEARN, STOP, [1]), CPU, Stopping())
    weights = group.stepper.network.member_state(0)["output.weight"]
    group.train_epoch()
    return group.results()[0][0].curves, float(np.linalg.norm(weights))


@pytest.mark.parametrize("penalty", ["l2_penalty", "weight_decay"])
def test_penalties_pull_by_lambda_times_the_weights(penalty) -> None:
    curves, length = one_step(**{penalty: 0.5})
    assert curves.penalty_share[0] == pytest.approx(0.5 * length / curves.gradient_norm[0], 1e-4)


def test_beside_adam_a_decay_is_held_against_its_steps() -> None:
    curves, length = one_step(optimizer="adamw", weight_decay=0.5)
    step = math.sqrt(7)  # Adam's first: the rate in every of 6 weights and a bias
    assert curves.penalty_share[0] == pytest.approx(0.5 * length / step, 1e-4)


def test_without_penalties_nothing_pulls() -> None:
    assert one_step()[0].penalty_share == ()


def test_one_step_is_too_few_for_a_spike_and_one_layer_is_first_and_last() -> None:
    curves, _ = one_step()
    assert curves.gradient_spike == ()
    assert curves.first_last_gradient == (1.0,)


@pytest.mark.parametrize(("clip", "share"), [(1e-3, 1.0), (1e3, 0.0)])
def test_all_or_no_gradients_are_shortened(clip, share) -> None:
    curves = recorded(PLAN.changed(gradient_clip=clip, epochs=2))
    assert curves.clipped_share == (share,) * 2
    assert all((spike == pytest.approx(1.0)) == (share == 1.0) for spike in curves.gradient_spike)


def test_predictions_of_parts_go_together(monkeypatch) -> None:
    whole = recorded(PLAN.changed(epochs=2))
    monkeypatch.setattr(measuring, "_ELEMENTS", 1)  # 64 rows in one go
    parts = recorded(PLAN.changed(epochs=2))
    for name in ("prediction_spread", "positive_share", "validation_rise"):
        assert getattr(parts, name) == pytest.approx(getattr(whole, name), rel=1e-3), name


def test_a_line_learned_predicts_as_the_truth_lies() -> None:
    plan = Plan(hidden=(16,), learning_rate=0.02, epochs=30)
    curves = train(plan, NUMBERS, runs(line(400, 0), line(100, 1), [1]))[0].run.curves
    assert curves.prediction_spread[-1] == pytest.approx(1.0, abs=0.05)
    above = float((line(100, 1).targets["y"] > 0).mean())
    assert curves.positive_share[-1] == pytest.approx(above, abs=0.03)


def test_classes_have_no_spread_of_numbers() -> None:
    curves = train(Plan(epochs=1), CLASSES, runs(xor(60, 0), xor(30, 1), [1]))[0].run.curves
    assert curves.prediction_spread == curves.positive_share == ()
    assert len(curves.validation_rise) == 1


def test_without_stop_rows_numbers_are_seen_on_those_learned() -> None:
    empty = chance(0, 2)
    curves = train(PLAN.changed(epochs=2), SHAPE, runs(LEARN, empty, [1]))[0].run.curves
    assert curves.validation_rise == ()
    assert len(curves.prediction_spread) == len(curves.positive_share) == 2


# --- the rise --------------------------------------------------------------------------------

LOSSES = ((3.0, 1.0, 2.0, 2.0), (1.0, 1.0, 2.0, 0.0), (2.0, 3.0, 2.0, 1.0), (1.0, 1.0, 1.0, 0.0))


def risen(shares: tuple[float, ...], padding: float = 0.0) -> list[float]:
    """z of each epoch, of the first of two members."""
    mine, own = torch.tensor([shares] * 2), len(shares)
    rise, found = Rise(mine), []
    for losses in LOSSES:
        each = torch.tensor([losses + (padding,) * (own - 4)] * 2)
        found.append(float(rise.after((each * mine).sum(1), each)[0]))
    return found


def test_the_rise_is_a_paired_z_against_the_best_epoch() -> None:
    # Third epoch against the second: differences 1, 2, 0, 1; mean 1, error sqrt(2/3) / 2.
    assert risen((0.25,) * 4) == pytest.approx([0.0, 0.0, 2.0 / math.sqrt(2 / 3), 0.0])


def test_the_rise_is_that_of_a_watch() -> None:
    theirs = WatchedRise()
    expected = [theirs.after(torch.tensor(losses, dtype=torch.float64)) for losses in LOSSES]
    assert risen((0.25,) * 4) == pytest.approx(expected)


def test_padded_rows_do_not_count() -> None:
    assert risen((*(0.25,) * 4, 0.0), padding=9.0) == pytest.approx(risen((0.25,) * 4))


def test_heavier_rows_count_for_more() -> None:
    assert risen((0.1, 0.7, 0.1, 0.1))[2] > risen((0.25,) * 4)[2]


# --- an ill training is told from its curves, and can be treated -----------------------------

DEEP = (8,) * 8
ILL = {
    "gradients clipped often": (
        Plan(hidden=(16,), optimizer="sgd", learning_rate=0.001, gradient_clip=1e-3, epochs=4),
        {"lower learning rate", "longer gradients"},
    ),
    "penalty outweighs the data": (
        Plan(hidden=(16,), l2_penalty=1.0, epochs=6),
        {"less penalty"},
    ),
    "vanishing gradient": (
        Plan(hidden=DEEP, activation="sigmoid", optimizer="sgd", learning_rate=0.01, epochs=4),
        {"rectifier", "steady layers", "shorter way"},
    ),
}


def diagnosed(plan: Plan, shape: NetworkShape, facts, learn: Rows, stop: Rows) -> Situation:
    trained = tuple(one.run for one in train(plan, shape, runs(learn, stop, [1, 2, 3])))
    evidence = Evidence(trained, facts, setup_of(plan))
    return Situation(plan, evidence, examine(evidence))


@pytest.mark.parametrize("symptom", ILL)
def test_an_ill_training_is_diagnosed_and_can_be_treated(symptom) -> None:
    plan, remedies = ILL[symptom]
    situation = diagnosed(plan, CLASSES, FACTS, xor(400, 0), xor(200, 1))
    assert situation.diagnosed(symptom)
    treats = {one.remedy for one in offers("repair", situation) if one.treats == symptom}
    assert treats == remedies


def test_numbers_that_nothing_is_learned_of_are_seen_to_collapse() -> None:
    plan = Plan(hidden=(16,), optimizer="sgd", learning_rate=0.02, l2_penalty=3.0, epochs=12)
    situation = diagnosed(plan, SHAPE, NUMBER_FACTS, chance(400, 0), chance(200, 1))
    assert situation.diagnosed("collapsed predictions")


def signal(count: int, seed: int) -> Rows:
    """A number, half of it said by the first column."""
    one = chance(count, seed)
    half = (one.targets["y"] + one.inputs["numbers"][:, :1]) / np.float32(math.sqrt(2.0))
    return rows(one.inputs, half)


@pytest.mark.parametrize(("learn", "stop", "severity"), [(100, 300, "diagnosis"), (60, 30, "note")])
def test_a_rise_that_few_rows_bear_out_is_no_diagnosis(learn, stop, severity) -> None:
    plan = Plan(hidden=(128, 128), learning_rate=0.003, epochs=40, patience=40)
    situation = diagnosed(plan, SHAPE, NUMBER_FACTS, signal(learn, 0), signal(stop, 1))
    finding = situation.finding("overfitting")
    assert finding is not None
    assert finding.severity == severity
    numbers = dict(finding.evidence)
    assert numbers["rise"] > 0.25
    assert (numbers["z"] > 3.0) == (severity == "diagnosis")
