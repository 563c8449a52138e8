"""The starting plan, from measured facts: the guide's baseline."""

from etude.diagnosis.evidence import Facts
from etude.method.choices import Choice, choose_activation, choose_loss, choose_optimizer
from etude.method.numbers import BATCH, EPOCHS, LARGE_ROWS, QUICK, SMALL_ROWS
from etude.records.plan import Plan


def baseline(facts: Facts) -> tuple[Plan, str]:
    """The baseline plan and the sentence that says why: 1-2 layers of 64-128 neurons, batch 32,
    early stopping, no other regularisation; fewer neurons on little data, more on much."""
    rows = facts.learn_rows
    hidden, size = _hidden(rows)
    epochs = next(most for limit, most in EPOCHS if rows < limit)
    settings = dict(setting for choice in choices(facts) for setting in choice.settings)
    plan = Plan(hidden=hidden, batch_size=BATCH, epochs=epochs, **settings)  # type: ignore[arg-type]
    reason = (
        f"{rows:,} rows to learn from are {size}: {' - '.join(map(str, hidden))} neurons, ReLU,"
        f" Adam at 0.001, batch {BATCH}, at most {epochs} epochs with early stopping after 15"
        " without improvement, no other regularisation."
    )
    return plan, reason


def choices(facts: Facts) -> tuple[Choice, ...]:
    """What the decision trees say: loss, activation, optimizer."""
    return choose_loss(facts), choose_activation("dense"), choose_optimizer("dense")


def _hidden(rows: int) -> tuple[tuple[int, ...], str]:
    if rows < SMALL_ROWS:
        return (64,), f"few (under {SMALL_ROWS:,})"
    if rows < LARGE_ROWS:
        return (128, 64), "a middling number"
    return (256, 128), f"many (over {LARGE_ROWS:,})"


def quick() -> tuple[Plan, str]:
    """The guide's Quick Start, recorded as such."""
    return QUICK, (
        "Asked for with --quick: the guide's default configuration, trained once: 128 - 128"
        " neurons, ReLU, Adam at 0.001, batch 32, up to 200 epochs, early stopping after 15,"
        " dropout 0.3."
    )
