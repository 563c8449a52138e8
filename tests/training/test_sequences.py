"""Sequence models through the whole of training: they learn, resume, and are costed."""

from pathlib import Path

import numpy as np
import pytest

from etude.records.plan import Plan
from etude.records.shape import InputShape, NetworkShape
from etude.records.work import members_side_by_side, work
from etude.training import EpochReport, RunRows, checkpoint, train
from etude.training.calibration import seconds_per_unit
from etude.training.layout import groups
from etude.training.range_test import range_test
from etude.training.sanity import sanity_checks

from .sequences import HEADS, TEXT, texts

PLAN = Plan(hidden=(8,), sequence_width=8, token_width=8, epochs=5, learning_rate=0.01)
LEARN, STOP = texts(150, 0), texts(60, 1)
RUNS = [RunRows(seed, "x", LEARN, STOP, None, {}) for seed in (1, 2)]


class Killed(Exception):
    pass


@pytest.mark.parametrize("settings", [{}, {"sequence_model": "transformer", "word_dropout": 0.1}])
def test_a_training_goes_on_from_a_checkpoint_to_the_same_bits(
    settings: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "SECONDS_BETWEEN_SAVES", 0.0)
    plan, path = PLAN.changed(dropout=0.2, **settings), tmp_path / "checkpoint.safetensors"
    whole = train(plan, TEXT, RUNS)
    for stop_at in (3, 6):  # within the first run, then within the second
        told: list[EpochReport] = []

        def tell(report: EpochReport, told: list[EpochReport] = told, last: int = stop_at) -> None:
            told.append(report)
            if len(told) == last:
                raise Killed

        with pytest.raises(Killed):
            train(plan, TEXT, RUNS, checkpoint=path, progress=tell)
    for one, other in zip(train(plan, TEXT, RUNS, checkpoint=path), whole, strict=True):
        assert one.run == other.run
        for name, value in other.state.items():
            np.testing.assert_array_equal(one.state[name], value, err_msg=name)
        np.testing.assert_array_equal(one.stop_outputs, other.stop_outputs)


def test_a_run_is_what_it_is_alone() -> None:
    together = train(PLAN, TEXT, RUNS)[1]
    alone = train(PLAN, TEXT, RUNS[1:])[0]
    for name, value in together.state.items():
        np.testing.assert_array_equal(value, alone.state[name])


def test_what_hangs_on_order_is_learned() -> None:
    learn, stop = texts(400, 0, longest=12), texts(200, 1, longest=12)
    run = RunRows(1, "x", learn, stop, None, {})
    plan = PLAN.changed(sequence_model="gru", bidirectional=True, pooling="last", epochs=10)
    learned, counted = (
        train(one, TEXT, [run])[0].run.curves.validation_accuracy[-1]
        for one in (plan, plan.changed(sequence_model="bag"))
    )
    assert learned > 0.95
    assert counted < 0.85


def test_sequence_models_are_trained_one_by_one() -> None:
    assert groups(Plan(), TEXT, [640] * 3) == [(0,), (1,), (2,)]
    assert members_side_by_side(Plan(sequence_model="bag"), TEXT, 640) == 1


def test_checks_and_the_range_test_and_the_calibration_know_sequences() -> None:
    passed = {check.name: check.passed for check in sanity_checks(PLAN, TEXT, RUNS[0])}
    assert passed["uses_inputs"]
    assert passed["train_equals_eval"]
    assert range_test(PLAN, TEXT, RUNS[0], steps=20).rates
    assert 1e-8 < seconds_per_unit(PLAN, TEXT, RUNS[0]) < 1e-4


@pytest.mark.parametrize(
    ("change", "dearer"),
    [
        ({"sequence_width": 128}, True),
        ({"sequence_layers": 2}, True),
        ({"bidirectional": True}, True),
        ({"sequence_model": "transformer"}, True),
        ({"sequence_model": "bag"}, False),
        ({"batch_size": 128}, False),
    ],
)
def test_what_costs_more_is_foretold_to_cost_more(change: dict[str, object], dearer: bool) -> None:
    before = work(Plan(), TEXT, 2000, 1, 1)
    assert (work(Plan().changed(**change), TEXT, 2000, 1, 1) > before) is dearer


def test_work_follows_the_mean_length_where_it_is_known() -> None:
    short = NetworkShape((InputShape("text", "tokens", 1, (30,), 40, mean_steps=10.0),), HEADS)
    assert work(Plan(), short, 2000, 1, 1) < 0.7 * work(Plan(), TEXT, 2000, 1, 1)
    assert short == TEXT  # the network is the same
