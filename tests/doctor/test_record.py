import math

import pytest

from etude.doctor.record import TrainingRecord, run_of
from etude.records.trial import Curves

NAN = math.nan


def test_every_recorded_curve_has_one_number_an_epoch() -> None:
    run = run_of(Curves(train_loss=(3.0, 2.0, 1.0), learning_rate=(0.1,)))

    assert run.epochs == 3
    assert run.curves.learning_rate == pytest.approx((0.1, NAN, NAN), nan_ok=True)
    assert run.curves.validation_loss == pytest.approx((NAN,) * 3, nan_ok=True)
    assert run.curves.dead_share == ()


@pytest.mark.parametrize(
    ("train", "validation", "best"),
    [
        ((3.0, 2.0, 1.0), (3.0, 1.0, 2.0), 2),
        ((3.0, 2.0, 1.0), (), 3),
        ((3.0, 2.0, 1.0), (NAN, NAN, 5.0), 3),
        ((NAN, math.inf), (), 0),
        ((), (), 0),
    ],
)
def test_the_best_epoch(train: tuple[float, ...], validation: tuple[float, ...], best: int) -> None:
    assert run_of(Curves(train_loss=train, validation_loss=validation)).best_epoch == best


def test_a_run_ends_where_it_diverged() -> None:
    run = run_of(Curves(train_loss=(3.0, NAN, NAN, NAN)), diverged_in=2)

    assert (run.epochs, run.outcome, len(run.curves.train_loss)) == (2, "diverged", 2)


def test_nothing_is_found_in_nothing() -> None:
    assert TrainingRecord("net").findings() == ()
