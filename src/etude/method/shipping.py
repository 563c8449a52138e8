"""What ships: learning from the validation rows too, averaging several networks, each judged."""

from dataclasses import replace
from statistics import fmean, median

from etude.method.asking import Road, TimeUp, ask
from etude.method.desk import Desk, Standing, shares
from etude.method.numbers import SMALLEST_GAIN_OF_NAIVE
from etude.method.racing import train_repeats
from etude.method.verdict import decide, not_harmful
from etude.records.change import Change
from etude.records.moves import BeginPhase, Compare, Compared, Judge, Remark, Train, Trained
from etude.records.split import FoldName

FINAL = FoldName(-1, -1)  # all development rows
FINAL_SEED = 7_000_000
FURTHER = 1.3  # epochs beyond the usual best one, which a falling rate moves back
MORE_ROWS = 1.4  # development rows for each learn row, where rows are held out


def ship(desk: Desk) -> Road[Standing]:
    """The networks that are shipped. Every step may run out of time; the incumbent's networks
    are there to fall back on, and averaging them takes no training."""
    try:
        if not desk.question.quick and "ship" in desk.question.phases:
            yield (BeginPhase("ship", "What is shipped is judged too, before the exam."),)
            yield from _average(desk)
            yield from _refit(desk)
        return (yield from _final(desk))
    except TimeUp:
        yield (Remark("time up", _fallback(desk)),)
        return _trained(desk)


def _fallback(desk: Desk) -> str:
    return (
        f"The budget is used up: the networks already trained for {desk.incumbent.name} ship as"
        " they are."
    )


# --- refit -----------------------------------------------------------------------------------


def _refit(desk: Desk) -> Road[None]:
    """Learn from the stopping rows too, for the incumbent's usual number of epochs; then all
    development rows will be used. Compared by single networks, by half of the repeats."""
    if desk.cross_validated or desk.ledger.left < ship_cost(desk):
        return
    usual = median(run.best_epoch for run in desk.incumbent.runs)
    epochs = max(round(FURTHER * usual), 2)
    change = _refit_change(epochs)
    candidate = Standing(change.apply(desk.incumbent.plan), change.name)
    repeats = refit_repeats(desk)
    candidate = yield from train_repeats(desk, candidate, repeats, change)
    upto = len(repeats)
    (result,) = yield from ask(Compare(desk.incumbent.numbers(upto), candidate.numbers(upto)))
    assert isinstance(result, Compared)
    verdict = not_harmful(change, result.comparison)
    yield (Judge(verdict, change),)
    if verdict.kept:
        desk.incumbent = candidate


def refit_repeats(desk: Desk) -> tuple[int, ...]:
    """Half of the repeats, four at least."""
    return tuple(range(1, min(max(desk.repeats // 2, 4), desk.repeats) + 1))


def ship_cost(desk: Desk) -> float:
    """Seconds of judging the refit and of training what ships on all rows; none of it where
    cross-validation leaves only a short last training."""
    members = desk.repeats - max(desk.repeats // 4, 1)
    if desk.cross_validated:
        return desk.ledger.cost(desk.incumbent.plan, members)
    best = fmean(run.best_epoch for run in desk.incumbent.runs)
    epochs = FURTHER * best / max(fmean(run.epochs for run in desk.incumbent.runs), 1.0)
    runs = len(refit_repeats(desk)) + MORE_ROWS * members
    return epochs * desk.ledger.cost(desk.incumbent.plan, round(runs))


def _refit_change(epochs: int) -> Change:
    """Without rows to stop on the rate has to fall to nothing by the last epoch."""
    return Change(
        name=f"learn from the stopping rows too, {epochs} epochs",
        remedy="refit",
        treats="",
        settings=(("refit", True), ("epochs", epochs), ("schedule", "cosine")),
        because=f"{epochs} epochs are a third more than the usual best one; fixed beforehand, with"
        " a rate that falls to nothing, no rows are needed to stop on.",
        prediction="Validation loss falls, as with any further rows to learn from.",
        source="Goodfellow et al. 2016, Deep Learning, section 7.8",
    )


# --- averaging -------------------------------------------------------------------------------


def _average(desk: Desk) -> Road[None]:
    """The mean of several networks against single ones, by groups of the incumbent's repeats."""
    standing = desk.incumbent
    members = len(standing.repeats) - max(len(standing.repeats) // 4, 1)
    if members < 2:
        return
    numbers = standing.numbers(max(standing.repeats))
    (result,) = yield from ask(Compare(numbers, numbers, members=members))
    assert isinstance(result, Compared)
    change = _average_change(members)
    verdict = decide(
        change,
        result.comparison,
        threshold=desk.threshold,
        floor=SMALLEST_GAIN_OF_NAIVE * desk.facts.naive_loss,
    )
    desk.confirmations += 1
    yield (Judge(verdict, change),)
    if verdict.kept:
        desk.incumbent = replace(standing, plan=standing.plan.changed(members=members))


def _average_change(members: int) -> Change:
    return Change(
        name=f"average of {members} networks",
        remedy="ensemble",
        treats="",
        settings=(("members", members),),
        because="The repeats are trained already; their mean costs nothing more to train.",
        prediction="The loss falls: what single networks get wrong by chance averages out.",
        source="Lakshminarayanan et al. 2017, Deep Ensembles",
    )


# --- the final networks ----------------------------------------------------------------------


def _final(desk: Desk) -> Road[Standing]:
    """Networks trained on all development rows where that was judged (cross-validation always:
    its folds left rows out on purpose); otherwise the incumbent's own."""
    if not (desk.cross_validated or desk.incumbent.plan.refit):
        return _trained(desk)
    plan = desk.incumbent.plan
    parts = shares(tuple(range(1, plan.members + 1)))
    moves = [_final_training(desk, part) for part in parts]
    results = yield from ask(*moves)
    runs = [run for one in results if isinstance(one, Trained) for run in one.trial.runs]
    trials = tuple((part, move.number) for part, move in zip(parts, moves, strict=True))
    return replace(desk.incumbent, trials=trials, runs=tuple(runs), losses=())


def _final_training(desk: Desk, members: tuple[int, ...]) -> Train:
    plan, first = desk.incumbent.plan, desk.question.seed * 1_000_003 + FINAL_SEED
    return Train(
        number=desk.next_number(),
        plan=plan,
        stage="final",
        runs=tuple((FINAL, first + member) for member in members),
        epoch_limit=plan.epochs if plan.refit else None,
    )


def _trained(desk: Desk) -> Standing:
    """Of the incumbent's trained repeats as many as give the plan's members, in their order. A
    repeat of cross-validation is five networks, and whole parts ship: each left rows out."""
    incumbent, each = desk.incumbent, len(desk.runs((1,)))
    kept: list[tuple[tuple[int, ...], int]] = []
    repeats = 0
    for part, number in incumbent.trials:
        kept.append((part, number))
        repeats += len(part)
        if repeats * each >= incumbent.plan.members:
            break
    return replace(incumbent, trials=tuple(kept), runs=incumbent.runs[: repeats * each])
