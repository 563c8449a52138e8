"""What exploring found in the scripted world: fixed facts, built by hand."""

from etude.records.column import Column, Schema
from etude.records.moves import Explored
from etude.records.problem import Problem
from etude.records.range_test import RangeTest
from etude.records.shape import Head, InputShape, NetworkShape
from etude.records.split import Split
from etude.records.survey import RepeatFacts, Survey, TargetFacts, ValueCount

CLASSES = (ValueCount("no", 4_300), ValueCount("yes", 4_200))


def explored_of(lane: str) -> Explored:
    """Ten number columns, two balanced classes, 8,500 development rows."""
    columns = tuple(Column(f"x{place}", "number", True) for place in range(10))
    target = Column("y", "category", True, categories=("no", "yes"))
    survey = Survey(
        rows=8_500,
        columns=(),
        targets=(TargetFacts("y", CLASSES, 0.49, None, "two classes"),),
        repeats=RepeatFacts(0, 0, 0),
        single_columns=(),
        pairs=(),
        time_order=(),
        sorted_by_target=False,
        sampled_rows=8_500,
        warnings=(),
    )
    split = Split(
        lane=lane,  # type: ignore[arg-type]
        order="random",
        grouped=False,
        train=6_000,
        validation=1_000,
        confirmation=1_500 if lane == "hold-out" else 0,
        test=1_500,
        development=8_500,
        seed=1,
        reason="scripted",
        validation_from=None,
    )
    return Explored(
        problem=Problem("table", "classification", ("y",), ("no", "yes"), "log_loss", "scripted"),
        schema=Schema(columns, (target,)),
        survey=survey,
        split=split,
        shape=NetworkShape(
            (InputShape("numbers", "numbers", 10),), (Head("target", "classes", 2),)
        ),
        notes=(),
    )


def range_test(suggested: float) -> RangeTest:
    """A range test that found this rate."""
    return RangeTest((1e-4, 1e-3, 1e-2), (0.7, 0.6, 0.5), suggested, 1.0)
