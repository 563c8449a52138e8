"""The guide's eight common mistakes, each with what the notebook shows against it."""

from etude.method.numbers import SIGNIFICANCE
from etude.records.figures import counted
from etude.records.moves import (
    Explore,
    Explored,
    Judge,
    RangeTested,
    SanityChecked,
    Seal,
    Sealed,
    Train,
    Trained,
)
from etude.records.notebook import Notebook
from etude.records.plan import Plan
from etude.report import story
from etude.report.checklists import Check, errors_analysed, unseen
from etude.report.figures_in_words import capital, probability, rate, several
from etude.report.preparing import scaling_words

NEAR = 10.0  # times the suggested rate or a tenth of it: the range test is no finer than that


def common_mistakes(notebook: Notebook) -> list[Check]:
    """The eight mistakes in the guide's order; ``done`` means guarded against."""
    return [
        _parts(notebook),
        _looks(notebook),
        _scaled(notebook),
        _stopped(notebook),
        _one_at_a_time(notebook),
        _rate(notebook),
        _drawn(notebook),
        errors_analysed(notebook, "Not analysing errors"),
    ]


def _parts(notebook: Notebook) -> Check:
    name = "Not parting train, validation and test rows"
    moves = [type(entry.move) for entry in notebook]
    sealed, explored = notebook.first(Sealed), notebook.first(Explored)
    if sealed is None or explored is None or Seal not in moves:
        return unseen(name)
    first = moves.index(Seal) < moves.index(Explore)
    told = (
        f"{sealed.test_rows:,} test rows were sealed {'before' if first else 'after'} any other"
        f" row was looked at; {explored.split.validation:,} rows learn nothing: they stop the"
        " training and screen changes."
    )
    return Check(name, first and sealed.test_rows > 0 and explored.split.validation > 0, told)


def _looks(notebook: Notebook) -> Check:
    name = "Testing too often on validation rows"
    if not notebook.results(Trained):
        return unseen(name)
    spent = sum(verdict.threshold for verdict in story.verdicts(notebook))
    told = (
        f"{counted(story.screening_looks(notebook), 'screening look')} and"
        f" {counted(story.validation_looks(notebook), 'comparison')}; the verdicts together spent"
        f" {probability(spent) if spent else '0'} of the {SIGNIFICANCE} that chance is allowed."
    )
    again = _seeds(notebook, "screen") & (_seeds(notebook, "confirm") | _seeds(notebook, "pilot"))
    if again:
        told += f" {counted(len(again), 'screening seed')} used again."
    return Check(name, spent <= SIGNIFICANCE * 1.001 and not again, told)


def _seeds(notebook: Notebook, stage: str) -> set[int]:
    moves = [move for move in notebook.moves(Train) if move.stage == stage]
    return {seed for move in moves for _, seed in move.runs}


def _scaled(notebook: Notebook) -> Check:
    name, plan = "Forgetting to normalise", story.winning_plan(notebook)
    if plan is None:
        return unseen(name)
    told = scaling_words(plan, notebook.first(Explored))
    return Check(name, bool(plan.number_scaling), told)


def _stopped(notebook: Notebook) -> Check:
    name = "No early stopping"
    plan, runs = story.winning_plan(notebook), story.runs(notebook)
    if not runs or plan is None:
        return unseen(name)
    open_ended = plan.patience >= plan.epochs
    early = sum(run.best_epoch < run.epochs for run in runs)
    told = f"{early} of {counted(len(runs), 'run')} went back to an earlier epoch's weights."
    if open_ended:
        told += f" The winner's patience ({plan.patience}) outlasts its {plan.epochs} epochs."
    return Check(name, not open_ended, told)


def _one_at_a_time(notebook: Notebook) -> Check:
    """Each judged plan may differ from the plan before it by its change's settings alone."""
    name = "Changing too many things at once"
    judged = notebook.moves(Judge)
    if not notebook.results(Trained):
        return unseen(name)
    if not judged:
        return Check(name, True, "No change has been judged yet.")
    plans = {move.number: move.plan for move in notebook.moves(Train)}
    mixed = [
        move.change.name
        for move, compare, _ in story.comparisons(notebook)
        if _foreign(plans, compare.incumbent, compare.candidate, move)
    ]
    if mixed:
        return Check(name, False, f"More than the change itself differed in {', '.join(mixed)}.")
    told = f"{counted(len(judged), 'change')} judged; each plan differs from the one before it by"
    return Check(name, True, f"{told} that one idea alone.")


def _foreign(
    plans: dict[int, Plan], incumbent: tuple[int, ...], candidate: tuple[int, ...], judged: Judge
) -> set[str]:
    """Settings that differ without belonging to the change."""
    old, new = plans.get(incumbent[-1]), plans.get(candidate[-1])
    if old is None or new is None:
        return set()
    return set(new.differences(old)) - {setting for setting, _ in judged.change.settings}


def _rate(notebook: Notebook) -> Check:
    """Guarded by a range test and either a rate near its suggestion or others that were tried."""
    name, ranged = "A poorly chosen learning rate", notebook.first(RangeTested)
    plan, rates = story.winning_plan(notebook), _rates_trained(notebook)
    if ranged is None or plan is None or not rates:
        return unseen(name)
    test, used = ranged.test, plan.learning_rate
    near = test.suggested / NEAR <= used <= test.suggested * NEAR
    told = (
        f"The range test suggests {rate(test.suggested)}; the plan uses {rate(used)}; rates tried:"
        f" {several([rate(one) for one in sorted(rates)])}."
    )
    if used >= test.diverges_at:
        return Check(name, False, f"{told} At the rate used the loss already explodes.")
    return Check(name, near or len(rates) > 1, told)


def _rates_trained(notebook: Notebook) -> set[float]:
    entries = notebook.paired(Train)
    plans = [e.result.trial.plan for e in entries if isinstance(e.result, Trained)]
    return {plan.learning_rate for plan in plans}


def _drawn(notebook: Notebook) -> Check:
    name = "Not visualising"
    drawn = [one for one in story.attempts(notebook) if any(r.curves.train_loss for r in one.runs)]
    if not drawn:
        return unseen(name)
    plans = counted(len({one.plan.identity for one in drawn}), "plan")
    trials = counted(sum(len(one.numbers) for one in drawn), "trial")
    return Check(name, True, f"The curves of {plans} in {trials} are recorded and drawn.")


def sanity_checks(notebook: Notebook) -> list[Check]:
    """The checks made before the baseline, as they came out."""
    checked = notebook.first(SanityChecked)
    checks = checked.checks if checked else ()
    return [
        Check(check.name.replace("_", " "), check.passed, capital(check.evidence))
        for check in checks
    ]
