import copy
import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import etude
from etude.doctor.examined import Examined
from etude.doctor.preflight import all_checks
from etude.doctor.record import TrainingRecord
from etude.errors import BadOption
from tests.doctor.loops import COLUMNS, Attentive, Recurrent, adam, dense, rows, sgd


def found(*arguments, **named):
    return {one.symptom for one in etude.preflight(*arguments, **named).findings}


def numbers(name, model, batch, loss, optimizer=None, **named):
    """What this check alone measures."""
    check = next(one for one in all_checks() if name == one.NAME)
    made = check.measure(Examined(model, *batch, loss, optimizer=optimizer, **named))
    return None if made is None else dict(made.numbers)


def seen_by(name, model, batch, loss, optimizer=None, **named):
    """What the symptoms make of this check alone."""
    check = next(one for one in all_checks() if name == one.NAME)
    made = check.measure(Examined(model, *batch, loss, optimizer=optimizer, **named))
    record = TrainingRecord("network", checks=() if made is None else (made,))
    return {one.symptom for one in record.findings()}


def a_regression():
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(128, COLUMNS, generator=generator)
    return x, x[:, :1] - 2.0 * x[:, 1:2]


def a_network(*, outputs=3, last=None):
    torch.manual_seed(4)
    layers = [nn.Linear(COLUMNS, 16), nn.ReLU(), nn.Linear(16, outputs)]
    return nn.Sequential(*layers, *([] if last is None else [last]))


def test_every_check_says_its_name_and_makes_it():
    names = [check.NAME for check in all_checks()]
    assert len(names) == len(set(names)) == 26
    assert all(check.__doc__ for check in all_checks())
    made = etude.preflight(a_network(), rows(), F.cross_entropy).checks
    assert {one.name for one in made} <= set(names)


@pytest.mark.parametrize(
    ("make", "steps"),
    [
        (dense, 0),
        (lambda: dense(normalised=True, dropout=0.3), 0),
        (Recurrent, 5),
        (Attentive, 5),
    ],
)
def test_healthy_classifiers_are_left_alone(make, steps):
    torch.manual_seed(1)
    model = make()
    batch = rows(steps=steps)
    result = etude.preflight(model, batch, nn.CrossEntropyLoss(), adam(model))
    assert result.findings == ()
    assert "Nothing is amiss that shows before training" in str(result)


def test_healthy_regressions_and_yes_or_no_are_left_alone():
    model = a_network(outputs=1)
    assert found(model, a_regression(), nn.MSELoss(), adam(model)) == set()
    x, y = rows()
    batch = x, (y > 0).float()[:, None]
    assert found(a_network(outputs=1), batch, nn.BCEWithLogitsLoss()) == set()
    assert found(a_network(outputs=1, last=nn.Sigmoid()), batch, nn.BCELoss()) == set()
    assert found(a_network(last=nn.LogSoftmax(1)), rows(), nn.NLLLoss()) == set()


def test_nothing_is_changed():
    model = dense(normalised=True, dropout=0.2)
    optimizer = adam(model)
    before = copy.deepcopy(model.state_dict())
    F.cross_entropy(model(rows()[0]), rows()[1]).backward()
    before = copy.deepcopy(model.state_dict())
    gradient = model[0].weight.grad.clone()
    torch.manual_seed(9)
    expected = torch.rand(3)
    torch.manual_seed(9)
    etude.preflight(model, rows(), nn.CrossEntropyLoss(), optimizer)
    assert torch.equal(torch.rand(3), expected)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert torch.equal(model[0].weight.grad, gradient)
    assert optimizer.state == {}
    assert model.training


@pytest.mark.parametrize(
    ("last", "loss", "outputs", "symptom"),
    [
        (nn.Softmax(1), nn.CrossEntropyLoss(), 3, "softmax before cross-entropy"),
        (nn.Softmax(1), nn.BCELoss(), 1, "softmax over one unit"),
        (nn.Sigmoid(), nn.BCEWithLogitsLoss(), 1, "sigmoid twice"),
        (None, nn.BCELoss(), 1, "probabilities missing"),
        (None, nn.NLLLoss(), 3, "probabilities missing"),
        (nn.ReLU(), nn.MSELoss(), 1, "bounded output"),
        (nn.Sigmoid(), nn.CrossEntropyLoss(), 3, "bounded output"),
        (nn.Tanh(), nn.CrossEntropyLoss(), 3, "bounded output"),
        (nn.Sigmoid(), lambda output, target: F.mse_loss(output, target), 1, "bounded output"),
    ],
)
def test_an_output_that_does_not_fit_the_loss(last, loss, outputs, symptom):
    x, y = rows()
    if isinstance(loss, nn.CrossEntropyLoss | nn.NLLLoss):
        batch = x, y
    elif isinstance(loss, nn.BCELoss | nn.BCEWithLogitsLoss):
        batch = x, (y > 0).float()[:, None]
    else:
        batch = a_regression()
    assert symptom in seen_by("output_fit", a_network(outputs=outputs, last=last), batch, loss)
    assert symptom in found(a_network(outputs=outputs, last=last), batch, loss)


