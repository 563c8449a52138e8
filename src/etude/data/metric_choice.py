"""The metric that decides: picked by rule from facts, with the numbers seen, or by the person."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etude.data.spellings import shown
from etude.errors import BadOption
from etude.records.problem import METRICS, Task

_RARE_SHARE = 0.2  # of two classes; of K classes the same shortfall from a fair share, 0.4 / K
_EXTREME_SHARE = 0.01  # of the targets beyond 3 interquartile ranges
_EXTREME_DISTANCE = 10.0  # interquartile ranges from the nearer quartile to the farthest target


@dataclass(frozen=True)
class MetricChoice:
    """A metric's name and one sentence that says why it decides."""

    metric: str
    reason: str


@dataclass(frozen=True)
class Costs:
    """What a false alarm and a miss cost, None where not given."""

    false_alarm: float | None = None
    miss: float | None = None

    @property
    def given(self) -> bool:
        return self.false_alarm is not None or self.miss is not None


def choose_metric(
    task: Task,
    labels: tuple[str, ...],
    target: npt.NDArray[np.int64] | npt.NDArray[np.float64],
    *,
    wanted: str | None = None,
    costs: Costs = Costs(),
) -> MetricChoice:
    """Pick the deciding metric.

    In:     target: int64 [N] class codes, or float64 [N, T].
            wanted: the person's metric; it overrules everything else.
    Raises: BadOption for an unknown or unfitting metric, or costs that make no sense.
    Source: the guide, "Evaluation Metrics"; the order is the method's.
    """
    _check_costs(task, labels, costs)
    if wanted is not None:
        _check_wanted(task, wanted, costs)
        return MetricChoice(wanted, f"{wanted} decides because it was asked for (--metric).")
    if costs.given:
        return MetricChoice("expected_cost", _cost_reason(costs))
    if task == "classification":
        return _for_classes(labels, np.bincount(target.astype(np.int64), minlength=len(labels)))
    return _for_numbers(target.astype(np.float64))


def _check_wanted(task: Task, wanted: str, costs: Costs) -> None:
    fitting = [
        name for name, metric in METRICS.items() if metric.task == task and not metric.of_steps
    ]
    if wanted not in fitting:
        known = "does not exist" if wanted not in METRICS else f"is not a metric of {task}"
        raise BadOption(
            f'The metric "{wanted}" {known}; for {task} choose one of {", ".join(fitting)}.'
        )
    if wanted == "expected_cost" and not costs.given:
        raise BadOption("The metric expected_cost needs the cost of a false alarm and of a miss.")


def _check_costs(task: Task, labels: tuple[str, ...], costs: Costs) -> None:
    if not costs.given:
        return
    if task != "classification" or len(labels) != 2:
        raise BadOption("Costs of a false alarm and a miss make sense only for two classes.")
    if costs.false_alarm is None or costs.miss is None:
        raise BadOption("Give both costs, of a false alarm and of a miss, or neither.")
    numbers = (costs.false_alarm, costs.miss)
    if not np.isfinite(numbers).all() or min(numbers) < 0 or max(numbers) == 0:
        raise BadOption(
            f"Costs must be 0 or more and not both 0, however: {numbers[0]}, {numbers[1]}."
        )


def _cost_reason(costs: Costs) -> str:
    return (
        f"expected_cost decides because costs were given: a false alarm costs"
        f" {costs.false_alarm:g}, a miss {costs.miss:g}."
    )


def _for_classes(labels: tuple[str, ...], counts: npt.NDArray[np.int64]) -> MetricChoice:
    shares = counts / counts.sum()
    rarest = int(shares.argmin())
    bound = 2 * _RARE_SHARE / len(labels)
    seen = (
        f"{shown(labels[rarest])}, the rarest, has {100 * shares[rarest]:.1f} % of"
        f" {counts.sum():,} rows"
    )
    if shares[rarest] >= bound:
        return MetricChoice(
            "log_loss",
            f"log_loss decides, as no class is rare (under {100 * bound:.3g} %): {seen}.",
        )
    metric = "average_precision" if len(labels) == 2 else "balanced_accuracy"
    commonest = shown(labels[int(shares.argmax())])
    always = f"always guessing {commonest} is right in {100 * shares.max():.1f} %"
    return MetricChoice(
        metric,
        f"{metric} decides, as a class is rare (under {100 * bound:.3g} %): {seen}; {always}.",
    )


def _for_numbers(target: npt.NDArray[np.float64]) -> MetricChoice:
    """Looks at every target (float64 [N, T]) and lets the most extreme one decide."""
    worst = max((_extremes(target[:, t]) for t in range(target.shape[1])), key=_severity)
    share, distance = worst
    seen = (
        f"{100 * share:.2f} % of the target values lie beyond 3 interquartile ranges, the farthest"
        f" {distance:.1f} ranges from the middle half"
    )
    rule = f"{100 * _EXTREME_SHARE:.0f} % or {_EXTREME_DISTANCE:.0f} ranges would be extreme"
    if share >= _EXTREME_SHARE or distance >= _EXTREME_DISTANCE:
        reason = (
            f"mae decides because {seen} ({rule}); if large errors are serious, say --metric rmse."
        )
        return MetricChoice("mae", reason)
    return MetricChoice("rmse", f"rmse decides, as no value is extreme: {seen} ({rule}).")


def _severity(extremes: tuple[float, float]) -> float:
    return max(extremes[0] / _EXTREME_SHARE, extremes[1] / _EXTREME_DISTANCE)


def _extremes(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Share of values beyond 3 interquartile ranges, and the farthest distance in ranges.

    Where half of the values are equal there is no range to measure in: (0, 0).
    """
    low, high = np.percentile(values, (25, 75))
    if high <= low:
        return 0.0, 0.0
    distances = np.maximum(low - values, values - high) / (high - low)
    return float((distances > 3).mean()), max(float(distances.max()), 0.0)
