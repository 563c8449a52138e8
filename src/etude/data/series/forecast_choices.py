"""What a forecast is made of, chosen from the development steps: season, window, and start."""

from dataclasses import replace

import numpy as np

from etude.data.series import calendar as calendars
from etude.data.series.forecast_base import base_of, bases_for
from etude.data.series.forecast_order import StepOrder
from etude.data.series.forecast_seasons import find_season
from etude.data.series.forecast_steps import Steps, steps_before
from etude.data.typed import TypedTable, scale_of
from etude.errors import BadOption
from etude.records.figures import counted, number_said
from etude.records.forecast import Calendar, Forecast
from etude.records.note import Note
from etude.records.question import Question

FEWEST_WINDOWS = 8  # to learn, to stop and to compare by at all
SHORTEST_WINDOW, LONGEST_WINDOW = 32, 96  # steps, where horizon and season ask for no more
WINDOW_SHARE = 20  # a window is the longer the more steps there are: this part of them
HORIZONS = 3.5  # in a window; 336 steps for 96, as in Zeng et al. 2023
SHORTEST = 4  # steps before the first forecast, and of the shortest window
LONGEST_SEASON = 200  # steps that a window spans twice; a longer season is told by the calendar
OLDER = 0.65  # of the steps and of the windows: none of those that stop or judge
WORDS = {"level": "last value", "season": "the season before", "lags": "linear model"}


def choose_season(question: Question, calendar: Calendar, steps: Steps) -> tuple[int, Note]:
    """Steps after which the series repeats itself, and why: as asked, or as found.

    Raises: BadOption for a season that no series to learn from is longer than.
    """
    if question.season:
        longest = int(steps.lengths.max(initial=0))
        if question.season >= longest:
            raise BadOption(
                f"--season {question.season} cannot be seen in {counted(longest, 'step')} to learn"
                " from; name a shorter one, or leave --season out."
            )
        text = f"The series repeats itself after {counted(question.season, 'step')}, as asked."
        return question.season, Note("season", text)
    candidates = calendars.seasons(calendar)
    season = find_season(steps_before(steps, OLDER), candidates)
    if season > 1:
        text = (
            f"Season: {season} steps; older steps so far apart are clearly nearer to each other"
            " than those half a season before or after (say otherwise with --season)."
        )
    else:
        tried = f" of {' or '.join(map(str, candidates))} steps" if candidates else ""
        text = f"No season{tried} shows in the older development steps (name one with --season)."
    return season, Note("season", text, None, season)


def choose_window(
    question: Question,
    order: StepOrder,
    calendar: Calendar,
    channels: tuple[str, ...],
    steps: Steps,
    season: int,
) -> Forecast:
    """The forecast with its window and the steps that a series must have; scales are still 1."""
    longest = int(steps.lengths.max(initial=0))
    window = _window(question.forecast, season, longest)
    begin = max((longest - 3 * question.forecast) // 3, SHORTEST)  # leaves origins where few are
    fewest = min(window, begin, season if SHORTEST < season <= LONGEST_SEASON else SHORTEST)
    return Forecast(
        horizon=question.forecast,
        window=window,
        fewest=fewest,
        season=season,
        calendar=calendar,
        time=order.time,
        series=order.series,
        channels=channels,
        known=question.known,
        waves=calendars.waves(calendar, longest),
        names=order.names,
        scales=((1.0,) * len(question.targets),),
    )


def _window(horizon: int, season: int, steps: int) -> int:
    """Steps seen: two seasons, 3.5 horizons, more where there are many steps; at most a
    quarter of them; in whole seasons."""
    wanted = max(
        HORIZONS * horizon,
        2 * season if season <= LONGEST_SEASON else 0,
        SHORTEST_WINDOW,
        min(steps // WINDOW_SHARE, LONGEST_WINDOW),
    )
    window = int(min(wanted, max(steps // 4, SHORTEST)))
    return window // season * season if season <= window else window


def choose_start(typed: TypedTable, forecast: Forecast) -> tuple[Forecast, Note]:
    """The simple forecast that is nearest to the truth on the second half of the older windows,
    learned from the first half: the newest windows, which judge, have no part in it."""
    assert typed.origins is not None
    older = np.arange(len(typed))[: round(OLDER * len(typed))]
    learn, tried = older[: len(older) // 2], older[len(older) // 2 :]
    moments = typed.origins.moments
    learn = learn[typed.origins.ends[learn] <= moments[tried].min(initial=2**62)]
    if len(learn) < FEWEST_WINDOWS or not len(tried):
        text = "Too few forecasts to choose by what to start from: it is the last value."
        return forecast, Note("base", text)
    scale = scale_of(typed.origins)[tried]
    errors = {}
    for kind in bases_for(typed, len(learn), forecast):
        made = base_of(kind, typed, learn, forecast)
        errors[kind] = float(
            (np.abs(made.level(typed, tried)[0] - typed.truth[tried]) / scale).mean()
        )
    best = min(errors, key=lambda kind: errors[kind])
    told = ", ".join(f"{WORDS[kind]} {number_said(error, 3)}" for kind, error in errors.items())
    text = f"Simple forecasts on older development steps, mase: {told}."
    return replace(forecast, base=best), Note("base", text)
