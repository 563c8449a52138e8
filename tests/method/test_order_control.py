"""The control of order is trained where order can play a part."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from etude.method.order_control import order_control
from etude.records.plan import Plan
from etude.records.survey import LengthFacts

from ..diagnosis.curves import FACTS


def asked(plan: Plan) -> list[Any]:
    """The first moves that it asks for, none where it asks for none."""
    desk: Any = SimpleNamespace(
        facts=replace(FACTS, lengths=LengthFacts("tokens", 20.0, 40.0, 60, 1)),
        incumbent=SimpleNamespace(plan=plan),
        cross_validated=True,
        next_number=lambda: 2,
        runs=lambda repeats: (),
        ledger=SimpleNamespace(cost=lambda plan, runs: 0.0, left=1.0),
    )
    return list(next(order_control(desk), ()))


@pytest.mark.parametrize(
    ("settings", "matters"),
    [
        ({"sequence_model": "lstm"}, True),
        ({"sequence_model": "bag"}, False),
        ({"sequence_model": "bag", "word_pairs": 100}, True),
        ({"sequence_model": "pretrained"}, False),
    ],
)
def test_words_are_shuffled_where_their_order_can_matter(
    settings: dict[str, Any], matters: bool
) -> None:
    moves = asked(Plan(**settings))
    assert [move.shuffled for move in moves] == [True] * matters
