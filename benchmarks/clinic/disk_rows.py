"""Sets of the clinic that lie on disk: tables, series and images."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.clinic.made_rows.sizes import MADE, MANY, STEPS, Rows

MOST_ROWS, FEWER = 5000, 3000  # of a table


def _images(folder: Path) -> Rows:
    """Clothes, every second row and column of pixels; a row of them is a step."""
    from PIL import Image

    files = sorted((folder / "fashion_mnist").glob("*/*/*.png"))
    names = sorted({file.parent.name for file in files})
    pixels = np.stack([np.asarray(Image.open(file), float)[::2, ::2].ravel() for file in files])
    return pixels, np.array([float(names.index(file.parent.name)) for file in files])


def _vowels(folder: Path) -> Rows:
    """Two Japanese vowels of nine speakers, 29 steps of 12 numbers, 0 after the end."""
    import polars as pl

    rows, labels = [], []
    for part in ("train", "test"):
        frame = pl.read_csv(folder / f"japanese_vowels/{part}.csv")
        for series in frame.partition_by("series_id", maintain_order=True):
            steps = np.zeros((29, 12))
            found = series.select(pl.selectors.starts_with("lpc")).to_numpy()
            steps[: len(found)] = found
            rows.append(steps.ravel())
            labels.append(series["label"][0] - 1.0)
    return np.stack(rows), np.array(labels)


def _windows(folder: Path, place: str, every: int) -> Rows:
    """24 steps of a series, the last column of a file, and the step after them."""
    import polars as pl

    steps = pl.read_csv(folder / place)[:, -1].to_numpy().astype(float)
    windows = np.lib.stride_tricks.sliding_window_view(steps, STEPS + 1)[::every]
    return windows[:, :-1].copy(), windows[:, -1].copy()


def _mushroom(folder: Path) -> Rows:
    """Edible or poisonous, by what is seen of it, letters numbered in the order of the alphabet."""
    import polars as pl

    frame = pl.read_csv(folder / "mushroom/mushroom.csv")
    gone = ("odor", "spore_print_color", "gill_size", "ring_type", "bruises")
    frame = frame.drop(*gone, "veil_type")  # with them hardly a row is doubtful
    frame = frame.unique(maintain_order=True).sample(MADE, seed=0)
    codes = frame.drop("type").select(pl.all().rank("dense")).to_numpy().astype(float)
    return codes, (frame["type"] == "p").to_numpy().astype(float)


def _medical(folder: Path) -> Rows:
    """What a treatment costs: words are numbered in the order of the alphabet."""
    import polars as pl

    frame = pl.read_csv(folder / "medical_cost/insurance.csv")
    words = pl.col("sex", "smoker", "region").rank("dense")
    columns = frame.with_columns(words).drop("charges")
    return columns.to_numpy().astype(float), frame["charges"].to_numpy().astype(float)


def _messages(folder: Path) -> Rows:
    """As many wanted as unwanted messages, by how often each holds the 60 commonest words, and by
    its characters, digits and capitals."""
    import polars as pl

    frame = pl.read_csv(folder / "sms_spam/sms_spam.csv").unique("text", maintain_order=True)
    kinds = frame.sample(fraction=1.0, shuffle=True, seed=0).partition_by("label")
    fewest = min(map(len, kinds))
    frame = pl.concat(kind[:fewest] for kind in kinds)
    texts = frame["text"].to_list()
    words = [re.findall(r"[a-z]+", text.lower()) for text in texts]
    counts = Counter(word for some in words for word in some)
    common = sorted(counts, key=lambda word: (-counts[word], word))[:60]
    held = [[some.count(word) for word in common] for some in words]
    forms = [
        [len(text), sum(map(str.isdigit, text)), sum(map(str.isupper, text))] for text in texts
    ]
    return np.hstack([held, forms]).astype(float), (frame["label"] == "spam").to_numpy().astype(
        float
    )


def _bills(folder: Path) -> Rows:
    """What a telephone costs in a month: words are numbered in the order of the alphabet."""
    import polars as pl

    frame = pl.read_csv(folder / "telco_churn/telco_churn.csv").sample(MANY, seed=0)
    columns = frame.drop("customerID", "MonthlyCharges", "TotalCharges", "Churn")
    words = pl.selectors.string().rank("dense")
    inputs = columns.with_columns(words).to_numpy().astype(float)
    return inputs, frame["MonthlyCharges"].to_numpy().astype(float)


@dataclass(frozen=True)
class _File:
    """A set on disk. left_out: columns that are another target. separator: of its cells. every: so
    many steps of a series are one. parted: also in a file of test rows. most: rows drawn of it."""

    place: str
    target: str
    left_out: tuple[str, ...] = ()
    separator: str = ","
    every: int = 1
    parted: bool = False
    most: int = MOST_ROWS


_FILES = {
    "spambase": _File("spambase/spambase.csv", "type"),
    "concrete": _File("concrete/concrete.csv", "strength"),
    "italy_power": _File("italy_power/train.csv", "label", parted=True),
    "letter": _File("letter/letter.csv", "letter"),
    "wine": _File("wine_quality/white.csv", "quality", separator=";"),
    "energy": _File("energy_efficiency/energy.csv", "Heating Load", left_out=("Cooling Load",)),
    "adult": _File("adult/train.csv", "income", most=FEWER),
    "california": _File("california_housing/housing.csv", "median_house_value", most=FEWER),
    "bike_sharing": _File("bike_sharing/bike_hourly.csv", "cnt", left_out=("instant",), most=FEWER),
    "penguins": _File("penguins/penguins.csv", "species"),
    "diamonds": _File("diamonds/diamonds.csv.gz", "price", most=FEWER),
    "texas": _File("texas_housing/texas_housing.csv", "median", most=FEWER),
    "bank": _File("bank_marketing/bank_marketing.parquet", "deposit", most=FEWER),
    "gunpoint": _File("gunpoint/train.csv", "label", every=3, parted=True),
}


_OTHERS: dict[str, Callable[[Path], Rows]] = {
    "fashion": _images,
    "vowels": _vowels,
    "mushroom": _mushroom,
    "medical": _medical,
    "messages": _messages,
    "bills": _bills,
    "sunspots": lambda folder: _windows(folder, "sunspots/sunspots_monthly.csv", 2),
    "etth1": lambda folder: _windows(folder, "etth1/ETTh1.csv", 12),
    "temperatures": lambda folder: _windows(
        folder, "daily_min_temperatures/daily_min_temperatures.csv", 3
    ),
}


def read(folder: Path, name: str, *, is_regression: bool) -> Rows:
    """All rows of a set, as they are."""
    if name in _OTHERS:
        return _OTHERS[name](folder)
    import polars as pl

    file = _FILES[name]
    places = [file.place, file.place.replace("train", "test")][: 1 + file.parted]
    frames = [_frame(folder / place, file.separator) for place in places]
    frame = pl.concat(frames).drop_nulls(pl.selectors.numeric())
    if len(frame) > file.most:
        frame = frame.sample(file.most, seed=0)
    columns = frame.drop(file.target, *file.left_out).select(pl.selectors.numeric())
    inputs = columns.to_numpy().astype(float)[:, :: file.every]
    column = frame[file.target]
    codes = column.to_numpy() if is_regression else column.rank("dense").to_numpy() - 1
    return inputs, codes.astype(float)


def _frame(path: Path, separator: str) -> Any:
    import polars as pl

    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    return pl.read_csv(path, infer_schema_length=None, separator=separator)
