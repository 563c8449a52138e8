"""A killed training goes on to the same bits; a damaged or foreign checkpoint is ignored."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from etude.records.plan import Plan
from etude.training import checkpoint, train

from .made import CLASSES, noise, runs

SCRIPT = Path(__file__).with_name("killed.py")
PLAN = Plan(hidden=(8,), epochs=6, dropout=0.2)


def trained(folder: Path, name: str, *kill_after: int) -> subprocess.CompletedProcess[bytes]:
    path, result = folder / f"{name}.safetensors", folder / f"{name}.npz"
    command = [sys.executable, str(SCRIPT), str(path), str(result), *map(str, kill_after)]
    return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.slow
def test_killed_at_any_moment_the_result_is_the_same_to_the_bit(tmp_path: Path) -> None:
    assert trained(tmp_path, "whole").returncode == 0
    for kill_after in (7, 20, 3):  # one after the other, each going on from the last
        assert trained(tmp_path, "killed", kill_after).returncode == -signal.SIGKILL
    assert trained(tmp_path, "killed").returncode == 0
    whole, killed = (np.load(tmp_path / f"{name}.npz") for name in ("whole", "killed"))
    assert max(whole["0 validation_rise"]) > 1.0
    assert killed["told"] < whole["told"] - 15
    for name in set(whole.files) - {"told"}:
        np.testing.assert_array_equal(whole[name], killed[name], err_msg=name)


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkpoint of the whole training."""
    monkeypatch.setattr(checkpoint, "SECONDS_BETWEEN_SAVES", 0.0)
    path = tmp_path / "checkpoint.safetensors"
    train(PLAN, CLASSES, given(), checkpoint=path)
    return path


def given() -> list:  # type: ignore[type-arg]
    return runs(noise(100, 0), noise(50, 1), [1, 2])


def epochs_told(path: Path, plan: Plan = PLAN, learn: int = 0) -> int:
    """How many epochs of runs were trained, not taken from the checkpoint."""
    told: list[object] = []
    new = runs(noise(100, learn), noise(50, 1), [1, 2])
    train(plan, CLASSES, new, checkpoint=path, progress=told.append)
    return len(told)


def test_a_finished_training_is_not_trained_again(saved: Path) -> None:
    assert epochs_told(saved) < 4  # the last epoch of a group is not saved before it ends


def test_a_checkpoint_of_another_plan_or_other_rows_is_ignored(saved: Path) -> None:
    assert epochs_told(saved, PLAN.changed(learning_rate=0.002)) == 12


def test_a_checkpoint_of_other_rows_is_ignored(saved: Path) -> None:
    assert epochs_told(saved, learn=5) == 12


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "text"])
def test_a_damaged_checkpoint_is_ignored(saved: Path, damage: str) -> None:
    data = bytearray(saved.read_bytes())
    data[-9] ^= 1
    parts = {"cut": data[:-20], "flipped": data, "empty": b"", "text": b"not a checkpoint"}
    saved.write_bytes(parts[damage])
    assert epochs_told(saved) == 12


def test_no_temporary_file_is_left(saved: Path) -> None:
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]
