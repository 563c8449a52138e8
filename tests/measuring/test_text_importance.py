import numpy as np

from etude.data.typed import TypedTable
from etude.measuring.error_analysis import SHOWN_LETTERS, analyse_errors
from etude.measuring.importance import MOST_ROWS, permutation_importance
from etude.records.column import Column, Schema
from etude.records.problem import Problem

ROWS = MOST_ROWS + 500
TARGET = np.arange(ROWS) % 2
PROBLEM = Problem("text", "classification", ("y",), ("no", "yes"), "log_loss", "")
SCHEMA = Schema(
    (Column("title", "text", True), Column("body", "text", True)),
    (Column("y", "category", True),),
)


def typed() -> TypedTable:
    """The title names the class, the body says nothing."""
    documents = np.empty(ROWS, dtype=np.object_)
    documents[:] = [f"class {code}\nnumber {row % 7}" for row, code in enumerate(TARGET)]
    nothing = np.zeros((ROWS, 0))
    rows = np.arange(ROWS)
    return TypedTable((), nothing, (), nothing.astype(np.int32), (), TARGET, rows, rows, documents)


def predict(rows: TypedTable) -> np.ndarray:
    assert rows.documents is not None
    yes = np.array([0.9 if one.startswith("class 1") else 0.1 for one in rows.documents])
    return np.column_stack([1 - yes, yes])


def test_each_text_column_is_shuffled_alone() -> None:
    title, body = permutation_importance(PROBLEM, typed(), np.ones(1), predict, SCHEMA)
    assert (title.column, body.column) == ("title", "body")
    assert title.loss_increase > 0.5
    assert body.loss_increase == 0


def test_the_worst_rows_say_their_text() -> None:
    rows = typed()
    assert rows.documents is not None
    rows.documents[5] = "class 0\n" + "long " * 100
    worst = analyse_errors(
        PROBLEM, rows, predict(rows), np.ones(1), predict=predict, threshold=0.5, schema=SCHEMA
    ).worst
    assert (worst[0].unit, len(worst[0].text)) == (5, SHOWN_LETTERS)
    assert worst[0].text.startswith("class 0\nlong")
