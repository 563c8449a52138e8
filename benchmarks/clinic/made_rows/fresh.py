"""A set on which is scored what the unseen part taught."""

from sklearn.datasets import load_breast_cancer

from benchmarks.clinic.made_rows.sizes import Draw

SETS: dict[str, Draw] = {
    "breast_cancer": lambda _: load_breast_cancer(return_X_y=True),
}
