"""What the loss asks of single rows, seen at the network's outputs."""

from contextlib import nullcontext

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import etude
from etude.doctor.watching.asked import _evenness

from .loops import ROWS, dense, rows


class Loss(nn.Module):
    """A loss of a person's own, of outputs and targets."""

    def __init__(self, of) -> None:
        super().__init__()
        self.of = of

    def forward(self, outputs: Tensor, targets: Tensor, share: float = 1.0, **named) -> Tensor:
        value = self.of(outputs, targets)
        return value if share == 1.0 else share * value


def hardest(outputs, targets):
    losses = F.cross_entropy(outputs, targets, reduction="none")
    return losses.topk(len(losses) // 8).values.mean()


def outweighed(outputs, targets):
    losses = F.cross_entropy(outputs, targets, reduction="none")
    return (losses * torch.randn(len(losses)).mul(2).exp()).mean()


def softened(outputs, targets):
    return F.cross_entropy(outputs, targets, label_smoothing=0.2)


def of_classes(outputs, targets):
    return F.cross_entropy(outputs, targets, weight=torch.tensor([9.0, 1.0, 0.2]))


def turned(outputs, targets):
    return -F.cross_entropy(outputs, targets)


def told(
    of, *, make=dense, numbers=False, asked=lambda loss, outputs, targets: loss(outputs, targets)
):
    """A watched training in which the loss is asked like that."""
    torch.manual_seed(3)
    x, y = rows()
    targets = x[:, :1] + 1.0 if numbers else y
    model, loss = make(), Loss(of)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    with etude.watch(model, optimizer, loss=loss) as doctor:
        for _ in range(30):
            for chosen in torch.randperm(ROWS).split(16):
                optimizer.zero_grad()
                asked(loss, model(x[chosen]), targets[chosen]).backward()
                optimizer.step()
            doctor.epoch()
    assert not model._forward_hooks
    assert not loss._forward_hooks
    return doctor


def checks_of(doctor):
    return [one.numbers for one in doctor.record.checks if one.name == "asked_of_rows"]


def of_numbers():
    return nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 1))


@pytest.mark.parametrize(
    ("of", "is_uneven", "is_away"),
    [
        (F.cross_entropy, False, False),
        (softened, False, False),
        (of_classes, False, False),  # classes may weigh differently
        (hardest, True, False),
        (outweighed, True, False),
        (turned, False, True),
    ],
)
def test_losses_of_classes(of, is_uneven, is_away) -> None:
    seen = {one.symptom for one in told(of).findings}
    assert ("rows weighed unevenly" in seen) == is_uneven
    assert ("pushed away from the targets" in seen) == is_away


@pytest.mark.parametrize(
    ("of", "is_away"),
    [
        (F.mse_loss, False),
        (F.l1_loss, False),
        (F.huber_loss, False),
        (lambda one, other: (one - other[:, 0]).square().mean(), True),  # every row with every one
    ],
)
def test_losses_of_numbers(of, is_away) -> None:
    seen = {one.symptom for one in told(of, make=of_numbers, numbers=True).findings}
    assert ("pushed away from the targets" in seen) == is_away


def test_a_plain_loss_asks_as_much_of_all_rows() -> None:
    for found in (
        checks_of(told(F.cross_entropy)),
        checks_of(told(F.mse_loss, make=of_numbers, numbers=True)),
    ):
        assert found[0]["even"] == pytest.approx(1.0, abs=1e-3)
        assert found[0]["astray"] == 0.0
        assert found[0]["rows"] > 30


@pytest.mark.parametrize(
    "asked",
    [
        lambda loss, outputs, targets: loss(outputs * 2, targets),  # not the outputs themselves
        lambda loss, outputs, targets: loss(outputs, targets) + loss(outputs, targets.flip(0)),
        lambda loss, outputs, targets: loss(outputs, targets, 0.5),  # mixed with others by the loss
        lambda loss, outputs, targets: loss(targets=targets, outputs=outputs),
        lambda loss, outputs, targets: loss(outputs, targets, of=F.cross_entropy),
    ],
)
def test_nothing_is_said_of_a_loss_that_is_asked_otherwise(asked) -> None:
    assert not checks_of(told(F.cross_entropy, asked=asked))


