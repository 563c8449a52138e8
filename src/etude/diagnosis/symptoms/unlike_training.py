"""Validation rows are not like training rows: cheap models answer one part clearly better."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import scores_are_of_numbers, severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "validation unlike training"
STAGE = "data"
PRIORITY = 28
QUESTION = "Do validation rows have other targets, or do cheap models do otherwise on them?"
MEANING = (
    "The two parts differ: in their labels, their columns, their time; or training rows tell the"
    " answer by something that validation rows have not."
)
FIRST = (
    "Look at 20 rows of both parts side by side; then make both by one function, and split anew."
)
SOURCE = "guide, Phase 1: split; Kaufman et al. 2012, Leakage in data mining"
BLIND = "Rows of one person or day that one part holds alone look the same; it needs yardsticks."

POINTS, OF_NUMBERS = 0.05, 0.10  # of right answers, of R2
ERRORS = 3.0  # standard errors that are luck
# The other way round more is asked: of fewer rows cheap models learn less as well.
OTHER_POINTS, OTHER_OF_NUMBERS, OTHER_ERRORS = 0.08, 0.20, 4.0
# Of the same rows, once learned from training rows and once from validation rows.
ALONE_POINTS, ALONE_ERRORS = 0.03, 2.0
# Of targets alone: shares of a class, or means in deviations of the training rows.
APART, APART_OF_NUMBERS, APART_ERRORS = 0.10, 0.5, 5.0
UNEVEN = (
    "If the parts are not of other times or persons on purpose, nor resampled, shuffle the rows"
    " before they are parted, or stratify."
)
SPOILED = "Look at 20 training rows beside their labels: noise, contradictions, a step too many?"


def look(evidence: Evidence) -> Seen | None:
    """Fires where the cheap model that does best on training rows left out loses 5 points of right
    answers (10 of R2) and 3 standard errors on validation, or gains 8 (20) and 4; or where one that
    has learned other validation rows is ahead of all that have learned the training rows, which are
    no fewer, by 3 points and 2 standard errors, and as far ahead of training rows left out: these
    are hard among themselves, which rows of other persons or times are not. Each is the harm
    itself: what is learned does not hold, or is not as good as it could be. Fires too where the
    share of a class differs by 10 points and 5 standard errors, numbers by half a deviation and as
    many: with harm a diagnosis, for later times and rows made more frequent differ so as well."""
    return _of_parts(evidence) or _of_validation_alone(evidence) or _of_targets(evidence)


def _of_parts(evidence: Evidence) -> Seen | None:
    facts = evidence.facts
    inside, judged, error = facts.left_out_score, facts.judged_score, facts.parts_error
    is_of_numbers = scores_are_of_numbers(evidence)
    is_lost = inside - judged > max(OF_NUMBERS if is_of_numbers else POINTS, ERRORS * error)
    others = OTHER_OF_NUMBERS if is_of_numbers else OTHER_POINTS
    is_gained = judged - inside > max(others, OTHER_ERRORS * error)
    if not (is_lost or is_gained):
        return None
    name = facts.parts_yardstick
    return Seen(
        severity="diagnosis",
        sentence=f"Of training rows left out and of validation rows {name} get"
        f" {_told(evidence, inside)} and {_told(evidence, judged)}.",
        numbers={"left_out": inside, "judged": judged, "error": error},
        first=SPOILED if is_gained else "",
    )


def _of_validation_alone(evidence: Evidence) -> Seen | None:
    facts = evidence.facts
    alone, taught, error = facts.alone_score, facts.taught_score, facts.alone_error
    ahead = min(
        alone - taught - max(ALONE_POINTS, ALONE_ERRORS * error),
        alone - facts.left_out_score - max(ALONE_POINTS, ALONE_ERRORS * facts.parts_error),
    )
    if not ahead > 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"Having learned other validation rows {facts.alone_yardstick} get"
        f" {_told(evidence, alone)} of validation; the best cheap model that has learned the"
        f" training rows, which are no fewer, {_told(evidence, taught)}.",
        numbers={"alone": alone, "taught": taught, "error": error},
        first=SPOILED,
    )


def _of_targets(evidence: Evidence) -> Seen | None:
    facts = evidence.facts
    learned, judged, error = facts.learned_share, facts.validation_share, facts.shares_error
    is_of_numbers = facts.apart_class < 0
    asked = max(APART_OF_NUMBERS if is_of_numbers else APART, APART_ERRORS * error)
    if not abs(judged - learned) > asked:
        return None
    above = "above" if judged > 0 else "below"
    told = (
        f"The targets of validation rows lie {abs(judged):.2g} deviations {above} those of training"
        " rows on average"
        if is_of_numbers
        else f"Class {facts.apart_class} is {100 * learned:.1f} % of the training rows and"
        f" {100 * judged:.1f} % of the validation rows"
    )
    told = f"{told}: rows drawn at random would not differ so much"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(told, evidence),
        numbers={"learned": learned, "judged": judged, "error": error},
        first=UNEVEN,
    )


def _told(evidence: Evidence, score: float) -> str:
    return f"{score:.2f} of R2" if scores_are_of_numbers(evidence) else f"{100 * score:.1f} % right"
