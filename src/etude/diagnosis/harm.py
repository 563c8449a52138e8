"""Whether training has come to harm: a mechanism alone is a note, with harm a diagnosis."""

import math
from collections.abc import Sequence
from itertools import groupby

from etude.diagnosis.chance import correlation_error, standard_error
from etude.diagnosis.curve import at_the_end, best_at_the_end, lowest_held, typical
from etude.diagnosis.evidence import Evidence, Mark
from etude.records.finding import Severity

STALLED = 0.02  # gain on the naive loss below which nothing was learned
NEAR_ZERO = 0.1  # of the naive loss: what happens below it matters little
LITTLE = 0.10  # gain that is little where there is no linear yardstick to say how much there is
OF_NAIVE, OF_LINEAR = 0.04, 0.25  # shares of the two losses that are clearly worse
LEAST = 0.02  # of the naive loss: less is no harm, however little a yardstick leaves
OF_COUNTED = 0.08  # of the naive loss, where right answers are counted as well
POINTS = 0.04  # of accuracy, or of the naive loss, that a yardstick must be ahead
PAIRED_POINTS = 0.03  # the same where rows are paired, and luck is less
OF_OWN = 0.25  # of what a cheap model explains, where the loss is a person's own
ERRORS = 2.5  # standard errors that are luck: the yardstick is the best of several on these rows
# Beside a mechanism that was seen less will do: the two seldom meet by chance.
SUSPECTED_POINTS, SUSPECTED_ERRORS = 0.02, 1.0
PAIRED_SUSPECTED_POINTS, PAIRED_SUSPECTED_ERRORS = 0.01, 1.25
# Beside a mechanism, behind the training's own best epochs; the same of training loss.
BACK_POINTS, BACK_ERRORS, BACK_TIMES = 0.04, 1.5, 1.1
HIGHER_TIMES, HIGHER_OF_NAIVE = 1.25, 0.05  # a loss that is clearly higher than another
FAR_TIMES, FAR_OF_NAIVE = 2.0, 0.10  # and one that is far higher
# What some yardsticks are called.
LINEAR = "linear models"
PLAIN_NETWORKS = "plain dense networks"
PLAIN_CONVOLUTIONS, PLAIN_RECURRENT = "plain convolutions", "plain recurrent networks"
UNSTOPPED_NETWORKS = "plain dense networks without early stopping"
RANKED_NETWORKS = "plain dense networks on ranks"
WHITENED_NETWORKS = "plain dense networks on whitened columns"
ENCODED_NETWORKS = "plain dense networks on one-hot codes"
CHOOSING_NETWORKS = "plain dense networks on columns that trees use"
READ_OTHERWISE = (RANKED_NETWORKS, WHITENED_NETWORKS, ENCODED_NETWORKS, CHOOSING_NETWORKS)
DENSE = (PLAIN_NETWORKS, UNSTOPPED_NETWORKS)
NUMBER_LOSSES = ("mse", "mae", "huber")


def harm(evidence: Evidence, *, is_suspected: bool = False) -> str:
    """The harm at the end of training, as an end of a sentence; "" where none is known.

    In: is_suspected: whether a mechanism was seen that does harm.

    Harm is a loss that is not finite, or a training loss that in both of the last two epochs was
    no better than the naive prediction's, or clearly worse than the linear yardstick's where
    validation loss, measured on rows such as the yardstick's, is so as well; or validation clearly
    behind the best yardstick: by 4 points (3 where rows are paired) and 2.5 standard errors, beside
    a suspicion by 2 and 1 (1 and 1.25 where rows are paired); or, beside a suspicion, behind its
    own best epochs.
    """
    diverged = sum(run.outcome == "diverged" for run in evidence.trained)
    if diverged:
        return f"the loss became NaN or infinite in {diverged} of {len(evidence.trained)} runs"
    told, loss = _loss_of_answers(evidence)
    naive, linear = evidence.naive_loss, evidence.linear_loss
    asked = STALLED if math.isfinite(linear) else LITTLE
    if naive > 0 and loss > (1.0 - asked) * naive:
        return (
            f"{told} ended at {loss:.4g}, against {naive:.4g} of the naive prediction"
            f" ({100 * asked:.0f} % better was asked)"
        )
    validation = at_the_end(evidence, lambda curves: curves.validation_loss)
    if is_behind(evidence, loss) and (is_behind(evidence, validation) or math.isnan(validation)):
        return f"{told} ended at {loss:.4g}, worse than the linear yardstick's {linear:.4g}"
    behind_best = behind_yardstick(evidence, *_margins(evidence, is_suspected))
    return behind_best or (fallen_back(evidence) if is_suspected else "")


def _loss_of_answers(evidence: Evidence) -> tuple[str, float]:
    """The training loss and its name; where the same rows' answers alone cost less, that loss,
    without what the loop adds to it."""
    whole = at_the_end(evidence, lambda curves: curves.train_loss)
    answers = at_the_end(evidence, lambda curves: curves.answers_loss)
    if answers < whole:
        return "the loss of answers to some training rows", answers
    return "training loss", whole


