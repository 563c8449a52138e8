"""Checkpoints of a running trial: one safetensors file, whole or not there."""

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import safetensors
import safetensors.torch
import torch
from torch import Tensor

from etude.data.rows import Rows
from etude.records.durable import write_bytes_atomically
from etude.records.plan import Plan
from etude.records.shape import NetworkShape
from etude.training.group import Snapshot, Stopping
from etude.training.rows import RunRows

SECONDS_BETWEEN_SAVES = 5.0
_VERSION = 2


class Checkpoint:
    """Saves the groups of a trial now and then, and has what an earlier process saved.

    identity: what the trial is; a file of another trial, or a damaged one, is ignored.
    found:    snapshots of the groups in order, the last of them perhaps not done; empty where
              there is no usable file.
    """

    def __init__(self, path: Path, identity: str) -> None:
        self._path, self._identity = path, identity
        self._saved = time.monotonic()
        self.found = _read(path, identity)

    def save_if_due(self, snapshots: Sequence[Snapshot]) -> None:
        """Save if the last save is at least ``SECONDS_BETWEEN_SAVES`` ago."""
        if time.monotonic() - self._saved >= SECONDS_BETWEEN_SAVES:
            self.save(snapshots)

    def save(self, snapshots: Sequence[Snapshot]) -> None:
        """Replace the file by these snapshots of the groups, in order."""
        tensors = {
            f"{number}.{name}": x.cpu().contiguous()
            for number, snapshot in enumerate(snapshots)
            for name, x in snapshot.tensors.items()
        }
        groups = json.dumps([snapshot.plain for snapshot in snapshots])
        digest = _digest(tensors, groups)
        metadata = {"identity": self._identity, "digest": digest, "groups": groups}
        write_bytes_atomically(self._path, safetensors.torch.save(tensors, metadata))
        self._saved = time.monotonic()


def identity(
    plan: Plan, shape: NetworkShape, runs: Sequence[RunRows], device: str, stopping: Stopping
) -> str:
    """Hash of everything that decides the trial's result, contents of the rows included."""
    known: dict[int, str] = {}
    for rows in (rows for run in runs for rows in (run.learn, run.stop)):
        known.setdefault(id(rows), rows_digest(rows))
    described = [
        _VERSION,
        torch.__version__,
        device,
        plan.content(),
        asdict(shape),
        asdict(stopping),
        [[run.seed, run.fold, known[id(run.learn)], known[id(run.stop)]] for run in runs],
        [{name: _arrays_digest([x]) for name, x in run.constants.items()} for run in runs],
    ]
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _read(path: Path, identity: str) -> list[Snapshot]:
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            if metadata.get("identity") != identity:
                return []
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, safetensors.SafetensorError):
        return []
    if metadata.get("digest") != _digest(tensors, metadata.get("groups", "")):
        return []
    groups = enumerate(json.loads(metadata["groups"]))
    return [Snapshot(_of_group(tensors, number), plain) for number, plain in groups]


def _of_group(tensors: Mapping[str, Tensor], number: int) -> dict[str, Tensor]:
    start = f"{number}."
    return {k.removeprefix(start): x for k, x in tensors.items() if k.startswith(start)}


def _digest(tensors: Mapping[str, Tensor], groups: str) -> str:
    arrays = _arrays_digest([tensors[name].numpy() for name in sorted(tensors)])
    return hashlib.sha256(f"{arrays} {groups}".encode()).hexdigest()


def rows_digest(rows: Rows) -> str:
    """SHA-256 of all that a training reads of the rows, lengths and tables included."""
    named = (rows.arrays, rows.targets, rows.tables)
    parts = [part[name] for part in named for name in sorted(part)]
    return _arrays_digest([*parts, rows.weights])


def _arrays_digest(arrays: Sequence[np.ndarray]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
