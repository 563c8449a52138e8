import contextlib
import copy
import io
import math
import warnings

import pytest
import torch
import torch.distributed as distributed
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DataParallel, DistributedDataParallel
from torch.utils.data import DataLoader, TensorDataset

import etude
from etude.errors import BadOption
from tests.doctor.loops import Attentive, Recurrent, adam, dense, rows, sgd, trained


def same(one, other):
    pairs = zip(one.state_dict().items(), other.state_dict().items(), strict=True)
    return all(name == name_2 and torch.equal(a, b) for (name, a), (name_2, b) in pairs)


def a_loader(shuffle=False):
    x, y = rows()
    generator = torch.Generator().manual_seed(1)
    return DataLoader(TensorDataset(x, y), batch_size=50, shuffle=shuffle, generator=generator)


@pytest.mark.parametrize("optimizer_of", [sgd, adam])
@pytest.mark.parametrize(
    ("make", "steps"),
    [
        (dense, 0),
        (lambda: dense(normalised=True, dropout=0.3), 0),
        (Recurrent, 5),
        (Attentive, 5),
    ],
)
def test_the_watched_training_is_the_same_to_the_last_bit(make, steps, optimizer_of):
    x, y = rows(steps=steps)

    def watching(model, optimizer):
        return etude.watch(model, optimizer, validation=(x, y), every=5)

    alone, random_alone = trained(make, optimizer_of, steps=steps)
    watched, random_watched = trained(make, optimizer_of, watching, steps=steps)
    assert same(alone, watched)
    assert torch.equal(random_alone, random_watched)


@pytest.mark.parametrize(
    ("loaded", "is_worse", "keeps_best"),
    [("none", False, None), ("first", True, False), ("best", False, True)],
)
@pytest.mark.parametrize("evaluation", ["told", "seen", "in inference mode"])
def test_weights_that_are_loaded_in_the_end_are_those_that_are_judged(
    loaded, is_worse, keeps_best, evaluation
):
    model = dense()
    x, y = rows()
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    kept = {"first": copy.deepcopy(model.state_dict())}
    with etude.watch(model, optimizer, validation=(x, y)) as doctor:
        for epoch in range(6):
            for chosen in torch.arange(len(x)).split(8):
                optimizer.zero_grad()
                F.cross_entropy(model(x[chosen]), y[chosen]).backward()
                optimizer.step()
            if evaluation == "told":
                doctor.epoch()
            else:
                model.eval()
                with torch.inference_mode(evaluation == "in inference mode"), torch.no_grad():
                    model(x)
                model.train()
            if epoch == 4:
                kept["best"] = copy.deepcopy(model.state_dict())
                for group in optimizer.param_groups:  # the last epoch is worse
                    group["lr"] = 0.1
        if loaded != "none":
            model.load_state_dict(kept[loaded])
    last = doctor.record.runs[0].curves.validation_loss[-1]
    assert doctor.record.setup.keeps_best is keeps_best
    assert ("worse weights kept" in {one.symptom for one in doctor.findings}) == is_worse
    with torch.no_grad():
        now = float(F.cross_entropy(model(x), y))
    assert (now == pytest.approx(last)) == (loaded == "none")


def test_a_training_in_evaluation_mode_is_seen():
    x, y = rows()
    for forgets in (True, False):
        model = dense(dropout=0.5)
        model[1].eval()  # one layer of its own mind is no matter
        optimizer = sgd(model)
        with etude.watch(model, optimizer) as doctor:
            for _ in range(4):
                for chosen in torch.arange(len(x)).split(8):
                    optimizer.zero_grad()
                    F.cross_entropy(model(x[chosen]), y[chosen]).backward()
                    optimizer.step()
                model.eval()
                with torch.no_grad():
                    model(x)
                if not forgets:
                    model.train()
        told = {one.symptom for one in doctor.findings}
        assert ("trained in evaluation mode" in told) == forgets


def test_a_watch_that_saw_no_step_says_so():
    model, (x, y) = dense(), rows()
    optimizer = sgd(model)
    assert "No training was seen" in etude.watch(model, optimizer).report()
    with etude.watch(model, optimizer) as doctor:
        F.cross_entropy(model(x), y).backward()
    assert "No step of this optimizer was seen" in doctor.report()


def test_a_loss_that_weighs_classes_is_not_held_against_knowing_nothing():
    x, _ = rows()
    y = (x[:, 0] > 1.8).long()
    model, weighed = dense(), nn.CrossEntropyLoss(weight=torch.tensor([1.0, 30.0, 1.0]))
    optimizer = adam(model)
    with etude.watch(model, optimizer, validation=(x, y), loss=weighed) as doctor:
        for _ in range(5):
            for chosen in torch.arange(len(x)).split(8):
                optimizer.zero_grad()
                weighed(model(x[chosen]), y[chosen]).backward()
                optimizer.step()
            doctor.epoch()
    assert math.isnan(doctor.record.facts.naive_loss)
    assert "The loss weighs classes" in " ".join(doctor.record.notes)
    told = {one.symptom: one.severity for one in doctor.findings}
    assert told.get("imbalanced classes") == "note"
    assert "plateau" not in told


def test_targets_that_are_stretched_over_outputs_are_seen_in_the_loop():
    x, _ = rows()
    y = x[:, 0]
    for shape, is_stretched in ((y, True), (y[:, None], False)):
        model, loss = (
            nn.Sequential(nn.Linear(x.shape[1], 8), nn.ReLU(), nn.Linear(8, 1)),
            nn.MSELoss(),
        )
        optimizer = adam(model)
        with etude.watch(model, optimizer, loss=loss) as doctor, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # torch warns of it as well
            for chosen in torch.arange(len(x)).split(8):
                optimizer.zero_grad()
                loss(model(x[chosen]), shape[chosen]).backward()
                optimizer.step()
            doctor.epoch()
        told = {one.symptom for one in doctor.findings}
        assert ("shapes broadcast" in told) == is_stretched


