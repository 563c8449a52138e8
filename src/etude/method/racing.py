"""A race: candidates are screened with one repeat each, the winner alone is confirmed."""

from dataclasses import replace
from statistics import fmean

from etude.method.asking import Road, ask
from etude.method.desk import Desk, Standing, shares
from etude.method.numbers import (
    RACE_SHARE,
    RACERS,
    SCREEN_WORTH,
    SMALLEST_GAIN_OF_NAIVE,
)
from etude.method.verdict import decide, hopeless, worth
from etude.records.change import Change
from etude.records.moves import (
    Compare,
    Compared,
    Judge,
    Remark,
    Result,
    Screened,
    Train,
    Trained,
)
from etude.records.plan import Plan
from etude.records.verdict import Verdict

# Settings after which validation losses mean something else, so that curves cannot be held
# against the incumbent's.
OTHER_LOSS = {"loss", "class_weights", "label_smoothing", "target_scaling", "forecast_from"}
SIMPLIFY = "simplify"  # remedy whose plans may have been met before, in another light


def train_repeats(
    desk: Desk, standing: Standing, repeats: tuple[int, ...], change: Change | None
) -> Road[Standing]:
    """The standing with these repeats trained too (those it has already are not repeated)."""
    missing = tuple(number for number in repeats if number not in standing.repeats)
    if not missing:
        return standing
    return (yield from _train_parts(desk, ((standing, missing, change),)))[0]


def _train_parts(
    desk: Desk, asked: tuple[tuple[Standing, tuple[int, ...], Change | None], ...]
) -> Road[list[Standing]]:
    """Several standings trained further in one batch, so that all workers have work."""
    parts = [
        (place, part, _training(desk, standing, part, change))
        for place, (standing, repeats, change) in enumerate(asked)
        for part in (shares(repeats) if repeats else ())
    ]
    results = yield from ask(*(move for _, _, move in parts))
    standings = [standing for standing, _, _ in asked]
    for (place, part, move), result in zip(parts, results, strict=True):
        assert isinstance(result, Trained)
        desk.ledger.book(result)
        yield from tell_of_memory(move, result)
        standings[place] = _joined(standings[place], part, move.number, result)
    return standings


def _training(
    desk: Desk, standing: Standing, part: tuple[int, ...], change: Change | None
) -> Train:
    return Train(
        number=desk.next_number(),
        plan=standing.plan,
        stage="pilot" if change is None else "confirm",
        runs=desk.runs(part),
        change=change,
    )


def tell_of_memory(move: Train, result: Trained) -> Road[None]:
    """A remark where memory did not hold the batch that was asked for."""
    asked, fitted = move.plan.batch_size, result.trial.plan.batch_size
    if fitted < asked:
        told = f"A batch of {asked} rows does not fit into memory: batch {fitted} was used instead."
        yield (Remark("out of memory", told),)


def _joined(standing: Standing, part: tuple[int, ...], number: int, result: Trained) -> Standing:
    return replace(
        standing,
        plan=min(standing.plan, result.trial.plan, key=lambda plan: plan.batch_size),
        trials=(*standing.trials, (part, number)),
        runs=(*standing.runs, *result.trial.runs),
        losses=(*standing.losses, *result.losses),
    )


# --- screening -------------------------------------------------------------------------------


def race(
    desk: Desk, base: Standing, changes: tuple[Change, ...], *, least: float = SCREEN_WORTH
) -> Road[tuple[Change, float] | None]:
    """Screen these changes of ``base``: the one that looks best with its screening loss, None
    where none looks better than the incumbent by ``least`` (a share of its loss), or where what is
    left does not pay for confirming it: it may have trained for longer than foreseen."""
    untried = _untried(desk, base.plan, changes)
    chosen = _affordable(desk, base.plan, untried)
    if not chosen:
        if untried and desk.candidates_left > 0:
            told = f"What is left of the budget pays for none of {len(untried)} changes here."
            yield (Remark("not affordable", told),)
        return None
    losses = yield from _screen(desk, base, chosen)
    incumbent = desk.screening_loss(desk.incumbent)
    assert incumbent is not None
    ranked = sorted(
        ((_gain(incumbent, loss), place) for place, loss in enumerate(losses)), reverse=True
    )
    good = [place for gain, place in ranked if gain >= least]
    payable = [place for place in good if _price(desk, place) <= desk.seconds_left]
    gains = [(chosen[place], gain) for gain, place in ranked]
    tried = _tried(desk, gains, least)
    yield (_screened(gains, tried, [chosen[at] for at in good], [chosen[at] for at in payable]),)
    return (chosen[payable[0]], losses[payable[0]]) if payable else None


