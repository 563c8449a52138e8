"""The whole investigation, read from top to bottom: what a careful practitioner does.

It is a generator: it yields batches of moves and is sent their results. It looks at nothing
else, so the notebook alone decides what comes next, and resuming is replaying.
"""

from statistics import fmean, stdev, variance

from etude.diagnosis.rates import rate_at
from etude.errors import BadOption
from etude.method import starting_plan
from etude.method.asking import Road, TimeUp, ask
from etude.method.budget import Ledger, exam_seconds
from etude.method.desk import Desk, Standing
from etude.method.facts import facts_of
from etude.method.numbers import (
    BATCH_SHARE,
    FEWEST_STEPS,
    LARGE_BATCHES,
    NOISY_SEEDS,
    PILOT_REPEATS,
    PILOT_SHARE,
    RACERS,
    RACES,
    REPEATS,
    SCREENING,
    SEEDS_TO_ROWS,
    SLOW_EPOCH_SECONDS,
)
from etude.method.order_control import order_control
from etude.method.phases import diagnose, search
from etude.method.racing import confirm, confirmation_cost, train_repeats
from etude.method.shipping import ship, ship_cost
from etude.records.change import Change
from etude.records.comparison import Comparison
from etude.records.moves import (
    BeginPhase,
    Calibrate,
    Calibrated,
    CheckSanity,
    Compare,
    Compared,
    ExamOpened,
    Explore,
    Explored,
    Freeze,
    MeasureYardsticks,
    OpenExam,
    PredictorFrozen,
    RangeTested,
    Remark,
    ScoreExam,
    Seal,
    TestRange,
    YardsticksMeasured,
)
from etude.records.plan import Plan
from etude.records.problem import YARDSTICKS
from etude.records.question import Question


def investigate(question: Question) -> Road[None]:
    """Data, yardsticks, baseline, one change at a time, what ships, the exam."""
    explored = yield from look(question)
    desk, plan = yield from prepare(question, explored)
    yield from baseline(desk, plan)
    try:
        if not question.quick:
            yield from challenge(desk)
            yield from search(desk)
    except TimeUp:
        yield (Remark("time up", "The budget is used up: the study goes to its exam."),)
    yield from exam((yield from ship(desk)), desk)


def look(question: Question) -> Road[Explored]:
    """Seal the test rows first, then look at the others."""
    yield (BeginPhase("data", "Explore, clean, split: before anything is trained."),)
    yield from ask(Seal())
    (explored,) = yield from ask(Explore())
    assert isinstance(explored, Explored)
    return explored


def prepare(question: Question, explored: Explored) -> Road[tuple[Desk, Plan]]:
    """Yardsticks, the machine's speed, and the starting plan."""
    reason = "Cheap references first: a network has to beat them."
    yield (BeginPhase("yardsticks", reason),)
    plan, why = _starting_plan(question, explored)
    names = YARDSTICKS[explored.problem.data_kind]
    measured, calibrated = yield from ask(MeasureYardsticks(names), Calibrate(plan))
    assert isinstance(measured, YardsticksMeasured)
    assert isinstance(calibrated, Calibrated)
    facts = facts_of(explored, measured, question.device)
    ledger = Ledger.open(
        question,
        calibrated,
        explored.shape,
        facts.learn_rows,
        exam_seconds(measured, explored),
        facts.lengths,
    )
    desk = Desk(question, explored.problem, explored.split, facts, ledger)
    yield (BeginPhase("baseline", why),)
    if not (question.quick or question.plan):
        chosen = starting_plan.choices(facts)
        yield tuple(Remark(choice.about, choice.sentence) for choice in chosen)
    return desk, (yield from _within_budget(desk, plan))


def _starting_plan(question: Question, explored: Explored) -> tuple[Plan, str]:
    facts = facts_of(explored, None, question.device)
    plan, why = starting_plan.quick(facts) if question.quick else starting_plan.baseline(facts)
    if question.plan:
        written_down = dict(question.plan)
        tokenizer = str(written_down.get("tokenizer", Plan.tokenizer))
        read = starting_plan.read_off(facts, tokenizer)
        settings = read | written_down | {"members": 1}
        written = Plan(**settings)
        _check_target_scaling(written, explored)
        return written, (
            "The starting plan was written by hand; how many networks ship is judged anew."
        )
    return plan, why


def _check_target_scaling(plan: Plan, explored: Explored) -> None:
    """Raises BadOption where the target cannot be bent as the plan asks."""
    if plan.target_scaling == "standard":
        return
    if explored.problem.is_classification:
        raise BadOption(f"target_scaling {plan.target_scaling} is for numbers, not for classes.")
    if explored.problem.forecast is not None:
        raise BadOption(
            f"target_scaling {plan.target_scaling} is not for forecasts: a network learns how the"
            " steps ahead differ from a simple forecast, which may be below 0; leave it out."
        )
    below = [one.name for one in explored.survey.targets if one.numbers and one.numbers.minimum < 0]
    if below:
        raise BadOption(
            f"target_scaling {plan.target_scaling} needs targets of 0 or more; {below[0]} falls"
            " below 0."
        )