def test_validation_rows_that_are_not_finite_are_seen():
    model, (x, y) = dense(), rows()
    optimizer, spoiled = sgd(model), x.clone()
    spoiled[3, 1] = math.nan
    with etude.watch(model, optimizer, validation=(spoiled, y)) as doctor:
        for _ in range(4):
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        doctor.epoch()
    assert "1 input value of validation NaN or infinite." in doctor.report()


def test_a_loss_that_the_loop_does_not_call_shows_nothing():
    model, (x, y) = dense(), rows()
    optimizer = sgd(model)
    with etude.watch(model, optimizer, loss=nn.CrossEntropyLoss()) as doctor:
        for _ in range(4):
            nn.CrossEntropyLoss()(model(x), y).backward()
            optimizer.step()
    assert "No targets were seen" in doctor.report()


def test_losses_are_read_however_backward_is_called():
    calls = [
        lambda loss: loss.backward(),
        torch.autograd.backward,
        lambda loss: torch.autograd.backward([loss]),
        lambda loss: (loss.tanh() ** 2 + 1.0).backward(),
        lambda loss: loss.backward(),
    ]
    model = dense()
    optimizer = sgd(model)
    x, y = rows()
    shown = []
    with etude.watch(model, optimizer) as doctor:
        for _ in range(4):
            for call in calls:
                optimizer.zero_grad()
                loss = F.cross_entropy(model(x), y)
                call(loss)
                optimizer.step()
                told = loss.detach()
                shown.append(float(told.tanh() ** 2 + 1.0 if call is calls[3] else told))
        doctor.epoch()
    assert doctor.record.runs[0].curves.train_loss[0] == pytest.approx(math.fsum(shown) / 20)


def test_gradients_flags_and_hooks_are_left_as_they_were():
    model = dense(normalised=True, dropout=0.2)
    model[1].eval()  # one layer of its own mind
    optimizer = sgd(model)
    x, y = rows()
    with etude.watch(model, optimizer, validation=(x, y)) as doctor:
        for _ in range(3):
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
            before = [one.grad.clone() for one in model.parameters()]
            doctor.epoch()
            assert all(
                torch.equal(one.grad, was)
                for one, was in zip(model.parameters(), before, strict=True)
            )
            assert model.training
            assert not model[1].training
    hooked = [model._forward_pre_hooks, *(one._forward_hooks for one in model.modules())]
    assert not any(hooked)
    assert not optimizer._optimizer_step_pre_hooks
    assert not optimizer._optimizer_step_post_hooks
    assert not any(one._post_accumulate_grad_hooks for one in model.parameters())


def test_a_shuffling_loader_for_validation_draws_no_number_of_the_loop():
    loader = a_loader(shuffle=True)
    before = loader.generator.get_state()
    model = dense()
    torch.manual_seed(3)
    expected = torch.rand(3)
    torch.manual_seed(3)
    etude.watch(model, adam(model), validation=loader)
    assert torch.equal(torch.rand(3), expected)
    assert torch.equal(loader.generator.get_state(), before)


def test_loss_rate_gradients_and_shares_are_seen_by_hooks_alone():
    x, y = rows()
    doctors = []

    def watching(model, optimizer):
        doctors.append(etude.watch(model, optimizer, validation=(x[128:], y[128:])))
        return doctors[0]

    trained(dense, adam, watching, epochs=6)
    record = doctors[0].record
    (run,) = record.runs
    assert run.epochs == 6
    assert run.steps == 48
    assert run.initial_loss == pytest.approx(1.1, abs=0.4)
    curves = run.curves
    assert curves.train_loss[-1] < curves.train_loss[0]
    assert curves.learning_rate == (0.01,) * 6
    for name in ("gradient_norm", "update_ratio", "dead_share", "largest_class_share"):
        values = getattr(curves, name)
        assert len(values) == 6, name
        assert all(map(math.isfinite, values)), name
    assert curves.validation_loss[-1] < curves.validation_loss[0]
    assert curves.validation_accuracy[-1] > 0.5
    assert curves.clipped_share == (0.0,) * 6
    assert record.setup.loss == "cross_entropy"
    assert record.setup.activation == "relu"
    assert record.setup.batch_size == 16
    assert record.facts.classes == 3
    assert doctors[0].report()


def test_the_loss_read_from_the_backward_pass_is_the_loop_s():
    model, told = dense(), []
    optimizer = sgd(model)
    x, y = rows()
    with etude.watch(model, optimizer, every=4) as doctor:
        for _ in range(4):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            told.append(loss.item())
    (run,) = doctor.record.runs
    assert run.curves.train_loss == pytest.approx((sum(told) / 4,))
    assert run.initial_loss == told[0]


def test_gathered_gradients_and_a_scaler_do_not_change_the_loss_seen():
    x, y = rows()
    model = dense()
    optimizer = sgd(model)
    plain = F.cross_entropy(model(x), y).item()
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    with etude.watch(model, optimizer, every=1) as doctor:
        for _ in range(2):
            (F.cross_entropy(model(x), y) / 2).backward()
        optimizer.step()
        optimizer.zero_grad()
        again = F.cross_entropy(model(x), y)
        scaler.scale(again).backward()
        scaler.step(optimizer)
        scaler.update()
    (run,) = doctor.record.runs
    assert run.curves.train_loss == pytest.approx((plain, again.item()), rel=1e-5)
    assert run.curves.clipped_share == (0.0, 0.0)