def is_harder_by_design(evidence: Evidence) -> bool:
    """Whether training is harder than judging, or may be: by dropout, by batch normalisation, or by
    a loss that weighs classes or smooths labels."""
    setup = evidence.setup
    is_noisy = setup.dropout != 0.0 or setup.normalisation == "batch"
    return is_noisy or setup.loss_is_plain is False


def clearly_above(evidence: Evidence, loss: float) -> float:
    """A loss that is clearly higher: by a quarter, and by a twentieth of the naive loss."""
    return max(HIGHER_TIMES * loss, loss + HIGHER_OF_NAIVE * evidence.naive_loss)


def far_above(evidence: Evidence, loss: float) -> float:
    """A loss that is far higher: twice as high, and by a tenth of the naive loss."""
    return max(FAR_TIMES * loss, loss + FAR_OF_NAIVE * evidence.naive_loss)


def fallen_back(evidence: Evidence) -> str:
    """By how much validation ended behind what it had kept for two epochs, as an end of a sentence;
    "" where it did not, where the best weights are kept, or where training loss did not fall back
    as well, which is overfitting: 4 points of accuracy (of the naive loss for numbers) and 1.5
    standard errors, for the best of many epochs is lucky too."""
    lowest = typical(evidence, lambda run: lowest_held(run.curves.train_loss))
    is_lost = at_the_end(evidence, lambda curves: curves.train_loss) > BACK_TIMES * lowest
    if evidence.setup.keeps_best or not is_lost:
        return ""
    best = typical(evidence, lambda run: _highest_held(run.curves.validation_accuracy))
    if math.isfinite(best):
        mark = Mark("its own best epochs", best, math.nan)
        return behind(evidence, mark, BACK_POINTS, BACK_ERRORS)
    best = typical(evidence, lambda run: lowest_held(run.curves.validation_loss))
    mark = Mark("its own best epochs", math.nan, best)
    return behind(evidence, mark, BACK_POINTS, BACK_ERRORS)


def _highest_held(values: Sequence[float]) -> float:
    """The highest level that a curve kept to for two looks in a row: where no epoch is looked at
    alone, each number stands several times."""
    lengths = [len(list(equal)) for _, equal in groupby(values)]
    every = min(lengths[:-1], default=1)  # the last look may have had no time to be repeated
    return -lowest_held([-value for value in values[::every]])


def _margins(evidence: Evidence, is_suspected: bool) -> tuple[float | None, float]:
    if not is_suspected:
        return None, ERRORS
    if math.isfinite(best_mark(evidence).error):
        return PAIRED_SUSPECTED_POINTS, PAIRED_SUSPECTED_ERRORS
    return SUSPECTED_POINTS, SUSPECTED_ERRORS


def behind_yardstick(
    evidence: Evidence, points: float | None = None, errors: float = ERRORS
) -> str:
    """By how much validation is behind the best cheap model, as an end of a sentence; "" where it
    is not: by 4 points of accuracy (of the naive loss for numbers), 3 where rows are paired, or as
    many as are asked for, and by 2.5 standard errors, or as many."""
    return behind(evidence, best_mark(evidence), points, errors)


def best_mark(evidence: Evidence) -> Mark:
    """Of the best cheap model."""
    facts = evidence.facts
    if math.isfinite(facts.answers_order):
        return facts.mark(facts.yardstick) or Mark(facts.yardstick, math.nan, math.nan)
    return Mark(
        facts.yardstick, facts.yardstick_accuracy, facts.yardstick_loss, facts.yardstick_error
    )


def behind(
    evidence: Evidence, mark: Mark, points: float | None = None, errors: float = ERRORS
) -> str:
    """The same of any cheap model."""
    if points is None:
        points = POINTS if math.isnan(mark.error) else PAIRED_POINTS
    if math.isfinite(mark.order):
        return _behind_in_order(evidence, mark, points, errors)
    best, accuracy = mark.accuracy, validation_accuracy(evidence)
    if math.isfinite(best) and math.isfinite(accuracy):
        if evidence.setup.loss_is_plain is False:  # right answers are not what it was taught for
            return ""
        error = mark.error
        if math.isnan(error):
            rows = evidence.facts.validation_rows
            others = evidence.facts.yardstick_rows or rows
            error = math.hypot(standard_error(best, others), standard_error(accuracy, rows))
        if not best - accuracy > max(points, errors * error):
            return ""
        told, other = f"{100 * accuracy:.1f} %", f"{100 * best:.1f} %"
        return f"validation accuracy ended at {told}, where {mark.name} reach {other}"
    best, loss = mark.loss, kept_validation_loss(evidence)
    if not learns_numbers(evidence) or not loss - best > _luck(evidence, mark, points, errors):
        return ""
    return f"validation loss ended at {loss:.4g}, where {mark.name} reach {best:.4g}"


