"""Looking at some of very many rows, where all would say the same and take longer."""

MOST_LOOKED_AT = 20_000  # rows or texts


def every(rows: int) -> int:
    """The n of "every n-th row", so that at most 20,000 remain; 1 where they are no more."""
    return max(1, -(-rows // MOST_LOOKED_AT))
