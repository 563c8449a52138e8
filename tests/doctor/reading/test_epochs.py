import math
from collections.abc import Iterable, Mapping

import pytest

from etude.doctor.reading.log import Log, number_in
from etude.doctor.reading.training import record_of
from etude.doctor.record import TrainingRecord

NAN = math.nan


def read(rows: Iterable[Mapping[str, float]], classes: int = 0) -> TrainingRecord:
    return record_of(Log("CSV", tuple(rows)), "log", asked={}, classes=classes)


def losses(record: TrainingRecord) -> tuple[list[float], list[float]]:
    curves = record.runs[0].curves
    return [*curves.train_loss], [*curves.validation_loss]


def by_epoch(*pairs: tuple[float, float]) -> list[dict[str, float]]:
    return [{"epoch": epoch, "loss": loss} for epoch, loss in pairs]


def notes(record: TrainingRecord) -> str:
    return " ".join(record.notes)


def test_epochs_from_0_are_counted_from_1_and_that_is_said() -> None:
    record = read(by_epoch((0, 3.0), (1, 2.0), (2, 1.0)))

    assert losses(record)[0] == [3.0, 2.0, 1.0]
    assert "counts epochs from 0" in notes(record)


def test_unsorted_epochs_are_sorted_and_that_is_said() -> None:
    record = read(by_epoch((3, 1.0), (1, 3.0), (2, 2.0)))

    assert losses(record)[0] == [3.0, 2.0, 1.0]
    assert "sorted" in notes(record)


def test_of_epochs_written_again_the_later_count() -> None:
    record = read(by_epoch((1, 3.0), (2, 2.0), (3, 9.0), (2, 1.5), (3, 1.0), (4, 0.5)))

    assert losses(record)[0] == [3.0, 1.5, 1.0, 0.5]
    assert "resumed: 2 rows" in notes(record)


def test_of_several_trainings_in_one_file_the_last_is_read() -> None:
    record = read(by_epoch((1, 3.0), (2, 2.0), (3, 1.0), (1, 30.0), (2, 20.0)))

    assert losses(record)[0] == [30.0, 20.0]
    assert "begins anew after 3 rows" in notes(record)


def test_series_written_one_after_the_other_are_one_training() -> None:
    rows = [{"step": step, "train_loss": 3.0 - step} for step in range(3)]
    rows += [{"step": step, "val_loss": 4.0 - step} for step in range(3)]

    record = read(rows)

    assert losses(record) == ([3.0, 2.0, 1.0], [4.0, 3.0, 2.0])
    assert "anew" not in notes(record)


def test_missing_epochs_are_named() -> None:
    record = read(by_epoch((5, 3.0), (10, 2.0), (15, 1.0)))

    assert losses(record)[0] == [3.0, 2.0, 1.0]
    assert "5, 10, 15, counted from 1" in notes(record)


def test_validation_in_every_second_epoch_leaves_gaps() -> None:
    rows = by_epoch((1, 3.0), (2, 2.0), (3, 1.5), (4, 1.0))
    rows[1]["val_loss"], rows[3]["val_loss"] = 2.5, 1.5

    train, validation = losses(read(rows))

    assert train == [3.0, 2.0, 1.5, 1.0]
    assert validation == pytest.approx([NAN, 2.5, NAN, 1.5], nan_ok=True)


def test_fractions_of_an_epoch_are_averaged_and_the_last_validation_counts() -> None:
    rows: list[dict[str, float]] = []
    for epoch in range(3):
        rows += [{"epoch": epoch + 0.5, "loss": 4.0 - epoch, "eval_loss": 9.0}]
        rows += [{"epoch": epoch + 1.0, "loss": 2.0 - epoch, "eval_loss": 1.0}]

    assert losses(read(rows)) == ([3.0, 2.0, 1.0], [1.0, 1.0, 1.0])


