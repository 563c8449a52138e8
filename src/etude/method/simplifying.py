"""Make simpler: an earlier change that a later one has made superfluous is taken back."""

from etude.method.asking import Road
from etude.method.desk import Desk
from etude.method.numbers import SMALLEST_GAIN
from etude.method.racing import SIMPLIFY, confirm, race
from etude.method.shipping import ship_cost
from etude.records.change import Change
from etude.records.moves import BeginPhase
from etude.records.plan import Plan

REASON = "A plan should carry nothing that it does not need: earlier changes are tried without."


def simplify(desk: Desk) -> Road[None]:
    """The plan without one of the changes kept before the last, where that is no worse. The last
    was judged against the plan without it a moment ago."""
    if "fine-tune" not in desk.question.phases or desk.evidence_left <= 0:
        return
    changes = tuple(_without(desk, *kept) for kept in desk.kept[:-1])
    changes = tuple(change for change in changes if change.settings)
    if not changes:
        return
    yield (BeginPhase("simplify", REASON),)
    desk.reserve = ship_cost(desk)
    won = yield from race(desk, desk.incumbent, changes, least=-SMALLEST_GAIN)
    if won is None:
        return
    verdict, candidate = yield from confirm(desk, desk.incumbent, *won, simpler=True)
    if verdict.kept:
        desk.keep(candidate, won[0])


def _without(desk: Desk, change: Change, before: Plan) -> Change:
    """The change that takes this one back, as far as it still stands."""
    plan = desk.incumbent.plan
    after = change.apply(before)
    standing = tuple(
        (name, getattr(before, name))
        for name, _ in change.settings
        if getattr(plan, name) == getattr(after, name)
    )
    return Change(
        name=f"without {change.name}",
        remedy=SIMPLIFY,
        treats="",
        settings=standing,
        because=f"{change.name} was kept before later changes; they may have made it superfluous.",
        prediction="Validation loss stays where it is.",
        source="the method, Did it help: make simpler",
    )
