"""The work formula behaves like a cost, and the calibration like a clock."""

from dataclasses import replace

import pytest

from etude.records.plan import Plan
from etude.records.work import members_side_by_side, size, work
from etude.training.calibration import seconds_per_unit
from etude.training.layout import groups

from .made import CLASSES, runs, xor

PLAN = Plan(hidden=(128, 64))


@pytest.mark.parametrize(
    ("change", "dearer"),
    [
        ({"hidden": (256, 128)}, True),
        ({"batch_size": 16}, True),
        ({"batch_size": 256}, False),
        ({"normalisation": "batch"}, True),
        ({"number_encoding": "periodic"}, True),
    ],
)
def test_what_costs_more_is_foretold_to_cost_more(change: dict[str, object], dearer: bool) -> None:
    before = work(PLAN, CLASSES, 5000, 10, 1)
    assert (work(PLAN.changed(**change), CLASSES, 5000, 10, 1) > before) is dearer


def test_work_is_proportional_to_epochs_and_shared_by_members() -> None:
    one, eight = work(PLAN, CLASSES, 5000, 1, 1), work(PLAN, CLASSES, 5000, 1, 8)
    assert work(PLAN, CLASSES, 5000, 10, 1) == pytest.approx(10 * one)
    assert one < eight < 5 * one


def test_weights_counted() -> None:
    assert size(PLAN, CLASSES).weights == (2 * 128 + 128) + (128 * 64 + 64) + (64 * 2 + 2)


def test_small_networks_go_together_and_large_ones_alone() -> None:
    assert members_side_by_side(Plan(), CLASSES, 5000) == 16
    assert members_side_by_side(Plan(hidden=(512, 512)), CLASSES, 5000) == 1
    assert members_side_by_side(Plan(hidden=(128, 64), batch_size=2048), CLASSES, 5000) == 1


def test_groups_are_even_and_make_equally_many_steps() -> None:
    assert [len(group) for group in groups(Plan(), CLASSES, [640] * 20)] == [10, 10]
    assert groups(Plan(), CLASSES, [640, 641, 639]) == [(0, 2), (1,)]


def test_calibration_measures_about_the_reference_machine() -> None:
    run = runs(xor(1000, 0), xor(200, 1), [1])[0]
    run = replace(run, stop=run.stop)
    assert 1e-8 < seconds_per_unit(Plan(), CLASSES, run) < 1e-4