def test_without_epochs_a_stretch_ends_with_each_validation() -> None:
    rows: list[dict[str, float]] = [
        {"step": step, "loss": 10.0 - step // 10} for step in range(1, 41)
    ]
    rows += [{"step": step, "val_loss": 5.0} for step in (10, 20, 30, 40)]

    record = read(rows)

    assert len(losses(record)[0]) == 4
    assert losses(record)[0][0] == pytest.approx(9.9)
    assert "about 10 steps" in notes(record)
    assert record.runs[0].initial_loss == 10.0


def test_a_validation_that_is_missing_makes_no_stretch() -> None:
    rows: list[dict[str, float]] = [{"step": step, "loss": 10.0 - step} for step in range(8)]
    for step in (0, 1, 2, 4, 5, 6):  # of the others the cell was a text
        rows[step]["val_loss"] = 11.0

    assert losses(read(rows))[0] == [10.0 - step for step in range(8)]
    rows = [*rows, *({"step": step, "loss": 10.0 - step} for step in (8, 9))]
    assert len(losses(read(rows))[0]) < 10  # of 10 entries 6 have one


def test_training_that_went_on_after_the_last_validation_is_not_lost() -> None:
    rows: list[dict[str, float]] = [{"step": step, "loss": 10.0 - step} for step in range(5)]
    for step in range(3):
        rows[step]["val_loss"] = 11.0

    assert losses(read(rows))[0][-1] == pytest.approx(6.5)


def test_a_validation_with_a_count_of_its_own_is_spread_over_training() -> None:
    rows: list[dict[str, float]] = [{"step": step, "loss": 1000.0 - step} for step in range(1000)]
    rows += [{"step": epoch, "val_loss": 5.0 - epoch} for epoch in range(4)]

    record = read(rows)

    assert losses(record)[0] == pytest.approx([875.5, 625.5, 375.5, 125.5])
    assert losses(record)[1] == [5.0, 4.0, 3.0, 2.0]
    assert "4 epochs of its own" in notes(record)


def test_many_steps_alone_are_put_together() -> None:
    record = read({"step": 10.0 * step, "loss": 1.0} for step in range(5000))

    assert len(losses(record)[0]) == 50
    assert "about 1,000 steps" in notes(record)


def test_rows_that_count_nothing_are_epochs() -> None:
    assert losses(read([{"loss": 2.0}, {"loss": 1.0}]))[0] == [2.0, 1.0]


def test_steps_that_begin_anew_in_every_epoch() -> None:
    rows = [
        {"epoch": epoch, "step": step, "loss": 4.0 - epoch}
        for epoch in (1, 2, 3)
        for step in range(5)
    ]

    record = read(rows)

    assert losses(record)[0] == [3.0, 2.0, 1.0]
    assert "resumed" not in notes(record)


def test_one_point_is_one_epoch() -> None:
    record = read([{"epoch": 1.0, "loss": 2.0}])

    assert losses(record)[0] == [2.0]
    assert all(finding.severity == "note" for finding in record.findings())


def test_a_loss_that_ends_as_nan_diverged_where_it_first_was() -> None:
    record = read(by_epoch((1, 3.0), (2, 9.0), (3, NAN), (4, NAN)))

    assert (record.runs[0].outcome, record.runs[0].epochs) == ("diverged", 3)
    assert any(finding.symptom == "not finite" for finding in record.findings())


@pytest.mark.parametrize(
    ("train", "validation", "course"),
    [
        ((0.7, 0.5, NAN, NAN), (), "4 epochs; training loss 0.7 to 0.5, NaN from epoch 3 on."),
        ((0.7, 0.6, 0.5, NAN), (), "4 epochs; training loss 0.7 to 0.5, NaN in epoch 4."),
        ((0.7, math.inf, math.inf), (),
         "3 epochs; training loss 0.7 to 0.7, infinite from epoch 2 on."),
        ((0.7, math.inf, NAN), (),
         "3 epochs; training loss 0.7 to 0.7, NaN or infinite from epoch 2 on."),
        ((NAN, NAN), (), "2 epochs; training loss NaN from epoch 1 on."),
        ((0.7, 0.6, NAN, NAN), (0.9, 0.8, 0.85, NAN),
         "4 epochs; training loss 0.7 to 0.6, NaN from epoch 3 on; validation loss 0.9 to 0.85,"
         " lowest 0.8 in epoch 2, NaN in epoch 4."),
        ((0.7, 0.6, NAN), (0.9, 0.8, 0.85),
         "3 epochs; training loss 0.7 to 0.6, NaN in epoch 3; validation loss 0.9 to 0.85, lowest"
         " 0.8 in epoch 2."),
        ((0.7, 0.6, 0.5), (), ""),
        ((0.7, 0.6, 0.5), (NAN, NAN, NAN), ""),
    ],
)  # fmt: skip
def test_the_course_tells_every_epoch_of_a_file_that_ends_as_nan(
    train: tuple[float, ...], validation: tuple[float, ...], course: str
) -> None:
    rows = by_epoch(*enumerate(train, 1))
    for row, loss in zip(rows, validation, strict=False):
        row["val_loss"] = loss

    assert read(rows).course == course


def test_the_course_takes_no_gap_for_a_nan() -> None:
    rows = by_epoch((1, 0.7), (2, 0.6), (3, NAN), (4, NAN))
    rows[1]["val_loss"] = 0.9

    assert read(rows).course.endswith("validation loss 0.9 to 0.9, lowest 0.9 in epoch 2.")


def test_a_loss_that_never_was_a_number_diverged_at_once() -> None:
    run = read(by_epoch((1, math.inf), (2, NAN))).runs[0]

    assert (run.outcome, run.epochs, run.best_epoch) == ("diverged", 1, 0)


def test_nan_between_numbers_are_gaps() -> None:
    rows = by_epoch(*((epoch, 9.0 - epoch) for epoch in range(8)))
    for epoch, row in enumerate(rows):
        row["val_loss"] = 5.0 if epoch % 2 == 0 else NAN

    record = read(rows)

    assert record.runs[0].outcome == "finished"
    assert "4 NaN between the numbers of validation loss are gaps" in notes(record)


def test_a_validation_that_was_never_measured_is_no_divergence() -> None:
    rows = [{**row, "val_loss": NAN} for row in by_epoch((1, 3.0), (2, 2.0), (3, 1.0))]

    assert read(rows).runs[0].outcome == "finished"


def test_accuracies_in_per_cent_become_shares() -> None:
    rows = [{**row, "val_acc": 51.0} for row in by_epoch((1, 3.0), (2, 2.0))]

    record = read(rows)

    assert record.runs[0].curves.validation_accuracy == (0.51, 0.51)
    assert "per cent" in notes(record)


def test_a_loss_below_0_is_not_judged() -> None:
    record = read(by_epoch((1, 1.0), (2, -1.0), (3, -2.0)))

    assert record.findings() == ()
    assert "falls below 0" in notes(record)


def test_the_reference_is_said() -> None:
    rows = by_epoch((1, 3.0), (2, 2.0))

    assert read(rows).facts.naive_loss == 3.0
    assert "first epoch's training loss, 3, stands in" in notes(read(rows))
    assert read(rows, classes=10).facts.naive_loss == pytest.approx(math.log(10))
    assert "ln 10 = 2.303" in notes(read(rows, classes=10))


def test_many_steps_an_epoch_tell_their_spikes() -> None:
    rows = [
        {"epoch": epoch, "loss": 2.0, "grad_norm": 50.0 if step == 3 else 1.0}
        for epoch in (1, 2, 3)
        for step in range(10)
    ]

    curves = read(rows).runs[0].curves

    assert curves.gradient_spike == pytest.approx([50.0] * 3)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("0.5", 0.5), ("0,5", 0.5), ("50 %", 0.5), ("tensor(0.5, device='cuda:0')", 0.5),
     (" 1e-3", 1e-3), ("0", 0.0), ("inf", math.inf), (True, None), ("", None), ("None", None),
     ("red", None), ([1], None), (10**400, None)],
)  # fmt: skip
def test_cells(cell: object, number: float | None) -> None:
    assert number_in(cell) == number


def test_what_rests_on_the_first_epoch_alone_is_a_note_and_says_so() -> None:
    """Fine-tuned, it is good from its first epoch on; that it stands still is no illness."""
    record = read(by_epoch(*((epoch, 0.31 - 0.0001 * epoch) for epoch in range(6))))

    found = {finding.symptom: finding for finding in record.findings()}
    assert found["plateau"].severity == "note"
    assert "the first epoch's training loss stands in" in found["plateau"].seen


@pytest.mark.parametrize(("epochs", "classes"), [(25, 0), (6, 10)], ids=["long", "known classes"])
def test_to_stand_still_for_long_or_at_guessing_is_a_diagnosis(epochs: int, classes: int) -> None:
    rows = by_epoch(*((epoch, 2.303) for epoch in range(epochs)))

    found = {finding.symptom: finding.severity for finding in read(rows, classes).findings()}
    assert found["plateau"] == "diagnosis"
