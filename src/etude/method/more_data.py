"""Would more data help? The incumbent trained on a quarter and a half of its rows."""

from statistics import fmean

from etude.method.asking import Road, ask
from etude.method.desk import Desk, RunName
from etude.method.numbers import CURVE_REPEATS, CURVE_SHARES, SMALLEST_GAIN_OF_NAIVE
from etude.method.racing import tell_of_memory
from etude.method.shipping import ship_cost
from etude.records.moves import BeginPhase, MoreData, Train, Trained

REASON = "The advice that needs data and not the budget: what would further rows bring?"


def more_data(desk: Desk) -> Road[None]:
    """Loss at 25, 50 and 100 % of the learn rows, where the budget has room for it: the same
    stopping rows and seeds, fewer rows to learn from."""
    if "regularise" not in desk.question.phases:
        return
    desk.reserve = ship_cost(desk)
    repeats = CURVE_REPEATS[desk.split.lane]
    runs = desk.runs(tuple(range(1, repeats + 1)))
    epochs = fmean(run.epochs for run in desk.incumbent.runs)
    price = desk.ledger.cost(desk.incumbent.plan, len(runs), epochs=epochs)
    if sum(CURVE_SHARES) * price > desk.seconds_left:
        return
    yield (BeginPhase("more data", REASON),)
    moves = [_training(desk, runs, share) for share in CURVE_SHARES]
    results = yield from ask(*moves)
    losses = []
    for move, result in zip(moves, results, strict=True):
        assert isinstance(result, Trained)
        desk.ledger.book(result)
        yield from tell_of_memory(move, result)
        losses.append(fmean(result.losses))
    yield (_learned(desk, [*losses, fmean(desk.incumbent.losses[:repeats])]),)


def _training(desk: Desk, runs: tuple[RunName, ...], share: float) -> Train:
    plan = desk.incumbent.plan
    return Train(number=desk.next_number(), plan=plan, stage="curve", runs=runs, share=share)


def _learned(desk: Desk, losses: list[float]) -> MoreData:
    rows = [round(share * desk.facts.learn_rows) for share in (*CURVE_SHARES, 1.0)]
    doubled = doubling_gain(*losses)
    points = tuple(zip(rows, losses, strict=True))
    floor = SMALLEST_GAIN_OF_NAIVE * desk.facts.naive_loss
    return MoreData(points, doubled, curve_words(rows[-1], losses, floor))


def doubling_gain(quarter: float, half: float, whole: float) -> float:
    """Share of the loss that twice the rows would likely save, from the losses at 25, 50, 100 %.

    The share that a doubling saves shrinks from one to the next as it did before, as on a power
    law with a floor; it never grows, and is 0 where the last doubling saved nothing.
    Blind: two doublings of a few runs each; the noise of the seeds is in it.
    """
    before, last = _saved(quarter, half), _saved(half, whole)
    if last <= 0.0:
        return 0.0
    return last * min(last / before, 1.0) if before > 0.0 else last


def _saved(before: float, after: float) -> float:
    return (before - after) / max(abs(before), 1e-300)


def curve_words(rows: int, losses: list[float], floor: float) -> str:
    """What the losses at 25, 50 and 100 % of the rows say of further ones; a number only where it
    is more than ``floor`` of the loss and the doublings do not save ever more."""
    before, last = _saved(*losses[:2]), _saved(*losses[1:])
    doubled = doubling_gain(*losses)
    measured = (
        f"Learning from all {rows:,} rows instead of half of them"
        f" {'lowers' if last >= 0 else 'raises'} validation loss by {100 * abs(last):.1f} %"
    )
    if doubled <= 0.0:
        return f"{measured}: further rows of this kind are not expected to help."
    if doubled * losses[-1] < floor:
        return f"{measured}; so little of it is left that further rows would hardly show."
    if last >= before:
        return f"{measured}; twice as many would likely lower it again, how far cannot be told."
    return (
        f"{measured}; twice as many would likely lower it by a further {100 * doubled:.1f} % (a"
        " guess from two doublings)."
    )
