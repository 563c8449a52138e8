"""Real sets for regression that packages of the registry carry, fetched and written as CSV.

| set | package | licence | what is predicted |
| --- | --- | --- | --- |
| tweets, movies, editorials, products | vaderSentiment 3.3.2, MIT | as the package; its README asks
to cite Hutto & Gilbert 2014 | how positive at least 20 people found a text, -4 to 4 on average |
| covid | aeon 1.6.0, BSD-3 | from the WHO; Tan et al. 2021, Time series extrinsic regression |
deaths among the cases of a country on 1 April 2020, from 84 days of new cases |
| cardano | aeon 1.6.0, BSD-3 | as the package | sentiment of the news, from 24 hours of price and
volume of a currency |

Nothing of them is kept in the repository.
"""

import csv
import io
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

TEXTS_PACKAGE, SERIES_PACKAGE = "vaderSentiment==3.3.2", "aeon==1.6.0"
TEXTS = {
    "tweets": "tweets",
    "movies": "movieReviewSnippets",
    "editorials": "nytEditorialSnippets",
    "products": "amazonReviewSnippets",
}
SERIES = {
    "covid": ("Covid3Month", ("cases",)),
    "cardano": ("CardanoSentiment", ("price", "volume")),
}
PARTS = {"train": "TRAIN", "test": "TEST"}


def fetch(folder: Path) -> None:
    """Have every set in ``folder``: texts as ``tweets.csv`` with the columns text, rating and,
    where several sentences come from one source, source; series as ``covid/train.csv`` and
    ``covid/test.csv``, one row a series, with the column target. What is there is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / f"{name}.csv").exists() for name in TEXTS):
        _write_texts(_downloaded(TEXTS_PACKAGE, folder, "*.tar.gz", "--no-binary", ":all:"), folder)
    if not all((folder / name / f"{part}.csv").exists() for name in SERIES for part in PARTS):
        _write_series(_downloaded(SERIES_PACKAGE, folder, "aeon*.whl"), folder)


def _downloaded(package: str, folder: Path, pattern: str, *options: str) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", *options, package]
    if not list(folder.glob(pattern)):
        subprocess.run([*command, "--dest", str(folder)], check=True)
    return next(folder.glob(pattern))


def _write_texts(package: Path, folder: Path) -> None:
    """The package holds an archive of its own; ``7_2`` is the second sentence of source 7."""
    with tarfile.open(package) as outer:
        inner = next(one for one in outer.getmembers() if one.name.endswith("ICWSM_2014.tar.gz"))
        content = io.BytesIO(_content(outer, inner.name))
    with tarfile.open(fileobj=content) as archive:
        for name, stem in TEXTS.items():
            written = _content(archive, f"hutto_ICWSM_2014/{stem}_GroundTruth.txt").decode()
            cells = [line.split("\t") for line in written.splitlines()]
            grouped = "_" in cells[0][0]
            head = ["text", "rating", *(["source"] if grouped else [])]
            rows = (
                [text, rating, *([number.partition("_")[0]] if grouped else [])]
                for number, rating, text in cells
            )
            _write(folder / f"{name}.csv", head, rows)


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    assert member is not None, name
    return member.read()


def _write_series(package: Path, folder: Path) -> None:
    """A line is a series: its channels parted by colons, the target at the end."""
    with zipfile.ZipFile(package) as archive:
        for name, (stem, channels) in SERIES.items():
            for part, written_as in PARTS.items():
                path = f"aeon/datasets/data/{stem}/{stem}_{written_as}.ts"
                lines = archive.read(path).decode().splitlines()
                cells = [line.split(":") for line in lines if line and line[0] not in "#@"]
                steps = len(cells[0][0].split(","))
                head = [f"{channel}_t{step}" for channel in channels for step in range(steps)]
                rows = ([*",".join(one[:-1]).split(","), one[-1]] for one in cells)
                _write(folder / name / f"{part}.csv", [*head, "target"], rows)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
