"""Preparation: what learn rows alone teach about turning typed cells into a network's inputs.

A number is measured from the median of the learn rows and divided by the largest such distance,
so that neither 1e300 nor 1e-300 overflows, before it is scaled as the plan says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.data.bending import bend, offset_for, unbend
from etude.data.rows import Array, Rows
from etude.data.scaling import (
    Floats,
    Numbers,
    bins_for,
    center_and_spread,
    column_quantiles,
    finite_or_missing,
    largest_distance,
    learned_range,
    normal_scores,
    places,
    quantile_edges,
    reference_quantiles,
    winsorising_bounds,
)
from etude.data.series.forecast_base import ForecastBase, learn_base
from etude.data.series.steps import StepPreparation, learn_steps, step_shape
from etude.data.strata import Integers
from etude.data.text.pretrained.reader import Reader
from etude.data.text.pretrained.vectors import VectorPreparation
from etude.data.text.tokens import TokenPreparation
from etude.data.text.ways import learn_texts, text_shape
from etude.data.typed import MISSING, UNSEEN, TypedTable
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.shape import KNOWN_PAIRS, Head, InputShape, NetworkShape

# Names of the inputs and of the head.
NUMBERS, CATEGORIES, TEXT, SERIES, TARGET = "numbers", "categories", "text", "series", "target"
MISSING_CODE, RARE_CODE, FIRST_CODE = 0, 1, 2
FEWEST_CATEGORY_ROWS = 2  # of the learn rows; a category met once cannot be told from its row
_Part = TokenPreparation | VectorPreparation | StepPreparation | ForecastBase
_PARTS: dict[str, type[_Part]] = {
    "tokens": TokenPreparation,
    "vectors": VectorPreparation,
    "steps": StepPreparation,
    "base": ForecastBase,
}
BEYOND = 0.1  # of their range: how far answers of a bent target may leave those learned from
FARTHEST = 20.0  # deviations; what lies farther is pulled in, so that one cell cannot be infinite


@dataclass(frozen=True)
class Preparation:
    """What was learned from the learn rows; immutable, saved with the model.

    number_scaling: ``standard``, ``min_max`` or ``quantile``.
    target_scaling: ``standard``, ``log`` or ``root``.
    median, low, high: float64 [F], imputed value and bounds (the range of the learn rows, or 3
                    interquartile ranges where winsorised): a network knows nothing beyond, in the
                    column's own units.
    size:           float64 [F], largest distance from the median; 0 for a constant column.
    center, spread: float64 [F], of distance / size.
    quantiles:      float64 [Q, F] of distance / size; Q = 0 unless the scaling is ``quantile``.
    flagged:        int64 [M], number columns that get a column saying where they are missing.
    codes:          int64, input code of category code - UNSEEN, all columns one after the other.
    code_starts:    int64 [C], where the codes of each category column begin.
    edges:          float32 [F + M, bins + 1] for piecewise linear numbers, else [0, 0].
    target_offset, target_center, target_spread: float64 [T] for numeric targets, else [0]; center
                    and spread are of the bent target.
    target_range:   float64 [2, T], standardised targets and answers are kept within (a logarithm
                    would make anything of a far one); infinite where the target is not bent.
    tokens, steps:  how texts and series are prepared; None where there are none.
    vectors:        how texts are prepared that a frozen encoder reads; ``tokens`` is None then.
    base:           what the steps ahead of a forecast are measured from; None for other targets.
    """

    number_scaling: str
    target_scaling: str
    median: Numbers
    low: Numbers
    high: Numbers
    size: Numbers
    center: Numbers
    spread: Numbers
    quantiles: Numbers
    flagged: Integers
    codes: Integers
    code_starts: Integers
    edges: Floats
    target_offset: Numbers
    target_center: Numbers
    target_spread: Numbers
    target_range: Numbers
    tokens: TokenPreparation | None = None
    steps: StepPreparation | None = None
    base: ForecastBase | None = None
    vectors: VectorPreparation | None = None

    def apply(self, typed: TypedTable, rows: Integers | None = None) -> Rows:
        """Prepare these rows (all where None); the preparation stays as it is.

        Out: ``numbers`` float32 [N, F + M]: scaled numbers (within 20 deviations), then 0 / 1
             where a flagged column is missing; ``categories`` int64 [N, C]: 0 missing, 1 rare or
             never met, then the codes; ``text`` int64 [N, L] and ``series`` float32 [N, L, C]
             with their lengths, ``text`` float32 [N, W] where a frozen encoder reads. An input
             without columns is absent. Targets where known.
        """
        chosen = np.arange(len(typed)) if rows is None else rows
        inputs: dict[str, Array] = {}
        if len(self.median):
            inputs[NUMBERS] = self._numbers(typed.numbers[chosen])
        if len(self.code_starts):
            inputs[CATEGORIES] = self._categories(typed.categories[chosen])
        lengths: dict[str, Integers] = {}
        if self.tokens is not None and typed.documents is not None:
            inputs[TEXT], lengths[TEXT] = self.tokens.apply(typed.documents[chosen])
        if self.vectors is not None and typed.documents is not None:
            inputs[TEXT] = self.vectors.apply(typed.documents[chosen])
        if self.steps is not None and typed.series is not None:
            inputs[SERIES], lengths[SERIES] = self.steps.apply(typed.series, chosen)
        targets = {} if typed.target is None else {TARGET: self._target(typed, chosen)}
        weights = np.ones(len(chosen), dtype=np.float32)
        return Rows(inputs, targets, weights, typed.units[chosen], lengths)

    def with_reader(self, reader: Reader) -> "Preparation":
        """The same, told where the pretrained encoder lies that it reads with."""
        tokens, vectors = self.tokens, self.vectors
        return replace(
            self,
            tokens=tokens and replace(tokens, reader=reader),
            vectors=vectors and replace(vectors, reader=reader),
        )

    def constants(self) -> dict[str, Array]:
        """Arrays that the network needs beside its weights, of one shape for every fold: ``edges``
        for piecewise linear numbers, strictly increasing, and ``known_pairs`` of tokens."""
        pairs = None if self.tokens is None else self.tokens.pairs
        found: dict[str, Array] = {"edges": self.edges} if self.edges.size else {}
        return found if pairs is None else found | {KNOWN_PAIRS: pairs}

    def target_back(
        self, outputs: npt.NDArray[Any], typed: TypedTable, rows: Integers | None = None
    ) -> Numbers:
        """Standardised predictions [N, T] for these rows (all where None) in the target's own
        units, float64 [N, T]; a forecast's are brought back from the level of each window."""
        within = np.clip(outputs.astype(np.float64), *self.target_range)
        bent = within * self.target_spread + self.target_center
        values = unbend(bent, self.target_scaling, self.target_offset)
        if self.base is None:
            return values
        chosen = np.arange(len(typed)) if rows is None else rows
        center, spread = self.base.level(typed, chosen)
        return values * spread + center

    def to_arrays(self) -> dict[str, Array]:
        """Every array by its name, for safetensors; `metadata` holds the rest."""
        own = {key: value for key, value in vars(self).items() if isinstance(value, np.ndarray)}
        return own | {
            f"{name}.{key}": array
            for name, part in self._parts().items()
            for key, array in part.to_arrays().items()
        }

    def metadata(self) -> dict[str, Any]:
        """What is no array, as plain values for JSON."""
        own = {"number_scaling": self.number_scaling, "target_scaling": self.target_scaling}
        return own | {name: part.metadata() for name, part in self._parts().items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array], metadata: Mapping[str, Any]) -> "Preparation":
        """The preparation that `to_arrays` and `metadata` described, bit by bit."""
        fields = {name: value for name, value in metadata.items() if name not in _PARTS}
        fields |= {name: array for name, array in arrays.items() if "." not in name}
        for name, kind in _PARTS.items():
            if name in metadata:
                mine = {
                    key.removeprefix(f"{name}."): array
                    for key, array in arrays.items()
                    if key.startswith(f"{name}.")
                }
                fields[name] = kind.from_arrays(mine, metadata[name])
        return cls(**fields)

    def _parts(self) -> dict[str, _Part]:
        named = {name: getattr(self, name) for name in _PARTS}
        return {name: part for name, part in named.items() if part is not None}

    def _numbers(self, values: Numbers) -> Floats:
        values = finite_or_missing(values)
        missing = np.isnan(values)
        scaled = self._scaled(np.where(missing, self.median, values))
        flags = missing[:, self.flagged].astype(np.float32)
        return np.concatenate([scaled.astype(np.float32), flags], axis=1)

    def _scaled(self, values: Numbers) -> Numbers:
        measured = places(np.clip(values, self.low, self.high), self.median, self.size)
        if self.number_scaling == "quantile":
            scaled = normal_scores(measured, self.quantiles)
        else:
            scaled = (measured - self.center) / self.spread
        return np.where(self.size > 0, np.clip(scaled, -FARTHEST, FARTHEST), 0.0)

    def _categories(self, codes: npt.NDArray[np.int32]) -> Integers:
        coded: Integers = self.codes[codes.astype(np.int64) - UNSEEN + self.code_starts]
        return coded

    def _target(self, typed: TypedTable, rows: Integers) -> Array:
        target = typed.truth[rows]
        if not len(self.target_center):
            return target.astype(np.int64)
        if self.base is not None:
            center, spread = self.base.level(typed, rows)
            target = np.clip((target - center) / spread, -FARTHEST, FARTHEST)
        with np.errstate(divide="ignore"):  # a 0 where the learn rows have none: the lowest learned
            bent = bend(target.astype(np.float64), self.target_scaling, self.target_offset)
        scaled: Numbers = (bent - self.target_center) / self.target_spread
        scaled = np.clip(scaled, *self.target_range)
        return scaled.astype(np.float32)