def test_clipping_between_backward_and_step_is_seen():
    x, y = rows()
    model = dense()
    optimizer = sgd(model)
    with etude.watch(model, optimizer, every=3) as doctor:
        for _ in range(3):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1e-3)
            optimizer.step()
    assert doctor.record.runs[0].curves.clipped_share == (1.0,)


@pytest.mark.parametrize("clears", [True, False])
def test_gradients_that_are_never_cleared_are_found(clears):
    x, y = rows()
    model = dense()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    with etude.watch(model, optimizer) as doctor:
        for _ in range(6):
            if clears:
                optimizer.zero_grad(set_to_none=False)
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
    found = [one.symptom for one in doctor.findings]
    assert ("gradients pile up" in found) is not clears


def test_gathering_over_batches_is_no_piling_up():
    x, y = rows()
    model = dense()
    optimizer = sgd(model)
    with etude.watch(model, optimizer) as doctor:
        for _ in range(6):
            for part in range(3):
                (F.cross_entropy(model(x[part::3]), y[part::3]) / 3).backward()
            optimizer.step()
            optimizer.zero_grad()
    assert "gradients pile up" not in [one.symptom for one in doctor.findings]


def test_without_any_sign_windows_are_epochs_and_a_stronger_sign_takes_them_in():
    x, y = rows()
    model = dense()
    optimizer = sgd(model)

    def steps(count):
        for _ in range(count):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()

    with etude.watch(model, optimizer, every=5) as doctor:
        steps(15)
        assert doctor.record.runs[0].epochs == 3
        model.eval()
        with torch.no_grad():
            model(x)
        model.train()
        steps(12)  # windows no longer count
        assert doctor.record.runs[0].epochs == 1
        doctor.epoch(validation_loss=0.5)
        assert doctor.record.runs[0].epochs == 1
        steps(7)
        doctor.epoch(validation_loss=0.4, validation_accuracy=0.9)
    (run,) = doctor.record.runs
    assert run.epochs == 2
    assert run.curves.validation_loss == (0.5, 0.4)
    assert run.steps == 34


def test_a_known_number_of_steps_is_an_epoch_whatever_is_evaluated():
    def watching(model, optimizer):
        doctors.append(etude.watch(model, optimizer, steps_per_epoch=4))
        return doctors[0]

    doctors = []
    trained(dense, sgd, watching, epochs=3)
    assert doctors[0].record.runs[0].epochs == 6


def test_the_loop_s_own_loss_module_shows_validation():
    x, y = rows()
    model, loss_of = dense(), nn.CrossEntropyLoss()
    optimizer = adam(model)
    with etude.watch(model, optimizer, loss=loss_of) as doctor:
        for _ in range(3):
            model.train()
            for start in range(0, 128, 16):
                optimizer.zero_grad()
                loss_of(model(x[start : start + 16]), y[start : start + 16]).backward()
                optimizer.step()
            model.eval()
            with torch.no_grad():
                last = [loss_of(model(part), y[128:160]).item() for part in (x[128:160],)]
    curves = doctor.record.runs[0].curves
    assert len(curves.validation_loss) == 3
    assert curves.validation_loss[-1] == pytest.approx(last[0])
    assert len(curves.validation_accuracy) == 3
    assert len(curves.train_accuracy) == 3
    assert doctor.record.facts.validation_rows == 32


class Steady(nn.Sequential):
    """Its batch statistics stay those of evaluation mode, whatever mode it is in."""

    def train(self, mode: bool = True):
        super().train(mode)
        self[1].eval()
        return self


@pytest.mark.parametrize(
    ("make", "evaluates", "is_seen"),
    [
        (lambda: dense(dropout=0.5), False, True),
        (lambda: dense(normalised=True), False, True),
        (lambda: dense(dropout=0.5), True, False),
        (dense, False, False),
        (lambda: Steady(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Linear(8, 3)), False, False),
        (lambda: nn.Sequential(nn.Unflatten(1, (2, 3)), nn.InstanceNorm1d(2), nn.Flatten(),
                               nn.Linear(6, 3)), False, False),
    ],
    ids=["dropout", "batch statistics", "evaluated", "one mind", "held still", "instances"],
)  # fmt: skip
def test_an_evaluation_in_training_mode_is_seen(make, evaluates, is_seen):
    x, y = rows()
    model = make()
    optimizer = adam(model)
    with torch.no_grad():
        model(x)  # to see what comes out: no evaluation
    with etude.watch(model, optimizer) as doctor:
        for _ in range(3):
            model.train()
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
            model.train(not evaluates)
            with torch.no_grad():
                for part in x.split(64):
                    model(part)
    found = [one for one in doctor.findings if one.symptom == "evaluated in training mode"]
    assert bool(found) == is_seen
    assert not found or "All 3 evaluations" in found[0].seen


def watched_on(order, x, y, loss_of=None, targets=lambda y: y):
    """Symptoms of one epoch in batches of 16, in this order."""
    model, loss_of = dense(), loss_of or nn.CrossEntropyLoss()
    optimizer = sgd(model)
    with etude.watch(model, optimizer, validation=rows(), loss=loss_of) as doctor:
        for chosen in order.split(16):
            optimizer.zero_grad()
            loss_of(model(x[chosen]), targets(y[chosen])).backward()
            optimizer.step()
        doctor.epoch()
    return doctor