@pytest.mark.parametrize("last", [nn.Softmax(1), None])
def test_classes_by_squared_error(last):
    x, y = rows()
    model = a_network(outputs=3, last=last)
    told = seen_by("output_fit", model, (x, F.one_hot(y, 3).float()), nn.MSELoss())
    assert "squared error of classes" in told
    numbers = seen_by("output_fit", a_network(outputs=3), (x, torch.randn(len(x), 3)), nn.MSELoss())
    assert "squared error of classes" not in numbers


def test_shapes_that_broadcast():
    x, y = a_regression()
    model = a_network(outputs=1)
    for loss in (nn.MSELoss(), lambda output, target: ((output - target) ** 2).mean()):
        assert "shapes broadcast" in seen_by("shapes_broadcast", model, (x, y[:, 0]), loss)

    def reshaping(output, target):
        return F.mse_loss(output[:, 0], target)

    assert "shapes broadcast" not in seen_by("shapes_broadcast", model, (x, y[:, 0]), reshaping)


def test_gradients_that_the_step_never_clears():
    model = a_network()
    optimizer = adam(model)

    def step(model, optimizer, inputs, targets):
        F.cross_entropy(model(inputs), targets).backward()
        optimizer.step()

    def clearing(model, optimizer, inputs, targets):
        optimizer.zero_grad()
        step(model, optimizer, inputs, targets)

    arguments = model, rows(), F.cross_entropy, optimizer
    assert "gradients pile up" in seen_by("gradients_pile_up", *arguments, step=step)
    assert not seen_by("gradients_pile_up", *arguments, step=clearing)
    assert numbers("gradients_pile_up", *arguments, step=step)["ratio"] == pytest.approx(2.0)
    assert model[0].weight.grad is None


def test_parameters_frozen_forgotten_or_not_registered():
    model = a_network()
    optimizer = torch.optim.SGD(model[2].parameters(), lr=0.1)
    seen = numbers("frozen", model, rows(), F.cross_entropy, optimizer)
    assert seen == {"parameters": 0.0, "not_in_optimizer": 16.0 * COLUMNS + 16.0}
    model[0].requires_grad_(False)
    seen = numbers("frozen", model, rows(), F.cross_entropy, optimizer)
    assert seen == {"parameters": 16.0 * COLUMNS + 16.0, "not_in_optimizer": 0.0}

    class Listed(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(COLUMNS, 4)]
            self.head = nn.Linear(4, 3)

        def forward(self, x):
            return self.head(self.layers[0](x).relu())

    model = Listed()
    seen = numbers("frozen", model, rows(), F.cross_entropy, sgd(model))
    assert seen["not_in_optimizer"] == 4.0 * COLUMNS + 4.0


