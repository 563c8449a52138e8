"""Which pairs of neighbouring tokens are told apart: those that the learn rows show most often."""

import numpy as np

from etude.data.strata import Integers
from etude.records.shape import SEPARATOR, pair_keys

FEWEST = 2  # times that a pair is met; one met once can only be learned by heart
NO_PAIR = np.iinfo(np.int64).max  # fills up where there are fewer; no pair has this key


def learn_pairs(codes: Integers, most: int) -> Integers:
    """The most frequent pairs of words that have a code.

    In:  codes int64 [N, L], of the learn rows, padded with 0.
    Out: int64 [most], keys in ascending order: of one shape for every fold.
    """
    first, second = codes[:, :-1], codes[:, 1:]
    keys = pair_keys(codes)[(first > SEPARATOR) & (second > SEPARATOR)]
    distinct, counts = np.unique(keys, return_counts=True)
    frequent = np.argsort(-counts, kind="stable")[: min(most, int((counts >= FEWEST).sum()))]
    found = np.full(most, NO_PAIR, dtype=np.int64)
    found[: len(frequent)] = np.sort(distinct[frequent])
    return found
