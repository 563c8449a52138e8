"""Rows of a loop beside the rows that yardsticks were given."""

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler

from etude.doctor.as_given import as_given_check, known_rows
from etude.doctor.fingerprints import fingerprints
from etude.doctor.given_rows import given_rows
from etude.doctor.watching.probe import Batch

ROWS, CLASSES = 200, 3


def rows(seed: int = 0) -> tuple[Tensor, Tensor]:
    lots = torch.Generator().manual_seed(seed)
    return torch.randn(ROWS, 4, generator=lots), torch.arange(ROWS) % CLASSES


def batches(inputs: Tensor, targets: Tensor | None = None, *beside: Tensor) -> list[Batch]:
    targets = torch.zeros(len(inputs)) if targets is None else targets
    parts = zip(*(one.split(40) for one in (inputs, targets, *beside)), strict=True)
    return [Batch((x, *others), {}, y, is_one_a_row=True) for x, y, *others in parts]


def measured(inputs: Tensor, targets: Tensor, given: object, *beside: Tensor) -> dict[str, float]:
    parts = known_rows(given_rows("training", given)), known_rows(given_rows("validation", rows(1)))
    (check,) = as_given_check(*parts, batches(inputs, targets, *beside), batches(*rows(1)))
    return check.numbers


def test_a_row_is_known_again_whatever_its_numbers_are_stored_as() -> None:
    x, _ = rows()
    x[0, 0], x[1, 1] = 0.0, torch.nan
    prints = fingerprints(x)
    assert len(set(prints)) == ROWS
    assert fingerprints(x.double()) == fingerprints(x.reshape(ROWS, 2, 2)) == prints
    x[0, 0], x[1, 1] = -0.0, -torch.inf
    assert fingerprints(x) == prints
    assert not set(fingerprints(x + 1e-3)) & set(prints)
    assert fingerprints(x[:0]) == []
    numbers = 2**30 + torch.arange(8)  # which float32 does not tell apart
    assert fingerprints(numbers) == fingerprints(numbers.double())
    assert len(set(fingerprints(numbers))) == 8


def test_rows_as_they_were_given_in_another_order() -> None:
    x, y = rows()
    order = torch.randperm(ROWS, generator=torch.Generator().manual_seed(2))
    seen = measured(x[order], y[order], (x, y))
    assert seen == {
        "found": 1.0,
        "error": 0.0,
        "judged": 1.0,
        "judged_error": 0.0,
        "apart": 0.0,
        "order": pytest.approx(math.nan, nan_ok=True),
        "rows": ROWS,
    }


@pytest.mark.parametrize(
    ("late", "apart"),
    [(torch.roll, 1.0), (lambda y, _: torch.cat([y[:150], y[150:].roll(1)]), 0.25)],
)
def test_targets_of_other_rows_are_counted(late, apart) -> None:
    x, y = rows()
    numbers = x[:, 0] + 0.5 * x[:, 1]
    assert measured(x, late(numbers, 1), (x, numbers))["apart"] == pytest.approx(apart, abs=0.03)
    # of three classes whose every row came as the next one's, all were changed alike
    mixed = y[torch.randperm(ROWS, generator=torch.Generator().manual_seed(0))]
    assert measured(x, late(mixed, 1), (x, mixed))["apart"] > 0.1


def test_targets_in_another_unit_are_held_against_those_given_by_their_order() -> None:
    x, y = rows()
    numbers = x[:, 0].exp()
    for other in (numbers * 3 - 1, numbers.log(), 1 / numbers):
        seen = measured(x, other, (x, numbers))
        assert math.isnan(seen["apart"])
        assert seen["order"] == pytest.approx(1.0)
    assert measured(x, numbers.trunc() + 0.5, (x, numbers))["order"] < 0.97
    assert measured(x, (3 * numbers).roll(1), (x, numbers))["order"] < 0.3
    in_classes = (numbers > 1).long()  # which a loop may make of numbers
    assert math.isnan(measured(x, in_classes, (x, numbers))["order"])
    assert math.isnan(measured(x, torch.full((ROWS,), 0.3), (x, numbers))["order"])
    assert measured(x, numbers.double(), (x, numbers))["apart"] == 0
    assert measured(x, (y + 1) % CLASSES, (x, y))["apart"] == 0
    assert measured(x, (y == 2).float()[:, None], (x, y))["apart"] == 0
    left_out = y.clone()
    left_out[::20] = -100
    assert measured(x, left_out, (x, y))["apart"] == 0


def test_of_a_smooth_series_a_step_late_every_target_is_another() -> None:
    x, _ = rows()
    series = torch.linspace(0, 1, ROWS)
    assert measured(x, series.roll(1), (x, series))["apart"] == 1.0


def test_rows_that_were_changed_are_not_met_again() -> None:
    x, y = rows()
    noisy = x.clone()
    noisy[: ROWS // 2] += 0.1
    seen = measured(noisy, y, (x, y))
    assert (seen["found"], seen["judged"], seen["rows"]) == (0.5, 1.0, ROWS // 2)


def test_of_drawn_rows_as_many_are_met_as_can_be() -> None:
    x, y = rows()
    part = known_rows(given_rows("training", (x, y)))
    prints = fingerprints(x)[: ROWS // 2]
    half = replace(
        part, targets={one: part.targets[one] for one in prints}, inputs=part.inputs[: ROWS // 2]
    )
    (check,) = as_given_check(replace(half, share=0.5), part, batches(x, y), [])
    assert check.numbers["found"] == 1.0
    assert check.numbers["error"] == pytest.approx(math.sqrt(0.5 / (0.5 * ROWS)))
    assert math.isnan(check.numbers["judged"])
    (few,) = as_given_check(replace(half, share=0.05), part, batches(x, y), [])
    assert math.isnan(few.numbers["found"])


def test_of_a_loader_that_draws_or_varies_only_targets_are_held_against_those_given() -> None:
    x, y = rows()
    loader = DataLoader(TensorDataset(x, y), 40, sampler=WeightedRandomSampler([1.0] * ROWS, ROWS))
    seen = measured(x, y, loader)
    assert math.isnan(seen["found"])
    assert (seen["apart"], seen["rows"] > 90) == (0.0, True)


def test_rows_are_looked_for_in_the_tensor_of_their_form() -> None:
    x, y = rows()
    seen = measured(x, y, (x, y), torch.ones(ROWS, 1))
    assert (seen["found"], seen["apart"]) == (1.0, 0.0)
    parts = (
        known_rows(given_rows("training", (x, y))),
        known_rows(given_rows("validation", rows(1))),
    )
    assert as_given_check(*parts, batches(x[:, :3], y), batches(*rows(1))) == ()


def test_rows_of_another_precision_are_the_same() -> None:
    x, y = rows()
    scaled = (x.double() - 1 / 3) / 0.7
    seen = measured((x - 1 / 3) / 0.7, y, (scaled, y))
    assert seen["found"] == 1.0


def test_rows_that_stand_there_twice_with_two_targets_say_nothing() -> None:
    x, y = rows()
    x[1::2] = x[::2]
    assert measured(x, y, (x, y))["rows"] == 0  # neighbours are of two classes
    assert math.isnan(measured(x, y, (x, y))["apart"])