def _behind_in_order(evidence: Evidence, mark: Mark, points: float, errors: float) -> str:
    """The same where the loss is a person's own: the order of answers, which no unit matters to, as
    the share of the variance of the targets' ranks that it explains. Such a loss may ask for
    something else than what comes next to the targets, as a quantile or what lies behind censored
    times, so that less than a quarter of what the cheap model explains is asked for as well."""
    facts, own = evidence.facts, evidence.facts.answers_order
    both = (mark.order, facts.yardstick_rows), (own, facts.validation_rows)
    error = math.hypot(*(2.0 * one * correlation_error(one, rows) for one, rows in both))
    ahead = mark.order**2 - own**2
    is_far = mark.order > 0 and own**2 < OF_OWN * mark.order**2
    if not (is_far and ahead > points and ahead > errors * error):
        return ""
    return (
        f"the answers to validation are in the order of the targets by {own:.2f} (rank"
        f" correlation), those of {mark.name} by {mark.order:.2f}"
    )


def _luck(evidence: Evidence, mark: Mark, points: float, errors: float) -> float:
    """What a mean of squared errors may lie off by, beside a share of the naive loss: where rows
    are not paired, one of normal errors has a relative standard error of the root of two over the
    rows."""
    rows, error = evidence.facts.validation_rows, mark.error
    if math.isnan(error):
        error = mark.loss * math.sqrt(2.0 / rows) if rows else 0.0
    return max(points * evidence.naive_loss, errors * error)


def validation_accuracy(evidence: Evidence) -> float:
    """Of the epoch whose weights are kept, or the best at the end."""
    if evidence.setup.keeps_best:
        return evidence.at_best(lambda curves: curves.validation_accuracy)
    return best_at_the_end(evidence, lambda curves: curves.validation_accuracy, max)


def kept_validation_loss(evidence: Evidence) -> float:
    """The same of losses."""
    if evidence.setup.keeps_best:
        return evidence.validation_loss
    return best_at_the_end(evidence, lambda curves: curves.validation_loss, min)


def is_behind(evidence: Evidence, loss: float) -> bool:
    """Whether a loss is clearly worse than the linear yardstick's: by 4 % of the naive loss, or by
    a quarter of the yardstick's own where that is less, but for numbers by no less than 2 %. Around
    a ceiling set by noise a network lies a little above or below it by luck. Where right answers
    can be counted it takes 8 %: small losses differ by much where answers do not."""
    naive, linear = evidence.naive_loss, evidence.linear_loss
    margin = OF_LINEAR * linear
    if naive > 0 and _is_counted(evidence):
        margin = OF_COUNTED * naive
    elif naive > 0:
        least = LEAST * naive if learns_numbers(evidence) else 0.0
        margin = max(min(margin, OF_NAIVE * naive), least)
    return loss > linear + margin


def is_level(evidence: Evidence, *, is_suspected: bool = False) -> bool:
    """Whether validation is known to be no worse than the best yardstick."""
    return is_judged(evidence) and not behind_yardstick(evidence, *_margins(evidence, is_suspected))


def is_judged(evidence: Evidence) -> bool:
    """Whether validation can be held against the best yardstick."""
    facts = evidence.facts
    is_known = learns_numbers(evidence) and math.isfinite(facts.yardstick_loss)
    return is_known or math.isfinite(facts.answers_order) or _is_counted(evidence)


def _is_counted(evidence: Evidence) -> bool:
    """Whether shares of right answers are known, of validation and of the best yardstick."""
    best = evidence.facts.yardstick_accuracy
    return math.isfinite(best) and math.isfinite(validation_accuracy(evidence))


def severity(evidence: Evidence, *, is_suspected: bool = True) -> Severity:
    """Of a mechanism that was seen: a diagnosis where training came to harm, else a note. What is
    often chosen on purpose is no suspicion."""
    return "diagnosis" if harm(evidence, is_suspected=is_suspected) else "note"


def with_harm(sentence: str, evidence: Evidence, *, is_suspected: bool = True) -> str:
    """The sentence, and what is known of harm once there was a training."""
    if not evidence.trained:
        return f"{sentence}."
    told = harm(evidence, is_suspected=is_suspected)
    if not told:
        known = math.isfinite(evidence.naive_loss) or math.isfinite(evidence.linear_loss)
        told = "no harm to training is seen" if known else "whether it did harm is not known"
    return f"{sentence}; {told}."


def gain(evidence: Evidence, loss: float) -> float:
    """How far a loss lies below the naive prediction's, as a share of it; NaN where unknown."""
    naive = evidence.naive_loss
    return 1.0 - loss / naive if naive > 0 else math.nan


def scores_are_of_numbers(evidence: Evidence) -> bool:
    """Whether scores of cheap models are of R2: yes and no may be learned as numbers, and are
    counted still."""
    facts = evidence.facts
    is_counted = math.isfinite(facts.yardstick_accuracy)
    return math.isfinite(facts.answers_order) or (learns_numbers(evidence) and not is_counted)


def learns_numbers(evidence: Evidence) -> bool:
    """Whether the targets are known to be numbers; where nothing is known they may be classes."""
    facts = evidence.facts
    told = facts.majority_share == 0.0 or evidence.setup.loss in NUMBER_LOSSES
    return not facts.classes and told
