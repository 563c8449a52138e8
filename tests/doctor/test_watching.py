import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from etude.doctor.known import facts_of
from etude.doctor.losses import loss_name, naive_loss, name_in_graph, right, row_losses
from etude.doctor.undisturbed import looked_at, undisturbed
from etude.doctor.watching.activations import Activations
from etude.doctor.watching.epochs import Epochs
from etude.doctor.watching.rise import Rise
from etude.doctor.watching.setup import setup_of_loop
from etude.doctor.watching.steps import steps_between
from etude.doctor.watching.stretch import (
    EVALUATION,
    TOLD,
    WINDOW,
    GradientLengths,
    Stretch,
    curves_of,
)
from tests.doctor.loops import Attentive, Recurrent, dense


def seen(model, x):
    activations = Activations()
    with torch.no_grad(), activations:
        output = model(x)
    activations.without_output(output)
    return activations


def with_dead_units(layer, count):
    with torch.no_grad():
        layer.weight[:count] = 0.0
        layer.bias[:count] = -1.0
    return layer


def test_dead_units_of_modules_functions_and_convolutions():
    class Functional(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = with_dead_units(nn.Linear(4, 8), 2)

        def forward(self, x):
            return F.relu(self.layer(x)).sum(1)

    x = torch.randn(64, 4)
    alive_bias = 5.0
    plain = nn.Sequential(with_dead_units(nn.Linear(4, 8), 6), nn.ReLU(), nn.Linear(8, 2))
    with torch.no_grad():
        plain[0].bias[6:] = alive_bias
    assert seen(plain, x).shares() == {"dead_share": 0.75}
    functional = Functional()
    with torch.no_grad():
        functional.layer.bias[2:] = alive_bias
    assert seen(functional, x).shares() == {"dead_share": 0.25}
    images = nn.Sequential(with_dead_units(nn.Conv2d(1, 4, 3), 1), nn.ReLU(), nn.Flatten())
    with torch.no_grad():
        images[0].bias[1:] = alive_bias
    assert seen(images, torch.rand(8, 1, 6, 6)).shares() == {"dead_share": 0.25}
    series = nn.Sequential(with_dead_units(nn.Conv1d(2, 4, 3), 1), nn.ReLU(), nn.Flatten())
    with torch.no_grad():
        series[0].bias[1:] = alive_bias
    assert seen(series, torch.rand(8, 2, 9)).shares() == {"dead_share": 0.25}


def test_a_unit_alive_in_a_later_batch_is_alive():
    model = nn.Sequential(nn.Identity(), nn.ReLU(), nn.Flatten())
    activations = Activations()
    for batch in (torch.tensor([[1.0, -1.0]]), torch.tensor([[-1.0, -1.0]])):
        activations.again()
        with activations:
            model(batch)
    assert activations.shares() == {"dead_share": 0.5}


def test_saturation_counts_hidden_layers_only():
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1), nn.Sigmoid())
    with torch.no_grad():
        model[0].bias[:] = 50.0
        model[2].weight[:] = 0.0
    assert seen(model, torch.zeros(3, 2)).shares() == {"saturated_share": 1.0}


def test_a_transformer_shows_its_activations_in_evaluation_mode():
    model = Attentive().eval()
    assert "dead_share" in seen(model, torch.randn(4, 5, 6)).shares()


def test_a_look_leaves_changed_buffers_and_flags_as_they_were():
    class Counting(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 2)
            self.register_buffer("calls", torch.zeros(()))
            self.register_buffer("last", torch.zeros(2))

        def forward(self, x):
            self.calls += 1
            self.last = x.mean(0)
            return self.layer(x)

    model = Counting()
    assert looked_at() is None
    with undisturbed(model):
        assert looked_at() is model
        assert not model.training
        with undisturbed(model):  # a look within a look
            model(torch.ones(3, 2))
        assert looked_at() is model
    assert model.calls == 0
    assert torch.equal(model.last, torch.zeros(2))
    assert model.training