def test_a_gradient_that_is_cut_off():
    class Cut(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.head = nn.Linear(COLUMNS, 16), nn.Linear(16, 3)

        def forward(self, x):
            return self.head(self.body(x).relu().detach())

    cut = numbers("unreached", Cut(), rows(), F.cross_entropy)
    assert cut == {"parameters": 16.0 * COLUMNS + 16.0}
    assert "frozen parameters" in seen_by("unreached", Cut(), rows(), F.cross_entropy)
    model = a_network()
    model[0].requires_grad_(False)  # is told by another check
    assert numbers("unreached", model, rows(), F.cross_entropy) == {"parameters": 0.0}


def test_a_signal_that_fades():
    seen = numbers("signal", a_network(), rows(), F.cross_entropy)
    assert seen["left"] > 0.3
    small = a_network()
    for one in small.parameters():
        one.data.mul_(0.01) if one.ndim > 1 else None
    assert numbers("signal", small, rows(), F.cross_entropy)["left"] < 0.05
    deep = nn.Sequential(*(nn.Sequential(nn.Linear(8, 8), nn.ReLU()) for _ in range(12)), a_last())
    x = torch.randn(64, 8)
    assert "signal fades" in seen_by("signal", deep, (x, rows()[1][:64]), F.cross_entropy)
    assert numbers("signal", dense(normalised=True), rows(), F.cross_entropy) is None
    assert numbers("signal", nn.Linear(COLUMNS, 3), rows(), F.cross_entropy) is None


def a_last():
    return nn.Linear(8, 3)


def test_a_layer_that_is_narrow():
    x, y = rows()
    narrow = nn.Sequential(nn.Linear(COLUMNS, 32), nn.ReLU(), nn.Linear(32, 2), nn.ReLU())
    model = nn.Sequential(narrow, nn.Linear(2, 3))
    seen = numbers("narrow_layer", model, (x, y), F.cross_entropy)
    assert seen == {"width": 2.0, "before": 32.0, "outputs": 3.0}
    assert numbers("narrow_layer", nn.Linear(COLUMNS, 3), (x, y), F.cross_entropy) is None


def test_columns_that_were_cut_off():
    x, y = rows()
    cut = x.clone()
    cut[:, 0].clamp_(-1.0, 1.0)
    seen = numbers("cut_off", a_network(), (cut, y), F.cross_entropy)
    assert seen["columns"] == 1
    at_bounds = (cut[:, 0].abs() == 1.0).float().mean()
    assert seen["cells"] == pytest.approx(float(at_bounds) / COLUMNS)
    assert "inputs cut off" in seen_by("cut_off", a_network(), (cut, y), F.cross_entropy)


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x,
        lambda x: x.clamp(min=-0.5),  # one-sided, as amounts are
        lambda x: (2.0 * x).round().clamp(-2.0, 2.0),  # a few steps, as answers to questions are
        lambda x: (x > 0).float(),
        lambda x: x[:90].clamp(-1.0, 1.0),  # too few to say
    ],
)
def test_columns_that_were_not(change):
    x, y = rows()
    given = change(x)
    seen = numbers("cut_off", a_network(), (given, y[: len(given)]), F.cross_entropy)
    assert seen is None or seen["columns"] == 0


def test_numbers_that_stand_for_missing_cells():
    x, y = rows()
    filled = x.clone()
    filled[:4, 0], filled[5:8, 1], filled[:2, 2] = -999.0, 50.0, 99.0
    seen = numbers("placeholders", a_network(), (filled, y), F.cross_entropy)
    assert seen == {"columns": 2, "cells": pytest.approx(7 / x.numel())}
    assert "placeholders" in seen_by("placeholders", a_network(), (filled, y), F.cross_entropy)


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x,
        lambda x: x.clamp(-1.0, 1.0),  # no value is far from the others
        lambda x: (x > 1.0).float() * 9.0,  # two values, as of a category
        lambda x: torch.where(torch.arange(len(x))[:, None] == 3, 99.0, x),  # once
        lambda x: torch.cat([x, torch.full((9, COLUMNS), 99.0)])[-len(x) :],  # one row, nine times
        lambda x: torch.cat([torch.randn(9_000, COLUMNS), x + 99.0 * (x == x.amax())]),
    ],
)
def test_numbers_that_stand_for_none(change):
    given = change(rows()[0])
    answers = torch.zeros(len(given), dtype=torch.int64)
    seen = numbers("placeholders", a_network(), (given, answers), F.cross_entropy)
    assert seen == {"columns": 0, "cells": 0}


def test_cells_in_another_unit():
    x, y = rows()
    mixed = x.clone()
    for column in range(2):
        mixed[x[:, column].abs().topk(6).indices, column] *= 100.0
    seen = numbers("mixed_units", a_network(), (mixed, y), F.cross_entropy)
    assert (seen["columns"], seen["cells"]) == (2, pytest.approx(12 / x.numel()))
    assert 20 < seen["times"] < 500
    assert "mixed units" in seen_by("mixed_units", a_network(), (mixed, y), F.cross_entropy)


