"""Give each number to the network as its place among its column's quantiles."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "finer numbers"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = ("number_encoding",)
PRIORITY = 2
MEANING = (
    "A network bends one smooth line through each column; finer inputs let it bend where it must."
)


def offer(situation: Situation) -> tuple[Change, ...]:
    """Piecewise-linear, then periodic encoding, where there are columns of numbers."""
    if situation.facts.number_columns == 0 or situation.plan.number_encoding != "plain":
        return ()
    words = {"piecewise_linear": "piecewise-linear numbers", "periodic": "periodic numbers"}
    return tuple(_change(situation, key, name) for key, name in words.items())


def _change(situation: Situation, encoding: str, name: str) -> Change:
    return Change(
        name=name,
        remedy=NAME,
        treats="underfitting",
        settings=(("number_encoding", encoding),),
        because=f"{situation.facts.number_columns} columns of numbers enter as one value each;"
        f" {why(situation)}",
        prediction="Training loss falls; validation loss follows it.",
        source="Gorishniy et al. 2022, On Embeddings for Numerical Features",
    )
