"""Whole investigations in milliseconds, on worlds whose truth is known."""

import time
from dataclasses import replace

import pytest

from etude.method.investigation import investigate
from etude.method.more_data import curve_words, doubling_gain
from etude.method.player import NotebookMismatch, Player, next_moves
from etude.records.codec import from_plain, to_plain
from etude.records.moves import (
    BeginPhase,
    Calibrate,
    Calibrated,
    Compare,
    Explore,
    Explored,
    Freeze,
    Judge,
    MoreData,
    Move,
    OpenExam,
    OutOfTime,
    Remark,
    Result,
    ScoreExam,
    Screened,
    Seal,
    Train,
    Trained,
)
from etude.records.notebook import Entry, Notebook
from etude.records.plan import Plan

from .scripted import QUESTION, PlanLoss, ScriptedBench, World, flat, play

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


@pytest.mark.parametrize(("trees", "first"), [(0.3, "capacity"), (0.45, "regularise")])
def test_what_the_trees_see_comes_before_regularising(trees: float, first: str) -> None:
    """It overfits in both worlds; growth comes first only where trees are far ahead."""
    world = World(flat(0.5), flat(0.2), rise=0.05, accuracies=(1.0, 0.7), trees=trees)
    phases = [move.phase for move in play(ScriptedBench(world)).moves(BeginPhase)]
    assert next(one for one in phases if one in ("capacity", "regularise")) == first


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
    assert confirmed <= chosen


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
    notebook = play(ScriptedBench(wide_helps()), replace(QUESTION, max_trials=3))
    screened = [move for move in notebook.moves(Train) if move.stage == "screen" and move.change]
    assert len(screened) == 3


def test_quick_trains_once_and_goes_to_the_exam() -> None:
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


# --- beside the search -----------------------------------------------------------------------


@pytest.mark.parametrize("lane", LANES)
def test_an_earlier_change_made_superfluous_is_taken_back(lane: str) -> None:
    """Wide helps at first; with a falling rate the narrow network is the better one."""

    def loss(plan: Plan) -> float:
        wide = max(plan.hidden) >= 256
        if plan.schedule == "cosine":
            return 0.5 * (0.80 if wide else 0.70)
        return 0.5 * (0.90 if wide else 1.0)

    world = World(loss, lambda plan: 0.95 * loss(plan), lane=lane, rows=0.2, seeds=0.01)
    question = replace(QUESTION, phases=("baseline", "capacity", "fine-tune"))
    found = kept(play(ScriptedBench(world), question))
    assert any(name.startswith("without neurons x 2") for name in found)


def test_nothing_is_taken_back_where_every_change_carries() -> None:
    def loss(plan: Plan) -> float:
        wide, cosine = max(plan.hidden) >= 256, plan.schedule == "cosine"
        return 0.5 * (0.85 if wide else 1.0) * (0.85 if cosine else 1.0)

    world = World(loss, lambda plan: 0.95 * loss(plan), rows=0.2, seeds=0.01)
    found = kept(play(ScriptedBench(world)))
    assert any(name.startswith("cosine") for name in found)
    assert not any(name.startswith("without") for name in found)


@pytest.mark.parametrize("lane", LANES)
def test_the_learning_curve_says_what_further_rows_would_bring(lane: str) -> None:
    """On a power law each doubling saves the same share: 1 - 2^-0.3, about 19 %."""
    world = World(flat(0.5), flat(0.48), lane=lane, rows=0.2, seeds=0.001, falling=0.3)
    (curve,) = play(ScriptedBench(world)).moves(MoreData)
    assert [rows for rows, _ in curve.points] == [1500, 3000, 6000]
    assert curve.doubled == pytest.approx(1 - 2**-0.3, abs=0.01)


@pytest.mark.parametrize(
    ("losses", "doubled"),
    [
        ((0.8, 0.6, 0.5), 1 / 6 * (1 / 6) / (1 / 4)),
        ((0.6, 0.6, 0.5), 1 / 6),
        ((0.7, 0.5, 0.6), 0.0),
        ((0.52, 0.51, 0.30), 21 / 51),
    ],
    ids=["fading", "late", "worse", "never more than the last"],
)
def test_doubling(losses: tuple[float, float, float], doubled: float) -> None:
    assert doubling_gain(*losses) == pytest.approx(doubled)


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ([0.8, 0.6, 0.5], "by a further 11.1 %"),
        ([0.01, 0.001, 0.0001], "hardly show"),
        ([0.52, 0.51, 0.30], "how far cannot be told"),
        ([0.7, 0.5, 0.6], "raises validation loss by 20.0 %: further rows of this kind are not"),
    ],
)
def test_what_is_said_of_further_rows(losses: list[float], said: str) -> None:
    assert said in curve_words(6000, losses, 0.0003)


def own_plan(loss: PlanLoss, hidden: tuple[int, ...]) -> Notebook:
    world = World(loss, lambda plan: 0.95 * loss(plan), rows=0.2, seeds=0.01)
    question = replace(QUESTION, plan=(("hidden", hidden),), phases=("baseline",))
    return play(ScriptedBench(world), question)


def test_a_plan_by_hand_stays_unless_the_rules_know_better() -> None:
    def narrow_is_bad(plan: Plan) -> float:
        return 0.5 if max(plan.hidden) >= 64 else 0.6

    ours, theirs = own_plan(narrow_is_bad, (8,)), own_plan(narrow_is_bad, (256,))
    assert kept(ours) == ["the rules' own starting plan"]
    assert kept(theirs) == []
    assert ours.moves(Freeze)[0].plan.hidden == (128, 64)
    assert not [name for name in kept(ours) if name.startswith("without")]
    assert theirs.moves(Freeze)[0].plan.hidden == (256,)
    assert len(theirs.moves(Judge)) == 1