def learn_preparation(
    typed: TypedTable, rows: Integers, plan: Plan, *, problem: Problem
) -> Preparation:
    """Learn how to prepare, from these rows only.

    In:    typed: all development rows, which decide the shapes alone: the columns, which of them
           are ever missing, and how many bins. rows int64 [N]: the learn rows.
    Out:   arrays of the same shapes for every choice of rows.
    Blind: a column that is missing for the first time after training is filled, not flagged.
    """
    numbers = _learned_numbers(typed, rows, plan)
    codes, code_starts = _learned_codes(typed, rows)
    base = None if typed.origins is None else learn_base(typed, rows, plan, problem)
    scaling = plan.target_scaling if base is None else "standard"
    targets = _learned_targets(typed, rows, problem, scaling, base)
    documents = typed.documents
    texts = None if documents is None else learn_texts(documents, rows, plan, typed.reader)
    learned = Preparation(
        number_scaling=plan.number_scaling,
        target_scaling=scaling,
        **numbers,
        flagged=_flagged(typed),
        codes=codes,
        code_starts=code_starts,
        edges=np.zeros((0, 0), dtype=np.float32),
        **targets,
        tokens=texts if isinstance(texts, TokenPreparation) else None,
        vectors=texts if isinstance(texts, VectorPreparation) else None,
        steps=None if typed.series is None else learn_steps(typed.series, rows, plan),
        base=base,
    )
    if plan.number_encoding != "piecewise_linear" or not typed.number_names:
        return learned
    scaled = np.asarray(learned.apply(typed, rows).inputs[NUMBERS], dtype=np.float32)
    return replace(learned, edges=quantile_edges(scaled, bins_for(len(typed))))


