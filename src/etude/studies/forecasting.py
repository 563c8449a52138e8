"""A forecast in use: the steps after the end of a person's data, and what the exam shows of it."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from etude.data.series.calendar import seconds_of
from etude.data.series.forecast_rows import forecast_rows
from etude.data.series.moments import write_moment
from etude.data.typed import TypedTable, scale_of
from etude.measuring.bands import band_of, check_band
from etude.records.exam import ForecastBand, ForecastShown
from etude.records.forecast import Forecast
from etude.studies.predictor import Card, Predictor

if TYPE_CHECKING:
    from etude.data.reading import RawTable
    from etude.studies.study import Predictions

MOST_SHOWN = 4  # forecasts that are drawn
STEPS_BEFORE = 2  # horizons of the past that are drawn with each

Floats = npt.NDArray[np.float64]


def predict_ahead(predictor: Predictor, raw: "RawTable") -> "Predictions":
    """The steps after the end of every series, one answer a step, with its moment and band.

    Raises: UnreadableData where no series is long enough.
    """
    from etude.studies.study import Predictions

    card = predictor.card
    forecast = _forecast(card)
    typed, names, notes = forecast_rows(raw.frame, card.schema, forecast, ahead=True)
    outputs = predictor.outputs(typed)
    targets = len(card.problem.targets)
    ends = band(card, typed, outputs)
    return Predictions(
        targets=card.problem.targets,
        classes=(),
        labels=[],
        values=outputs.reshape(-1, targets),
        probabilities=np.zeros((len(typed) * forecast.horizon, 0)),
        notes=(*raw.notes, *notes),
        identifier=forecast.series,
        names=tuple(name for name in names for _ in range(forecast.horizon)),
        time=forecast.time if forecast.calendar.kind != "rows" and forecast.time else "step ahead",
        moments=tuple(one for row in _moments(forecast, typed) for one in row),
        band=None if ends is None else np.stack([one.reshape(-1, targets) for one in ends]),
    )


def labelled_rows(card: Card, raw: "RawTable") -> TypedTable:
    """Every window of a person's data whose steps ahead are known."""
    return forecast_rows(raw.frame, card.schema, _forecast(card), ahead=False)[0]


def band(card: Card, typed: TypedTable, outputs: Floats) -> tuple[Floats, Floats] | None:
    """Lower and upper end of each number of these forecasts; None where no errors are known."""
    if not card.band or typed.origins is None:
        return None
    return band_of(outputs, np.array(card.band), scale_of(typed.origins))


def checked_band(card: Card, typed: TypedTable, outputs: Floats) -> ForecastBand | None:
    """How often the truth of these rows lay inside the band."""
    if not card.band or typed.origins is None:
        return None
    scale = scale_of(typed.origins)
    return check_band(typed.truth, outputs, np.array(card.band), scale, typed.origins.horizon)


def shown_forecasts(card: Card, typed: TypedTable, outputs: Floats) -> tuple[ForecastShown, ...]:
    """A few of these forecasts beside the truth: evenly over time, of the first target."""
    forecast = card.problem.forecast
    if forecast is None or typed.origins is None or typed.series is None:
        return ()
    targets = len(card.problem.targets)
    ends = band(card, typed, outputs)
    low, high = ends if ends is not None else (outputs, outputs)
    moments = _moments(forecast, typed)
    picked = np.unique(np.linspace(0, len(typed) - 1, MOST_SHOWN).astype(np.int64))
    found = []
    for row in picked.tolist():
        end = int(typed.series.starts[row] + typed.series.lengths[row])
        start = max(int(typed.series.starts[row]), end - STEPS_BEFORE * forecast.horizon)
        code = int(typed.origins.codes[row])
        found.append(
            ForecastShown(
                series=forecast.names[code] if code < len(forecast.names) else "",
                target=card.problem.targets[0],
                begins=moments[row][0],
                before=tuple(typed.series.steps[start:end, 0].tolist()),
                truth=tuple(typed.truth[row, ::targets].tolist()),
                prediction=tuple(outputs[row, ::targets].tolist()),
                low=tuple(low[row, ::targets].tolist()),
                high=tuple(high[row, ::targets].tolist()),
            )
        )
    return tuple(found)


def _forecast(card: Card) -> Forecast:
    assert card.problem.forecast is not None
    return card.problem.forecast


def _moments(forecast: Forecast, typed: TypedTable) -> list[list[str]]:
    """When each step ahead is, as the source writes it; counted where steps are not even."""
    assert typed.origins is not None
    if forecast.calendar.kind == "rows" or not forecast.time:
        return [[f"{step + 1}" for step in range(forecast.horizon)] for _ in range(len(typed))]
    steps = typed.origins.moments[:, None] + np.arange(forecast.horizon)
    seconds = seconds_of(forecast.calendar, steps.ravel()).tolist()
    written = [write_moment(one, forecast.calendar) for one in seconds]
    ahead = forecast.horizon
    return [written[start : start + ahead] for start in range(0, len(written), ahead)]