# --- what ships ------------------------------------------------------------------------------


def averaging_helps() -> World:
    return World(
        lambda plan: 0.5 * (0.9 if plan.members > 1 else 1.0), flat(0.48), rows=0.2, seeds=0.01
    )


def test_what_ships_learns_from_all_rows_and_may_be_more_networks_than_were_judged() -> None:
    notebook = play(ScriptedBench(averaging_helps()))
    final = [move for move in notebook.moves(Train) if move.stage == "final"]
    (frozen,) = notebook.moves(Freeze)
    assert {name.repeat for move in final for name, _ in move.runs} == {-1}
    assert sum(len(move.runs) for move in final) == frozen.members == frozen.plan.members == 16
    assert frozen.trials == tuple(move.number for move in final)
    (judged,) = [move for move in notebook.moves(Judge) if move.verdict.kept]
    assert dict(judged.change.settings)["members"] < 16


def test_validation_rows_of_ones_own_are_never_learned_from() -> None:
    class OwnRows(ScriptedBench):
        def _explore(self, move: Explore) -> Explored:
            explored = super()._explore(move)
            return replace(explored, split=replace(explored.split, validation_from=7_500))

    notebook = play(OwnRows(averaging_helps()))
    assert not [move for move in notebook.moves(Train) if move.stage == "final"]
    assert isinstance(notebook.entries[-1].move, ScoreExam)


# --- memory ----------------------------------------------------------------------------------


def test_a_batch_that_does_not_fit_is_halved_from_then_on() -> None:
    class Small(ScriptedBench):
        def _train(self, move: Train) -> Trained:
            result = super()._train(move)
            fitted = move.plan.changed(batch_size=min(move.plan.batch_size, 16))
            return replace(result, trial=replace(result.trial, plan=fitted))

    notebook = play(Small(World(flat(0.5), flat(0.48), rows=0.2)))
    assert "batch 16 was used" in next(
        move.sentence for move in notebook.moves(Remark) if move.about == "out of memory"
    )
    assert notebook.moves(Freeze)[0].plan.batch_size == 16
    later = [move.plan.batch_size for move in notebook.moves(Train) if move.stage == "final"]
    assert set(later) == {16}


def test_what_the_search_leaves_over_judges_the_average_by_more_repeats() -> None:
    """Seeds that agree make four repeats enough for every change, and too few for an average."""
    notebook = play(ScriptedBench(averaging_helps()))
    (reason,) = [one.sentence for one in notebook.moves(Remark) if one.about == "repeats"]
    assert "confirmed with 4 " in reason
    (judged,) = [one for one in notebook.moves(Compare) if one.members > 1]
    assert judged.members == 8


def test_members_written_by_hand_are_not_taken_for_judged() -> None:
    question = replace(QUESTION, plan=(("members", 5), ("hidden", (64, 64))), quick=True)
    notebook = play(ScriptedBench(World(flat(0.5), flat(0.48), rows=0.2)), question)
    assert notebook.moves(Freeze)[0].members == 1


def test_no_change_at_all_means_no_look_at_the_rules_plan_either() -> None:
    question = replace(QUESTION, plan=(("hidden", (256,)),), max_trials=0)
    notebook = play(ScriptedBench(World(flat(0.5), flat(0.48), rows=0.2)), question)
    assert not [move for move in notebook.moves(Train) if move.change is not None]
    assert any(move.about == "not compared" for move in notebook.moves(Remark))


def test_networks_that_kept_no_weights_do_not_ship() -> None:
    class Diverging(ScriptedBench):
        def _train(self, move: Train) -> Trained:
            result = super()._train(move)
            if move.stage != "final":
                return result
            runs = tuple(replace(run, best_epoch=0) for run in result.trial.runs)
            return replace(result, trial=replace(result.trial, runs=runs))

    notebook = play(Diverging(averaging_helps()))
    final = {move.number for move in notebook.moves(Train) if move.stage == "final"}
    (frozen,) = notebook.moves(Freeze)
    assert final
    assert not final & set(frozen.trials)


def test_the_second_round_of_what_ships_may_be_cut_off() -> None:
    bench, player = ScriptedBench(averaging_helps()), Player(investigate(QUESTION))
    notebook, finals = Notebook(QUESTION), 0
    while moves := player.waiting:
        for move in moves:
            finals += isinstance(move, Train) and move.stage == "final"
            result = (
                OutOfTime(99.0) if finals > 2 and isinstance(move, Train) else bench.perform(move)
            )
            notebook = notebook.append(Entry(move, result, 0.0))
            player.take(move, result)
    (frozen,) = notebook.moves(Freeze)
    assert frozen.members == frozen.plan.members == 8


def test_a_phase_that_nothing_can_be_paid_in_says_so() -> None:
    slowness = 1e-6

    class Slow(ScriptedBench):
        def _calibrate(self, move: Calibrate) -> Calibrated:
            return Calibrated(seconds_per_unit=slowness, workers=2, seconds_left=100.0)

        def _train(self, move: Train) -> Trained:
            result = super()._train(move)
            return replace(result, trial=replace(result.trial, work=2e7), seconds=2e7 * slowness)

    notebook = play(Slow(wide_helps()))
    begun = {move.phase for move in notebook.moves(BeginPhase)}
    assert "capacity" in begun
    assert any(move.about == "not affordable" for move in notebook.moves(Remark))
