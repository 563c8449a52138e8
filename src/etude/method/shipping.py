"""What ships: the average of several networks, judged first; all of them learn from all rows."""

from dataclasses import replace
from statistics import fmean

from etude.method.asking import Road, TimeUp, ask
from etude.method.desk import Desk, Standing, shares
from etude.method.numbers import (
    FINAL_LEARN_SHARE,
    KEPT_MEMBERS,
    MOST_MEMBERS,
    REPEATS,
    SHIP_MARGIN,
    SMALLEST_GAIN_OF_NAIVE,
)
from etude.method.racing import tell_of_memory, train_repeats
from etude.method.verdict import decide
from etude.records.change import Change
from etude.records.moves import BeginPhase, Compare, Compared, Judge, Remark, Train, Trained
from etude.records.split import FoldName

FINAL = FoldName(-1, -1)  # all development rows
FINAL_SEED = 7_000_000


def ship(desk: Desk) -> Road[Standing]:
    """The networks that are shipped. Every step may run out of time; the incumbent's networks
    are there to fall back on, and averaging them takes no training."""
    try:
        if not desk.question.quick and "ship" in desk.question.phases:
            yield (BeginPhase("ship", "What is shipped is judged too, before the exam."),)
            yield from _average(desk)
        if _learns_all(desk):
            return (yield from _final(desk))
    except TimeUp:
        yield (Remark("time up", _fallback(desk)),)
    return _trained(desk)


def _fallback(desk: Desk) -> str:
    return (
        f"The budget is used up: the networks already trained for {desk.incumbent.name} ship as"
        " they are."
    )


def ship_cost(desk: Desk) -> float:
    """Seconds to keep apart for training what ships on all development rows."""
    return _cost(desk, max(_members(desk.repeats), KEPT_MEMBERS)) if _learns_all(desk) else 0.0


def _cost(desk: Desk, networks: int) -> float:
    """Seconds of so many networks on all development rows, by the incumbent's own epochs."""
    plan = desk.incumbent.plan
    epochs = fmean(run.epochs for run in desk.incumbent.runs)
    rows = FINAL_LEARN_SHARE * desk.split.development / desk.facts.learn_rows
    return rows * desk.ledger.cost(plan, networks, epochs=epochs)


# --- averaging -------------------------------------------------------------------------------


def _members(repeats: int) -> int:
    """Networks in an average that so many repeats can judge: some must differ between groups."""
    return repeats - max(repeats // 4, 1)


def _average(desk: Desk) -> Road[None]:
    """The mean of several networks against single ones, by groups of the incumbent's repeats."""
    standing = desk.incumbent = yield from _with_more_repeats(desk)
    members = _members(len(standing.repeats))
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


def _with_more_repeats(desk: Desk) -> Road[Standing]:
    """The incumbent with as many repeats as what the search left over pays for: few groups of few
    networks cannot show what averaging brings."""
    standing = desk.incumbent
    have = len(standing.repeats)
    left = desk.ledger.left_to_ship - SHIP_MARGIN * ship_cost(desk)
    for repeats in REPEATS[desk.split.lane]:
        further = desk.runs(tuple(range(have + 1, repeats + 1)))
        if repeats > have and SHIP_MARGIN * desk.ledger.cost(standing.plan, len(further)) <= left:
            return (yield from train_repeats(desk, standing, tuple(range(1, repeats + 1)), None))
    return standing


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


def _learns_all(desk: Desk) -> bool:
    """Whether rows held back only to judge by go back to learning once all is judged. A person's
    own validation rows stay what they are."""
    if desk.split.validation_from is not None:
        return False
    shipping = not desk.question.quick and "ship" in desk.question.phases
    return shipping or desk.cross_validated


def _final(desk: Desk) -> Road[Standing]:
    """Networks trained by the plan that was judged, from all development rows but a slice that
    each draws for itself to stop on."""
    networks = _networks(desk)
    yield (Remark("all rows", _all_rows(desk, networks)),)
    # In two rounds: should the clock cut off the second, the first is there to ship. An even
    # number keeps both workers busy.
    half = max(desk.incumbent.plan.members, (networks + 1) // 2)
    first = min(half + half % 2, networks)
    shipped = replace(desk.incumbent, trials=(), runs=(), losses=())
    shipped = yield from _train_final(desk, shipped, 1, first)
    try:
        if first < networks:
            shipped = yield from _train_final(desk, shipped, first + 1, networks)
    except TimeUp:
        yield (Remark("time up", f"The budget is used up: {first} networks ship."),)
    if any(run.best_epoch == 0 for run in shipped.runs):
        yield (Remark("not trained", _not_trained(desk)),)
        return _trained(desk)
    return shipped


def _not_trained(desk: Desk) -> str:
    return (
        "A network trained from all development rows kept no weights: the networks already trained"
        f" for {desk.incumbent.name} ship instead."
    )


def _train_final(desk: Desk, shipped: Standing, first: int, last: int) -> Road[Standing]:
    """The standing with the networks ``first`` to ``last`` added; its plan says how many it has."""
    parts = shares(tuple(range(first, last + 1)))
    moves = [_final_training(desk, part) for part in parts]
    results = yield from ask(*moves)
    for part, move, result in zip(parts, moves, results, strict=True):
        assert isinstance(result, Trained)
        yield from tell_of_memory(move, result)
        trials, runs = (*shipped.trials, (part, move.number)), (*shipped.runs, *result.trial.runs)
        shipped = replace(shipped, plan=result.trial.plan, trials=trials, runs=runs)
    return replace(shipped, plan=shipped.plan.changed(members=len(shipped.runs)))


def _networks(desk: Desk) -> int:
    """How many networks ship: as many as were judged; where an average was, as many more as what
    is left of the budget pays for."""
    judged = desk.incumbent.plan.members
    if judged == 1:
        return 1
    more = range(judged + 1, MOST_MEMBERS + 1)
    left = desk.ledger.left_to_ship / SHIP_MARGIN
    payable = [many for many in more if _cost(desk, many) <= left]
    return payable[-1] if payable else judged


def _final_training(desk: Desk, members: tuple[int, ...]) -> Train:
    first = desk.question.seed * 1_000_003 + FINAL_SEED
    return Train(
        number=desk.next_number(),
        plan=desk.incumbent.plan,
        stage="final",
        runs=tuple((FINAL, first + member) for member in members),
    )


def _all_rows(desk: Desk, networks: int) -> str:
    judged, share = desk.incumbent.plan.members, 100.0 * FINAL_LEARN_SHARE
    many = "each network" if networks > 1 else "the network"
    further = (
        f" The average of {judged} was judged, the budget pays for {networks}: a mean of more"
        " networks trained alike is expected to lose no more, since its loss is convex."
    )
    return (
        f"All decisions are made, so the rows held back to judge by may teach too: {many} to ship"
        f" is now trained by the same plan from {share:.0f} % of the"
        f" {desk.split.development:,} development rows and stopped by the others."
        f"{further if networks > judged else ''}"
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
    runs = incumbent.runs[: repeats * each]
    plan = incumbent.plan if each == 1 else incumbent.plan.changed(members=len(runs))
    return replace(incumbent, plan=plan, trials=tuple(kept), runs=runs)