def shown(batches, *, is_told=True, steps_of=1, given=192):
    """Symptoms of one training on these batches, beside cheap models of all rows."""
    x, y = rows()
    model, loss_of = dense(), nn.CrossEntropyLoss()
    marks, optimizer = etude.yardsticks((x[:given], y[:given]), (x, y)), sgd(model)
    with etude.watch(model, optimizer, loss=loss_of, yardsticks=marks) as doctor:
        for _ in range(3):
            for number, chosen in enumerate(batches, 1):
                loss_of(model(x[chosen]), y[chosen]).backward()
                if number % steps_of == 0:
                    optimizer.step()
                    optimizer.zero_grad()
                if not is_told and number % 2 == 0:
                    model.eval()
                    model(x[:8])
                    model.train()
            if is_told:
                doctor.epoch()
    return doctor


def test_rows_that_are_shown_are_counted_whole():
    count = len(rows()[1])
    every = torch.arange(count)
    unused, few = "rows left unused", "few updates an epoch"

    def found(batches, **how):
        return {one.symptom for one in shown(batches, given=count, **how).findings}

    part = every[: count // 2].split(16)
    assert unused in found(part)
    assert unused not in found(every.split(16))
    assert unused not in found(every.split(16), steps_of=2)  # gradients of two batches a step
    assert unused not in found(every.split(16), is_told=False)  # looked at in the midst of an epoch
    assert shown(part, given=count).record.facts.shown_rows == count // 2
    assert few not in found(every.split(16))


def test_a_batch_of_all_rows_is_one_step_whatever_is_kept_of_it():
    x, y = torch.randn(1200, 3), torch.randint(0, 2, (1200,))
    model, loss_of = (
        nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2)),
        nn.CrossEntropyLoss(),
    )
    marks, optimizer = etude.yardsticks((x, y), (x[:300], y[:300])), sgd(model)
    with etude.watch(model, optimizer, loss=loss_of, yardsticks=marks) as doctor:
        for _ in range(3):
            optimizer.zero_grad()
            loss_of(model(x), y).backward()
            optimizer.step()
            doctor.epoch()
    found = {one.symptom: one for one in doctor.findings}
    assert "rows left unused" not in found
    assert "A step takes 1,200 of 1,200 rows" in found["few updates an epoch"].seen
    assert doctor.record.setup.batch_size == 1200


def test_targets_of_any_shape_are_borne_beside_yardsticks():
    x, y = torch.randn(97, 3), torch.randint(0, 2, (97,)).float()
    model, loss_of = nn.Linear(3, 1), nn.BCEWithLogitsLoss()
    marks, optimizer = etude.yardsticks((x, y), (x, y)), sgd(model)
    with etude.watch(model, optimizer, loss=loss_of, yardsticks=marks) as doctor:
        for _ in range(2):
            for part, wanted in zip(x.split(16), y.split(16), strict=True):
                optimizer.zero_grad()
                loss_of(model(part).squeeze(), wanted.squeeze()).backward()
                optimizer.step()
            model.eval()
            for part, wanted in zip(x.split(16), y.split(16), strict=True):  # the last has one row
                loss_of(model(part).squeeze(), wanted.squeeze())
            model.train()
    assert doctor.record.facts.validation_rows == 97
    assert doctor.report()


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_a_loss_that_smooths_labels_has_no_penalty(smoothing):
    x, y = rows()
    model, loss_of = dense(), nn.CrossEntropyLoss(label_smoothing=smoothing)
    optimizer = adam(model)
    with etude.watch(model, optimizer, validation=(x, y), loss=loss_of) as doctor:
        for _ in range(60):
            for part, wanted in zip(x.split(16), y.split(16), strict=True):
                optimizer.zero_grad()
                value = loss_of(model(part), wanted)
                (value if smoothing else value + 0.3).backward()
                optimizer.step()
            doctor.epoch()
    found = {one.symptom for one in doctor.findings}
    assert ("penalty outweighs the data" in found) == (not smoothing)
    assert "validation better than training" not in found


@pytest.mark.parametrize("is_sorted", [True, False])
def test_rows_in_the_order_of_their_labels_are_seen(is_sorted):
    x, y = rows()
    order = y.argsort() if is_sorted else torch.arange(len(y))
    found = {one.symptom for one in watched_on(order, x, y).findings}
    assert ("rows in order" in found) == is_sorted


def test_rare_classes_soft_labels_and_unknown_ones_are_no_order():
    x, y = rows()
    mostly = torch.cat([(y == 0).nonzero()[:, 0].repeat(6)[:190], (y == 1).nonzero()[:2, 0]])
    doctor = watched_on(mostly[torch.randperm(len(mostly))], x, y)  # validation is balanced
    assert "rows in order" not in {one.symptom for one in doctor.findings}
    doctor = watched_on(y.argsort(), x, y, targets=lambda y: F.one_hot(y, 3).float())
    assert not any(one.name == "row_order" for one in doctor.record.checks)
    doctor = watched_on(y.argsort(), x, y, targets=lambda y: torch.full_like(y, -100))
    assert not any(one.name == "row_order" for one in doctor.record.checks)


def test_a_part_of_the_network_that_meets_no_row_hides_nothing():
    x, y = rows()

    class Expert(nn.Module):
        def __init__(self):
            super().__init__()
            self.main, self.other = dense(), nn.Linear(6, 3)

        def forward(self, x):
            return self.main(x) + 0 * torch.relu(self.other(x[:0])).sum()

    model = Expert()
    optimizer = sgd(model)
    with etude.watch(model, optimizer, validation=(x, y), loss=nn.CrossEntropyLoss()) as doctor:
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        doctor.epoch()
    assert math.isfinite(doctor.record.runs[0].curves.validation_loss[0])


