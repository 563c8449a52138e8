"""A larger and a smaller learning rate, and the range test's own."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "other learning rate"
PHASE = "fine-tune"
TREATS: tuple[str, ...] = ()
FIELDS = ("learning_rate",)
PRIORITY = 10
MEANING = "The most important setting deserves a second look in both directions."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Times 3, divided by 3, and the range test's rate where it lies elsewhere."""
    rate = situation.plan.learning_rate
    rates = [rate * 3, rate / 3]
    if situation.range_test is not None:
        rates.append(situation.range_test.suggested)
    chosen = {float(f"{value:.1g}") for value in rates}
    return tuple(_change(value, rate) for value in sorted(chosen, reverse=True))


def _change(rate: float, now: float) -> Change:
    return Change(
        name=f"learning rate {rate:g}",
        remedy=NAME,
        treats="",
        settings=(("learning_rate", rate),),
        because=f"The rate is {now:g}; rates around it were not tried yet.",
        prediction="Validation loss falls if the step was too small or too large.",
        source="guide, Phase 5: test different learning rates",
    )
