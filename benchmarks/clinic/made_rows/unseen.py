"""Sets of the unseen part."""

from sklearn.datasets import make_blobs, make_circles, make_friedman1

from benchmarks.clinic.made_rows.sizes import MADE, Draw, Lots, Rows


def _xor(noise: Lots) -> Rows:
    inputs = noise.uniform(-1, 1, (MADE, 2))
    return inputs, (inputs[:, 0] * inputs[:, 1] > 0).astype(float)


SETS: dict[str, Draw] = {
    "circles": lambda _: make_circles(MADE, noise=0.1, factor=0.5, random_state=0),
    "blobs": lambda _: make_blobs(MADE, centers=4, cluster_std=2.0, random_state=0)[:2],
    "friedman": lambda _: make_friedman1(MADE, noise=1.0, random_state=0),
    "xor": _xor,
}