def test_a_step_that_is_not_measured_is_not_waited_for():
    x, y = rows()
    model = dense()
    optimizer = adam(model)
    waiting = []
    with etude.watch(model, optimizer):
        for _ in range(21):
            waiting.append(len(optimizer._optimizer_step_pre_hooks))
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
    assert [step for step, hooks in enumerate(waiting) if hooks] == [0, 1, 2, 3, 10, 20]


def test_a_rate_far_too_high_is_told():
    x, y = rows()
    torch.manual_seed(0)
    model = dense()
    optimizer = torch.optim.SGD(model.parameters(), lr=3000.0)
    printed = io.StringIO()
    with (
        contextlib.redirect_stdout(printed),
        etude.watch(model, optimizer, validation=(x, y), every=5, tell=True) as doctor,
    ):
        for _ in range(30):
            optimizer.zero_grad()
            F.cross_entropy(model(x * 100), y).backward()
            optimizer.step()
    assert any(one.severity == "diagnosis" for one in doctor.findings)
    lines = printed.getvalue().splitlines()
    assert lines
    assert len(lines) == len(set(lines))
    assert all(line.startswith("etude: ") for line in lines)


def test_a_loop_without_backward_calls_is_asked_for_its_loss():
    x, y = rows()
    model = dense()
    optimizer = sgd(model)

    def step(doctor, tells):
        loss = F.cross_entropy(model(x), y)
        found = torch.autograd.grad(loss, list(model.parameters()))
        for one, gradient in zip(model.parameters(), found, strict=True):
            one.grad = gradient
        optimizer.step()
        if tells:
            doctor.loss(loss)

    with etude.watch(model, optimizer, every=5) as doctor:
        for _ in range(5):
            step(doctor, tells=False)
        assert "doctor.loss" in doctor.report()
        for _ in range(5):
            step(doctor, tells=True)
    curves = doctor.record.runs[0].curves
    assert math.isnan(curves.train_loss[0])
    assert curves.train_loss[1] > 0
    assert doctor.record.runs[0].outcome == "finished"


def test_an_optimizer_with_a_closure_is_watched():
    x, y = rows()
    model = dense()
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=4, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        return loss

    with etude.watch(model, optimizer, every=2) as doctor:
        for _ in range(4):
            optimizer.step(closure)
    curves = doctor.record.runs[0].curves
    assert curves.train_loss[1] < curves.train_loss[0]
    assert all(one > 0 for one in curves.gradient_norm)


def test_nested_watches_see_the_same():
    x, y = rows()
    model = dense()
    optimizer = sgd(model)
    with (
        etude.watch(model, optimizer, every=6, validation=(x, y)) as outer,
        etude.watch(model, optimizer, every=6, validation=(x, y)) as inner,
    ):
        for _ in range(12):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
    assert outer.record.runs[0].curves == inner.record.runs[0].curves
    assert outer.record.runs[0].epochs == 2


def test_a_compiled_model_is_watched():  # the slow import of the compiler is torch's
    x, y = rows()
    results = []
    for is_watched in (False, True):
        torch.manual_seed(2)
        model = dense(normalised=True)
        compiled = torch.compile(model, backend="aot_eager")
        optimizer = sgd(model)
        watching = (
            etude.watch(compiled, optimizer, steps_per_epoch=4, validation=(x, y))
            if is_watched
            else contextlib.nullcontext()
        )
        with watching as doctor:
            for _ in range(8):
                optimizer.zero_grad()
                F.cross_entropy(compiled(x), y).backward()
                optimizer.step()
        results.append(model)
    assert same(*results)
    curves = doctor.record.runs[0].curves
    assert len(curves.train_loss) == 2
    assert len(curves.dead_share) == 2
    assert doctor.record.notes == ()


def test_wrapped_for_several_devices(tmp_path):
    distributed.init_process_group(
        "gloo", init_method=f"file://{tmp_path / 'meeting'}", rank=0, world_size=1
    )
    try:
        x, y = rows()
        for wrap in (DataParallel, DistributedDataParallel):
            results = []
            for is_watched in (False, True):
                torch.manual_seed(2)
                model = dense(dropout=0.2)
                wrapped, optimizer = wrap(model), sgd(model)
                watching = (
                    etude.watch(wrapped, optimizer, steps_per_epoch=4, validation=(x, y))
                    if is_watched
                    else contextlib.nullcontext()
                )
                with watching as doctor:
                    for _ in range(8):
                        optimizer.zero_grad()
                        F.cross_entropy(wrapped(x), y).backward()
                        optimizer.step()
                results.append(model)
            assert same(*results)
            assert len(doctor.record.runs[0].curves.train_loss) == 2
            assert doctor.record.notes == ()
    finally:
        distributed.destroy_process_group()


def test_a_look_that_fails_stops_no_training():
    x, y = rows()
    model = dense()
    optimizer = sgd(model)

    def broken(model):
        raise ArithmeticError("no such thing")

    with etude.watch(model, optimizer, validation=broken, every=2) as doctor:
        for _ in range(4):
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
    assert "no such thing" in doctor.report()
    assert doctor.record.runs[0].epochs == 2


def test_an_error_in_the_loop_passes_and_leaves_no_hook():
    model = dense()
    with pytest.raises(KeyError), etude.watch(model, sgd(model)):
        raise KeyError
    assert not model._forward_pre_hooks


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: (nn.ReLU(), sgd(dense())), "no parameters"),
        (lambda: ("model", sgd(dense())), "not a torch.nn.Module"),
        (lambda: (dense(), sgd(dense())), "none of the model's parameters"),
        (lambda: (dense(), "sgd"), "not a torch.optim.Optimizer"),
        (lambda: (nn.LazyLinear(3), sgd(dense())), "lazy"),
    ],
)
def test_what_cannot_be_watched_is_said_in_one_sentence(make, said):
    with pytest.raises(BadOption, match=said):
        etude.watch(*make())


