"""Problems and predictions made by code, for the tests of this room."""

import numpy as np

from etude.records.problem import Problem


def classes(count=2, metric="log_loss", costs=(None, None)):
    labels = tuple("abcdefghij"[:count])
    return Problem("table", "classification", ("y",), labels, metric, "", "", *costs)


def numbers(metric="rmse", targets=("price",), unit=""):
    return Problem("table", "regression", targets, (), metric, "", unit)


def predicted(generator, rows, shares, strength=2.0):
    """Truth and honest probabilities; classes of these shares, apart by ``strength``."""
    shares = np.asarray(shares)
    truth = generator.choice(len(shares), rows, p=shares)
    logits = generator.normal(size=(rows, len(shares)))
    logits[np.arange(rows), truth] += strength
    powers = np.exp(logits + np.log(shares))
    return truth, powers / powers.sum(axis=1, keepdims=True)
