"""What is left of each numeric target: errors, their spread, and a sample to draw."""

import numpy as np
import numpy.typing as npt

from etude.measuring.words import large_errors
from etude.records.exam import Residuals
from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]

MOST_POINTS = 500
_SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def residuals(problem: Problem, truth: Floats, outputs: Floats) -> tuple[Residuals, ...]:
    """Errors of each target; truth and outputs float64 [n, T] in own units, n above 0."""
    generator = np.random.default_rng(0)
    rows = np.sort(generator.permutation(len(truth))[:MOST_POINTS])
    return tuple(
        _of_target(name, truth[:, one], outputs[:, one], rows, problem.unit)
        for one, name in enumerate(problem.targets)
    )


def _of_target(
    name: str, truth: Floats, outputs: Floats, rows: npt.NDArray[np.int64], unit: str
) -> Residuals:
    errors = outputs - truth
    rmse, mae = float(np.sqrt((errors**2).mean())), float(np.abs(errors).mean())
    return Residuals(
        target=name,
        rmse=rmse,
        mae=mae,
        quantiles=tuple(zip(_SHARES, np.quantile(errors, _SHARES).tolist(), strict=True)),
        truth=tuple(truth[rows].tolist()),
        prediction=tuple(outputs[rows].tolist()),
        sentence=large_errors(rmse, mae, unit),
    )