def test_losses_are_known_by_module_function_and_graph():
    logits = torch.randn(5, 3, requires_grad=True)
    labels = torch.tensor([0, 1, 2, 1, 0])
    numbers = torch.randn(5, 3)
    assert loss_name(nn.HuberLoss()) == "huber"
    assert loss_name(F.l1_loss) == "mae"
    assert loss_name(lambda a, b: a) == ""
    known = {
        "cross_entropy": F.cross_entropy(logits, labels) * 0.5,
        "nll": F.nll_loss(logits, labels),
        "mse": F.mse_loss(logits, numbers) + 0.0,
        "mae": F.l1_loss(logits, numbers),
        "binary_cross_entropy_with_logits": F.binary_cross_entropy_with_logits(
            logits, numbers.sigmoid()
        ),
        "": logits.square().mean(),
    }
    apart = logits - numbers
    for by_hand, name in (
        ((apart**2).mean(), "mse"),
        (apart.square().mean(), "mse"),
        ((apart**2).mean().sqrt(), ""),
        ((apart**4).mean(), ""),
        ((apart**2).sum(), ""),
        (((logits - logits.mean(0)) ** 2).mean(), ""),  # of no targets
    ):
        assert name_in_graph(by_hand) == name
    assert {name: name_in_graph(value) for name, value in known.items()} == {
        name: name for name in known
    }


def test_rows_lose_what_their_batch_loses():
    logits, labels = torch.randn(6, 3), torch.tensor([0, 1, 2, 1, 0, 2])
    each = row_losses("cross_entropy", logits, labels)
    assert each.mean() == pytest.approx(float(F.cross_entropy(logits, labels)))
    numbers, targets = torch.randn(6, 2), torch.randn(6, 2)
    each = row_losses("mse", numbers, targets)
    assert each.shape == (6,)
    assert each.mean() == pytest.approx(float(F.mse_loss(numbers, targets)))
    assert right("mse", numbers, targets) is None
    assert right("cross_entropy", torch.eye(3), torch.tensor([0, 1, 1])).tolist() == [1, 1, 0]


def test_knowing_nothing():
    labels = torch.tensor([0, 0, 0, 1])
    expected = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    assert naive_loss("cross_entropy", labels) == pytest.approx(expected)
    assert naive_loss("binary_cross_entropy", labels.float()) == pytest.approx(expected)
    assert naive_loss("cross_entropy", torch.empty(0), 10) == pytest.approx(math.log(10))
    values = torch.tensor([1.0, 2.0, 6.0])
    assert naive_loss("mse", values) == pytest.approx(float(values.var(correction=0)))
    assert naive_loss("mae", values) == pytest.approx(5 / 3)
    assert math.isnan(naive_loss("", values))


def test_shares_of_classes_are_known_from_enough_rows_only():
    few = facts_of("cross_entropy", torch.tensor([0, 1, 1]), 2)
    assert few.classes == 2
    assert math.isnan(few.majority_share)
    many = facts_of("cross_entropy", torch.tensor([0, 1, 1, 1] * 25), 2, rows=400)
    assert (many.majority_share, many.rarest_share, many.learn_rows) == (0.75, 0.25, 400)
    numbers = facts_of("mse", torch.randn(100))
    assert (numbers.classes, numbers.majority_share) == (0, 0.0)
    assert math.isnan(facts_of("", None).naive_loss)


def test_settings_read_from_modules_and_optimizer():
    model = dense(normalised=True, dropout=0.3)
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.1)
    setup = setup_of_loop(model, optimizer)
    assert (setup.normalisation, setup.dropout, setup.weight_decay) == ("batch", 0.3, 0.1)
    assert setup_of_loop(Recurrent()).dropout == 0.3
    assert setup_of_loop(Attentive()).normalisation == "layer"


def test_an_epoch_s_numbers_from_its_batches():
    lengths = torch.tensor([3.0, 4.0])
    gradients = [GradientLengths(times * lengths, 0, 1) for times in (1.0, 1.0, 1.0, 30.0)]
    gradients.append(GradientLengths(lengths, 0, None))
    stretch = Stretch(
        losses=[1.0, torch.tensor(3.0)],
        gradients=gradients,
        updates=[torch.tensor(0.5)],
        shortened=[torch.tensor(0.2), torch.tensor(1.0)],
    )
    before = stretch.numbers()
    stretch.settle()
    point = stretch.numbers()
    assert point == before
    assert point["train_loss"] == 2.0
    assert point["gradient_norm"] == 5.0
    assert point["gradient_spike"] == 30.0
    assert point["first_last_gradient"] == 0.75
    assert point["update_ratio"] == 0.5
    assert point["clipped_share"] == 0.5
    assert "learning_rate" not in point


def test_an_epoch_is_measured_a_few_times_however_long():
    every = {epoch: steps_between(epoch) for epoch in (1, 60, 160, 10_000)}
    assert every == {1: 10, 60: 12, 160: 32, 10_000: 40}


