"""Each setting of the part "pitfalls" does what its line in `case.py` says."""

import random

import numpy as np
import pytest
import torch
from benchmarks.clinic import made_rows, rows, training
from benchmarks.clinic.case import Case, Objective
from benchmarks.clinic.doctors.random_search import RIGHT, tuned
from benchmarks.clinic.doctors.repairs import REPAIRS
from benchmarks.clinic.faults import PITFALLS
from benchmarks.clinic.network import Pooled, network_of
from benchmarks.clinic.patients import PITFALLS_BASES
from benchmarks.clinic.rows import Data, Part, data_of
from torch import Tensor, nn

NUMBERS, CLASSES = Case.of("pulleys", epochs=1), Case.of("rivals", epochs=1)
SETTINGS = {
    "as_text": 1.0,
    "wrapped": 0.5,
    "judged_noise": 1.0,
    "compressed": 3.0,
    "pooled": 3,
    "dropped_before": 0.5,
    "weights_spread": 2.0,
    "underflow": 0.1,
    "ranged_to": 1.0,
    "fading": 0.5,
    "unloaded": 1,
}


def _small(case: Case, classes: int = 0) -> Data:
    """Eight rows of two columns, the same in every role."""
    inputs = torch.randn(8, 2, generator=torch.Generator().manual_seed(0))
    targets = torch.arange(8) % classes if classes else inputs[:, 0] * 2
    part = Part(inputs, targets)
    return Data(part, part, part, classes, (2, 1), 1.0)


def _learned(case: Case, data: Data) -> tuple[nn.Sequential, list[Tensor]]:
    """A network after its training, and all inputs that it was shown in training."""
    network, shown = network_of(case, data), []
    network.register_forward_pre_hook(
        lambda module, call: shown.append(call[0].clone()) if module.training else None
    )
    optimizer = training._optimizer(case.descent, network)
    loss = training._Loss(case.objective, data)
    training._learn(case, network, optimizer, loss, data, lambda _: None)
    return network, shown


def test_numbers_as_text_stand_in_the_order_of_their_digits() -> None:
    inputs = np.array([[2.0, 2.0], [10.0, 10.0], [-3.0, -3.0], [9.0, 9.0]])
    read = rows._read_as_text(inputs, 0.5)
    assert read[:, 0].tolist() == [2.0, 1.0, 0.0, 3.0]  # -3, 10, 2, 9
    assert read[:, 1].tolist() == inputs[:, 1].tolist()


def test_numbers_as_text_are_scaled_like_others() -> None:
    inputs = data_of(CLASSES.changed(as_text=1.0)).learn.inputs
    assert inputs.mean(0).abs().max() < 1e-5
    assert not torch.equal(inputs, data_of(CLASSES).learn.inputs)


def test_inputs_beyond_the_bound_come_in_on_the_other_side() -> None:
    noise = np.random.default_rng(0)
    inputs = np.array([[0.5], [1.25], [-1.5], [3.0]])
    case = CLASSES.changed(wrapped=1.0)
    broken = rows._broken(case.preparation, inputs, np.zeros(4), 2, 2, noise)
    assert broken[:, 0].tolist() == pytest.approx([0.5, -0.75, 0.5, -1.0])


def test_noise_is_added_to_what_is_judged_alone() -> None:
    plain, noisy = data_of(NUMBERS), data_of(NUMBERS.changed(judged_noise=2.0))
    assert torch.equal(noisy.learn.inputs, plain.learn.inputs)
    for one, other in ((noisy.validation, plain.validation), (noisy.test, plain.test)):
        assert float((one.inputs - other.inputs).std()) == pytest.approx(2.0, rel=0.1)


def test_learning_targets_are_drawn_together_alone() -> None:
    plain, drawn = data_of(NUMBERS), data_of(NUMBERS.changed(compressed=3.0))
    assert torch.equal(drawn.test.targets, plain.test.targets)
    assert torch.equal(drawn.validation.targets, plain.validation.targets)
    wanted = plain.learn.targets.sign() * torch.log1p(3.0 * plain.learn.targets.abs()) / 3.0
    assert torch.allclose(drawn.learn.targets, wanted, atol=1e-5)