def test_a_watch_is_used_once_and_only_inside():
    model = dense()
    doctor = etude.watch(model, sgd(model))
    with pytest.raises(BadOption, match="outside"):
        doctor.epoch()
    with doctor, pytest.raises(BadOption, match="no number called 'accuracy'"):
        doctor.epoch(accuracy=1.0)
    assert doctor.findings == ()
    with pytest.raises(BadOption, match="used before"), doctor:
        pass
    with pytest.raises(BadOption, match="outside"):
        doctor.loss(1.0)


@pytest.mark.parametrize("validation", [3, (torch.ones(4, 6), torch.ones(3)), [1, 2, 3], []])
def test_validation_that_is_no_rows_is_refused(validation):
    model = dense()
    with pytest.raises(BadOption, match="validation="):
        etude.watch(model, sgd(model), validation=validation)


def test_every_must_be_a_number_of_steps():
    model = dense()
    with pytest.raises(BadOption, match="every must be"):
        etude.watch(model, sgd(model), every=0)


def test_what_needs_no_training_is_seen_in_the_first_batches():
    x, y = rows()
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(6, 8), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(1)
    )
    optimizer = sgd(model)
    with etude.watch(model, optimizer, every=8) as doctor:
        for start in range(0, 128, 16):
            optimizer.zero_grad()
            F.cross_entropy(model(500 * x[start : start + 16]), y[start : start + 16]).backward()
            optimizer.step()
    found = {one.symptom for one in doctor.findings}
    assert {"softmax before cross-entropy", "stacked linear layers", "unscaled inputs"} <= found


@pytest.mark.parametrize(
    ("make", "rate", "share"),
    [
        (torch.optim.SGD, 1e-6, 0.5 * 5.0 / 2.0),
        (torch.optim.Adam, 1e-6, 0.5 * 5.0 / 2.0),
        (torch.optim.AdamW, 1e-3, 0.5 * 5.0 / 1.0),  # Adam's step is 1 rate long at first
    ],
)
def test_the_share_of_the_penalty_is_that_of_what_it_moves(make, rate, share):
    model = nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[3.0, 4.0]]))
    optimizer = make(model.parameters(), lr=rate, weight_decay=0.5)
    with etude.watch(model, optimizer) as doctor:
        for _ in range(3):
            optimizer.zero_grad()
            (model(torch.tensor([[1.0, 0.0]])) * 2.0).sum().backward()  # the gradient is (2, 0)
            optimizer.step()
        doctor.epoch()
    shares = doctor.record.runs[0].curves.penalty_share
    assert shares[0] == pytest.approx(share, rel=1e-2)


@pytest.mark.parametrize("to_none", [True, False])
@pytest.mark.parametrize("kept_every", [0, 50, 1])
def test_gradients_that_are_cleared_before_the_step(kept_every, to_none):
    model = dense()
    x, y = rows()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    with etude.watch(model, optimizer) as doctor:
        for step in range(60):
            F.cross_entropy(model(x), y).backward()
            if not kept_every or step % kept_every:
                optimizer.zero_grad(set_to_none=to_none)
            optimizer.step()
            optimizer.zero_grad()
        doctor.epoch()
    seen = {one.symptom for one in doctor.findings}
    assert ("gradients cleared before the step" in seen) == (kept_every != 1)
    assert "optimizer begins anew" not in seen


def test_gradients_of_several_processes_are_known_to_be_cleared():
    model, (x, y) = dense(), rows()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    with etude.watch(model, optimizer) as doctor:
        doctor._watched.is_whole = False  # as under DistributedDataParallel
        for step in range(60):
            F.cross_entropy(model(x), y).backward()
            if step < 30:
                optimizer.zero_grad()
            optimizer.step()
            optimizer.zero_grad()
            if step == 29:
                assert "gradients cleared before the step" in {
                    one.symptom for one in doctor.findings
                }
        doctor.epoch()
    (check,) = (one for one in doctor.record.checks if one.name == "gradients_cleared")
    assert 0 < check.numbers["cleared"] < check.numbers["steps"]
    assert doctor.record.runs[0].curves.clipped_share == (0.0,)


def test_epochs_of_one_step_are_not_all_measured():
    model, (x, y) = dense(), rows()
    optimizer = sgd(model)
    with etude.watch(model, optimizer) as doctor:
        for _ in range(60):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
            doctor.epoch()
        measured = [len(one.gradients) for one in doctor._epochs.closed]
    assert [step for step, count in enumerate(measured) if count] == [
        0,
        1,
        2,
        3,
        *range(10, 60, 10),
    ]


@pytest.mark.parametrize(
    "lengths",
    [[50] * 6, [70] * 6, [104] * 6, [160] * 6, [90, 80, 130, 75, 68, 120, 66, 90]],
    ids=["50", "70", "104", "160", "many"],
)
def test_epochs_end_where_the_loop_evaluates(lengths):
    model, (x, y) = dense(), rows()
    optimizer = sgd(model)
    with etude.watch(model, optimizer, validation=(x, y)) as doctor:
        for steps in lengths:
            model.train()
            for _ in range(steps):
                optimizer.zero_grad()
                F.cross_entropy(model(x), y).backward()
                optimizer.step()
            model.eval()
            model(x)
    closed = doctor._epochs.closed
    assert [one.steps for one in closed] == [one.calls for one in closed] == lengths
    if len(set(lengths)) == 1:  # else the epoch before says how many steps are measured
        assert [len(one.gradients) for one in closed[2:]] == [5] * 4
    (check,) = (one for one in doctor.record.checks if one.name == "evaluation_mode")
    assert check.numbers["evaluations"] == len(lengths)


