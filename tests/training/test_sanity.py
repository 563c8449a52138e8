"""Sanity checks pass on sound data and fail where something is broken."""

import numpy as np
import pytest

from etude.records.plan import Plan
from etude.records.sanity import SanityCheck
from etude.training.sanity import sanity_checks

from .made import CLASSES, NUMBERS, line, rows, runs, xor


def checks(plan: Plan, learn, shape=CLASSES) -> dict[str, SanityCheck]:  # type: ignore[no-untyped-def]
    return {one.name: one for one in sanity_checks(plan, shape, runs(learn, learn, [1])[0])}


@pytest.mark.parametrize("normalisation", ["none", "batch", "layer"])
def test_sound_classes_pass(normalisation: str) -> None:
    found = checks(Plan(normalisation=normalisation, dropout=0.3), xor(300, 0))
    assert list(found) == ["initial_loss", "overfits_few_rows", "uses_inputs", "train_equals_eval"]
    assert all(check.passed for check in found.values()), found


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
def test_sound_numbers_pass(loss: str) -> None:
    assert all(check.passed for check in checks(Plan(loss=loss), line(300, 0), NUMBERS).values())


def test_inputs_without_content_are_seen() -> None:
    blank = rows({"numbers": np.zeros((300, 2), np.float32)}, xor(300, 0).targets["y"])
    found = checks(Plan(), blank)
    assert not found["uses_inputs"].passed
    assert not found["overfits_few_rows"].passed


def test_a_target_out_of_scale_is_seen() -> None:
    huge = rows({"numbers": line(300, 0).inputs["numbers"]}, 100.0 * line(300, 0).targets["y"])
    assert not checks(Plan(), huge, NUMBERS)["initial_loss"].passed
