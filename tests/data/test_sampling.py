"""Very many rows: never more than the sentences about them say."""

import numpy as np
import pytest

from etude.data.lengths import token_counts
from etude.data.sampling import MOST_LOOKED_AT, every


@pytest.mark.parametrize("rows", [0, 1, MOST_LOOKED_AT, MOST_LOOKED_AT + 1, 39_999, 40_001])
def test_at_most_twenty_thousand_remain(rows: int) -> None:
    remain = len(range(0, rows, every(rows)))
    assert remain <= MOST_LOOKED_AT
    assert remain == rows or rows > MOST_LOOKED_AT


def test_texts_are_measured_on_as_many() -> None:
    assert len(token_counts(np.array(["a b"] * 39_000, dtype=object))) == 19_500
