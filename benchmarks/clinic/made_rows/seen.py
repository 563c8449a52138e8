"""Sets that were looked at while thresholds were chosen, as scikit-learn has them."""

from sklearn.datasets import load_diabetes, load_digits, make_moons

from benchmarks.clinic.made_rows.sizes import MADE, Draw

SETS: dict[str, Draw] = {
    "moons": lambda _: make_moons(MADE, noise=0.2, random_state=0),
    "digits": lambda _: load_digits(return_X_y=True),
    "diabetes": lambda _: load_diabetes(return_X_y=True),
}
