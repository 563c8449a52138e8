"""Did the change help? Reads a comparison, never the data."""

import math

from scipy.special import stdtr, stdtrit  # Student's t: distribution function and its inverse

from etude.method.numbers import FUTILITY_P, POWER, SMALLEST_GAIN
from etude.records.change import Change
from etude.records.comparison import Comparison
from etude.records.verdict import Judgement, Verdict


def p_value(comparison: Comparison) -> float:
    """One-sided probability that noise alone gives at least this effect.

    A comparison without any variance (two equal plans) gives 1, never a division by zero.
    """
    if comparison.variance <= 0.0:
        return 0.0 if comparison.effect > 0.0 else 1.0
    t = comparison.effect / math.sqrt(comparison.variance)
    return float(stdtr(comparison.degrees_of_freedom, -t))


def smallest_gain(comparison: Comparison, threshold: float) -> float:
    """The effect that would have been shown 8 times of 10, in the unit of the loss."""
    df = comparison.degrees_of_freedom
    reach = stdtrit(df, 1.0 - threshold) + stdtrit(df, POWER)
    return float(reach) * math.sqrt(max(comparison.variance, 0.0))


def hopeless(comparison: Comparison) -> bool:
    """Half-way: p above 0.3, so that going on is not worth its price."""
    return p_value(comparison) > FUTILITY_P


def decide(
    change: Change, comparison: Comparison, *, threshold: float, floor: float, early: bool = False
) -> Verdict:
    """The verdict on a change.

    threshold: p must be below it (0.05 shared out over the confirmations of the study).
    floor:     loss below which a difference is not worth having, in the unit of the loss; the
               gain must reach the larger of it and 0.5 % of the incumbent's loss.
    early:     the comparison was stopped half-way; success is never declared then.
    """
    p = p_value(comparison)
    margin = 0.0
    if comparison.variance > 0.0:
        margin = float(stdtrit(comparison.degrees_of_freedom, 0.975))
        margin *= math.sqrt(comparison.variance)
    wanted = max(SMALLEST_GAIN * abs(comparison.incumbent_loss), floor)
    kept = not early and p < threshold and comparison.effect >= wanted
    judgement = _judgement(comparison.effect + margin, wanted, kept)
    scale = max(abs(comparison.incumbent_loss), 1e-300)
    shown = smallest_gain(comparison, threshold) / scale
    gain, low, high = (
        value / scale
        for value in (comparison.effect, comparison.effect - margin, comparison.effect + margin)
    )
    return Verdict(
        change=change.name,
        judgement=judgement,
        kept=kept,
        gain=gain,
        low=low,
        high=high,
        p=p,
        threshold=threshold,
        smallest_gain=shown,
        repeats=comparison.repeats,
        units=comparison.units,
        early=early,
        sentence=_sentence(change.name, judgement, gain, low, high, p, threshold, shown, early),
    )


def _judgement(upper: float, wanted: float, kept: bool) -> Judgement:
    if kept:
        return "helped"
    if upper < 0.0:
        return "hurt"
    return "tie" if upper < wanted else "undecided"


def _sentence(
    name: str,
    judgement: Judgement,
    gain: float,
    low: float,
    high: float,
    p: float,
    threshold: float,
    shown: float,
    early: bool,
) -> str:
    measured = (
        f"loss {abs(gain):.1%} {'lower' if gain >= 0 else 'higher'}"
        f" (95 % interval of the gain {low:+.1%} to {high:+.1%}; p = {p:.2g}, needed"
        f" {threshold:.2g})"
    )
    ending = {
        "helped": f"{name} is kept: {measured}.",
        "hurt": f"{name} is refused, it made things worse: {measured}.",
        "tie": f"{name} is refused: {measured}; a gain worth having is excluded.",
        "undecided": f"{name} is not shown to help, the simpler plan stays: {measured};"
        f" a gain of {shown:.1%} would have been shown.",
    }[judgement]
    return ending.replace(": loss", ": stopped half-way, loss", 1) if early else ending