def _within_budget(desk: Desk, plan: Plan) -> Road[Plan]:
    """Larger batches first, then fewer epochs, where the baseline would eat up the budget."""
    slow = desk.ledger.epoch_seconds(plan) > SLOW_EPOCH_SECONDS
    dear = _pilot_cost(desk, plan) > desk.ledger.left * BATCH_SHARE
    larger = larger_batch(plan, desk.facts.learn_rows)
    if larger != plan and (slow or dear):
        yield (Remark("larger batch", _larger_batch(desk, plan, larger)),)
        plan = larger
    cost, share = _pilot_cost(desk, plan), desk.ledger.left * PILOT_SHARE
    if cost > share:
        epochs = max(int(min(desk.ledger.epochs, plan.epochs) * share / cost), 3)
        yield (Remark("fewer epochs", _fewer_epochs(plan, epochs)),)
        plan = plan.changed(epochs=min(plan.epochs, epochs))
    return plan


def larger_batch(plan: Plan, rows: int) -> Plan:
    """Batch 256, or as much as leaves an epoch 16 steps, and the rate that goes with it: Adam's
    grows with the root of the batch. The plan as it is where there is no such batch."""
    fitting = (size for size in LARGE_BATCHES if rows >= FEWEST_STEPS * size)
    batch = next(fitting, plan.batch_size)
    if batch <= plan.batch_size:
        return plan
    rate = rate_at(plan.learning_rate, batch, plan.batch_size)
    return plan.changed(batch_size=batch, learning_rate=rate)


def _pilot_cost(desk: Desk, plan: Plan) -> float:
    return desk.ledger.cost(plan, len(desk.runs(tuple(range(PILOT_REPEATS)))))


def _larger_batch(desk: Desk, plan: Plan, larger: Plan) -> str:
    return (
        f"One epoch at batch {plan.batch_size} takes {desk.ledger.epoch_seconds(plan):.2f} s here;"
        f" batch {larger.batch_size} is used from the start, so that the budget pays for several"
        " changes, and the learning rate grows with the root of the batch (Malladi et al. 2022) to"
        f" {larger.learning_rate:g}."
    )


def _fewer_epochs(plan: Plan, epochs: int) -> str:
    return (
        f"The budget pays for about {epochs} epochs a run instead of {plan.epochs}; a larger"
        " --budget lifts this."
    )


def baseline(desk: Desk, plan: Plan) -> Road[None]:
    """Sanity checks and range test, then the baseline with several seeds: the noise floor."""
    _, ranged = yield from ask(CheckSanity(plan), TestRange(plan))
    assert isinstance(ranged, RangeTested)
    desk.range_test = ranged.test
    desk.tried.add(plan.identity)
    first = Standing(plan, "baseline" if not desk.question.quick else "quick start")
    repeats = (1,) if desk.question.quick else tuple(range(1, PILOT_REPEATS + 1))
    desk.incumbent = yield from train_repeats(desk, first, repeats, None)
    runs = desk.incumbent.runs
    desk.ledger.epochs = fmean(run.epochs for run in runs)
    yield from diagnose(desk)
    desk.repeats = 1
    if not desk.question.quick:
        yield from _choose_repeats(desk)
        yield from order_control(desk)


def _choose_repeats(desk: Desk) -> Road[None]:
    """The pilot's own noise says how many repeats a confirmation needs, the budget how many it
    can have; fixed before the first change is compared."""
    halves = [number for _, number in desk.incumbent.trials]
    (noise,) = yield from ask(Compare((halves[0],), (halves[1],)))
    assert isinstance(noise, Compared)
    wanted, payable = _wanted_repeats(desk, noise.comparison), _payable_repeats(desk)
    desk.repeats = min(wanted, payable)
    yield (Remark("repeats", _repeats_reason(desk, wanted, payable)),)
    desk.screening = _screening(desk)
    if len(desk.screening) > 1:
        yield (Remark("screening", _screening_reason(desk)),)


def _screening(desk: Desk) -> tuple[int, ...]:
    """One repeat where seeds agree; more where one seed alone would choose by luck. A repeat of
    cross-validation is five runs already."""
    noisy = _seed_noise(desk) > NOISY_SEEDS
    return SCREENING if noisy and not desk.cross_validated else SCREENING[:1]


def _seed_noise(desk: Desk) -> float:
    """Standard deviation of the pilot's losses as a share of their mean."""
    losses = desk.incumbent.losses
    return stdev(losses) / max(abs(fmean(losses)), 1e-300)