def _price(desk: Desk, place: int) -> float:
    """Seconds of confirming the screened change at this place, by the epochs it took there."""
    raced = desk.raced[place]
    return confirmation_cost(desk, raced.plan, fmean(run.epochs for run in raced.runs))


def confirmation_cost(desk: Desk, plan: Plan, epochs: float | None = None) -> float:
    """Seconds of confirming a plan, with the runs that the incumbent still lacks for it."""
    candidate = desk.ledger.cost(plan, len(desk.runs(repeats_of(desk))), epochs=epochs)
    missing = tuple(one for one in repeats_of(desk) if one not in desk.incumbent.repeats)
    return candidate + desk.ledger.cost(desk.incumbent.plan, len(desk.runs(missing)))


def _untried(desk: Desk, plan: Plan, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    fresh: dict[str, Change] = {}
    for change in changes:
        identity = change.apply(plan).identity
        if identity not in desk.tried or change.remedy == SIMPLIFY:
            fresh.setdefault(identity, change)
    return tuple(fresh.values())


def _affordable(desk: Desk, plan: Plan, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Changes, the first first, whose confirmation would fit in beside the screening; screening
    itself may take a quarter of what is left, or two changes where they cost more."""
    screen, confirmation = (len(desk.runs(part)) for part in (desk.screening, repeats_of(desk)))
    taken: list[Change] = []
    spent = 0.0
    for change in changes[: min(desk.candidates_left, RACERS)]:
        changed = change.apply(plan)
        price = spent + desk.ledger.cost(changed, screen)
        if price + desk.ledger.cost(changed, confirmation) > desk.seconds_left:
            continue
        if len(taken) >= 2 and price > RACE_SHARE * desk.seconds_left:
            continue
        taken.append(change)
        spent = price
    return tuple(taken)


def repeats_of(desk: Desk) -> tuple[int, ...]:
    """The repeats of one confirmation."""
    return tuple(range(1, desk.repeats + 1))


def race_cost(desk: Desk) -> float:
    """Seconds that a race of three and its confirmation take, by the incumbent's plan."""
    runs = len(desk.runs(repeats_of(desk))) + 3 * len(desk.runs(desk.screening))
    return desk.ledger.cost(desk.incumbent.plan, runs)


def _screen(desk: Desk, base: Standing, changes: tuple[Change, ...]) -> Road[list[float]]:
    """Screening losses of the changes; the incumbent's own is measured along where missing."""
    moves = [_screening(desk, base, change) for change in changes]
    own = desk.screening_loss(desk.incumbent) is None
    extra = [_screening(desk, desk.incumbent, None)] if own else []
    results = yield from ask(*extra, *moves)
    for move, result in zip([*extra, *moves], results, strict=True):
        assert isinstance(result, Trained)
        yield from tell_of_memory(move, result)
    raced = [
        _raced(desk, move, result) for move, result in zip([*extra, *moves], results, strict=True)
    ]
    if own:
        desk.incumbent = replace(desk.incumbent, screened=raced.pop(0).screened)
    desk.raced = tuple(raced)
    desk.candidates += len(changes)
    desk.tried.update(change.apply(base.plan).identity for change in changes)
    return [standing.screened or 0.0 for standing in raced]


def _raced(desk: Desk, move: Train, result: Result) -> Standing:
    assert isinstance(result, Trained)
    desk.ledger.book(result)
    name = move.change.name if move.change else desk.incumbent.name
    return Standing(result.trial.plan, name, runs=result.trial.runs, screened=fmean(result.losses))


def _screening(desk: Desk, base: Standing, change: Change | None) -> Train:
    plan = base.plan if change is None else change.apply(base.plan)
    other = change is None or any(name in OTHER_LOSS for name, _ in change.settings)
    # In cross-validation every fold has rows of its own: a mean curve is no measure for one.
    held_against = () if other or desk.cross_validated else desk.incumbent.reference()
    return Train(
        number=desk.next_number(),
        plan=plan,
        stage="screen",
        runs=desk.runs(desk.screening),
        change=change,
        reference=held_against,
    )


def _gain(incumbent: float, loss: float) -> float:
    return (incumbent - loss) / max(abs(incumbent), 1e-300)


def _tried(desk: Desk, gains: list[tuple[Change, float]], least: float) -> tuple[str, str]:
    """How many were screened how, and how good a change had to look."""
    each = "one repeat" if len(desk.screening) == 1 else f"{len(desk.screening)} repeats"
    many = f"{len(gains)} change{'s' if len(gains) > 1 else ''} screened with {each} each"
    return many, f"better by {100 * least:.1g} %" if least > 0 else "as good"


def _screened(
    gains: list[tuple[Change, float]],
    tried: tuple[str, str],
    good: list[Change],
    payable: list[Change],
) -> Screened:
    """What screening showed. good: changes that look good enough, the best first; payable: those
    of them whose confirmation fits into what is left."""
    best, gain = gains[0]
    best_words = f"{best.name} ({100 * gain:+.1f} %)"
    if not good:
        ending = f"none looks {tried[1]}; the best was {best_words}."
    elif not payable:
        ending = f"{best_words} looks best, but what is left does not pay for confirming it."
    elif payable[0] == best:
        ending = f"{best_words} looks best and goes on to be confirmed with fresh repeats."
    else:
        ending = (
            f"{best_words} looks best, but what is left does not pay for confirming it;"
            f" {payable[0].name} goes on instead."
        )
    return Screened(
        gains=tuple((change.name, share) for change, share in gains),
        chosen=payable[0].name if payable else "",
        unpaid=tuple(change.name for change in good if change not in payable),
        sentence=f"{tried[0]}: {ending}",
    )


# --- confirming ------------------------------------------------------------------------------


def confirm(
    desk: Desk,
    base: Standing,
    change: Change,
    screened: float | None = None,
    *,
    simpler: bool = False,
) -> Road[tuple[Verdict, Standing]]:
    """Fresh repeats of the candidate against the incumbent's: the verdict, and the candidate.

    base:    what the change is applied to; it differs from the incumbent in a branch.
    simpler: the candidate is simpler, so it need only be shown to be no worse.
    """
    candidate = Standing(change.apply(base.plan), change.name, screened=screened)
    floor = SMALLEST_GAIN_OF_NAIVE * desk.facts.naive_loss
    tolerance = floor if simpler else None
    comparison, candidate, early = yield from _compare_in_halves(desk, candidate, change, tolerance)
    verdict = decide(
        change,
        comparison.comparison,
        threshold=desk.threshold,
        floor=floor,
        early=early,
        simpler=simpler,
    )
    desk.confirmations += 1
    yield (Judge(verdict, change),)
    return verdict, candidate


def _compare_in_halves(
    desk: Desk, candidate: Standing, change: Change, tolerance: float | None
) -> Road[tuple[Compared, Standing, bool]]:
    """The comparison, the candidate trained for it, and whether it was stopped half-way.

    tolerance: floor of what a simpler plan may lose; None where the change has to gain.
    """
    first, second = desk.halves(desk.repeats)
    result, candidate = yield from _compare(desk, candidate, first, len(first), change)
    allowed = 0.0 if tolerance is None else worth(result.comparison, tolerance)
    if hopeless(result.comparison, allowed):
        return result, candidate, True
    result, candidate = yield from _compare(desk, candidate, second, desk.repeats, change)
    return result, candidate, False


def _compare(
    desk: Desk, candidate: Standing, repeats: tuple[int, ...], upto: int, change: Change
) -> Road[tuple[Compared, Standing]]:
    wanted = tuple(number for number in repeats if number not in desk.incumbent.repeats)
    asked = ((desk.incumbent, wanted, None), (candidate, repeats, change))
    desk.incumbent, candidate = yield from _train_parts(desk, asked)
    (result,) = yield from ask(Compare(desk.incumbent.numbers(upto), candidate.numbers(upto)))
    assert isinstance(result, Compared)
    return result, candidate


def try_changes(desk: Desk, changes: tuple[Change, ...]) -> Road[tuple[Verdict, Standing] | None]:
    """Race these changes of the incumbent and confirm the winner; None where there was none.
    A kept candidate becomes the incumbent."""
    if desk.evidence_left <= 0:
        yield (Remark("evidence spent", _spent(desk)),)
        return None
    won = yield from race(desk, desk.incumbent, changes)
    if won is None:
        return None
    verdict, candidate = yield from confirm(desk, desk.incumbent, *won)
    if verdict.kept:
        desk.keep(candidate, won[0])
    return verdict, candidate


def _spent(desk: Desk) -> str:
    return (
        f"The evidence is spent: {desk.confirmations} confirmations were made, and more looks at"
        " the same rows would begin to find gains that are not there."
    )
