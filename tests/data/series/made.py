"""Small series with known truths, and tables that hold them."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from etude.data.reading import RawTable
from etude.data.typed import SeriesCells


def cells(*rows: Sequence[float], channels: int = 1) -> SeriesCells:
    """Series of these values; of several channels where the values of a step follow each other."""
    steps = [np.array(row, dtype=np.float64).reshape(-1, channels) for row in rows]
    lengths = np.array([len(one) for one in steps])
    names = tuple(f"c{place}" for place in range(channels))
    return SeriesCells(names, np.concatenate(steps), np.cumsum(lengths) - lengths, lengths)


def raw(frame: pl.DataFrame) -> RawTable:
    return RawTable(frame, "made", (), "fingerprint")


def waves(rows: int, steps: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Series [rows, steps] of one slow wave (class 0) or a faster one (class 1), any phase."""
    generator = np.random.default_rng(seed)
    label = generator.integers(0, 2, rows)
    phase = generator.uniform(0, 2 * np.pi, (rows, 1))
    angle = 2 * np.pi * np.arange(steps) / steps * (1 + label[:, None])
    return np.sin(angle + phase) + 0.1 * generator.normal(size=(rows, steps)), label


def wide(rows: int = 40, steps: int = 24, seed: int = 0) -> pl.DataFrame:
    """One row a series, written as text."""
    values, label = waves(rows, steps, seed)
    columns = {f"t{step}": [f"{one:.4f}" for one in values[:, step]] for step in range(steps)}
    return pl.DataFrame({**columns, "label": [f"wave {one}" for one in label]})


def long(rows: int = 40, steps: int = 24, seed: int = 0) -> pl.DataFrame:
    """One row a step: the same series as ``wide``, and a column that stays within a series."""
    values, label = waves(rows, steps, seed)
    names = [f"s{row:02d}" for row in range(rows)]
    return pl.DataFrame(
        {
            "series_id": np.repeat(names, steps),
            "step": np.tile(np.arange(steps), rows).astype(str),
            "x": [f"{one:.4f}" for one in values.ravel()],
            "y": [f"{one:.4f}" for one in -values.ravel()],
            "place": np.repeat([f"room {row % 3}" for row in range(rows)], steps),
            "label": np.repeat([f"wave {one}" for one in label], steps),
        }
    )
