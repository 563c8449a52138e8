"""Another model of order, with the optimizer and pooling that go with it."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.rates import settings_at
from etude.diagnosis.sequence_models import WORDS, as_read, order_of_models, reading_of, settings_of
from etude.records.change import Change
from etude.records.plan import Plan

NAME = "other sequence model"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = (
    "sequence_model",
    *("optimizer", "learning_rate", "weight_decay", "warmup_steps", "gradient_clip"),
    *("activation", "pooling", "sequence_layers", "attention_heads"),
    *("word_pairs", "pretrained_rate", "longest", "chunk", "patience"),
)
PRIORITY = 2
MEANING = "Sequence models differ in what they remember, and in how much data they need."


def offer(situation: Situation) -> tuple[Change, ...]:
    """The rivals of the model in use, in the order of the rule, but for a Transformer whose width
    no heads can share; none for a plain table."""
    facts, plan = situation.facts, situation.plan
    if facts.lengths is None:
        return ()
    forecast = bool(facts.forecast_from)
    asked = facts.pretrained
    lengths = as_read(facts.lengths, plan.longest)
    order = order_of_models(
        lengths, facts.learn_rows, facts.device, forecast=forecast, pretrained=asked
    )
    left_out = {plan.sequence_model, *(() if _most_heads(plan) else ("transformer",))}
    rivals = [name for name in order.models if name not in left_out]
    places = {name: place for place, name in enumerate(order.models, 1)}
    kind = facts.lengths.kind
    return tuple(_change(name, kind, places[name], situation) for name in rivals)


def _change(name: str, kind: str, place: int, situation: Situation) -> Change:
    plan = situation.plan
    settings = settings_at(settings_of(name, kind), plan.batch_size)
    settings = (*settings, *reading_of(name, plan, situation.facts.pretrained))
    if name == "transformer" and not plan.can_share_width(plan.attention_heads):
        settings = (*settings, ("attention_heads", _most_heads(plan)))
    return Change(
        name=WORDS[name],
        remedy=NAME,
        treats="",
        settings=(("sequence_model", name), *settings),
        because=f"The {WORDS[plan.sequence_model]} was not compared with it yet; the rule has it at"
        f" place {place}.",
        prediction="Validation loss falls if it reads these sequences better.",
        source="guide, Sequence Models: Quick Comparison",
    )


def _most_heads(plan: Plan) -> int:
    """The most heads, of those that the plan asks for, that can share its width; 0 where none."""
    fitting = (one for one in range(plan.attention_heads, 0, -1) if plan.can_share_width(one))
    return next(fitting, 0)
