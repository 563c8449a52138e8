"""A verdict: two trials compared, and what follows from it."""

from dataclasses import dataclass
from typing import Literal

Judgement = Literal["helped", "no worse", "hurt", "may be worse", "tie", "undecided"]


@dataclass(frozen=True)
class Verdict:
    """Did the change help beyond the noise of seeds and rows?

    change:        name of the change judged.
    judgement:     ``helped``; ``no worse`` (all that a simpler plan has to be); ``hurt`` (worse
                   beyond noise); ``may be worse`` (of a simpler plan: a loss that would matter is
                   not excluded); ``tie`` (a gain worth having is excluded); ``undecided`` (neither
                   shown nor excluded).
    kept:          whether the plan with the change becomes the incumbent.
    gain:          loss saved as a share of the incumbent's loss; negative where it got worse.
    low, high:     95 % interval of the gain, same share.
    p:             one-sided probability of such a gain from noise alone.
    threshold:     p had to be below this.
    smallest_gain: gain that this comparison would have shown 8 times of 10, as a share.
    repeats, units: paired runs and units (rows, groups) compared.
    early:         whether the comparison was stopped half-way for lack of promise.
    sentence:      the verdict in one plain sentence.
    """

    change: str
    judgement: Judgement
    kept: bool
    gain: float
    low: float
    high: float
    p: float
    threshold: float
    smallest_gain: float
    repeats: int
    units: int
    early: bool
    sentence: str
