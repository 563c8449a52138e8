from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from etude.records.moves import (
    Diagnose,
    ExamScored,
    Explored,
    Freeze,
    Judge,
    PredictorFrozen,
    RangeTested,
    Sealed,
    Train,
    Trained,
)
from etude.records.notebook import Notebook
from etude.report.checklists import Check, after_training, before_training, during_training
from etude.report.mistakes import common_mistakes, sanity_checks

LISTS = (before_training, during_training, after_training, common_mistakes)


def without(notebook: Notebook, kind: type) -> Notebook:
    """The notebook without the entries of this move or result."""
    kept = [e for e in notebook if not isinstance(e.move, kind) and not isinstance(e.result, kind)]
    return replace(notebook, entries=tuple(kept))


def named(points: list[Check], name: str) -> Check:
    return next(point for point in points if point.name == name)


@pytest.mark.parametrize("points", LISTS)
def test_a_whole_study_ticks_every_point(
    points: Callable[[Notebook], list[Check]], finished: Notebook
) -> None:
    assert [point.name for point in points(finished) if not point.done] == []
    assert all(point.evidence for point in points(finished))


@pytest.mark.parametrize("points", LISTS)
def test_an_empty_notebook_ticks_nothing(
    points: Callable[[Notebook], list[Check]], finished: Notebook
) -> None:
    empty = replace(finished, entries=())
    assert [point.name for point in points(empty) if point.done] == []


def test_the_lists_have_the_guides_length(finished: Notebook) -> None:
    assert [len(points(finished)) for points in LISTS] == [8, 4, 5, 8]


@pytest.mark.parametrize(
    ("points", "kind", "name"),
    [
        (before_training, Explored, "Data explored and understood"),
        (before_training, Explored, "Data cleaned"),
        (before_training, Explored, "Metrics chosen"),
        (before_training, Sealed, "Train, validation and test rows parted"),
        (before_training, Train, "Preprocessing defined"),
        (before_training, Train, "Architecture chosen"),
        (before_training, Train, "Hyperparameters defined"),
        (before_training, Train, "Early stopping configured"),
        (during_training, Trained, "Training and validation loss watched"),
        (during_training, Trained, "Loss is decreasing"),
        (during_training, Diagnose, "Stability observed"),
        (during_training, Trained, "Saved regularly"),
        (after_training, ExamScored, "Evaluated on the test rows"),
        (after_training, ExamScored, "Errors analysed"),
        (after_training, ExamScored, "All metrics calculated"),
        (after_training, ExamScored, "Results documented"),
        (after_training, PredictorFrozen, "Final model saved"),
        (common_mistakes, Sealed, "Not parting train, validation and test rows"),
        (common_mistakes, Trained, "Testing too often on validation rows"),
        (common_mistakes, Trained, "No early stopping"),
        (common_mistakes, Trained, "Changing too many things at once"),
        (common_mistakes, RangeTested, "A poorly chosen learning rate"),
        (common_mistakes, Trained, "Not visualising"),
        (common_mistakes, ExamScored, "Not analysing errors"),
    ],
)
def test_a_point_is_open_without_its_evidence(
    points: Callable[[Notebook], list[Check]], kind: type, name: str, finished: Notebook
) -> None:
    assert named(points(finished), name).done
    assert not named(points(without(finished, kind)), name).done


M = TypeVar("M", Train, Judge)


def changed(notebook: Notebook, kind: type[M], change: Callable[[M], M]) -> Notebook:
    """The notebook with every move of this class changed."""
    entries = tuple(
        replace(entry, move=change(entry.move)) if isinstance(entry.move, kind) else entry
        for entry in notebook
    )
    return replace(notebook, entries=entries)


def test_patience_that_outlasts_the_epochs_is_no_early_stopping(finished: Notebook) -> None:
    lasting = changed(finished, Train, lambda m: replace(m, plan=m.plan.changed(patience=100)))
    lasting = changed(lasting, Freeze, lambda m: replace(m, plan=m.plan.changed(patience=100)))
    assert not named(before_training(lasting), "Early stopping configured").done
    assert not named(common_mistakes(lasting), "No early stopping").done


def test_a_second_difference_beside_the_change_is_seen(finished: Notebook) -> None:
    def also_wider(move: Train) -> Train:
        return replace(move, plan=move.plan.changed(hidden=(9,))) if move.number == 6 else move

    point = named(
        common_mistakes(changed(finished, Train, also_wider)), "Changing too many things at once"
    )
    assert not point.done
    assert "dropout 0.25" in point.evidence


def test_spending_more_chance_than_allowed_is_seen(finished: Notebook) -> None:
    def loose(move: Judge) -> Judge:
        return replace(move, verdict=replace(move.verdict, threshold=0.05))

    spent = changed(finished, Judge, loose)
    assert not named(common_mistakes(spent), "Testing too often on validation rows").done


def test_one_rate_far_from_the_suggested_one_is_no_choice(finished: Notebook) -> None:
    def crawling(move: Train) -> Train:
        return replace(move, plan=move.plan.changed(learning_rate=1e-5))

    name = "A poorly chosen learning rate"
    entries = [
        replace(e, result=replace(e.result, trial=replace(e.result.trial, plan=e.move.plan)))
        if isinstance(e.move, Train) and isinstance(e.result, Trained)
        else e
        for e in changed(finished, Train, crawling)
        if not isinstance(e.move, Freeze)
    ]
    point = named(common_mistakes(replace(finished, entries=tuple(entries))), name)
    assert not point.done
    assert "the plan uses 1e-05" in point.evidence


def test_screening_seeds_used_again_are_seen(finished: Notebook) -> None:
    def again(move: Train) -> Train:
        seeds = tuple((fold, 900_000) for fold, _ in move.runs)
        return replace(move, runs=seeds) if move.stage == "confirm" else move

    point = named(
        common_mistakes(changed(finished, Train, again)), "Testing too often on validation rows"
    )
    assert not point.done
    assert "used again" in point.evidence


def test_sanity_checks_are_shown_as_they_came_out(finished: Notebook) -> None:
    assert [check.name for check in sanity_checks(finished)] == [
        "overfits 16 rows", "inputs matter",
    ]  # fmt: skip