def network_shape(typed: TypedTable, plan: Plan, problem: Problem) -> NetworkShape:
    """Inputs and heads of the network for these development rows; the same for every fold."""
    inputs = []
    if typed.number_names:
        width = len(typed.number_names) + len(_flagged(typed))
        inputs.append(InputShape(NUMBERS, "numbers", width))
    if typed.category_names:
        cardinalities = tuple(one + FIRST_CODE for one in typed.cardinalities)
        inputs.append(InputShape(CATEGORIES, "categories", len(cardinalities), cardinalities))
    if typed.documents is not None:
        inputs.append(text_shape(typed.documents, plan, typed.reader))
    if typed.series is not None:
        inputs.append(step_shape(typed.series, plan))
    classes = problem.is_classification
    head = Head(TARGET, "classes" if classes else "numbers", problem.outputs)
    return NetworkShape(tuple(inputs), (head,))


def _flagged(typed: TypedTable) -> Integers:
    return np.flatnonzero(~np.isfinite(typed.numbers).all(axis=0))


def _learned_numbers(typed: TypedTable, rows: Integers, plan: Plan) -> dict[str, Numbers]:
    values = finite_or_missing(typed.numbers[rows])
    median = column_quantiles(values, [0.5])[0]
    low, high = learned_range(values)
    if plan.winsorise:
        lower, upper = winsorising_bounds(values)
        low, high = np.maximum(low, lower), np.minimum(high, upper)
    bounded = np.clip(values, low, high)
    size = largest_distance(bounded, median)
    measured = places(bounded, median, size)
    center, spread = center_and_spread(measured, plan.number_scaling)
    by_rank = plan.number_scaling == "quantile"
    quantiles = reference_quantiles(measured, len(typed)) if by_rank else measured[:0]
    return {
        "median": median,
        "low": low,
        "high": high,
        "size": size,
        "center": center,
        "spread": spread,
        "quantiles": quantiles,
    }


