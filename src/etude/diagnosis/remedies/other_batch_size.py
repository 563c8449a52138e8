"""Larger and smaller batches."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "other batch size"
PHASE = "fine-tune"
TREATS: tuple[str, ...] = ()
FIELDS = ("batch_size",)
PRIORITY = 40
MEANING = "Small batches generalise better, large ones are faster and steadier."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Four times, and a quarter of, the present batch, within 16 and 512."""
    now = situation.plan.batch_size
    sizes = [size for size in (now * 4, now // 4) if 16 <= size <= 512]
    return tuple(_change(size, now) for size in sizes)


def _change(size: int, now: int) -> Change:
    return Change(
        name=f"batch {size}",
        remedy=NAME,
        treats="",
        settings=(("batch_size", size),),
        because=f"The batch is {now}; other sizes were not tried yet.",
        prediction="Validation loss falls if the gradient was too noisy or too smooth.",
        source="guide, Phase 5: test different batch sizes",
    )
