"""A problem: what is to be predicted from what, and which metric decides."""

from dataclasses import dataclass
from typing import Literal

from etude.records.forecast import Forecast

Task = Literal["classification", "regression"]

# Cheap references for each kind of data, in the order in which they are measured and shown.
YARDSTICKS: dict[str, tuple[str, ...]] = {
    "table": ("naive", "linear", "boosted_trees"),
    "text": ("naive", "linear"),
    "series": ("naive", "linear", "nearest_neighbour"),
    "forecast": ("last_value", "seasonal_naive", "linear_on_lags"),
}


@dataclass(frozen=True)
class Metric:
    """A measure of how good predictions are.

    name:      as scikit-learn spells it: ``log_loss``, ``rmse``, ``roc_auc`` ...
    direction: ``minimise`` or ``maximise``.
    is_mean:   True where the metric is a mean (or the root of a mean) of per-row losses, so that
               rows can be compared one by one; the others are compared by jackknife.
    task:      the task it belongs to.
    meaning:   one plain sentence.
    of_steps:  whether it is one of forecasts only.
    """

    name: str
    direction: Literal["minimise", "maximise"]
    is_mean: bool
    task: Task
    meaning: str
    of_steps: bool = False


_CLASSES: Task = "classification"
_NUMBERS: Task = "regression"

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("log_loss", "minimise", True, _CLASSES,
               "How surprised the model is by the truth; being confident and wrong costs most."),
        Metric("accuracy", "maximise", True, _CLASSES, "Share of rows predicted right."),
        Metric("balanced_accuracy", "maximise", True, _CLASSES,
               "Share predicted right in each class, averaged over the classes."),
        Metric("precision", "maximise", False, _CLASSES,
               "When the model says yes, how often it is right."),
        Metric("recall", "maximise", False, _CLASSES,
               "Of the rows that are truly yes, the share that the model finds."),
        Metric("f1", "maximise", False, _CLASSES,
               "One figure for precision and recall; low when either is low."),
        Metric("roc_auc", "maximise", False, _CLASSES,
               "How often a random yes is ranked above a random no."),
        Metric("average_precision", "maximise", False, _CLASSES,
               "Precision averaged over all the thresholds at which a further yes is found."),
        Metric("expected_cost", "minimise", True, _CLASSES,
               "Cost of a row on average, from the given costs of a false alarm and of a miss."),
        Metric("rmse", "minimise", True, _NUMBERS,
               "Typical error in the unit of the target; large errors weigh more."),
        Metric("mae", "minimise", True, _NUMBERS,
               "Average distance between prediction and truth, in the unit of the target."),
        Metric("r2", "maximise", False, _NUMBERS,
               "Share of the target's variation that the model explains."),
        Metric("mase", "minimise", True, _NUMBERS,
               "Average error of a forecast, in units of how far the series moves in a season.",
               of_steps=True),
        Metric("smape", "minimise", True, _NUMBERS,
               "Average error of a forecast as a share of its size and the truth's, 0 to 2.",
               of_steps=True),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What is to be predicted from what.

    data_kind: ``table``, ``text``, ``series`` or ``forecast``.
    task:      ``classification`` (one target) or ``regression`` (one or several targets).
    targets:   names of the target columns.
    labels:    class names in order for classification (two: the second is the positive one),
               empty for regression.
    metric:    name of the metric that decides.
    metric_reason: the rule and the numbers that picked it.
    unit:      unit of the target as the person gave it, "" where unknown.
    cost_false_alarm, cost_miss: the person's costs, None where not given.
    forecast:  how time steps become rows, None where nothing is forecast.
    """

    data_kind: str
    task: Task
    targets: tuple[str, ...]
    labels: tuple[str, ...]
    metric: str
    metric_reason: str
    unit: str = ""
    cost_false_alarm: float | None = None
    cost_miss: float | None = None
    forecast: Forecast | None = None

    @property
    def is_classification(self) -> bool:
        return self.task == "classification"

    @property
    def direction(self) -> str:
        """``minimise`` or ``maximise``, of the deciding metric."""
        return METRICS[self.metric].direction

    @property
    def outputs(self) -> int:
        """Numbers that the network gives for a row: one a class, or one a numeric target, and
        of a forecast all targets of a step, step after step."""
        if self.is_classification:
            return len(self.labels)
        return len(self.targets) * (self.forecast.horizon if self.forecast else 1)
