"""Rows of a loop beside the rows that yardsticks were given."""

import math
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from etude.doctor.as_given import Known, as_given_check, known
from etude.doctor.fingerprints import fingerprints
from etude.doctor.given_rows import given_rows
from etude.doctor.watching.probe import Batch

ROWS, CLASSES = 200, 3


def rows(seed: int = 0) -> tuple[Tensor, Tensor]:
    lots = torch.Generator().manual_seed(seed)
    return torch.randn(ROWS, 4, generator=lots), torch.arange(ROWS) % CLASSES


def batches(inputs: Tensor, targets: Tensor | None = None, size: int = 40) -> list[Batch]:
    targets = torch.zeros(len(inputs)) if targets is None else targets
    return [
        Batch((x,), {}, y, is_one_a_row=True)
        for x, y in zip(inputs.split(size), targets.split(size), strict=True)
    ]


def measured(inputs: Tensor, targets: Tensor, given: tuple[Tensor, Tensor]) -> dict[str, float]:
    parts = known(given_rows("training", given)), known(given_rows("validation", rows(1)))
    (check,) = as_given_check(*parts, batches(inputs, targets), batches(*rows(1)))
    return check.numbers


def test_a_row_is_known_again_whatever_its_numbers_are_stored_as() -> None:
    x, _ = rows()
    x[0, 0], x[1, 1] = 0.0, torch.nan
    prints = fingerprints(x)
    assert len(set(prints)) == ROWS
    assert fingerprints(x.double()) == fingerprints(x.reshape(ROWS, 2, 2)) == prints
    x[0, 0], x[1, 1] = -0.0, -torch.inf
    assert fingerprints({"some": x}) == prints
    assert fingerprints((x[:, :2], x[:, 2:])) == prints
    assert all(one != other for one, other in pairwise([prints[0], *fingerprints(x + 1e-3)[:2]]))
    assert fingerprints(x[:0]) == fingerprints(()) == []


def test_rows_as_they_were_given_in_another_order() -> None:
    x, y = rows()
    order = torch.randperm(ROWS, generator=torch.Generator().manual_seed(2))
    seen = measured(x[order], y[order], (x, y))
    assert seen == {"found": 1.0, "error": 0.0, "judged": 1.0, "apart": 0.0, "rows": ROWS}


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


def test_targets_in_another_unit_are_the_same() -> None:
    x, y = rows()
    numbers = x[:, 0].exp()
    for other in (numbers * 3 - 1, numbers.log(), numbers.double()):
        assert measured(x, other, (x, numbers))["apart"] == 0
    assert measured(x, (y + 1) % CLASSES, (x, y))["apart"] == 0
    assert measured(x, (y == 2).float()[:, None], (x, y))["apart"] == 0


def test_rows_that_were_changed_are_not_met_again() -> None:
    x, y = rows()
    noisy = x.clone()
    noisy[: ROWS // 2] += 0.1
    seen = measured(noisy, y, (x, y))
    assert (seen["found"], seen["judged"], seen["rows"]) == (0.5, 1.0, ROWS // 2)


def test_of_drawn_rows_as_many_are_met_as_can_be() -> None:
    x, y = rows()
    part = known(given_rows("training", (x, y)))
    prints = fingerprints(x)[: ROWS // 2]
    half = Known({one: part.targets[one] for one in prints}, True, ROWS // 2, ROWS)
    (check,) = as_given_check(half, part, batches(x, y), [])
    assert check.numbers["found"] == 1.0
    assert check.numbers["error"] == pytest.approx(math.sqrt(0.5 / (0.5 * ROWS)))
    assert math.isnan(check.numbers["judged"])
    tenth = Known(half.targets, True, 10, ROWS)
    assert as_given_check(tenth, part, batches(x, y), []) == ()


def test_rows_that_stand_there_twice_with_two_targets_say_nothing() -> None:
    x, y = rows()
    x[1::2] = x[::2]
    assert measured(x, y, (x, y))["rows"] == 0  # neighbours are of two classes
    assert math.isnan(measured(x, y, (x, y))["apart"])
