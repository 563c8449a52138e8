"""What every performer needs of a study: its typed rows, folds and preparations, kept ready."""

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.data.folds import Fold, final, hold_out, repeat, thinned
from etude.data.preparation import Preparation, learn_preparation, network_shape
from etude.data.rows import Array, Rows
from etude.data.text.lexicon import read_groups, synonym_table
from etude.data.typed import TypedTable, scale_of
from etude.records.moves import Explored, Sealed
from etude.records.notebook import Notebook
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.question import Question
from etude.records.shape import NetworkShape
from etude.records.split import FoldName, Split
from etude.studies.folder import Folder
from etude.studies.performing.encoder import reader_of
from etude.studies.typed_file import read_typed

# Plan settings that preparation reads; plans equal in them share prepared rows.
PREPARING = (
    *("number_scaling", "number_encoding", "target_scaling", "winsorise"),
    *("tokenizer", "vocabulary", "word_pairs", "longest", "beyond_longest"),
    *("series_scaling", "forecast_from"),
)


class Workspace:
    """The study's rows, read once and kept, with every fold's preparation made once."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._folds: dict[tuple[FoldName, int], Fold] = {}
        self._preparations: dict[tuple[object, ...], Preparation] = {}
        self._rows: dict[tuple[object, ...], Rows] = {}

    @cached_property
    def _notebook(self) -> Notebook:
        """The notebook when this was first asked: what was sealed and explored stays."""
        return self.folder.read()

    @property
    def question(self) -> Question:
        return self._notebook.question

    @cached_property
    def sealed(self) -> Sealed:
        sealed = self._notebook.first(Sealed)
        assert sealed is not None
        return sealed

    @cached_property
    def explored(self) -> Explored:
        explored = self._notebook.first(Explored)
        assert explored is not None
        return explored

    @property
    def problem(self) -> Problem:
        return self.explored.problem

    @property
    def split(self) -> Split:
        return self.explored.split

    @cached_property
    def typed(self) -> TypedTable:
        typed = read_typed(self.folder.typed)
        reader = reader_of(self.folder, self.question, typed.documents)
        return replace(typed, reader=reader)

    def scale(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """What errors of these development rows are divided by, for losses without unit: float64
        [T], the deviation of each numeric target over all of them; forecasts: ``scale_of``."""
        if self.typed.origins is not None:
            return scale_of(self.typed.origins)[rows]
        return self.deviations

    @cached_property
    def deviations(self) -> npt.NDArray[np.float64]:
        """Deviation of each numeric target over the development rows, float64 [T]."""
        if self.problem.is_classification:
            return np.ones(1)
        deviation = self.typed.truth.astype(np.float64).std(axis=0)
        return np.where(deviation > 0, deviation, 1.0)

    def truth(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Targets of these development rows."""
        return self.typed.truth[rows]

    def shape(self, plan: Plan) -> NetworkShape:
        return network_shape(self.typed, plan, self.problem)

    def fold(self, name: FoldName, seed: int, share: float = 1.0) -> Fold:
        """The rows of a run by role. The final runs learn from all development rows, each with
        a stopping slice of its own, drawn by its seed. share: of the learn rows, to learn from."""
        key = (name, seed if name.repeat < 0 else 0)
        if key not in self._folds:
            self._folds[key] = self._fold(name, seed)
        whole = self._folds[key]
        return whole if share == 1.0 else thinned(whole, self.split, self.typed, share)

    def _fold(self, name: FoldName, seed: int) -> Fold:
        if name.repeat < 0:
            return final(self.split, self.typed, seed)
        if self.split.lane == "cross-validation":
            folds = repeat(self.split, self.typed, name.repeat)
            for fold in folds:
                self._folds[(fold.name, 0)] = fold
            return folds[name.part]
        return hold_out(self.split, self.typed)

    def preparation(self, plan: Plan, fold: Fold) -> Preparation:
        """Learned from the fold's learn rows alone."""
        key = self._key(plan, fold)
        if key not in self._preparations:
            made = learn_preparation(self.typed, fold.learn, plan, problem=self.problem)
            self._preparations[key] = made
        return self._preparations[key]

    def rows(self, plan: Plan, fold: Fold, role: str) -> Rows:
        """Prepared rows of one role; the same object each time, so that runs can share them."""
        key = (*self._key(plan, fold), role)
        if key not in self._rows:
            if len(self._rows) > 400:  # cross-validation: yesterday's folds are not needed again
                self._rows.clear()
            preparation, chosen = self.preparation(plan, fold), getattr(fold, role)
            tables = self._tables(preparation) if role == "learn" else {}
            self._rows[key] = replace(preparation.apply(self.typed, chosen), tables=tables)
        return self._rows[key]

    def _tables(self, preparation: Preparation) -> dict[str, Array]:
        """Synonyms of the tokens of this preparation, where a lexicon was given; it knows words,
        neither characters nor pieces of words."""
        tokens = preparation.tokens
        if tokens is None or tokens.tokenizer != "word" or not self.folder.lexicon.exists():
            return {}
        return synonym_table(read_groups(self.folder.lexicon.read_bytes()), tokens.vocabulary)

    def _key(self, plan: Plan, fold: Fold) -> tuple[object, ...]:
        settings = tuple(getattr(plan, name) for name in PREPARING)
        return (
            *settings,
            plan.is_pretrained,
            plan.is_frozen,
            fold.name,
            hash(fold.learn.tobytes()),
        )