def test_steps_are_averaged_channel_by_channel() -> None:
    steps = torch.tensor([[1.0, 10.0, 3.0, 30.0, 5.0, 50.0]])  # three steps of two channels
    assert Pooled(2, (3, 2))(steps).tolist() == [[2.0, 20.0, 5.0, 50.0]]


@pytest.mark.parametrize("base", [one for one in PITFALLS_BASES if one.network != "dense"])
def test_every_reader_reads_fewer_steps(base: Case) -> None:
    data, seen = data_of(base), []
    network = network_of(base.changed(pooled=5), data)
    network[1].register_forward_pre_hook(lambda module, call: seen.append(call[0].shape[1]))
    assert len(network(data.learn.inputs[:4])) == 4
    steps, channels = data.sides
    assert seen == [-(-steps // 5) * channels]


def test_dropout_stands_before_the_normalisation() -> None:
    case = CLASSES.changed(dropped_before=0.4, normalisation=True)
    kinds = [type(one) for one in network_of(case, data_of(case))[0]]
    assert kinds[:3] == [nn.Linear, nn.Dropout, nn.BatchNorm1d]
    assert network_of(case, data_of(case))[0][1].p == 0.4


def test_weights_of_rows_differ_and_are_one_in_the_mean() -> None:
    equal = training._row_weights(CLASSES, 500)
    uneven = training._row_weights(CLASSES.changed(weights_spread=2.5), 500)
    assert equal.tolist() == [1.0] * 500
    assert float(uneven.mean()) == pytest.approx(1.0, rel=1e-4)
    assert float(uneven.log().std()) == pytest.approx(2.5, rel=0.15)


@pytest.mark.parametrize("classes", [0, 2])
def test_rows_weigh_in_the_next_loss_alone(classes: int) -> None:
    loss = training._Loss(Objective(weights_spread=1.0), _small(CLASSES, classes))
    outputs = torch.randn(3, classes or 1, generator=torch.Generator().manual_seed(1))
    targets = loss.shaped(torch.tensor([0, 1, 1]) if classes else torch.tensor([0.0, 1.0, 2.0]))
    plain = training._Loss(Objective(), _small(CLASSES, classes))
    loss.row_weights = torch.tensor([3.0, 0.0, 0.0])
    assert torch.allclose(loss(outputs, targets), plain(outputs[:1], targets[:1]))
    assert torch.allclose(loss(outputs, targets), plain(outputs, targets))


def test_rows_weigh_in_training() -> None:
    data = _small(CLASSES)
    uneven = _learned(Case.of("small", epochs=2, weights_spread=2.0, optimizer="sgd"), data)[0]
    equal = _learned(Case.of("small", epochs=2, optimizer="sgd"), data)[0]
    assert not torch.equal(uneven[0][0].weight, equal[0][0].weight)


def test_small_entries_of_gradients_are_lost() -> None:
    layer = nn.Linear(3, 1, bias=False)
    layer.weight.grad = torch.tensor([[0.05, -0.2, -0.01]])
    training._lose_small(layer, 0.1)
    assert layer.weight.grad.tolist() == [[0.0, pytest.approx(-0.2), 0.0]]


def test_nothing_is_learned_where_all_gradients_are_lost() -> None:
    case = Case.of("small", epochs=2, underflow=1e9)
    network, _ = _learned(case, _small(case))
    assert torch.equal(network[0][0].weight, network_of(case, _small(case))[0][0].weight)


def test_a_test_of_rates_leaves_weights_and_optimizer_changed() -> None:
    case = Case.of("small", ranged_to=1.0)
    data = _small(case)
    network = network_of(case, data)
    first = network[0][0].weight.detach().clone()
    optimizer = training._optimizer(case.descent, network)
    loss = training._Loss(case.objective, data)
    training._test_rates(case, network, optimizer, loss, data.learn)
    assert not torch.equal(network[0][0].weight, first)
    assert optimizer.param_groups[0]["lr"] == pytest.approx(1.0)  # the highest, at the end
    assert optimizer.state[network[0][0].weight]["step"] == training.TESTED


def test_a_test_of_rates_changes_a_training() -> None:
    plain = training.train_unwatched(NUMBERS)
    tested = training.train_unwatched(NUMBERS.changed(ranged_to=1.0))
    assert not torch.equal(plain.row_scores, tested.row_scores)


def test_stored_inputs_fade_from_epoch_to_epoch() -> None:
    case = Case.of("small", epochs=3, fading=0.5)
    _, shown = _learned(case, _small(case))
    sizes = [float(one.abs().sum()) for one in shown]
    assert sizes == pytest.approx([sizes[0], sizes[0] / 2, sizes[0] / 4])


def test_layers_that_are_not_loaded_are_judged_with_their_first_weights() -> None:
    case = Case.of("small", epochs=3, unloaded=1)
    made = network_of(case, _small(case))
    network, _ = _learned(case, _small(case))
    assert torch.equal(network[0][0].weight, made[0][0].weight)
    assert not torch.equal(network[1][0].weight, made[1][0].weight)


def test_layers_that_are_not_loaded_learn_all_the_same() -> None:
    unloaded, plain = (Case.of("small", epochs=3, unloaded=count) for count in (2, 0))
    network, _ = _learned(unloaded, _small(unloaded))
    other, _ = _learned(plain, _small(plain))
    assert torch.equal(network[2].weight, other[2].weight)  # as its gradients were the same


def test_logarithmic_loss_tells_nothing_below_zero() -> None:
    loss = training._Loss(Objective(loss="logarithmic"), _small(NUMBERS))
    said = torch.tensor([[-1.0], [3.0]], requires_grad=True)
    loss(said, torch.tensor([[2.0], [1.0]])).backward()
    assert said.grad is not None
    assert said.grad[0] == 0.0
    assert said.grad[1] > 0.0


def test_loss_of_rates_takes_outputs_for_logarithms() -> None:
    loss = training._Loss(Objective(loss="rates"), _small(NUMBERS))
    said = torch.tensor([[0.5]])
    assert float(loss(said, torch.tensor([[2.0]]))) == pytest.approx(np.exp(0.5) - 1.0)


def test_cosine_of_one_number_is_its_sign() -> None:
    loss = training._Loss(Objective(loss="cosine"), _small(NUMBERS))
    said = torch.tensor([[0.1], [-5.0]])
    assert float(loss(said, torch.tensor([[9.0], [2.0]]))) == pytest.approx(1.0)


def test_defaults_change_nothing() -> None:
    for base in (NUMBERS, CLASSES):
        healthy = training.train_unwatched(base)
        again = training.train_unwatched(base.changed(pooled=1, fading=1.0, wrapped=0.0))
        assert torch.equal(healthy.row_scores, again.row_scores)


@pytest.mark.parametrize("name", SETTINGS)
def test_random_search_may_set_each_right(name: str) -> None:
    drawn = RIGHT | tuned(random.Random(0))
    assert drawn[name] == Case("small").setting(name)
    assert SETTINGS[name] != drawn[name]


@pytest.mark.parametrize(
    ("symptom", "name"),
    [
        ("rows changed on the way", "fading"),
        ("validation scaled otherwise", "judged_noise"),
        ("cannot overfit a few rows", "weights_spread"),
        ("validation unlike training", "judged_noise"),
        ("validation unlike training", "compressed"),
        ("judged by other weights", "unloaded"),
        ("first loss too high", "ranged_to"),
    ],
)
def test_first_advice_undoes_it(symptom: str, name: str) -> None:
    sick = CLASSES.changed(**{name: SETTINGS[name]})
    assert REPAIRS[symptom][0](sick).setting(name) == Case("small").setting(name)


def test_kinds_have_three_severities_that_change_a_case() -> None:
    assert len({one.name for one in PITFALLS}) == 12
    for fault in PITFALLS:
        base = next(one for one in PITFALLS_BASES if fault.fits(one))
        assert len({fault.planted(base, severity) for severity in range(3)} | {base}) == 4


def test_sets_are_drawn_in_the_same_way_every_time() -> None:
    for base in PITFALLS_BASES:
        first, again = (made_rows.SETS[base.data](np.random.default_rng(0)) for _ in range(2))
        assert np.array_equal(first[0], again[0])
        assert np.isfinite(first[0]).all()
        assert len(first[0]) == len(first[1]) >= 1200
