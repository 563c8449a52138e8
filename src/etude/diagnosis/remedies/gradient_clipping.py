"""Shorten gradients that are longer than nearly all others."""

import math
from statistics import quantiles

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "gradient clipping"
PHASE = "repair"
TREATS: tuple[str, ...] = ("exploding gradient", "not finite", "diverging loss")
FIELDS = ("gradient_clip",)
PRIORITY = 12
MEANING = "No single step can undo all others."

USUAL = 1.0  # length, where none was recorded


def offer(situation: Situation) -> tuple[Change, ...]:
    """Gradients no longer than nine tenths of those recorded, where none are shortened yet."""
    finding = situation.diagnosed(*TREATS)
    if finding is None or situation.plan.gradient_clip:
        return ()
    longest = usual_length(situation)
    return (
        Change(
            name=f"gradients no longer than {longest:g}",
            remedy=NAME,
            treats=finding.symptom,
            settings=(("gradient_clip", longest),),
            because=finding.seen,
            prediction="The loss stays finite and no longer leaps.",
            source="Pascanu et al. 2013, On the difficulty of training recurrent neural networks",
        ),
    )


def usual_length(situation: Situation) -> float:
    """The 90th percentile of the epochs' median lengths before they are shortened."""
    runs = situation.evidence.trained
    lengths = [one for run in runs for one in run.curves.gradient_norm if math.isfinite(one)]
    length = quantiles(lengths, n=10)[-1] if len(lengths) > 1 else USUAL
    return float(f"{length:.2g}") if 0.0 < length < math.inf else USUAL
