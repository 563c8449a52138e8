"""Let a pretrained encoder go on learning."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.rates import settings_at
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "train the encoder"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = (
    *("pretrained_rate", "optimizer", "learning_rate", "weight_decay", "warmup_steps"),
    *("gradient_clip", "patience"),
)
PRIORITY = 1
MEANING = "An encoder knows language in general; with these texts it can learn what matters here."

RATE = 0.001  # of what begins anew; the encoder's own is a share of it
SHARES = (0.05, 0.02)  # 5e-5 and 2e-5: Devlin et al. 2019, appendix A.3: 2e-5 to 5e-5
SETTINGS: tuple[tuple[str, object], ...] = (
    ("optimizer", "adamw"),
    ("learning_rate", RATE),
    ("weight_decay", 0.01),
    ("warmup_steps", 100),
    ("gradient_clip", 1.0),
    ("patience", 5),  # what it learns of few texts it has learned in a few epochs
)


def offer(situation: Situation) -> tuple[Change, ...]:
    """With AdamW and warm-up, at the rates that are usual; other rates where it learns already."""
    plan = situation.plan
    if not plan.is_pretrained:
        return ()
    return tuple(_change(situation, share) for share in SHARES if share != plan.pretrained_rate)


def _change(situation: Situation, share: float) -> Change:
    return Change(
        name=f"train the encoder at {RATE * share:.0e}".replace("e-0", "e-"),
        remedy=NAME,
        treats="underfitting",
        settings=(
            ("pretrained_rate", share),
            *settings_at(SETTINGS, situation.plan.batch_size),
        ),
        because=why(situation),
        prediction="Training loss falls; validation loss follows as far as these texts differ from"
        " those it was trained on.",
        source="Devlin et al. 2019, BERT; Howard & Ruder 2018, ULMFiT",
    )
