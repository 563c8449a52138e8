"""How the rows are shared out: who learns, who stops, who judges, who is sealed."""

from dataclasses import dataclass
from typing import Literal

Lane = Literal["hold-out", "cross-validation"]
Order = Literal["random", "time", "given"]


@dataclass(frozen=True)
class Split:
    """The parts of the data, decided once and keyed by the data's own fingerprint.

    lane:   ``hold-out``: fixed learn, stop and confirm rows; ``cross-validation``: repeated
            5-fold inside the development rows (small data).
    order:  ``random`` (stratified), ``time`` (the past learns, the future judges), ``given``
            (a person's own --test or --validation files).
    grouped: whether rows are kept together by cluster (--group, or equal rows).
    train, validation, confirmation, test: rows of each part. In the cross-validation lane
            ``train`` counts the rows of a learning fold, ``validation`` its stopping slice,
            ``confirmation`` is 0.
    development: rows that are not sealed.
    seed:   from the fingerprint, so that another --seed does not re-open rows.
    reason: the rule and the numbers that chose the lane and the order.
    validation_from: row number in the source from which rows are the person's own validation
            rows, None where they gave none.
    """

    lane: Lane
    order: Order
    grouped: bool
    train: int
    validation: int
    confirmation: int
    test: int
    development: int
    seed: int
    reason: str
    validation_from: int | None = None


@dataclass(frozen=True)
class FoldName:
    """Which rows a run uses: ``repeat`` 0 and ``part`` 0 in the hold-out lane."""

    repeat: int
    part: int

    def __str__(self) -> str:
        return f"repeat {self.repeat} fold {self.part}"
