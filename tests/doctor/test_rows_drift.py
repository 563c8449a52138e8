"""Rows that are prepared in place, and so once more whenever they are read."""

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

import etude

from .loops import dense, rows

NAME = "rows drift from epoch to epoch"
FEW = 6  # epochs: five later ones beside the first


class Prepared(Dataset):
    """Every row is divided and moved before it is given away."""

    def __init__(self, *, divided: float, moved: float, is_in_place: bool) -> None:
        self.inputs, self.targets = rows()
        self.divided, self.moved, self.is_in_place = divided, moved, is_in_place

    def __len__(self) -> int:
        return len(self.inputs)

    def __getitem__(self, place: int):
        row = self.inputs[place]
        if not self.is_in_place:
            row = row.clone()
        row /= self.divided
        row -= self.moved
        return row, self.targets[place]


def findings(data: Prepared, *, ends_by: str, epochs: int = 12, steps_per_epoch=24, **options):
    torch.manual_seed(0)
    x, y = rows()
    model, loss = dense(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    loader = DataLoader(data, 8, shuffle=True)
    options |= {"steps_per_epoch": steps_per_epoch}
    with etude.watch(model, optimizer, validation=(x, y), loss=loss, **options) as doctor:
        for _ in range(epochs):
            model.train()
            for inputs, targets in loader:
                optimizer.zero_grad()
                loss(model(inputs), targets).backward()
                optimizer.step()
            if ends_by == "evaluation":
                model.eval()
                with torch.no_grad():
                    model(x)
            elif ends_by == "word":
                doctor.epoch()
    return {one.symptom: one for one in doctor.findings}


@pytest.mark.parametrize("ends_by", ["evaluation", "word", "steps"])
@pytest.mark.parametrize(
    ("divided", "moved", "is_in_place", "told"),
    [
        (1.1, 0.0, True, "times as wide"),
        (0.9, 0.0, True, "times as wide"),
        (1.0, 0.1, True, "of their deviations"),
        (1.0, 0.0, True, ""),
        (1.1, 0.1, False, ""),
    ],
)
def test_rows_that_drift_and_rows_that_do_not(divided, moved, is_in_place, told, ends_by) -> None:
    data = Prepared(divided=divided, moved=moved, is_in_place=is_in_place)
    found = findings(data, ends_by=ends_by).get(NAME)
    assert (found is not None) == bool(told)
    if found is not None:
        assert told in found.seen


def test_of_few_epochs_nothing_is_said() -> None:
    data = Prepared(divided=1.5, moved=0.0, is_in_place=True)
    assert NAME not in findings(data, ends_by="word", epochs=FEW)
    data = Prepared(divided=1.5, moved=0.0, is_in_place=True)
    assert NAME in findings(data, ends_by="word", epochs=FEW + 1)


def test_windows_of_a_stream_are_no_epochs() -> None:
    data = Prepared(divided=1.1, moved=0.0, is_in_place=True)
    assert NAME not in findings(data, ends_by="steps", steps_per_epoch=None, every=24)


def test_inputs_that_are_learned_themselves_are_no_rows() -> None:
    torch.manual_seed(0)
    x, y = rows()
    reader, model, loss = nn.Linear(6, 6), dense(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam([*reader.parameters(), *model.parameters()], lr=0.01)
    with etude.watch(model, optimizer) as doctor:
        for _ in range(12):
            for chosen in torch.randperm(len(x)).split(16):
                optimizer.zero_grad()
                loss(model(reader(x[chosen])), y[chosen]).backward()
                optimizer.step()
            doctor.epoch()
    assert NAME not in {one.symptom for one in doctor.findings}


def test_rows_of_several_kinds_in_one_step_are_not_told() -> None:
    torch.manual_seed(0)
    x, y = rows()
    model, loss = dense(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    with etude.watch(model, optimizer) as doctor:
        for epoch in range(12):
            for chosen in torch.randperm(len(x)).split(16):
                optimizer.zero_grad()
                loss(model(x[chosen] * 0.8**epoch), y[chosen]).backward()
                loss(model(x[chosen]), y[chosen]).backward()
                optimizer.step()
            doctor.epoch()
    assert NAME not in {one.symptom for one in doctor.findings}


def test_what_is_asked_of_the_first_rows_is_then_no_sign_of_other_weights() -> None:
    data = Prepared(divided=0.8, moved=0.0, is_in_place=True)
    found = findings(data, ends_by="word", epochs=20)
    assert NAME in found
    assert "judged by other weights" not in found
