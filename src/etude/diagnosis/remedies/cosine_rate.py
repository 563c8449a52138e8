"""Let the learning rate fall along a cosine over about as many epochs as training needs."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "cosine rate"
PHASE = "fine-tune"
TREATS: tuple[str, ...] = ()
FIELDS = ("schedule", "epochs")
PRIORITY = 3
MEANING = "A rate that ends at nothing lets the weights settle; the epochs have to be known."

FURTHER, FEWEST = 1.3, 8  # epochs beyond the usual best one, which a falling rate moves back


def offer(situation: Situation) -> tuple[Change, ...]:
    """The cosine over 1.3 times the usual best epoch, where the rate does not fall yet."""
    plan = situation.plan
    best = situation.evidence.mean(lambda run: run.best_epoch)
    if plan.schedule != "constant" or not best > 0:
        return ()
    epochs = max(round(FURTHER * best), FEWEST)
    return (
        Change(
            name=f"cosine rate over {epochs} epochs",
            remedy=NAME,
            treats="",
            settings=(("schedule", "cosine"), ("epochs", epochs)),
            because=f"The best epoch was {best:.0f} on average, at a rate that never falls.",
            prediction="Validation loss falls further in the last third of training.",
            source="Loshchilov & Hutter 2017, SGDR",
        ),
    )