def test_cells_in_another_unit_of_one_column_among_many():
    torch.manual_seed(0)
    x = torch.randn(512, 200)
    x[:20, 7] = 100.0 * x[:20, 7] + 5.0
    answers = torch.zeros(len(x), dtype=torch.int64)
    given = (nn.Linear(200, 2), (x, answers), F.cross_entropy)
    assert numbers("mixed_units", *given)["columns"] == 1


def first_rows(share):
    return lambda x: torch.arange(len(x))[:, None] < share * len(x)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "change",
    [
        lambda x: x,
        lambda x: torch.where(first_rows(0.004)(x), 9.0, x),  # one large row
        lambda x: torch.where(first_rows(0.05)(x), x + 10.0, x),  # a minority of another kind
        lambda x: torch.where(first_rows(0.3)(x), 50.0 * x, x),  # a part of what the columns are
        lambda x: torch.where(first_rows(0.05)(x), -999.0, x),  # placeholders
        torch.exp,  # a long tail of its own
        lambda x: x / torch.randn_like(x).abs(),  # one that is longer still
        lambda x: (x > 1.5).float() * 50.0,  # a rare category
        lambda x: x.round() * (x.abs() > 1.0),  # counts
        lambda x: x * (x.abs() > 0.7),  # half of it is 0
    ],
)
def test_cells_that_lie_far_out_by_nature(change, seed):
    torch.manual_seed(seed)
    x = change(torch.randn(192, COLUMNS))
    answers = torch.zeros(len(x), dtype=torch.int64)
    seen = numbers("mixed_units", a_network(), (x, answers), F.cross_entropy)
    assert seen is None or seen == {"columns": 0, "cells": 0, "times": 1}


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        (lambda x: x, 0),
        (torch.trunc, COLUMNS),
        (lambda x: (x / 0.5).round() * 0.5, COLUMNS),
        (lambda x: torch.cat([x[:, 1:].round(), torch.full_like(x[:, :1], 0.37)], 1), COLUMNS - 1),
        (lambda x: torch.cat([x[:, :3].round(), (x[:, 3:] > 0).float()], 1), 3),
        (lambda x: x.sign(), 0),  # two values
        (lambda x: (x / 2.0).round().clamp(-1.0, 1.0), 0),  # a board
        (lambda x: (10.0 * x).round(), 0),  # counts that were not scaled
        (lambda x: (3.0 * x).round().abs(), 0),  # on one side of 0
        (lambda x: (x.round() - x.round().mean(0)) / x.round().std(0), 0),  # cut, then scaled
        (lambda x: (100.0 * x).round() / 100.0, 0),  # to two places
        (lambda x: (x.clamp(-2.0, 2.0) * 63.0).round() / 63.0, 0),  # of eight bits
        (lambda x: torch.where(x == x[0, 0], 1e-6, 1_000.0 * x), 0),  # one tiny value
    ],
)
def test_inputs_cut_to_whole_numbers_once_scaled(change, columns):
    x, y = rows()
    seen = numbers("whole_steps", a_network(), (change(x), y), F.cross_entropy)
    assert seen["columns"] == columns
    told = seen_by("whole_steps", a_network(), (change(x), y), F.cross_entropy)
    assert ("inputs cut to whole numbers" in told) == bool(columns)


@pytest.mark.parametrize(
    ("change", "length", "centre"),
    [
        (lambda x: x, 0, 0),
        (lambda x: x / x.norm(dim=1, keepdim=True), 1, 0),
        (lambda x: x - x.mean(1, keepdim=True), 0, 1),
        (lambda x: (x - x.mean(1, keepdim=True)) / x.std(1, keepdim=True), 1, 1),
    ],
)
def test_rows_that_were_scaled_by_themselves(change, length, centre):
    x, y = rows()
    seen = numbers("rows_alike", a_network(), (change(x), y), F.cross_entropy)
    assert seen == {"length": length, "centre": centre}
    told = seen_by("rows_alike", a_network(), (change(x), y), F.cross_entropy)
    assert ("rows scaled by themselves" in told) == bool(length or centre)


def test_rows_of_one_category_are_not_scaled():
    x, y = rows()
    one_hot = F.one_hot(torch.arange(len(x)) % COLUMNS, COLUMNS).float()
    assert numbers("rows_alike", a_network(), (one_hot, y), F.cross_entropy) is None


class Viewed(nn.Module):
    """Steps and rows taken for each other, or rows weighed against each other."""

    def __init__(self, how):
        super().__init__()
        self.how, self.lstm = how, nn.LSTM(COLUMNS, 8, batch_first=how != "steps first")
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        answer = self.head(self.lstm(x)[0][:, -1])
        return answer.softmax(0) if self.how == "over rows" else answer