def test_a_loss_whose_sign_is_turned_and_a_likelihood():
    x, y = rows()

    def of(loss):
        torch.manual_seed(0)
        model = dense()
        optimizer = sgd(model)
        with etude.watch(model, optimizer) as doctor:
            for _ in range(6):
                for _ in range(10):
                    optimizer.zero_grad()
                    loss(model(x)).backward()
                    optimizer.step()
                doctor.epoch()
        return {one.symptom for one in doctor.findings}

    assert "loss below 0" in of(lambda outputs: -F.cross_entropy(outputs, y))
    each = {"reduction": "none"}
    assert "loss below 0" not in of(lambda out: (F.cross_entropy(out, y, **each) - 9.0).mean())
    assert "loss below 0" not in of(lambda outputs: F.cross_entropy(outputs, y))


def test_a_training_that_is_broken_off_is_told_of(capsys):
    model, (x, y) = dense(), rows()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    doctor = etude.watch(model, optimizer, validation=(x, y), loss=F.cross_entropy, tell=True)

    def broken_off():
        with doctor:
            for _ in range(3):
                for _ in range(25):
                    optimizer.zero_grad()
                    F.cross_entropy(model(x), y).backward()
                    optimizer.step()
                doctor.epoch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    told = capsys.readouterr().out
    found = [one.symptom for one in doctor.findings if one.severity == "diagnosis"]
    assert found
    assert all(f"etude: {one}: " in told for one in found)


def clamped(model, optimizer, step):
    for one in model.parameters():
        one.data.clamp_(-0.05, 0.05)


def drawn_anew(model, optimizer, step):
    if step % 12 == 11:  # at the end of an epoch
        model[-1].reset_parameters()


def scheduled(model, optimizer, step):
    optimizer.param_groups[0]["lr"] *= 0.99


def not_finite(model, optimizer, step):
    with torch.no_grad():
        model[-1].weight[0, 0] = math.nan


@pytest.mark.parametrize(
    ("change", "is_told"),
    [(clamped, True), (drawn_anew, True), (scheduled, False), (not_finite, False)],
)
def test_weights_that_something_else_changes(change, is_told):
    model = dense()
    x, y = rows()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    if change is not_finite:
        change(model, optimizer, 0)
    with etude.watch(model, optimizer) as doctor:
        for step in range(60):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
            if change is not not_finite:
                change(model, optimizer, step)
            if step % 12 == 11:
                doctor.epoch()
    seen = {one.symptom for one in doctor.findings}
    assert ("weights changed between steps" in seen) == is_told


@pytest.mark.parametrize("make", [torch.optim.Adam, torch.optim.SGD])
@pytest.mark.parametrize("is_cleared", [True, False])
def test_an_optimizer_that_begins_anew(make, is_cleared):
    model = dense()
    x, y = rows()
    optimizer = make(model.parameters(), lr=0.01)
    with etude.watch(model, optimizer) as doctor:
        for step in range(60):
            if is_cleared and step % 7 == 0:
                optimizer.state.clear()
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        doctor.epoch()
    seen = {one.symptom for one in doctor.findings}
    counts = make is torch.optim.Adam
    assert ("optimizer begins anew" in seen) == (is_cleared and counts)


@pytest.mark.parametrize(("momentum", "is_told"), [(1e-3, True), (0.9, False)])
def test_the_loss_with_kept_statistics_and_with_those_of_the_batches_is_recorded(momentum, is_told):
    model = dense(normalised=True, dropout=0.5)
    model[1].momentum = momentum
    x, y = rows()
    x = 5.0 * x + 9.0
    loss, optimizer = nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters(), lr=0.02)
    with etude.watch(model, optimizer, loss=loss, steps_per_epoch=201) as doctor:
        for _ in range(3):  # looked at in every epoch
            for _ in range(201):
                optimizer.zero_grad()
                loss(model(x), y).backward()
                optimizer.step()
    curves = doctor.record.runs[0].curves
    with torch.no_grad():
        kept = float(loss(model.eval()(x), y))
        model[1].train()
        of_batch = float(loss(model(x), y))
    assert curves.kept_statistics_loss[-1] == pytest.approx(kept, rel=1e-4)
    assert curves.batch_statistics_loss[-1] == pytest.approx(of_batch, rel=1e-4)
    seen = {one.symptom for one in doctor.findings}
    assert ("training and evaluation mode disagree" in seen) == is_told


@pytest.mark.parametrize("gathered", [1, 4])
def test_rows_of_a_step_are_those_of_all_batches_that_it_gathers(gathered):
    model, loss = dense(), nn.CrossEntropyLoss()
    x, y = rows()
    optimizer = sgd(model)
    with etude.watch(model, optimizer, loss=loss) as doctor:
        for _ in range(3):
            for place, chosen in enumerate(torch.randperm(len(x)).split(16)):
                (loss(model(x[chosen]), y[chosen]) / gathered).backward()
                if place % gathered == gathered - 1:
                    optimizer.step()
                    optimizer.zero_grad()
            doctor.epoch()
    assert doctor.record.facts.step_rows == 16 * gathered


@pytest.mark.parametrize("ends_by", ["steps", "word", "evaluation"])
def test_windows_that_are_no_epochs_are_told_so(ends_by):
    model = dense()
    x, y = rows()
    optimizer = sgd(model)
    with etude.watch(model, optimizer, every=10) as doctor:
        for step in range(40):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
            if step % 20 == 19 and ends_by == "word":
                doctor.epoch()
            if step % 20 == 19 and ends_by == "evaluation":
                with torch.no_grad():
                    model(x)
    is_told = any("what is called one here is 10 steps" in note for note in doctor.record.notes)
    assert is_told == (ends_by == "steps")


