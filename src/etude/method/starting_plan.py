"""The starting plan, from measured facts: the guide's baseline."""

from etude.diagnosis.evidence import Facts
from etude.diagnosis.sequence_models import WORDS
from etude.method.choices import (
    Choice,
    choose_activation,
    choose_loss,
    choose_model,
    choose_optimizer,
    choose_scaling,
    family,
)
from etude.method.numbers import (
    BATCH,
    EPOCHS,
    LARGE_ROWS,
    LATEST_STEPS,
    LONGEST_STEPS,
    LONGEST_TEXT,
    QUICK,
    SMALL_ROWS,
)
from etude.records.plan import Plan
from etude.records.survey import LengthFacts


def baseline(facts: Facts) -> tuple[Plan, str]:
    """The baseline plan and the sentence that says why: 1-2 layers of 64-128 neurons, batch 32,
    early stopping, no other regularisation; fewer neurons on little data, more on much. Texts and
    series pass through one layer of a sequence model of width 64 first."""
    rows = facts.learn_rows
    hidden, size = _hidden(facts)
    epochs = next(most for limit, most in EPOCHS if rows < limit)
    settings = dict(setting for choice in choices(facts) for setting in choice.settings)
    plan = Plan(hidden=hidden, batch_size=BATCH, epochs=epochs, **settings)  # type: ignore[arg-type]
    return _fitted(plan, facts.lengths), (
        f"{rows:,} rows to learn from are {size}: {_layers(plan, facts)}, ReLU,"
        f" {_optimizer(plan)} at {plan.learning_rate:g}, batch {BATCH}, at most {epochs} epochs"
        " with early stopping after 15 without improvement, no other regularisation."
    )


def read_off(facts: Facts) -> tuple[str, ...]:
    """Settings that the data decide also where a plan is written by hand and leaves them out."""
    length = ("longest", "beyond_longest") if facts.lengths is not None else ()
    scaling = ("series_scaling", "forecast_from") if facts.forecast_from else ()
    return ("loss", *length, *scaling)


def choices(facts: Facts) -> tuple[Choice, ...]:
    """What the decision trees say: loss, activation, optimizer, and the model of sequences."""
    kind, model = family(facts), choose_model(facts)
    found = choose_loss(facts), choose_activation(kind), choose_optimizer(kind)
    more = (choose_scaling(facts), model)
    return (*found, *(one for one in more if one is not None))


def _hidden(facts: Facts) -> tuple[tuple[int, ...], str]:
    rows, sequences = facts.learn_rows, facts.lengths is not None
    if rows < SMALL_ROWS:
        return (64,), f"few (under {SMALL_ROWS:,})"
    if rows < LARGE_ROWS:
        return (64,) if sequences else (128, 64), "a middling number"
    return (128,) if sequences else (256, 128), f"many (over {LARGE_ROWS:,})"


def _layers(plan: Plan, facts: Facts) -> str:
    dense = f"{' - '.join(map(str, plan.hidden))} neurons"
    if facts.lengths is None:
        return dense
    name, layers = WORDS[plan.sequence_model], plan.sequence_layers
    if plan.sequence_model == "bag":
        return f"an {name} of vectors of width {plan.token_width}, then {dense}"
    many = f"{layers} layer{'s' if layers > 1 else ''}"
    return f"{name}, {many} of width {plan.sequence_width}, then {dense}"


def _optimizer(plan: Plan) -> str:
    return {"adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}[plan.optimizer]


def _fitted(plan: Plan, lengths: LengthFacts | None) -> Plan:
    """The plan with room for nineteen of twenty texts, or for every step of a series, as far as
    the method's numbers go. Of longer texts both ends are read: where the beginning tells, that
    costs little, and where the end does, it saves all (benchmarks/long_texts.py)."""
    if lengths is None:
        return plan
    if lengths.kind == "series":
        # A linear model has read the whole window then: the network looks at the latest steps.
        most = LATEST_STEPS if plan.forecast_from == "lags" else LONGEST_STEPS
        return plan.changed(longest=max(1, min(lengths.longest, most)))
    longest = max(16, min(-(-int(lengths.long) // 16) * 16, LONGEST_TEXT))
    return plan.changed(longest=longest, beyond_longest="ends")


def quick(facts: Facts) -> tuple[Plan, str]:
    """The guide's Quick Start, recorded as such; texts and series by the first sequence model."""
    model = choose_model(facts)
    scaling = choose_scaling(facts)
    settings = dict(model.settings) if model else {}
    settings |= dict(scaling.settings) if scaling else {}
    plan = _fitted(QUICK.changed(**settings), facts.lengths)
    return plan, (
        f"Asked for with --quick: the guide's default configuration, trained once:"
        f" {_layers(plan, facts)}, ReLU, {_optimizer(plan)} at {plan.learning_rate:g}, batch 32, up"
        " to 200 epochs, early stopping after 15, dropout 0.3."
    )