@pytest.mark.parametrize(
    ("how", "is_mixed"), [("right", False), ("steps first", True), ("over rows", True)]
)
def test_rows_that_are_not_answered_by_themselves(how, is_mixed):
    torch.manual_seed(0)
    seen = seen_by("rows_apart", Viewed(how), rows(steps=4), F.cross_entropy)
    assert seen == ({"rows mixed"} if is_mixed else set())
    few = tuple(one[:2] for one in rows(steps=4))
    assert numbers("rows_apart", Viewed(how), few, F.cross_entropy) is None


class Tagged(nn.Module):
    """One answer a step, in PyTorch's own order: steps, rows."""

    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(COLUMNS, 8), nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.lstm(x)[0])


class Drawn(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(COLUMNS, 3)

    def forward(self, x):
        return self.head(x + torch.randn_like(x))


class Graph(nn.Module):
    """Nodes and the edges between them, which no part of the nodes fits."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(COLUMNS, 3)

    def forward(self, x, edges):
        return self.head(x.index_add(0, edges[1], x[edges[0]]))


def test_what_mixes_rows_by_nature_is_not_judged():
    x, y = rows(steps=4)
    assert numbers("rows_apart", Tagged(), (x, y), F.cross_entropy) is None
    assert numbers("rows_apart", Drawn(), rows(), F.cross_entropy) is None
    of_batch = nn.Sequential(nn.BatchNorm1d(COLUMNS, track_running_stats=False), a_network())
    assert numbers("rows_apart", of_batch, rows(), F.cross_entropy) is None


def test_a_network_of_graphs_is_looked_at_whole():
    x, y = rows()
    edges = torch.stack([torch.arange(len(x)), torch.arange(len(x)).flip(0)])
    seen = etude.preflight(Graph(), ((x, edges), y), F.cross_entropy)
    assert "rows mixed" in {one.symptom for one in seen.findings}
    assert "overfits_few_rows" not in {one.name for one in seen.checks}


def test_batch_normalisation_mixes_no_rows_where_it_is_judged():
    seen = numbers("rows_apart", dense(normalised=True), rows(), F.cross_entropy)
    assert seen["change"] == 0.0


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        (lambda x: x, False),
        (lambda x: x * 3.0, True),
        (lambda x: x / 3.0, True),
        (lambda x: x + 5.0, True),
        (lambda x: x[:, :-1], None),
        (lambda x: x[:0], None),
    ],
)
def test_validation_of_another_scale(change, is_told):
    x, y = rows()
    given = change(x), y
    seen = seen_by("same_scale", a_network(), (x, y), F.cross_entropy, validation=given)
    assert seen == ({"validation scaled otherwise"} if is_told else set())
    if is_told is None:
        assert numbers("same_scale", a_network(), (x, y), F.cross_entropy, validation=given) is None


def test_linear_layers_in_a_row():
    plain = nn.Sequential(
        nn.Linear(COLUMNS, 16), nn.Dropout(0.1), nn.Linear(16, 16), nn.Linear(16, 3)
    )
    assert numbers("linear_stack", plain, rows(), F.cross_entropy) == {"pairs": 2}
    narrow = nn.Sequential(nn.Linear(COLUMNS, 2), nn.Linear(2, 3))
    assert numbers("linear_stack", narrow, rows(), F.cross_entropy) == {"pairs": 0}
    assert numbers("linear_stack", a_network(), rows(), F.cross_entropy) == {"pairs": 0}


def test_a_network_that_does_not_look_at_its_inputs():
    class Blind(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = a_network()

        def forward(self, x):
            return self.body(x * 0.0)

    model = Blind()
    assert {"inputs unused", "cannot overfit a few rows"} <= found(model, rows(), F.cross_entropy)


def test_a_few_rows_that_cannot_be_learned():
    model = a_network(last=nn.Hardtanh(0.0, 1e-6))
    seen = numbers("overfits_few_rows", model, rows(), F.cross_entropy)
    assert seen["rows"] == 16
    assert seen["best"] > 0.2 * seen["first"]
    seen = numbers("overfits_few_rows", a_network(), rows(), F.cross_entropy)
    assert seen["best"] < 0.2 * seen["first"]


@pytest.mark.parametrize("start", [nn.init.zeros_, lambda one: nn.init.constant_(one, 0.1)])
def test_weights_that_start_alike(start):
    model = nn.Sequential(a_network(outputs=8), nn.ReLU(), nn.Linear(8, 3))
    assert numbers("first_weights", model, rows(), F.cross_entropy) == {
        "zero_layers": 0.0,
        "symmetric_layers": 0.0,
    }
    for one in model.parameters():
        start(one.data)
    assert any(numbers("first_weights", model, rows(), F.cross_entropy).values())


def test_a_first_loss_far_too_high():
    x, y = rows()
    model = a_network()
    with torch.no_grad():
        model[2].weight.mul_(100.0)
    seen = numbers("initial_loss", model, (x, y), F.cross_entropy)
    assert seen["expected"] == pytest.approx(math.log(3))
    assert seen["loss"] > 3 * seen["expected"]
    x, y = a_regression()
    seen = numbers("initial_loss", a_network(outputs=1), (x, y + 100.0), F.mse_loss)
    assert seen["expected"] == pytest.approx(float(y.var(correction=0)), rel=1e-3)
    assert seen["loss"] > 100 * seen["expected"]
    assert 0 < seen["spread"] < seen["expected"]


@pytest.mark.parametrize(
    ("change", "outside"),
    [
        (lambda y: y + 1, None),
        (lambda y: y.float(), 1.0),
        (lambda y: y.int(), 1.0),
        (lambda y: y.masked_fill(y == 0, -100), 0.0),
    ],
)
def test_labels_that_do_not_fit(change, outside):
    x, y = rows()
    seen = numbers("label_fit", a_network(), (x, change(y)), nn.CrossEntropyLoss())
    expected = float((y == 2).float().mean()) if outside is None else outside
    assert seen["outside"] == pytest.approx(expected)


def test_what_is_odd_about_the_inputs():
    x, y = rows()
    x = x.clone()
    model = a_network()
    assert numbers("non_finite_inputs", model, (x, y), F.cross_entropy) == {"cells": 0}
    x[:, 1] *= 500.0
    x[:, 2] = 3.0
    seen = numbers("input_scale", model, (x, y), F.cross_entropy)
    assert seen["largest_z"] > 20
    assert seen["scale_ratio"] > 100
    assert numbers("constant_inputs", model, (x, y), F.cross_entropy) == {"columns": 1, "rows": 192}
    x[3, 3] = math.nan
    assert numbers("non_finite_inputs", model, (x, y), F.cross_entropy) == {"cells": 1}
    rare = torch.zeros(len(x), dtype=torch.long)
    rare[0] = 1
    assert numbers("class_ratio", model, (x, rare), F.cross_entropy)["ratio"] > 100


def test_rows_in_training_and_validation():
    x, y = rows()
    named = {"validation": (x[40:60], y[40:60])}
    assert numbers("shared_rows", a_network(), (x[:50], y[:50]), F.cross_entropy, **named) == {
        "share": 0.5
    }


def test_modes_that_disagree():
    class Noisy(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = a_network()

        def forward(self, x):
            return self.body(x) * (2.0 if self.training else 1.0)

    seen = numbers("train_equals_eval", Noisy(), rows(), F.cross_entropy)
    assert seen["difference"] == pytest.approx(1.0)
    assert seen["expected"] == 0
    seen = numbers("train_equals_eval", dense(dropout=0.5), rows(), F.cross_entropy)
    assert seen["expected"] == 1


def test_inputs_by_name_or_as_several_arguments():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = a_network()

        def forward(self, left, right):
            return {"logits": self.body(left + right)}

    x, y = rows()
    for inputs in ((x / 2, x / 2), {"left": x / 2, "right": x / 2}):
        assert found(Two(), (inputs, y), F.cross_entropy) == set()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (lambda: (nn.ReLU(), rows(), F.cross_entropy), "no parameters"),
        (lambda: (dense(), rows()[0], F.cross_entropy), "pair"),
        (lambda: (dense(), (rows()[0], [1, 2]), F.cross_entropy), "not a tensor"),
        (lambda: (dense(), (rows()[0][:, :2], rows()[1]), F.cross_entropy), "does not take"),
        (lambda: (dense(), (rows()[0].to("meta"), rows()[1]), F.cross_entropy), "on meta"),
        (lambda: (dense(), rows(), F.cross_entropy, sgd(dense())), "none of the model's"),
        (
            lambda: (dense(), rows(), lambda output, target: output @ target.float()),
            "loss does not",
        ),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_one_sentence(arguments, said):
    with pytest.raises(BadOption, match=said):
        etude.preflight(*arguments())


def test_a_rare_category_is_no_matter_of_scale():
    x, y = rows()
    x = x.clone()
    x[:, 0] = 0.0
    x[0, 0] = 30.0
    seen = numbers("input_scale", a_network(), (x, y), F.cross_entropy)
    assert seen["largest_z"] < 20
    assert seen["scale_ratio"] < 2


def test_a_loader_gives_validation_rows_and_keeps_its_order():
    x, y = rows()
    shuffled = torch.Generator().manual_seed(3)
    loader = DataLoader(
        TensorDataset(x[64:], y[64:]), batch_size=50, shuffle=True, generator=shuffled
    )
    model, made = dense(), {}
    states = torch.get_rng_state(), shuffled.get_state()
    for name, given in {
        "loader": loader,
        "pair": (x[64:], y[64:]),
        "batches": [(x[64:], y[64:]), (x[:9, :2], y[:9])],  # the last one is of another form
    }.items():
        result = etude.preflight(model, (x[:128], y[:128]), F.cross_entropy, validation=given)
        assert "rows in both parts" in {one.symptom for one in result.findings}
        made[name] = {one.name: dict(one.numbers) for one in result.checks}
    assert torch.equal(torch.get_rng_state(), states[0])
    assert torch.equal(shuffled.get_state(), states[1])
    assert made["loader"]["shared_rows"] == {"share": 0.5}
    for name in ("shared_rows", "same_scale"):
        assert made["loader"][name] == pytest.approx(made["pair"][name])
        assert made["batches"][name] == pytest.approx(made["pair"][name])


def test_a_loader_of_named_inputs_is_read_no_further_than_need_be():
    x, y = rows()
    read = []

    def batches():
        for start in range(1000):
            read.append(start)
            yield {"left": x + start, "right": x, "table": torch.ones(3, 3)}, y

    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = a_network()

        def forward(self, left, right):
            return self.body(left + right)

    batch = {"left": x, "right": x}, y
    result = etude.preflight(Two(), batch, F.cross_entropy, validation=batches())
    assert len(read) == -(-4096 // len(x))
    shared = next(one for one in result.checks if one.name == "shared_rows")
    assert dict(shared.numbers) == {"share": pytest.approx(len(x) / 4096)}


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        (lambda: DataLoader(TensorDataset(*rows())), r"is a DataLoader: .*next\(iter\(loader\)\)"),
        (lambda: {"inputs": rows()[0]}, "is a dict: give one pair"),
        (lambda: (*rows(), 1), "is a tuple of 3: give one pair"),
        (lambda: None, "is a NoneType"),
        (lambda: [rows(), rows()], "targets that are a tuple"),
        (lambda: tuple(one.numpy() for one in rows()), r"numpy.ndarray.*torch.from_numpy\(x\)"),
        (lambda: (rows()[0].numpy(), rows()[1]), r"numpy.ndarray.*torch.from_numpy\(x\)"),
        (lambda: (torch.ones(0, COLUMNS), torch.ones(0)), "no tensor of inputs with rows"),
    ],
)
def test_a_batch_that_is_no_pair_is_told_the_way_out(batch, said):
    with pytest.raises(BadOption, match=said):
        etude.preflight(dense(), batch(), F.cross_entropy)


@pytest.mark.parametrize(
    ("validation", "said"),
    [
        (lambda: 3, "is a int: give .inputs, targets. of one length or a loader of such batches.$"),
        (lambda: lambda model: 0.5, "is a function: give"),
        (lambda: rows()[0], "not .inputs, targets."),
        (list, "holds no rows"),
        (lambda: (rows()[0], None), "targets that are a NoneType"),
        (lambda: (rows()[0], rows()[1].numpy()), r"validation= .*torch.from_numpy\(x\)"),
        (lambda: [tuple(one.numpy() for one in rows())], r"validation= .*torch.from_numpy\(x\)"),
    ],
)
def test_validation_that_is_no_rows_is_refused_in_a_sentence(validation, said):
    with pytest.raises(BadOption, match=said):
        etude.preflight(dense(), rows(), F.cross_entropy, validation=validation())