@pytest.mark.parametrize(("norm", "count"), [(nn.SyncBatchNorm, 32), (nn.BatchNorm1d, 1)])
def test_statistics_of_one_row_or_shared_by_processes_are_not_asked_for(norm, count):
    model = dense(normalised=True)
    model[1] = norm(16).eval()  # in training one row is refused, and so is a processor
    x, y = rows()
    loss, optimizer = nn.CrossEntropyLoss(), sgd(model)
    with etude.watch(model, optimizer, loss=loss) as doctor:
        optimizer.zero_grad()
        loss(model(x[:count]), y[:count]).backward()
        optimizer.step()
        doctor.epoch()
    curves = doctor.record.runs[0].curves
    assert doctor.record.notes == ()
    assert curves.train_accuracy
    assert not curves.kept_statistics_loss


def test_what_is_loaded_into_the_optimizer_afterwards_is_not_of_this_training():
    model = dense()
    x, y = rows()
    optimizer = torch.optim.Adam(model.parameters())
    best = {}
    with etude.watch(model, optimizer) as doctor:
        for step in range(60):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
            if step == 5:
                best = copy.deepcopy(optimizer.state_dict())
        doctor.epoch()
    optimizer.load_state_dict(best)
    assert "optimizer begins anew" not in {one.symptom for one in doctor.findings}


def test_a_look_that_cannot_begin_ends_no_training(monkeypatch):
    def refused(*_, **__):
        raise RuntimeError("no such device")

    model = dense()
    x, y = rows()
    optimizer = sgd(model)
    with etude.watch(model, optimizer) as doctor:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        monkeypatch.setattr(torch.random, "fork_rng", refused)
        doctor.epoch()
    assert any("no such device" in note for note in doctor.record.notes)


@pytest.mark.parametrize(("is_given", "looks"), [(True, 6), (False, 2)])
def test_training_rows_alone_are_looked_at_every_200_steps(is_given, looks, monkeypatch):
    from etude.doctor.watching.looking import Looking

    seen = []
    monkeypatch.setattr(Looking, "_look", lambda self, stretch: seen.append(stretch.steps))
    model = dense()
    x, y = rows()
    validation = (x[128:], y[128:]) if is_given else None
    with etude.watch(model, (optimizer := sgd(model)), validation=validation) as doctor:
        for _ in range(6):
            for chosen in torch.arange(125).split(5):  # 25 steps
                optimizer.zero_grad()
                F.cross_entropy(model(x[chosen]), y[chosen]).backward()
                optimizer.step()
            doctor.epoch()
    assert len(seen) == looks  # the last one at the end


def test_validation_on_another_scale_is_seen():
    model = dense()
    x, y = rows()
    told = {}
    for factor in (1.0, 10.0):
        with etude.watch(
            model, (optimizer := sgd(model)), validation=(x[128:] * factor, y[128:])
        ) as doctor:
            for chosen in torch.arange(128).split(16):
                optimizer.zero_grad()
                F.cross_entropy(model(x[chosen]), y[chosen]).backward()
                optimizer.step()
        told[factor] = {one.symptom for one in doctor.findings}
    assert "validation scaled otherwise" not in told[1.0]
    assert "validation scaled otherwise" in told[10.0]


class OneHot(nn.Module):
    """Squared error of classes, whose numbers the loop gives."""

    def forward(self, outputs, targets):
        return F.mse_loss(outputs.softmax(1), F.one_hot(targets, outputs.shape[1]).float())


def test_classes_by_squared_error_are_counted_and_weighed_as_classes():
    model, loss = dense(), OneHot()
    optimizer = adam(model)
    x, y = rows()
    with etude.watch(model, optimizer, validation=(x[128:], y[128:]), loss=loss) as doctor:
        for _ in range(12):
            for chosen in torch.randperm(128).split(16):
                optimizer.zero_grad()
                loss(model(x[chosen]), y[chosen]).backward()
                optimizer.step()
            doctor.epoch()
    facts, curves = doctor.record.facts, doctor.record.runs[0].curves
    assert facts.classes == 3
    shares = torch.bincount(y).double() / len(y)
    assert facts.naive_loss == pytest.approx(float((shares * (1 - shares)).mean()), rel=0.05)
    assert curves.validation_accuracy[-1] > 0.5
    assert curves.largest_class_share
    assert not curves.prediction_spread
    assert "collapsed predictions" not in {one.symptom for one in doctor.findings}


class Frame:
    """Rows of another library's, as pandas gives them."""

    ndim = 2

    def __array__(self):
        return rows()[0].numpy()


def test_arrays_for_validation_are_told_how_to_become_tensors():
    model = dense()
    x, y = rows()
    arrays = x.numpy(), y.numpy()
    for given in (arrays, list(arrays), (x, arrays[1]), (arrays[0], y), [arrays]):
        with pytest.raises(BadOption, match=r"numpy.ndarray.*tensors, torch.from_numpy\(x\)"):
            etude.watch(model, sgd(model), validation=given)
    with pytest.raises(BadOption, match=r"Frame.*torch.from_numpy\(numpy.asarray\(x\)\)"):
        etude.watch(model, sgd(model), validation=(Frame(), y))
    with pytest.raises(BadOption, match="no tensor of targets"):
        etude.watch(model, sgd(model), validation=(x, y.tolist()))
    beside = {"x": x, "names": arrays[1]}, y  # what the network itself takes as an array may stay
    etude.watch(model, sgd(model), validation=beside)
