"""The typed development rows on disk, so that a worker need not read the source again."""

import json
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save

from etude.data.typed import TypedTable
from etude.records.durable import write_bytes_atomically

_NAMES = ("number_names", "category_names", "cardinalities")
_ARRAYS = ("numbers", "categories", "units", "clusters")


def write_typed(typed: TypedTable, path: Path) -> None:
    """Write the table atomically; it must have a target."""
    arrays = {name: np.ascontiguousarray(getattr(typed, name)) for name in _ARRAYS}
    assert typed.target is not None
    arrays["target"] = np.ascontiguousarray(typed.target)
    names = {name: json.dumps(getattr(typed, name)) for name in _NAMES}
    write_bytes_atomically(path, save(arrays, metadata=names))


def read_typed(path: Path) -> TypedTable:
    """The table that ``write_typed`` wrote."""
    with safe_open(path, framework="np") as file:
        arrays = {name: file.get_tensor(name) for name in (*_ARRAYS, "target")}
        names = {key: tuple(json.loads(value)) for key, value in file.metadata().items()}
    return TypedTable(**arrays, **names)  # type: ignore[arg-type]  # names are the fields' own