def _screening_reason(desk: Desk) -> str:
    return (
        f"The seeds of the baseline differ by {100 * _seed_noise(desk):.0f} % of the loss: ideas"
        f" are screened with {len(desk.screening)} seeds each."
    )


def _wanted_repeats(desk: Desk, noise: Comparison) -> int:
    """The fewest repeats with which seeds add at most a quarter to the noise that rows make."""
    seeds = 2.0 * variance(desk.incumbent.losses)
    options = sorted(REPEATS[desk.split.lane])
    enough = [one for one in options if seeds / one <= SEEDS_TO_ROWS * noise.row_variance]
    return enough[0] if enough else options[-1]


def _payable_repeats(desk: Desk) -> int:
    """The most repeats with which four races and their confirmations stay affordable."""
    for repeats in REPEATS[desk.split.lane]:
        runs = len(desk.runs(tuple(range(repeats))))
        screens = RACERS * len(desk.runs(SCREENING[:1])) // 2
        desk.repeats = repeats
        plain, finer = (desk.ledger.cost(one, runs + screens) for one in _usual_plans(desk))
        races = RACES * (plain + finer) / 2
        if races + ship_cost(desk) <= desk.ledger.left:
            return repeats
    return REPEATS[desk.split.lane][-1]


def _usual_plans(desk: Desk) -> tuple[Plan, Plan]:
    """What candidates cost: as much as the baseline, or as finer numbers, the dearest of them."""
    plan = desk.incumbent.plan
    has_numbers = desk.facts.number_columns > 0
    return plan, plan.changed(number_encoding="piecewise_linear") if has_numbers else plan


def _repeats_reason(desk: Desk, wanted: int, payable: int) -> str:
    kind = "repeats of 5-fold cross-validation" if desk.cross_validated else "paired runs"
    why = (
        f"with {wanted} the seeds add at most a quarter to the noise of the rows"
        if wanted <= payable
        else f"{wanted} would be better, but the budget pays for {payable}"
    )
    return (
        f"Changes are confirmed with {desk.repeats} {kind}: {why}. Each needs p below"
        f" {desk.threshold:.2g} (0.05 shared out over the confirmations of the study)."
    )


def challenge(desk: Desk) -> Road[None]:
    """A plan written by hand against the one that the rules would have started from: the hand's
    stays where the rules' is not shown to be better."""
    if not desk.question.plan:
        return
    by_rule, _ = starting_plan.baseline(desk.facts)
    by_rule = yield from _within_budget(desk, by_rule)
    differences = by_rule.differences(desk.incumbent.plan)
    if not differences:
        return
    change = Change(
        name="the rules' own starting plan",
        remedy="rules",
        treats="",
        settings=tuple((name, value) for name, (value, _) in differences.items()),
        because=f"Your plan differs from it in {', '.join(differences)}.",
        prediction="Validation loss falls, if the rules know better here.",
        source="the method, Starting plan from the facts",
    )
    yield (BeginPhase("your plan", "A plan written by hand is held against the rules' own."),)
    desk.reserve = ship_cost(desk)
    price = confirmation_cost(desk, by_rule)
    if desk.candidates_left <= 0 or price > desk.seconds_left:
        yield (Remark("not compared", "What is left pays for no comparison with the rules' plan."),)
        return
    desk.candidates += 1
    desk.tried.add(by_rule.identity)
    verdict, candidate = yield from confirm(desk, desk.incumbent, change)
    if verdict.kept:
        desk.incumbent = candidate
        yield from diagnose(desk)


def exam(shipped: Standing, desk: Desk) -> Road[None]:
    """Freeze the predictor, open the sealed rows once, score it beside the yardsticks."""
    reason = "The sealed rows are opened once, for a predictor that can no longer change."
    yield (BeginPhase("exam", reason),)
    judged = desk.incumbent.numbers(max(desk.incumbent.repeats))
    (frozen,) = yield from ask(_freeze(shipped, judged))
    assert isinstance(frozen, PredictorFrozen)
    if not desk.question.exam:
        return
    (opened,) = yield from ask(OpenExam(frozen.hash))
    assert isinstance(opened, ExamOpened)
    yield from ask(ScoreExam(frozen.hash, YARDSTICKS[desk.problem.data_kind]))


def _freeze(shipped: Standing, judged: tuple[int, ...]) -> Freeze:
    """Repeats of cross-validation ship whole: each left other rows out."""
    trials = tuple(number for _, number in shipped.trials)
    runs = len(shipped.runs)
    cross_validated = runs > len(shipped.repeats)
    members = runs if cross_validated else shipped.plan.members
    return Freeze(shipped.plan, trials, members, judged)
