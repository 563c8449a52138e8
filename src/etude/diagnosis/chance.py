"""Standard errors of accuracies: how far a share may lie off by the luck of its rows."""

import math

from etude.diagnosis.evidence import Evidence

SAMPLE = 4096  # rows that training accuracy is measured on, at most
ADDED = 2  # rows right, and as many wrong
ERRORS = 2.0  # standard errors that are luck


def standard_error(share: float, rows: int) -> float:
    """Of a share of this many rows; NaN where the rows are not known.

    Two rows right and two wrong are added first, so that 40 of 40 are not without any doubt.
    Source: Agresti & Coull 1998, Approximate is better than "exact".
    """
    if rows <= 0:
        return math.nan
    count = rows + 2 * ADDED
    nearer = (share * rows + ADDED) / count
    return math.sqrt(max(nearer * (1.0 - nearer), 0.0) / count)


def paired_error(first: int, second: int, rows: int) -> float:
    """Standard error of the difference of two shares of right answers to the same rows; NaN where
    there are none.

    In: rows that the first alone gets right, those that the second alone does, and all of them.
    One of either kind is added first, so that answers which never differ are not without any doubt.
    Source: Bonett & Price 2012, Adjusted Wald confidence interval for a difference of binomial
    proportions based on paired data.
    """
    if rows <= 0:
        return math.nan
    count = rows + 2
    shares = (first + 1) / count, (second + 1) / count
    return math.sqrt((sum(shares) - (shares[0] - shares[1]) ** 2) / count)


def correlation_error(correlation: float, rows: int) -> float:
    """Standard error of a rank correlation; NaN of fewer than five rows.

    Source: Bonett & Wright 2000, Sample size requirements for estimating Pearson, Kendall and
    Spearman correlations.
    """
    if rows < 5:
        return math.nan
    of_transformed = math.sqrt((1.0 + correlation**2 / 2.0) / (rows - 3))  # Fisher's z
    return (1.0 - correlation**2) * of_transformed


def majority_bound(evidence: Evidence) -> float:
    """Accuracy that always naming the largest class may reach by luck (2 standard errors) on the
    validation rows; NaN where the classes or the rows are not known."""
    return _bound(evidence, evidence.facts.validation_rows)


def is_no_better_than_majority(evidence: Evidence, training: float, validation: float) -> bool:
    """Whether both accuracies are what always naming the largest class may reach by luck; False
    where one of them is not known. The training rows are many: alone a few validation rows could
    not tell a good network from none."""
    bounds = _bound(evidence, _training_rows(evidence)), majority_bound(evidence)
    return training <= bounds[0] and validation <= bounds[1]


def _bound(evidence: Evidence, rows: int) -> float:
    share = evidence.facts.majority_share
    if not evidence.facts.classes:
        return math.nan
    return share + ERRORS * standard_error(share, rows)


def _training_rows(evidence: Evidence) -> int:
    facts = evidence.facts
    return facts.probe_rows or min(facts.learn_rows, SAMPLE) or facts.validation_rows


def gap_error(evidence: Evidence, training: float, validation: float) -> float:
    """Standard error of the difference between two accuracies; NaN where rows are not known."""
    return math.hypot(
        standard_error(training, _training_rows(evidence)),
        standard_error(validation, evidence.facts.validation_rows),
    )
