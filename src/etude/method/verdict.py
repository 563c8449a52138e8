"""Did the change help? Reads a comparison, never the data."""

from dataclasses import replace

from etude.measuring.evidence import gain_bounds, p_value, smallest_gain
from etude.method.numbers import FUTILITY_P, SMALLEST_GAIN
from etude.records.change import Change
from etude.records.comparison import Comparison
from etude.records.verdict import Judgement, Verdict


def worth(comparison: Comparison, floor: float) -> float:
    """The smallest difference worth having, in the unit of the loss: 0.5 % of the incumbent's
    loss, or ``floor`` where that is more."""
    return max(SMALLEST_GAIN * abs(comparison.incumbent_loss), floor)


def hopeless(comparison: Comparison, allowed: float = 0.0) -> bool:
    """Half-way: p above 0.3, so that going on is not worth its price. allowed: what a simpler
    plan may lose, in the unit of the loss."""
    return p_value(comparison, margin=-allowed) > FUTILITY_P


def decide(
    change: Change,
    comparison: Comparison,
    *,
    threshold: float,
    floor: float,
    early: bool = False,
    simpler: bool = False,
) -> Verdict:
    """The verdict on a change.

    threshold: p must be below it (0.05 shared out over the confirmations of the study).
    floor:     loss below which a difference is not worth having, in the unit of the loss; the
               gain must reach the larger of it and 0.5 % of the incumbent's loss.
    early:     the comparison was stopped half-way; success is never declared then.
    simpler:   the change makes the plan simpler: it is kept where a loss of as much as would be
               worth having is excluded, and need not gain anything.
    """
    wanted = worth(comparison, floor)
    p = p_value(comparison, margin=-wanted if simpler else 0.0)
    gained = simpler or comparison.effect >= wanted
    kept = not early and p < threshold and gained
    high = gain_bounds(comparison)[1]
    judgement = _judgement(high, comparison.as_share(wanted), kept)
    if simpler and judgement != "hurt":
        judgement = "no worse" if kept else "may be worse"
    verdict = _verdict(change, comparison, judgement, kept, p, threshold)
    verdict = replace(verdict, early=early)
    return replace(verdict, sentence=_sentence(verdict))


def _verdict(
    change: Change,
    comparison: Comparison,
    judgement: Judgement,
    kept: bool,
    p: float,
    threshold: float,
) -> Verdict:
    """The verdict's numbers; its sentence is still to be said."""
    low, high = gain_bounds(comparison)
    return Verdict(
        change=change.name,
        judgement=judgement,
        kept=kept,
        gain=comparison.relative_gain,
        low=low,
        high=high,
        p=p,
        threshold=threshold,
        smallest_gain=smallest_gain(comparison, threshold),
        repeats=comparison.repeats,
        units=comparison.units,
        early=False,
        sentence="",
    )


def _judgement(upper: float, wanted: float, kept: bool) -> Judgement:
    if kept:
        return "helped"
    if upper < 0.0:
        return "hurt"
    return "tie" if upper < wanted else "undecided"


def _measured(verdict: Verdict) -> str:
    return (
        f"loss {100 * abs(verdict.gain):.1f} % {'lower' if verdict.gain >= 0 else 'higher'}"
        f" (95 % interval of the gain {100 * verdict.low:+.1f} % to {100 * verdict.high:+.1f} %;"
        f" p = {verdict.p:.2g}, needed {verdict.threshold:.2g})"
    )


def _sentence(verdict: Verdict) -> str:
    measured = _measured(verdict)
    if verdict.early:
        measured = f"stopped half-way, {measured}"
    return {
        "helped": f"{verdict.change} is kept: {measured}.",
        "no worse": f"{verdict.change} is kept: {measured}; simpler, and a loss that would matter"
        " is excluded.",
        "may be worse": f"{verdict.change} is refused: {measured}; a loss that would matter is not"
        " excluded.",
        "hurt": f"{verdict.change} is refused, it made things worse: {measured}.",
        "tie": f"{verdict.change} is refused: {measured}; a gain worth having is excluded.",
        "undecided": f"{verdict.change} is not shown to help, the simpler plan stays: {measured};"
        f" a gain of {100 * verdict.smallest_gain:.1f} % would have been shown 8 times of 10.",
    }[verdict.judgement]
