"""Another model of order, with the optimizer and pooling that go with it."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.sequence_models import WORDS, order_of_models, settings_of
from etude.records.change import Change

NAME = "other sequence model"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = (
    "sequence_model",
    *("optimizer", "learning_rate", "weight_decay", "warmup_steps", "gradient_clip"),
    *("activation", "pooling", "sequence_layers"),
)
PRIORITY = 2
MEANING = "Sequence models differ in what they remember, and in how much data they need."


def offer(situation: Situation) -> tuple[Change, ...]:
    """The rivals of the model in use, in the order of the rule; none for a plain table."""
    facts, plan = situation.facts, situation.plan
    if facts.lengths is None:
        return ()
    forecast = bool(facts.forecast_from)
    order = order_of_models(facts.lengths, facts.learn_rows, facts.device, forecast=forecast)
    rivals = [name for name in order.models if name != plan.sequence_model]
    places = {name: place for place, name in enumerate(order.models, 1)}
    kind = facts.lengths.kind
    return tuple(_change(name, kind, places[name], plan.sequence_model) for name in rivals)


def _change(name: str, kind: str, place: int, present: str) -> Change:
    return Change(
        name=WORDS[name],
        remedy=NAME,
        treats="",
        settings=(("sequence_model", name), *settings_of(name, kind)),
        because=f"The {WORDS[present]} was not compared with it yet; the rule has it at place"
        f" {place}.",
        prediction="Validation loss falls if it reads these sequences better.",
        source="guide, Sequence Models: Quick Comparison",
    )
