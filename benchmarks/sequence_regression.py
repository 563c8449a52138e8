"""Regression on six real sets of texts and series, beside the simple baselines on the same test
rows.

    python -m benchmarks.sequence_regression --data FOLDER [--budget 3m] [--only tweets]

FOLDER receives the sets (``packaged_sets``). Every study is the real command, in a process of its
own. Writes docs/results/sequence_regression.md; 6 x 3 minutes on two cores.
"""

from benchmarks.packaged_sets import SERIES, TEXTS, fetch
from benchmarks.sequence_sets import TEST, Set, study_sets
from benchmarks.tables import options_of

GROUPED = ("editorials", "products")  # sentences of one article or review stay together

SETS = (
    *(
        Set(name, f"{name}.csv", ("rating",), ("--group", "source") if name in GROUPED else ())
        for name in TEXTS
    ),
    *(
        Set(
            name,
            f"{name}/train.csv",
            ("target",),
            ("--kind", "series", TEST, f"{name}/test.csv"),
            "nearest_neighbour",
        )
        for name in SERIES
    ),
)


def main() -> None:
    options = options_of("sequence_regression", __doc__, budget="3m")
    fetch(options.data)
    study_sets(SETS, "Regression on six real sets of texts and series", options)


if __name__ == "__main__":
    main()
