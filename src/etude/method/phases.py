"""The phases of the search: repair, grow while it underfits, regularise while it overfits,
fine-tune. Each offers its remedies' changes until none is kept."""

from dataclasses import replace

from etude.diagnosis.catalogue import examine, offers
from etude.diagnosis.evidence import Situation
from etude.method.asking import Road
from etude.method.desk import Desk, Standing
from etude.method.more_data import more_data
from etude.method.numbers import NOT_WORSE, ROUNDS, TRAINING_GAIN, TREES_AHEAD
from etude.method.racing import confirm, race, race_cost, try_changes
from etude.method.shipping import ship_cost
from etude.method.simplifying import simplify
from etude.records.change import Change
from etude.records.moves import BeginPhase, Diagnose, Remark
from etude.records.verdict import Verdict

EARLY = {"capacity", "regularise"}  # phases that must leave room for those after them


def diagnose(desk: Desk) -> Road[None]:
    """Examine the incumbent's curves and write the findings down."""
    desk.findings = examine(desk.evidence())
    number = desk.incumbent.trials[-1][1]
    yield (Diagnose(number, desk.findings),)


def seen(desk: Desk, symptom: str, *, severe: bool = False) -> bool:
    """Whether the incumbent shows this symptom (as a diagnosis, where ``severe``)."""
    return any(
        one.symptom == symptom and (one.severity == "diagnosis" or not severe)
        for one in desk.findings
    )


def search(desk: Desk) -> Road[None]:
    """All phases in their order; growth comes after regularising where it was put off."""
    yield from _phase(desk, "repair", "A finding asks for treatment before anything else.")
    grown = not seen(desk, "overfitting", severe=True) or behind_trees(desk)
    if grown:
        yield from grow(desk)
    yield from regularise(desk, desk.incumbent)
    if not grown:
        yield from grow(desk)
    yield from _phase(
        desk, "fine-tune", "The plan stands; what is left is the last of what can be gained."
    )
    yield from simplify(desk)
    yield from more_data(desk)


def _phase(desk: Desk, phase: str, reason: str) -> Road[Verdict | None]:
    """Races of one phase until nothing is kept; the last verdict."""
    if phase not in ("repair", *desk.question.phases):
        return None
    verdict = None
    for turn in range(ROUNDS[phase]):
        desk.reserve = ship_cost(desk)
        changes = offers(phase, situation(desk, desk.incumbent))
        if not changes:
            break
        if turn == 0:
            yield (BeginPhase(phase, reason),)
        elif phase in EARLY and desk.seconds_left < 2 * race_cost(desk):
            yield (Remark("budget", _kept_for_later(phase)),)
            break
        outcome = yield from try_changes(desk, changes)
        if outcome is None:
            break
        verdict, _ = outcome
        if verdict.kept:
            yield from diagnose(desk)
    return verdict


def _kept_for_later(phase: str) -> str:
    return f"What is left of the budget after one change in {phase} is kept for fine-tuning."


def situation(desk: Desk, standing: Standing) -> Situation:
    """What the remedies read about this standing."""
    evidence = desk.evidence_of(standing) if standing.runs else desk.evidence()
    return Situation(standing.plan, evidence, desk.findings, desk.range_test)


def behind_trees(desk: Desk) -> bool:
    """Whether boosted trees are so far ahead on the same rows that they must see something in the
    columns which the network cannot see yet: then that comes before regularising."""
    loss = desk.screening_loss(desk.incumbent)
    return loss is not None and loss > (1.0 + TREES_AHEAD) * desk.facts.trees_loss


def grow(desk: Desk) -> Road[None]:
    """Grow while it underfits; with no overfitting diagnosed growth is tried as well."""
    reason = (
        "It underfits: a larger or finer network may learn what this one cannot."
        if seen(desk, "underfitting")
        else f"It overfits, but boosted trees lose {desk.facts.trees_loss:.4g} where it loses"
        f" {desk.screening_loss(desk.incumbent):.4g}: what they see in the columns comes first."
        if seen(desk, "overfitting", severe=True) and behind_trees(desk)
        else "There may be room for a larger or finer network."
        if seen(desk, "overfitting", severe=True)
        else "It does not overfit badly: there may be room for a larger or finer network."
    )
    verdict = yield from _phase(desk, "capacity", reason)
    grown = liked_by_training(desk)
    if grown is not None and not (verdict and verdict.kept):
        yield from branch(desk, grown)


def regularise(desk: Desk, base: Standing) -> Road[None]:
    """Regularise while it overfits; said where there is no need."""
    if not seen(desk, "overfitting"):
        yield (
            BeginPhase(
                "regularise",
                "No overfitting was diagnosed beyond what early stopping takes away (gap"
                f" {100 * desk.evidence().relative_gap:.2g} % at the kept epoch): nothing more to"
                " regularise.",
            ),
        )
        return
    yield from _phase(desk, "regularise", "It overfits: training is far better than validation.")


# --- the branch ------------------------------------------------------------------------------


def liked_by_training(desk: Desk) -> Standing | None:
    """The growth of the last race that improved training loss most, by at least 5 %, while
    validation stayed within 10 % of the incumbent's; None where there is none. One branch a
    study."""
    incumbent = desk.screening_loss(desk.incumbent)
    if desk.branch_opened or incumbent is None or "regularise" not in desk.question.phases:
        return None
    mine = desk.evidence().train_loss
    incumbent_scaling = desk.incumbent.plan.target_scaling
    liked = [
        (desk.evidence_of(one).train_loss / mine, place)
        for place, one in enumerate(desk.raced)
        if (one.screened or 0.0) < (1.0 + NOT_WORSE) * incumbent
        and one.plan.target_scaling == incumbent_scaling  # training losses in one unit
    ]
    best = min((pair for pair in liked if pair[0] < 1.0 - TRAINING_GAIN), default=None)
    return None if best is None else desk.raced[best[1]]


def branch(desk: Desk, grown: Standing) -> Road[None]:
    """The growth goes on to regularisation, and is judged with it against the plan it left."""
    desk.branch_opened = True
    if desk.evidence_left <= 0:
        return
    findings = examine(desk.evidence_of(grown))
    changes = offers(
        "regularise", Situation(grown.plan, desk.evidence_of(grown), findings, desk.range_test)
    )
    if not changes or not any(one.symptom == "overfitting" for one in findings):
        return
    yield (Remark("branch opened", _opened(grown)),)
    won = yield from race(desk, grown, changes)
    if won is None:
        yield (
            Remark("branch closed", f"No regularisation of {grown.name} went on to be confirmed."),
        )
        return
    change = _whole(desk, grown, won[0])
    verdict, candidate = yield from confirm(desk, desk.incumbent, change)
    if verdict.kept:
        desk.keep(replace(candidate, screened=won[1]), change)
        yield from diagnose(desk)


def _opened(grown: Standing) -> str:
    return (
        f"{grown.name} learns its training rows better although validation does not follow; it is"
        " taken on as a branch and judged again together with its regularisation."
    )


def _whole(desk: Desk, grown: Standing, regularised: Change) -> Change:
    """The branch as one named change of the plan it left."""
    plan = regularised.apply(grown.plan)
    settings = plan.differences(desk.incumbent.plan)
    return replace(
        regularised,
        name=f"{grown.name} with {regularised.name}",
        remedy="branch",
        treats="underfitting",
        settings=tuple((name, mine) for name, (mine, _) in settings.items()),
        prediction="Training improves through the growth, validation through the regularisation.",
    )
