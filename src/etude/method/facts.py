"""The measured facts that rules read, taken from the survey and the yardsticks."""

import math
from statistics import fmean

from etude.diagnosis.evidence import Facts
from etude.records.moves import Explored, YardsticksMeasured

SKEWED = 2.0  # |skew| above it: quantile scaling is offered


def facts_of(explored: Explored, measured: YardsticksMeasured | None, device: str = "cpu") -> Facts:
    """Facts for rules; losses are NaN before the yardsticks are measured."""
    columns = [column for column in explored.survey.columns if column.used]
    numbers = [column.numbers for column in columns if column.numbers is not None]
    shares = _class_shares(explored)
    forecast, above = explored.problem.forecast, _above_mean(explored)
    return Facts(
        learn_rows=explored.split.train,
        number_columns=len(explored.schema.used("number", "date")),
        category_columns=len(explored.schema.used("category")),
        skewed_columns=sum(abs(one.skew) > SKEWED for one in numbers),
        outlier_columns=sum(one.outliers > 0 for one in numbers),
        classes=len(explored.problem.labels),
        rarest_share=min(shares, default=1.0),
        majority_share=max(shares, default=0.0),
        target_outliers=sum(
            target.numbers.outliers for target in explored.survey.targets if target.numbers
        ),
        target_skew=_target_skew(explored),
        naive_loss=measured.reference_loss if measured else math.nan,
        linear_loss=measured.linear_loss if measured else math.nan,
        trees_loss=dict(measured.losses).get("boosted_trees", math.nan) if measured else math.nan,
        lengths=explored.survey.lengths,
        pretrained=explored.shape.pretrained,
        synonyms=explored.survey.lexicon.share if explored.survey.lexicon else 0.0,
        forecast_from=forecast.base if forecast else "",
        season=forecast.season if forecast else 1,
        device=device.partition(":")[0],
        validation_rows=explored.split.validation,
        target_positive_share=above,
        target_negative_share=1.0 - above,
    )


def _target_skew(explored: Explored) -> float:
    if explored.problem.forecast is not None:
        return 0.0  # what is learned is the difference from a simple forecast, of either sign
    targets = [target.numbers for target in explored.survey.targets if target.numbers]
    if any(one.minimum < 0 for one in targets):
        return 0.0
    return max((one.skew for one in targets), default=0.0)


def _above_mean(explored: Explored) -> float:
    """Share of the targets above 0 as a network learns them, which is their mean; NaN for classes,
    and for forecasts, whose differences from a simple forecast are not surveyed."""
    targets = [target.numbers for target in explored.survey.targets if target.numbers]
    if explored.problem.forecast is not None or not targets:
        return math.nan
    return fmean(one.above_mean for one in targets)


def _class_shares(explored: Explored) -> list[float]:
    if not explored.problem.is_classification:
        return []
    counts = [one.count for one in explored.survey.targets[0].classes]
    return [count / sum(counts) for count in counts]
