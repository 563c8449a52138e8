"""What the loss asks of single rows, seen at the network's outputs."""

from contextlib import nullcontext

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import etude
from etude.doctor.watch import _is_compiled

from .loops import ROWS, dense, rows


class Loss(nn.Module):
    """A loss of a person's own, of outputs and targets."""

    def __init__(self, of) -> None:
        super().__init__()
        self.of = of

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return self.of(outputs, targets)


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
        lambda loss, outputs, targets: loss(targets=targets, outputs=outputs),
    ],
)
def test_nothing_is_said_of_a_loss_that_is_asked_otherwise(asked) -> None:
    assert not checks_of(told(F.cross_entropy, asked=asked))


def test_a_compiled_network_is_left_alone() -> None:
    model = dense()
    model._compiled_call_impl = model._call_impl  # as model.compile() leaves it
    assert _is_compiled(nn.Sequential(model))
    assert not _is_compiled(dense())


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
                    loss(model(x[chosen]).div_(2.0), y[chosen]).backward()
                    optimizer.step()
                if doctor is not None:
                    doctor.epoch()
        return [*model.parameters(), *model.buffers(), torch.rand(3)]

    assert all(map(torch.equal, trained(watches=True), trained(watches=False)))
