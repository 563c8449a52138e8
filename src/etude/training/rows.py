"""The rows of several runs on the device: moved once, then only picked from."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from etude.data.rows import Rows


@dataclass(frozen=True)
class RunRows:
    """What one run is given.

    seed:      decides first weights, order of rows and dropout.
    fold:      name of the rows, ``hold-out`` or ``repeat 3 fold 2``.
    learn, stop: rows to learn from and rows that decide when to stop (may be empty where the
               number of epochs is fixed beforehand).
    judge:     rows to hand out predictions for beside the stop rows, None for none.
    constants: what the preparation gives the network, for example ``edges``.
    """

    seed: int
    fold: str
    learn: Rows
    stop: Rows
    judge: Rows | None
    constants: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class LearnRows:
    """The learn rows of K members in one table; equal Rows objects are held once.

    inputs, targets: name -> tensor [sum of rows, ...].
    weights:         float32 [sum of rows], what a row's loss counts for, mean 1 in each run.
    starts, counts:  first row and number of rows of each member.
    lengths:         int64 [sum of rows], steps of all inputs with a time axis; None where there
                     are none, or all rows are equally long.
    tables:          of each member, what its tokens are looked up in (``Rows.tables``).
    """

    inputs: dict[str, Tensor]
    targets: dict[str, Tensor]
    weights: Tensor
    starts: tuple[int, ...]
    counts: tuple[int, ...]
    lengths: Tensor | None
    tables: tuple[Mapping[str, Tensor], ...]

    def select(self, members: Sequence[int]) -> "LearnRows":
        """The same table for these members only."""
        return replace(
            self,
            starts=tuple(self.starts[k] for k in members),
            counts=tuple(self.counts[k] for k in members),
            tables=tuple(self.tables[k] for k in members),
        )


def learn_rows(
    rows: Sequence[Rows], weights: Sequence[np.ndarray], device: torch.device
) -> LearnRows:
    """Put the learn rows of the members on the device; weights float32 [N] for each member."""
    distinct = {id(one): (one, weight) for one, weight in zip(rows, weights, strict=True)}
    starts, total = {}, 0
    for key, (one, _) in distinct.items():
        starts[key] = total
        total += len(one)
    parts = [one for one, _ in distinct.values()]
    lengths = _joined([one.steps for one in parts], device)
    return LearnRows(
        {name: _joined([one.arrays[name] for one in parts], device) for name in parts[0].arrays},
        {name: _joined([one.targets[name] for one in parts], device) for name in parts[0].targets},
        _joined([weight for _, weight in distinct.values()], device),
        tuple(starts[id(one)] for one in rows),
        tuple(len(one) for one in rows),
        lengths if len(lengths) and lengths.min() < lengths.max() else None,
        tuple(
            {name: tensor_of(table).to(device) for name, table in one.tables.items()}
            for one in rows
        ),
    )


@dataclass(frozen=True)
class EvaluationRows:
    """Rows that K members are measured on.

    inputs, targets: name -> tensor [N, ...] where the members share the rows, [K, N, ...] with
                     padding where they do not.
    shares: float32 [K, N], a row's part of its member's mean: sums to 1, 0 where padded.
    """

    inputs: dict[str, Tensor]
    targets: dict[str, Tensor]
    shares: Tensor
    is_shared: bool

    def __len__(self) -> int:
        return self.shares.shape[1]

    def part(self, start: int, end: int) -> "EvaluationRows":
        """Rows ``start`` to ``end`` of every member."""
        rows = slice(start, end)
        cut = (rows,) if self.is_shared else (slice(None), rows)
        return EvaluationRows(
            {name: x[cut] for name, x in self.inputs.items()},
            {name: x[cut] for name, x in self.targets.items()},
            self.shares[:, rows],
            self.is_shared,
        )

    def select(self, members: Sequence[int]) -> "EvaluationRows":
        """The same rows for these members only."""
        chosen = torch.tensor(members, device=self.shares.device)
        shares = self.shares.index_select(0, chosen)
        if self.is_shared:
            return replace(self, shares=shares)
        return EvaluationRows(
            {name: x.index_select(0, chosen) for name, x in self.inputs.items()},
            {name: x.index_select(0, chosen) for name, x in self.targets.items()},
            shares,
            False,
        )


def evaluation_rows(
    rows: Sequence[Rows], picks: Sequence[np.ndarray | None], device: torch.device
) -> EvaluationRows:
    """Rows of each member, all of them where its pick is None, else those picked; where they
    differ in length, neighbours are about equally long."""
    is_shared = all(one is rows[0] for one in rows) and all(pick is None for pick in picks)
    picks = [_by_length(one, pick) for one, pick in zip(rows, picks, strict=True)]
    if is_shared:
        return _shared(rows[0], picks[0], len(rows), device)
    counts = [
        len(one) if pick is None else len(pick) for one, pick in zip(rows, picks, strict=True)
    ]
    longest = max(counts)
    places = [
        _padded(np.arange(len(one)) if pick is None else pick, longest)
        for one, pick in zip(rows, picks, strict=True)
    ]
    shares = [_shares(one.weights[p], n) for one, p, n in zip(rows, places, counts, strict=True)]
    return EvaluationRows(
        {name: _stacked(rows, places, "arrays", name, device) for name in rows[0].arrays},
        {name: _stacked(rows, places, "targets", name, device) for name in rows[0].targets},
        torch.from_numpy(np.stack(shares)).to(device),
        False,
    )


def _by_length(rows: Rows, pick: np.ndarray | None) -> np.ndarray | None:
    """From the median length up, then from the shortest: the first rows, which the probes look
    at, are then usual ones."""
    lengths = rows.steps if pick is None else rows.steps[pick]
    if not len(lengths) or lengths.min() == lengths.max():
        return pick
    order = np.roll(np.argsort(lengths, kind="stable"), -(len(lengths) // 2))
    return order if pick is None else pick[order]


def _shared(
    rows: Rows, pick: np.ndarray | None, members: int, device: torch.device
) -> EvaluationRows:
    whole = slice(None) if pick is None else pick
    shares = torch.from_numpy(_shares(rows.weights[whole], len(rows))).to(device)
    return EvaluationRows(
        {name: _joined([x[whole]], device) for name, x in rows.arrays.items()},
        {name: _joined([x[whole]], device) for name, x in rows.targets.items()},
        shares.unsqueeze(0).expand(members, -1),
        True,
    )


def _padded(pick: np.ndarray, length: int) -> np.ndarray:
    return np.concatenate([pick, np.zeros(length - len(pick), dtype=pick.dtype)])


def _shares(weights: np.ndarray, count: int) -> np.ndarray:
    kept = np.where(np.arange(len(weights)) < count, weights, 0.0)
    return (kept / max(float(kept.sum()), 1e-30)).astype(np.float32)


def _stacked(
    rows: Sequence[Rows],
    places: Sequence[np.ndarray],
    part: str,
    name: str,
    device: torch.device,
) -> Tensor:
    arrays = [getattr(one, part)[name][place] for one, place in zip(rows, places, strict=True)]
    return torch.from_numpy(np.stack(arrays)).to(device)


def _joined(arrays: Sequence[np.ndarray], device: torch.device) -> Tensor:
    """One tensor of all rows; on the CPU a single array is used where it lies."""
    return tensor_of(arrays[0] if len(arrays) == 1 else np.concatenate(arrays)).to(device)


def tensor_of(array: np.ndarray) -> Tensor:
    """The array as a tensor on the same memory, a read-only memory map too: nothing here writes
    into rows, and a copy of a map larger than the memory would not fit."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The given NumPy array is not writable", UserWarning)
        return torch.from_numpy(array)