def test_what_is_measured_now_and_then_stands_until_the_next():
    points = [{"dead_share": 0.5}, {}, {"dead_share": 0.7, "train_loss": 1.0}, {}]
    curves = curves_of(points, ("dead_share",))
    assert curves["dead_share"] == [0.5, 0.5, 0.7, 0.7]
    assert math.isnan(curves["train_loss"][3])


def test_a_stronger_sign_of_epochs_takes_weaker_ones_in():
    epochs = Epochs(2, is_window_known=False)
    for _ in range(3):
        epochs.open.steps = 2
        assert epochs.is_window_over
        epochs.close_window()
    assert [one.steps for one in epochs.closed] == [2, 2, 2]
    assert epochs.holds_for(EVALUATION)
    epochs.close(EVALUATION)
    assert [one.steps for one in epochs.closed] == [6]
    epochs.open.steps = 5
    assert not epochs.is_window_over
    assert epochs.close(WINDOW) is None
    epochs.close(TOLD)
    assert [one.steps for one in epochs.closed] == [11]


def test_less_than_half_an_epoch_at_the_end_is_left_out():
    epochs = Epochs(100, is_window_known=False)
    epochs.open.steps = 10
    epochs.close(EVALUATION)
    epochs.open.steps = 4
    assert epochs.close_last(is_whole=False) is None
    epochs.open.steps = 4
    assert epochs.close_last(is_whole=True) is not None


def test_losses_that_stay_away_to_the_end_are_a_divergence():
    epochs = Epochs(1, is_window_known=True)
    for loss in (1.0, math.nan, 0.9, math.inf, math.nan):
        epochs.open.steps, epochs.open.losses = 1, [loss]
        epochs.close_window()
    run = epochs.run(5, None)
    assert (run.outcome, run.epochs, run.best_epoch) == ("diverged", 4, 3)


def test_rising_is_measured_row_by_row():
    rise = Rise()
    best = torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.float64)
    assert rise.after(best + 1.0) == 0.0
    assert rise.after(best) == 0.0
    worse = best + torch.tensor([0.1, 0.2, 0.1, 0.2], dtype=torch.float64)
    assert rise.after(worse) > 4.0


def test_whole_numbers_are_classes_for_a_loss_of_numbers_where_there_is_an_output_each():
    y = torch.tensor([0, 1, 2, 1] * 25)
    outputs = F.one_hot(y, 3).float()
    assert float(row_losses("mse", outputs, y).sum()) == 0
    assert bool(right("mse", outputs, y).all())
    assert right("mse", outputs, y.float()) is None
    assert facts_of("mse", y, 3).naive_loss == pytest.approx((2 * 0.1875 + 0.25) / 3)
    assert facts_of("mse", y.int(), 3).classes == 3
    several = torch.randint(0, 2, (200, 3))  # three questions of each row
    assert facts_of("mse", several, 3).classes == 0
    assert facts_of("mse", y + 1, 3).classes == 0
    assert facts_of("mse", y, 1).classes == 0


def test_at_most_4096_values_of_a_column_are_drawn():
    from etude.doctor.columns import columns_of, drawn

    x = torch.arange(3 * 64 * 64.0).reshape(1, 3, 64, 64).expand(32, -1, -1, -1)
    values = drawn(columns_of(x))
    assert 4000 < len(values) <= 4096
    once = drawn(torch.arange(9_000.0)[:, None])
    assert len(once.unique()) == len(once) > 3000  # none is drawn twice
    assert torch.equal(values, drawn(columns_of(x)))  # the same ones every time
    assert len(values[:, 0].unique()) > 2000
    assert columns_of(torch.zeros(40, 2)).shape == (40, 2)


@pytest.mark.parametrize(
    ("make", "reads_columns"),
    [
        (lambda: dense(normalised=True), True),
        (Recurrent, False),
        (Attentive, False),
        (lambda: nn.Sequential(nn.Conv1d(1, 4, 3), nn.Flatten(), nn.Linear(8, 2)), False),
        (lambda: nn.Sequential(nn.Embedding(9, 4), nn.Linear(4, 2)), False),
    ],
)
def test_a_network_of_dense_layers_alone_reads_columns(make, reads_columns):
    assert setup_of_loop(make()).reads_columns is reads_columns


def test_statistics_that_kernels_change_without_a_word_are_put_back():
    model = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4))
    model(torch.randn(16, 4))
    before = model[1].running_mean.clone()
    with undisturbed(model):
        model[1].training = True
        model(torch.randn(16, 4) + 9.0)
    assert torch.equal(model[1].running_mean, before)
