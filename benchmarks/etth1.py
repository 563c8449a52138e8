"""ETTh1 by the protocol of the literature, so that the numbers can be laid beside it.

``python -m benchmarks.etth1 ETTh1.csv [--budget 10m]`` prints a table and writes
docs/results/etth1.md.

The protocol (Zhou et al. 2021, Informer; Zeng et al. 2023, LTSF-Linear): the first 12 months learn,
4 months validate, 4 months test; all seven columns; 96 hours ahead from every hour; errors in units
of each column's deviation over the learning months, averaged over windows, hours and columns. The
learning and validating months are given to Etude as its data, the test months as ``--test``.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.written import write_result
from etude.data.series.forecast_rows import exam_rows
from etude.records.moves import Explored
from etude.studies.face import fit
from etude.studies.study import Study
from etude.training.yardsticks import fit_yardstick

MONTH = 30 * 24
LEARN, SEEN, END = 12 * MONTH, 16 * MONTH, 20 * MONTH
HORIZON = 96
PUBLISHED = (  # LTSF-Benchmark of github.com/cure-lab/LTSF-Linear
    ("NLinear", 0.374, 0.394),
    ("DLinear", 0.375, 0.399),
    ("FEDformer", 0.376, 0.419),
    ("Autoformer", 0.449, 0.459),
    ("Informer", 0.865, 0.713),
)
LEARNED = (
    "The published models learned from the first 12 months and were stopped by the next 4; Etude"
    " shares out all 16 for both, and the yardsticks learn from all 16."
)
RESULT = Path(__file__).parents[1] / "docs" / "results" / "etth1.md"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--budget", default="10m")
    asked = parser.parse_args()
    whole = pl.read_csv(asked.data)
    with tempfile.TemporaryDirectory() as place:
        own, test = Path(place) / "own.csv", Path(place) / "test.csv"
        whole.head(SEEN).write_csv(own)
        whole.slice(SEEN, END - SEEN).write_csv(test)
        study = fit(
            own,
            whole.columns[1:],
            out=Path(place) / "study",
            budget=asked.budget,
            forecast=HORIZON,
            test=str(test),
        )
        rows = [*scored(study, whole), *PUBLISHED]
    lines = [f"| {name} | {squared:.3f} | {absolute:.3f} |" for name, squared, absolute in rows]
    table = "\n".join(["| model | MSE | MAE |", "| --- | --- | --- |", *lines])
    told = f"ETTh1, all columns, {HORIZON} hours ahead; the study's budget was {asked.budget}."
    notes = f"{told} {LEARNED}"
    write_result(RESULT, "ETTh1 by the protocol of the literature", table, notes)


def scored(study: Study, whole: pl.DataFrame) -> list[tuple[str, float, float]]:
    """Mean squared and absolute error of the study's model and of its yardsticks."""
    explored = study.notebook.first(Explored)
    assert explored is not None
    problem = explored.problem
    assert problem.forecast is not None
    frame = whole.with_row_index("__row__")
    own, test = frame.head(SEEN), frame.slice(SEEN, END - SEEN)
    typed = exam_rows(own, test, explored.schema, problem.forecast)
    learn = exam_rows(own.head(0), own, explored.schema, problem.forecast)
    columns = list(problem.targets)
    deviation = whole.head(LEARN).select(pl.col(columns).std(ddof=0)).row(0)
    scale = np.tile(np.array(deviation), HORIZON)
    outputs = {"Etude": study._predictor.outputs(typed)}
    for name in ("last_value", "seasonal_naive", "linear_on_lags"):
        fitted = fit_yardstick(name, learn, np.arange(len(learn)), problem)
        outputs[name.replace("_", " ")] = fitted.predict(typed)
    errors = {name: (one - typed.truth) / scale for name, one in outputs.items()}
    return [
        (name, float((one**2).mean()), float(np.abs(one).mean())) for name, one in errors.items()
    ]


if __name__ == "__main__":
    main()
