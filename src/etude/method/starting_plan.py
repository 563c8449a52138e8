"""The starting plan, from measured facts: the guide's baseline."""

from typing import Any

from etude.diagnosis.evidence import Facts
from etude.diagnosis.own_tokens import in_own_tokens
from etude.diagnosis.remedies import other_tokens
from etude.diagnosis.sequence_models import WORDS
from etude.method.choices import (
    Choice,
    choose_activation,
    choose_loss,
    choose_model,
    choose_optimizer,
    choose_scaling,
    family,
    most_steps_read,
)
from etude.method.numbers import (
    BATCH,
    EPOCHS,
    LARGE_ROWS,
    LONGEST_TEXT,
    QUICK,
    SMALL_ROWS,
)
from etude.records.plan import Plan


def baseline(facts: Facts) -> tuple[Plan, str]:
    """The baseline plan and the sentence that says why: 1-2 layers of 64-128 neurons, batch 32,
    early stopping, no other regularisation; fewer neurons on little data, more on much. Texts and
    series pass through one layer of a sequence model of width 64 first."""
    rows = facts.learn_rows
    hidden, size = _hidden(facts)
    epochs = next(most for limit, most in EPOCHS if rows < limit)
    settings = dict(setting for choice in choices(facts) for setting in choice.settings)
    plan = Plan(hidden=hidden, batch_size=BATCH, epochs=epochs, **settings)  # type: ignore[arg-type]
    return _fitted(plan, facts), (
        f"{rows:,} rows to learn from are {size}: {_layers(plan, facts)},"
        f" {_learning(plan)}, batch {BATCH}, at most {epochs} epochs"
        f" with early stopping after {plan.patience} without improvement, no other regularisation."
    )


def read_off(facts: Facts, tokenizer: str) -> dict[str, Any]:
    """Settings that the data decide also where a plan is written by hand and leaves them out: its
    texts are as long as they are in its own tokens."""
    length = ("longest", "beyond_longest") if facts.lengths is not None else ()
    scaling = ("series_scaling", "forecast_from") if facts.forecast_from else ()
    by_rule, _ = baseline(facts)
    plan = _fitted(by_rule.changed(tokenizer=tokenizer), facts)
    return {name: getattr(plan, name) for name in ("loss", *length, *scaling)}


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
    if plan.is_pretrained and facts.pretrained is not None:
        about = facts.pretrained
        return f"the {name} as it came ({about.layers} layers of width {about.width}), then {dense}"
    many = f"{layers} layer{'s' if layers > 1 else ''}"
    return f"{name}, {many} of width {plan.sequence_width}, then {dense}"


def _learning(plan: Plan) -> str:
    """Activation, optimizer and rate as the plan has them; warm-up and clipping where it does."""
    activation = {"relu": "ReLU", "gelu": "GELU"}[plan.activation]
    optimizer = {"adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}[plan.optimizer]
    told = f"{activation}, {optimizer} at {plan.learning_rate:g}"
    warm_up = f" after a warm-up of {plan.warmup_steps} steps" if plan.warmup_steps else ""
    clipped = f", gradients no longer than {plan.gradient_clip:g}" if plan.gradient_clip else ""
    return f"{told}{warm_up}{clipped}"


def _fitted(plan: Plan, facts: Facts) -> Plan:
    """The plan with room for nineteen of twenty texts, or for every step of a series, as far as
    the method's numbers go. Of longer texts both ends are read: where the beginning tells, that
    costs little, and where the end does, it saves all (benchmarks/long_texts.py)."""
    lengths = facts.lengths
    if lengths is None:
        return plan
    if plan.is_pretrained and facts.pretrained is not None:
        return plan.changed(longest=facts.pretrained.usual, beyond_longest="ends")
    if lengths.kind == "series":
        most = most_steps_read(plan.forecast_from)
        return plan.changed(longest=max(1, min(lengths.longest, most)))
    most = LONGEST_TEXT if plan.tokenizer == "word" else other_tokens.LONGEST
    long = int(in_own_tokens(lengths, plan.tokenizer).long)
    longest = max(16, min(-(-long // 16) * 16, most))
    return plan.changed(longest=longest, beyond_longest="ends")


def quick(facts: Facts) -> tuple[Plan, str]:
    """The guide's Quick Start, recorded as such; texts and series by the first sequence model."""
    model = choose_model(facts)
    scaling = choose_scaling(facts)
    settings = dict(model.settings) if model else {}
    settings |= dict(scaling.settings) if scaling else {}
    plan = _fitted(QUICK.changed(**settings), facts)
    return plan, (
        f"Asked for with --quick: the guide's default configuration, trained once:"
        f" {_layers(plan, facts)}, {_learning(plan)}, batch {plan.batch_size}, up to"
        f" {plan.epochs} epochs, early stopping after {plan.patience}, dropout {plan.dropout:g}."
    )
