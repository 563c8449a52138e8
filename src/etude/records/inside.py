"""What goes on inside a network of texts or series while it reads one row."""

from dataclasses import dataclass

Numbers = tuple[float, ...]
Matrix = tuple[Numbers, ...]


@dataclass(frozen=True)
class Part:
    """A token of the text, or a step of the series or several together.

    name:       the token, or the place of the step, from 1 (``5``, ``5-8``).
    importance: what the answer loses when this part is hidden, see ``Inside.measure``.
    """

    name: str
    importance: float


@dataclass(frozen=True)
class Attention:
    """Who looks (row) at whom (column) in one way of looking; every row sums to 1.

    layer, head: from 1.
    """

    layer: int
    head: int
    weights: Matrix


@dataclass(frozen=True)
class MemoryTrace:
    """A recurrent memory, step by step, of one direction of reading.

    direction: ``forward`` or ``backward``.
    size:      length of the memory's vector after each step.
    change:    length of the difference that the step made, in the order of reading.
    """

    direction: str
    size: Numbers
    change: Numbers


@dataclass(frozen=True)
class Gate:
    """How far a gate is open, 0 shut to 1 open.

    mean: over the units, at each step. units: each unit (row) at each step (column).
    """

    name: str
    mean: Numbers
    units: Matrix


@dataclass(frozen=True)
class Inside:
    """One row, as one network reads it.

    unit:       the row's number in the source from 0. chosen: why this row.
    data_kind:  ``text`` or ``series``. model: the plan's ``sequence_model``;
                ``bag_of_pairs`` where a bag also reads pairs of tokens.
    members:    networks whose answers are averaged; the first is the one looked into.
    truth, answer: in words. sure: probability of the answer by all networks; None for numbers.
    measure:    what importance is measured in. whole: the first network's own answer in it with
                nothing hidden; None where a change has no such level.
    parts:      what was hidden, one by one.
    places:     names of the steps of the pictures: of the rows and columns of attention, of the
                steps of memory and gates; several steps together where there are many.
    lines:      for series, (channel, its scaled values) at each of the parts.
    attention, memory, gates: what the model has of them, empty where it has none.
    unknown:    tokens of the row that are not in the vocabulary; 0 for series.
    scaling:    the plan's ``series_scaling``: as what a hidden step is read; "" for texts.
    pooling:    weight of each place where the mean over the steps is a learned one, else empty.
    """

    unit: int
    chosen: str
    data_kind: str
    model: str
    members: int
    truth: str
    answer: str
    sure: float | None
    measure: str
    whole: float | None
    parts: tuple[Part, ...]
    places: tuple[str, ...]
    lines: tuple[tuple[str, Numbers], ...] = ()
    attention: tuple[Attention, ...] = ()
    memory: tuple[MemoryTrace, ...] = ()
    gates: tuple[Gate, ...] = ()
    pooling: Numbers = ()
    unknown: int = 0
    scaling: str = ""
