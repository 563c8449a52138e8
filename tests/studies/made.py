"""A small table made by code, with a known truth."""

from pathlib import Path

import numpy as np
import polars as pl


def table(rows: int, seed: int, *, broken: bool = False) -> pl.DataFrame:
    """Two numbers, a category and a class that follows them; ``broken`` makes the inputs absurd
    without touching the target."""
    draws = np.random.default_rng(seed)
    numbers = draws.normal(size=(rows, 2))
    colour = draws.choice(["red", "green", "blue"], rows)
    score = numbers[:, 0] - numbers[:, 1] + (colour == "red") + 0.5 * draws.normal(size=rows)
    if broken:
        numbers, colour = numbers * 1e6, np.array(["black"] * rows)
    return pl.DataFrame(
        {
            "height": numbers[:, 0].round(4),
            "weight": numbers[:, 1].round(4),
            "colour": colour,
            "grade": np.where(score > 0.3, "good", "bad"),
        }
    )


def write(folder: Path, name: str, rows: int, seed: int, *, broken: bool = False) -> str:
    path = folder / name
    table(rows, seed, broken=broken).write_csv(path)
    return str(path)