def _learned_codes(typed: TypedTable, rows: Integers) -> tuple[Integers, Integers]:
    """Input codes of all columns, in the order UNSEEN, MISSING, 0, 1, ... of each column."""
    widths = [cardinality - UNSEEN for cardinality in typed.cardinalities]
    columns = [np.zeros(0, dtype=np.int64)]
    for column, width in enumerate(widths):
        count = np.bincount(typed.categories[rows, column] - UNSEEN, minlength=width)
        codes = np.arange(width) + (FIRST_CODE + UNSEEN)
        codes[count < FEWEST_CATEGORY_ROWS] = RARE_CODE
        codes[0], codes[MISSING - UNSEEN] = RARE_CODE, MISSING_CODE
        columns.append(codes)
    starts = np.cumsum([0, *widths], dtype=np.int64)[:-1]
    return np.concatenate(columns), starts


def _learned_targets(
    typed: TypedTable, rows: Integers, problem: Problem, scaling: str, base: ForecastBase | None
) -> dict[str, Numbers]:
    if problem.is_classification or typed.target is None:
        none = np.zeros(0)
        return {
            "target_offset": none,
            "target_center": none,
            "target_spread": none,
            "target_range": np.zeros((2, 0)),
        }
    target = typed.target[rows].astype(np.float64)
    if base is not None:
        center_of_base, spread_of_base = base.level(typed, rows)
        target = np.clip((target - center_of_base) / spread_of_base, -FARTHEST, FARTHEST)
    offset = offset_for(target, scaling)
    bent = bend(target, scaling, offset)
    size = np.maximum(np.abs(bent).max(axis=0), np.finfo(np.float64).tiny)
    relative = bent / size  # so that squares of 1e200 do not overflow
    center = relative.mean(axis=0) * size
    spread = np.where(np.ptp(bent, axis=0) == 0, 1.0, relative.std(axis=0) * size)
    return {
        "target_offset": offset,
        "target_center": center,
        "target_spread": spread,
        "target_range": _range(bent, scaling, center, spread),
    }


def _range(bent: Numbers, scaling: str, center: Numbers, spread: Numbers) -> Numbers:
    if scaling == "standard":
        return np.stack([np.full_like(center, -np.inf), np.full_like(center, np.inf)])
    low, high = (bent.min(axis=0) - center) / spread, (bent.max(axis=0) - center) / spread
    return np.stack([low - BEYOND * (high - low), high + BEYOND * (high - low)])
