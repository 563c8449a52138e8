"""Another optimizer, with its own learning rate."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.rates import Settings, settings_at
from etude.records.change import Change

NAME = "other optimizer"
PHASE = "fine-tune"
TREATS: tuple[str, ...] = ()
FIELDS = ("optimizer", "learning_rate", "weight_decay", "warmup_steps")
PRIORITY = 50
MEANING = "Optimizers take different roads to different valleys."

# Each with the rate it is used with: an optimizer at another's rate is not a fair trial.
ADAM = ("Adam", (("learning_rate", 0.001), ("weight_decay", 0.0), ("warmup_steps", 0)))
OTHERS: dict[str, tuple[str, Settings]] = {
    "adamw": ("AdamW", (("learning_rate", 0.001), ("weight_decay", 0.01))),
    "momentum": ("SGD with momentum", (("learning_rate", 0.01),)),
    "rmsprop": ("RMSprop", (("learning_rate", 0.001),)),
}


def offer(situation: Situation) -> tuple[Change, ...]:
    """AdamW, SGD with momentum and RMSprop, where Adam is in use; Adam, where a sequence model
    began with its own."""
    present, batch = situation.plan.optimizer, situation.plan.batch_size
    if present == "adam":
        return tuple(_change(key, *OTHERS[key], batch) for key in OTHERS)
    if situation.facts.lengths is not None and present in ("rmsprop", "adamw"):
        return (_change("adam", *ADAM, batch),)
    return ()


def _change(key: str, name: str, settings: Settings, batch: int) -> Change:
    return Change(
        name=name,
        remedy=NAME,
        treats="",
        settings=(("optimizer", key), *settings_at(settings, batch)),
        because="It was not compared with the optimizer in use yet.",
        prediction="Validation loss falls if the road so far ended in a poorer valley.",
        source="guide, Phase 5: try different optimizers",
    )
