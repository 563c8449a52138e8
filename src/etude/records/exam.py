"""The exam: the score on the sealed rows, how sure it is, and where the model fails."""

from dataclasses import dataclass

FAR_OFF = 0.1  # of the true values: a band that misses its promise by more is said to


@dataclass(frozen=True)
class Interval:
    """Where the true score lies 95 times of 100.

    low, high: ends, in the unit of the score. method: how it was made, in a few words.
    remark:    a known weak spot of this method on these rows, "" where there is none.
    """

    low: float
    high: float
    method: str
    remark: str = ""


@dataclass(frozen=True)
class ExamResult:
    """Score of the frozen predictor on the test rows.

    score, interval: of the deciding metric. metrics: every metric by name; nan where undefined.
    rows: test rows scored. openings: how often these rows have been opened, this time included.
    """

    score: float
    interval: Interval
    metrics: dict[str, float]
    rows: int
    openings: int


# --- classification --------------------------------------------------------------------------


@dataclass(frozen=True)
class Confusion:
    """counts[i][j]: rows of true class i that were predicted to be class j."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class ClassScores:
    """How well one class is predicted; rows: truly of this class; predicted: said to be."""

    label: str
    precision: float
    recall: float
    f1: float
    rows: int
    predicted: int


@dataclass(frozen=True)
class Curve:
    """A ROC or precision-recall curve of one class against the rest; at most 200 points.

    x, y: ROC: false-alarm rate and recall; precision-recall: recall and precision.
    thresholds: probability from which yes is said at each point; inf where never.
    area: ROC AUC or average precision over all the points, not only those kept.
    base: what a coin would reach: 0.5 (the diagonal) or the share of the class.
    """

    name: str
    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    thresholds: tuple[float, ...]
    area: float
    base: float


@dataclass(frozen=True)
class CalibrationBin:
    """Rows given a probability from low to high: what was said and what came true."""

    low: float
    high: float
    said: float
    came_true: float
    rows: int


@dataclass(frozen=True)
class CalibrationCurve:
    """Are 70 % of the rows said to be 70 % sure right?

    label: the class whose probability is looked at; "" for the probability of the predicted one.
    error: expected calibration error, the mean gap over the rows, as a share.
    """

    label: str
    bins: tuple[CalibrationBin, ...]
    error: float


@dataclass(frozen=True)
class ThresholdRow:
    """What saying yes from this probability on would have brought; cost per row, None unknown."""

    threshold: float
    precision: float
    recall: float
    f1: float
    cost: float | None


# --- numbers ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Residuals:
    """Errors (prediction - truth) of one target, in its own unit.

    quantiles: (share, error) pairs. truth, prediction: a sample of at most 500 rows.
    sentence:  what RMSE against MAE says about large errors.
    """

    target: str
    rmse: float
    mae: float
    quantiles: tuple[tuple[float, float], ...]
    truth: tuple[float, ...]
    prediction: tuple[float, ...]
    sentence: str


@dataclass(frozen=True)
class ForecastBand:
    """Whether a forecast's band held what it promised, on the test rows.

    nominal, coverage: share of true values that should lie and lay inside.
    steps:   coverage of each step ahead.
    pinball: mean pinball loss of both ends, in the units of mase.
    """

    nominal: float
    coverage: float
    steps: tuple[float, ...]
    pinball: float
    sentence: str

    @property
    def is_too_narrow(self) -> bool:
        """Whether it held so much less than it promised that it must not be relied on."""
        return self.coverage < self.nominal - FAR_OFF


@dataclass(frozen=True)
class ForecastShown:
    """One forecast of the exam beside the truth, in the target's own unit.

    series: its name, "" where there is one. begins: moment of the first step ahead.
    before: the steps it was made from, the last ones, nan where missing.
    """

    series: str
    target: str
    begins: str
    before: tuple[float, ...]
    truth: tuple[float, ...]
    prediction: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


# --- both ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WorstRow:
    """One of the rows with the largest loss.

    unit:  row number in the source from 0. truth, prediction: in words, or numbers in own units.
    loss:  nats (classes) or mean absolute error in deviations of the target (numbers).
    text:  what the row says, its first letters; "" where no text is read.
    cells: (column, what stands there) of the columns that matter most.
    """

    unit: int
    truth: str
    prediction: str
    loss: float
    text: str = ""
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Slice:
    """Rows, described by their inputs, on which the model is worse than elsewhere.

    conditions: in words, all true together. rows: of the test rows.
    mean_loss, ratio: estimated on rows that had no part in finding the slice; ratio is to the
                      mean loss of all those rows. p: that chance alone looks like this, corrected
                      for the number of slices looked at.
    """

    conditions: tuple[str, ...]
    rows: int
    mean_loss: float
    ratio: float
    p: float


@dataclass(frozen=True)
class Importance:
    """How much worse the predictions get when one column is shuffled.

    loss_increase: mean increase of the loss over the repeats, in units of that loss.
    noise:         standard error of that mean from shuffles and rows.
    share:         increase as a share of the loss with the column in order; nan at loss 0.
    """

    column: str
    loss_increase: float
    noise: float
    share: float


@dataclass(frozen=True)
class ErrorAnalysis:
    """Where the model is right and wrong on the test rows; parts without a meaning are empty."""

    confusion: Confusion | None
    classes: tuple[ClassScores, ...]
    curves: tuple[Curve, ...]
    calibration: CalibrationCurve | None
    thresholds: tuple[ThresholdRow, ...]
    residuals: tuple[Residuals, ...]
    worst: tuple[WorstRow, ...]
    slices: tuple[Slice, ...]
    importance: tuple[Importance, ...]
    band: ForecastBand | None = None
    forecasts: tuple[ForecastShown, ...] = ()
