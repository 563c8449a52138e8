"""Panels: series whose steps are not even are split by time all the same, and every weekday of
many series is learned from."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from etude.data.folds import decide_split, final, hold_out
from etude.data.series.forecast_windows import MOST_ROWS
from etude.data.spellings import ROW

from .forecasts import raw, stamps, studied, wave

START = datetime(2015, 1, 1)


def uneven() -> pl.DataFrame:
    """Twelve series that begin one after the other, each with steps at moments of its own."""
    generator = np.random.default_rng(0)
    rows = []
    for shop in range(12):
        when = START + timedelta(days=30 * shop)
        for _ in range(120):
            when += timedelta(hours=float(generator.exponential(20)) + 0.01)
            rows.append((f"shop {shop}", when, float(generator.normal()) + shop))
    return pl.DataFrame(rows, schema=["shop", "when", "value"], orient="row")


def test_no_learn_row_lies_after_one_that_judges() -> None:
    sealing, found = studied(raw(**uneven().to_dict(as_series=False)), forecast=3, series_id="shop")
    assert found.problem.forecast is not None
    assert found.problem.forecast.calendar.kind == "rows"
    typed = found.typed
    assert typed.origins is not None
    when = dict(zip(sealing.development[ROW], sealing.development["when"], strict=True))
    begins = np.array([when[row] for row in typed.units.tolist()])
    split = decide_split(typed, found.problem, sealing.facts)
    for fold in (hold_out(split, typed), final(split, typed, 0)):
        held = np.concatenate([fold.stop, fold.judge])
        assert len(fold.learn) > 100
        assert begins[fold.learn].max() < begins[held].min()
        assert typed.origins.ends[fold.learn].max() <= typed.origins.moments[held].min()


def test_steps_ahead_of_an_uneven_series_end_with_its_own() -> None:
    """The last step ahead lies behind steps that other series have in the meantime."""
    sealing, found = studied(raw(**uneven().to_dict(as_series=False)), forecast=3, series_id="shop")
    origins = found.typed.origins
    assert origins is not None
    moments = sealing.development["when"].unique().sort().to_list()
    row = int(np.argmax(origins.ends - origins.moments))
    last = moments[int(origins.ends[row]) - 1]
    shop = found.problem.forecast.names[int(origins.codes[row])]  # type: ignore[union-attr]
    own = sealing.development.filter(pl.col("shop") == shop)["when"].sort().to_list()
    first = sealing.development.filter(pl.col(ROW) == int(found.typed.units[row]))["when"][0]
    assert own.index(last) - own.index(first) == 2
    assert origins.ends[row] - origins.moments[row] > 3


def test_thinned_origins_keep_every_weekday() -> None:
    names = [f"shop {place}" for place in range(40)]
    count = 1250
    frame = pl.concat(
        [pl.DataFrame({"shop": one, "day": stamps(count), "value": wave(count)}) for one in names]
    )
    _, found = studied(raw(**frame.to_dict(as_series=False)), forecast=7)
    assert found.typed.origins is not None
    _, counts = np.unique(found.typed.origins.moments % 7, return_counts=True)
    assert len(counts) == 7
    assert counts.min() > 0.9 * counts.max()
    assert len(found.typed) <= MOST_ROWS
