"""Whole investigations in milliseconds, on worlds whose truth is known."""

import time

import pytest

from etude.method.investigation import investigate
from etude.method.player import NotebookMismatch, Player, next_moves
from etude.records.codec import from_plain, to_plain
from etude.records.moves import (
    BeginPhase,
    Freeze,
    Judge,
    Move,
    OpenExam,
    OutOfTime,
    Remark,
    Result,
    ScoreExam,
    Screened,
    Seal,
    Train,
)
from etude.records.notebook import Entry, Notebook
from etude.records.plan import Plan

from .scripted import QUESTION, ScriptedBench, World, flat, play

LANES = ("hold-out", "cross-validation")


def wide_helps(gain: float = 0.10) -> World:
    def loss(plan: Plan) -> float:
        return 0.5 * (1.0 - gain * (max(plan.hidden) >= 256))

    return World(loss=loss, train_loss=lambda plan: 0.95 * loss(plan), rows=0.25)


def kept(notebook: Notebook) -> list[str]:
    return [move.verdict.change for move in notebook.moves(Judge) if move.verdict.kept]


@pytest.mark.parametrize("lane", LANES)
def test_a_real_gain_is_found_and_kept(lane: str) -> None:
    world = wide_helps()
    world.lane = lane
    assert any(name.startswith("neurons x") for name in kept(play(ScriptedBench(world))))


@pytest.mark.parametrize("lane", LANES)
def test_changes_that_do_nothing_are_refused(lane: str) -> None:
    found = judged = 0
    for seed in range(25):
        world = World(flat(0.5), flat(0.48), lane=lane, rows=0.25, seed=seed)
        moves = play(ScriptedBench(world)).moves(Judge)
        verdicts = [move.verdict for move in moves]
        found += sum(verdict.kept for verdict in verdicts)
        judged += len(verdicts)
    assert judged > 40
    assert found <= 0.05 * judged


def test_a_method_that_refuses_everything_would_fail() -> None:
    """Planted gains of a tenth of the loss are kept nearly always: the bench can say no to us."""
    studies = []
    for seed in range(10):
        world = wide_helps()
        world.seed = seed
        studies.append(any(n.startswith("neurons") for n in kept(play(ScriptedBench(world)))))
    assert sum(studies) >= 9


def test_a_whole_study_takes_milliseconds() -> None:
    play(ScriptedBench(wide_helps()))
    start = time.process_time()  # of the processor: another program must not fail this
    play(ScriptedBench(wide_helps()))
    assert time.process_time() - start < 0.5


def test_the_order_of_a_study() -> None:
    notebook = play(ScriptedBench(wide_helps()))
    kinds = [type(entry.move) for entry in notebook]
    assert kinds[1] is Seal
    assert kinds[-3:] == [Freeze, OpenExam, ScoreExam]
    assert kinds.count(OpenExam) == 1
    phases = [move.phase for move in notebook.moves(BeginPhase)]
    assert phases[:3] == ["data", "yardsticks", "baseline"]
    assert phases[-1] == "exam"


def test_each_change_says_what_it_expects_before_it_is_trained() -> None:
    for move in play(ScriptedBench(wide_helps())).moves(Train):
        if move.change is not None:
            assert move.change.because
            assert move.change.prediction
            assert move.change.source


def test_screening_seeds_are_never_used_to_confirm() -> None:
    moves = play(ScriptedBench(wide_helps())).moves(Train)
    screened = {run for move in moves if move.stage == "screen" for run in move.runs}
    compared = {run for move in moves if move.stage in ("pilot", "confirm") for run in move.runs}
    assert screened
    assert compared
    assert not screened & compared


def test_only_the_winner_of_a_race_is_confirmed() -> None:
    notebook = play(ScriptedBench(wide_helps()))
    chosen = {move.chosen for move in notebook.moves(Screened)}
    confirmed = {m.change.name for m in notebook.moves(Train) if m.stage == "confirm" and m.change}
    searched = {name for name in confirmed if not name.startswith("learn from")}
    assert searched <= chosen


# --- replaying -------------------------------------------------------------------------------


def test_resuming_is_replaying_at_every_entry() -> None:
    notebook = play(ScriptedBench(wide_helps()))
    for length in range(0, len(notebook), 7):
        cut = Notebook(notebook.question, notebook.entries[:length])
        assert next_moves(cut)[0] == notebook.entries[length].move
    assert next_moves(notebook) == ()


def test_a_notebook_of_another_method_is_refused() -> None:
    notebook = play(ScriptedBench(wide_helps()))
    wrong = Entry(Remark("x", "y"), notebook.entries[1].result, 0.0)
    broken = Notebook(notebook.question, (notebook.entries[0], wrong))
    with pytest.raises(NotebookMismatch):
        next_moves(broken)


def test_every_entry_survives_writing_and_reading() -> None:
    for entry in play(ScriptedBench(wide_helps())):
        assert from_plain(Move, to_plain(entry.move)) == entry.move
        assert from_plain(Result, to_plain(entry.result)) == entry.result


# --- the wall guard --------------------------------------------------------------------------


def played_until(stop_at: int) -> Notebook:
    """A study whose wall guard fires at the given training of the search."""
    bench, player = ScriptedBench(wide_helps()), Player(investigate(QUESTION))
    notebook = Notebook(QUESTION)
    while moves := player.waiting:
        for move in moves:
            late = isinstance(move, Train) and move.number >= stop_at
            result = OutOfTime(99.0) if late else bench.perform(move)
            notebook = notebook.append(Entry(move, result, 0.0))
            player.take(move, result)
    return notebook


@pytest.mark.parametrize("stop_at", [3, 12, 20])
def test_a_study_out_of_time_still_reaches_its_exam(stop_at: int) -> None:
    notebook = played_until(stop_at)
    assert isinstance(notebook.entries[-1].move, ScoreExam)
    assert any(move.about == "time up" for move in notebook.moves(Remark))


def test_a_study_bounded_by_count_tries_no_more_changes() -> None:
    from dataclasses import replace

    notebook = play(ScriptedBench(wide_helps()), replace(QUESTION, max_trials=3))
    screened = [move for move in notebook.moves(Train) if move.stage == "screen" and move.change]
    assert len(screened) == 3


def test_quick_trains_once_and_goes_to_the_exam() -> None:
    from dataclasses import replace

    notebook = play(ScriptedBench(wide_helps()), replace(QUESTION, quick=True))
    (training,) = notebook.moves(Train)
    assert training.plan.dropout == 0.3
    assert training.plan.hidden == (128, 128)
    assert isinstance(notebook.entries[-1].move, ScoreExam)


def test_the_branch_is_reachable() -> None:
    """Only larger and regularised together wins: growth alone ties, and training likes it."""

    def loss(plan: Plan) -> float:
        large = max(plan.hidden) >= 256
        return 0.5 * (0.85 if large and plan.dropout else 1.0)

    def train_loss(plan: Plan) -> float:
        return 0.2 if max(plan.hidden) >= 256 else 0.47

    won = 0
    for seed in range(20):
        world = World(loss, train_loss, rows=0.2, seeds=0.03, seed=seed)
        won += any(" with dropout" in name for name in kept(play(ScriptedBench(world))))
    assert won >= 14
