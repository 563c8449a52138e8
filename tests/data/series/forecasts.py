"""Time steps made by code, sealed and understood as a study does it."""

import numpy as np
import polars as pl

from etude.data.reading import RawTable
from etude.data.sealing import Sealing
from etude.data.series.forecast import Understood, understand_forecast
from etude.data.series.forecast_sealing import seal_steps
from etude.records.question import Question


def stamps(count: int, start: int = 0) -> list[str]:
    days = np.datetime64("2020-01-01") + np.arange(start, start + count)
    return [str(day) for day in days]


def wave(count: int, season: int = 7) -> list[float]:
    places = np.arange(count)
    noise = np.random.default_rng(1).normal(0, 0.1, count)
    return (10 + 3 * np.sin(2 * np.pi * places / season) + 0.01 * places + noise).tolist()


def raw(**columns) -> RawTable:
    return RawTable(pl.DataFrame(columns), "made", (), "0123456789abcdef")


def question(**options) -> Question:
    return Question(**{"source": "made", "targets": ("value",), "forecast": 5, **options})


def studied(table: RawTable, **options) -> tuple[Sealing, Understood]:
    asked = question(**options)
    sealing = seal_steps(table, asked)
    facts = sealing.facts
    found = understand_forecast(
        sealing.development, asked, time=facts.time_column or "", series=facts.series_column or ""
    )
    return sealing, found


def acts(notes) -> set[str]:
    return {note.act for note in notes}
