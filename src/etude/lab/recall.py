"""How well an early token was recalled, and what that says about a sentence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from etude.report.figures_in_words import several

RECALLED, LOST, UNCLEAR = "recalled", "not recalled", "unclear"
HUNDREDS = 200
DISAGREE = "not decided, the seeds disagree"


@dataclass(frozen=True)
class Recall:
    """Answers at one distance.

    model:    a plan's ``sequence_model``.
    teaching: the distances that it was taught with, side by side.
    distance: steps between the token and the end.
    shares:   share of right answers on rows it was not taught with, one a seed.
    """

    model: str
    teaching: tuple[int, ...]
    distance: int
    shares: tuple[float, ...]

    @property
    def mean(self) -> float:
        return fmean(self.shares)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the mean over all seeds lies 95 times of 100, by Student's t, within 0 and 1;
        0 to 1 for a single seed."""
        from scipy.special import stdtrit

        count = len(self.shares)
        if count < 2:
            return 0.0, 1.0
        reach = float(stdtrit(count - 1, 0.975)) * stdev(self.shares) / math.sqrt(count)
        return max(0.0, self.mean - reach), min(1.0, self.mean + reach)

    def standing(self, chance: float) -> str:
        """``recalled`` where the whole interval lies nearer to always right than to ``chance``,
        ``not recalled`` where it lies nearer to chance, else ``unclear``."""
        halfway = (1.0 + chance) / 2.0
        low, high = self.interval
        if low > halfway:
            return RECALLED
        return LOST if high < halfway else UNCLEAR


@dataclass(frozen=True)
class Reach:
    """How far a model recalled.

    recalled: the farthest distance up to which it recalled at every one tried; 0 where at none.
    lost:     the nearest distance at which it did not; 0 where there is none.
    tried:    the farthest distance tried.
    """

    recalled: int
    lost: int
    tried: int

    @property
    def words(self) -> str:
        """``recalled up to 50 and no longer at 200``."""
        if self.recalled == self.tried:
            return f"recalled at every distance up to {self.tried}, the farthest tried"
        upto = f"recalled up to {self.recalled}" if self.recalled else "recalled at no distance"
        if not self.lost:
            return f"{upto}; {'beyond, it' if self.recalled else 'it'} hung on the seed"
        return f"{upto} and no longer at {self.lost}" if self.recalled else upto


def reach(recalls: Sequence[Recall], chance: float) -> Reach:
    """Of the recalls of one model and one way of teaching."""
    ranked = sorted(recalls, key=lambda one: one.distance)
    recalled = 0
    for one in ranked:
        if one.standing(chance) != RECALLED:
            break
        recalled = one.distance
    lost = [one.distance for one in ranked if one.standing(chance) == LOST]
    return Reach(recalled, min(lost, default=0), ranked[-1].distance)


def forgets_between(found: Reach, low: int, high: int) -> str:
    """On "forgets after ``low`` to ``high`` elements"."""
    if found.recalled > high:
        return "it remembered longer than the sentence says"
    if found.recalled == found.tried:
        return _not_tried(found)
    if not found.lost:
        return DISAGREE
    if found.lost <= low:
        return "it forgot sooner than the sentence says"
    if found.recalled >= low and found.lost <= high:
        return "the sentence holds here"
    return f"not decided, somewhere between {found.recalled} and {found.lost}"


def remembers_hundreds(found: Reach) -> str:
    """On "remembers hundreds", read as 200 at least."""
    if found.recalled >= HUNDREDS:
        return "the sentence holds here"
    if found.recalled == found.tried:
        return _not_tried(found)
    return "the sentence was not borne out here" if found.lost else DISAGREE


def _not_tried(found: Reach) -> str:
    return f"not decided, nothing farther than {found.tried} was tried"


def has_no_limit(found: Reach) -> str:
    """On "no distance limit"."""
    if found.recalled == found.tried:
        return "no limit was met as far as was tried, which does not show that there is none"
    return "a limit was met" if found.lost else DISAGREE


def out_of_reach(recalls: Sequence[Recall], chance: float) -> list[str]:
    """Sentences on what was not recalled where a distance was taught alone: whether it was beyond
    the memory or only beyond the training."""
    alone = [one for one in recalls if len(one.teaching) == 1]
    beside = {(one.model, one.distance): one for one in recalls if len(one.teaching) > 1}
    missed = [one for one in alone if one.standing(chance) != RECALLED]
    found, open_ = list[str](), list[str]()
    for one in missed:
        mixed = beside.get((one.model, one.distance))
        held = mixed is not None and mixed.standing(chance) == RECALLED
        (found if held else open_).append(f"{one.model} at {one.distance}")
    told = []
    if found:
        told.append(
            f"{several(found)}: not clearly recalled where that distance was taught alone, but"
            " recalled where nearer ones were taught beside it. The training did not reach so far;"
            " the memory does."
        )
    if open_:
        told.append(
            f"{several(open_)}: not clearly recalled, which may be beyond the training and not"
            " beyond the memory; more steps may find it."
        )
    return told