def test_gradients_that_are_asked_for_another_end_are_not_the_loss_s() -> None:
    """A force is the gradient of an energy, and is learned beside it."""

    def with_slopes(loss, outputs, targets):
        value = loss(outputs, targets)
        slopes = torch.autograd.grad(-outputs.sum(), model.x, create_graph=True)[0]
        return value + 0.1 * slopes.square().mean()

    class Sloped(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = of_numbers()

        def forward(self, x: Tensor) -> Tensor:
            self.x = x.clone().requires_grad_()
            return self.body(self.x)

    model = Sloped()
    assert not checks_of(told(F.mse_loss, make=lambda: model, numbers=True, asked=with_slopes))


def test_a_batch_that_leads_to_no_step_is_not_asked() -> None:
    """An attack on the network first goes up the loss by the gradient of the inputs."""
    torch.manual_seed(3)
    x, y = rows()
    model, loss = dense(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    with etude.watch(model, optimizer, loss=loss) as doctor:
        for _ in range(30):
            for chosen in torch.randperm(ROWS).split(16):
                moved = torch.zeros_like(x[chosen]).requires_grad_()
                (-loss(model(x[chosen] + moved), y[chosen])).backward()
                optimizer.zero_grad()
                loss(model(x[chosen] - 0.1 * moved.grad.sign()), y[chosen]).backward()
                optimizer.step()
            doctor.epoch()
    assert not checks_of(doctor)


@pytest.mark.parametrize("spread", [0.0, 2.0])
def test_a_loss_that_leaves_the_mean_to_the_loop(spread) -> None:
    torch.manual_seed(3)
    x, y = rows()
    model, loss = dense(), nn.CrossEntropyLoss(reduction="none")
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    with etude.watch(model, optimizer, loss=loss) as doctor:
        for _ in range(30):
            for chosen in torch.randperm(ROWS).split(16):
                optimizer.zero_grad()
                weights = torch.randn(len(chosen)).mul(spread).exp()
                (loss(model(x[chosen]), y[chosen]) * weights).mean().backward()
                optimizer.step()
            doctor.epoch()
    seen = {one.symptom for one in doctor.findings}
    assert ("rows weighed unevenly" in seen) == bool(spread)


@pytest.mark.parametrize("left_out", ["ignored", "weightless"])
def test_rows_that_are_left_out_on_purpose_are_no_rows(left_out) -> None:
    torch.manual_seed(3)
    x, y = rows()
    model = dense()
    loss = (
        nn.CrossEntropyLoss(ignore_index=1)
        if left_out == "ignored"
        else nn.CrossEntropyLoss(weight=torch.tensor([1.0, 0.0, 1.0]))
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    with etude.watch(model, optimizer, loss=loss) as doctor:
        for _ in range(30):
            for chosen in torch.randperm(ROWS).split(16):
                optimizer.zero_grad()
                loss(model(x[chosen]), y[chosen]).backward()
                optimizer.step()
            doctor.epoch()
    assert checks_of(doctor)[0]["even"] == pytest.approx(1.0, abs=1e-3)


def test_a_row_that_is_squeezed_to_a_number_is_borne() -> None:
    model, loss = nn.Sequential(nn.Linear(6, 1), nn.Flatten(0)), nn.MSELoss()
    model.forward = lambda x: model[0](x).squeeze()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    with etude.watch(model, optimizer, loss=loss) as doctor:
        for _ in range(3):
            for row in rows()[0][:60].split(1):
                optimizer.zero_grad()
                loss(model(row), row[0, 0]).backward()
                optimizer.step()
            doctor.epoch()
    assert not checks_of(doctor)


def test_few_rows_of_many_classes_are_weighed_over_all_batches() -> None:
    generator = torch.Generator().manual_seed(0)
    weights = [torch.randn(32, generator=generator).mul(2.5).exp() for _ in range(4)]
    for classes in (2, 20):
        groups = [torch.randint(classes, (32,), generator=generator) for _ in range(4)]
        assert _evenness(weights, groups)[0] < 0.4
    assert _evenness([torch.ones(4)], [torch.arange(4)]) == (1.0, 4)
    assert _evenness([], [])[1] == 0


@pytest.mark.parametrize("is_compiled", [True, False])
def test_a_compiled_network_is_left_alone(is_compiled) -> None:
    def make() -> nn.Module:
        model = dense()
        if is_compiled:
            model._compiled_call_impl = model._call_impl  # as model.compile() leaves it
        return model

    assert bool(checks_of(told(F.cross_entropy, make=make))) != is_compiled


def test_the_training_stays_the_same_to_the_last_bit() -> None:
    def trained(watches: bool) -> list[Tensor]:
        torch.manual_seed(3)
        x, y = rows()
        model, loss = dense(normalised=True, dropout=0.2), nn.CrossEntropyLoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
        with etude.watch(model, optimizer, loss=loss) if watches else nullcontext() as doctor:
            for _ in range(20):
                for chosen in torch.randperm(ROWS).split(16):
                    optimizer.zero_grad()
                    loss(model(x[chosen]), y[chosen]).backward()
                    optimizer.step()
                if doctor is not None:
                    doctor.epoch()
        return [*model.parameters(), *model.buffers(), torch.rand(3)]

    assert all(map(torch.equal, trained(watches=True), trained(watches=False)))
