"""The typed development rows on disk, so that a worker need not read the source again."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save

from etude.data.typed import Documents, Origins, SeriesCells, TypedTable
from etude.records.durable import write_bytes_atomically

Arrays = dict[str, npt.NDArray[np.generic]]
_NAMES = ("number_names", "category_names", "cardinalities")
_ARRAYS = ("numbers", "categories", "units", "clusters")
_SERIES = ("steps", "starts", "lengths")
_ORIGINS = ("moments", "ends", "firsts", "codes", "scales")


def write_typed(typed: TypedTable, path: Path) -> None:
    """Write the table atomically; it must have a target."""
    arrays: Arrays = {name: np.ascontiguousarray(getattr(typed, name)) for name in _ARRAYS}
    assert typed.target is not None
    arrays["target"] = np.ascontiguousarray(typed.target)
    names = {name: json.dumps(getattr(typed, name)) for name in _NAMES}
    if typed.documents is not None:
        arrays |= _packed(typed.documents)
    if typed.series is not None:
        arrays |= {f"series.{name}": getattr(typed.series, name) for name in _SERIES}
        names["channels"] = json.dumps(typed.series.channels)
    if typed.origins is not None:
        arrays |= {f"origins.{name}": getattr(typed.origins, name) for name in _ORIGINS}
        names["horizon"] = json.dumps([typed.origins.horizon])
    write_bytes_atomically(path, save(arrays, metadata=names))


def read_typed(path: Path) -> TypedTable:
    """The table that ``write_typed`` wrote."""
    with safe_open(path, framework="np") as file:
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dict
        names = {key: tuple(json.loads(value)) for key, value in file.metadata().items()}
    series = None
    if "channels" in names:
        series = SeriesCells(names["channels"], *(arrays[f"series.{name}"] for name in _SERIES))
    origins = None
    if "origins.moments" in arrays:
        origins = Origins(names["horizon"][0], *(arrays[f"origins.{name}"] for name in _ORIGINS))
    return TypedTable(
        **{name: arrays[name] for name in (*_ARRAYS, "target")},
        **{name: names[name] for name in _NAMES},  # type: ignore[arg-type]  # the fields' own
        documents=_unpacked(arrays) if "documents.ends" in arrays else None,
        series=series,
        origins=origins,
    )


def _packed(documents: Documents) -> Arrays:
    """Texts as their bytes, one after the other, and where each ends."""
    written = [document.encode() for document in documents]
    ends = np.cumsum([len(one) for one in written], dtype=np.int64)
    return {"documents": np.frombuffer(b"".join(written), np.uint8), "documents.ends": ends}


def _unpacked(arrays: Arrays) -> Documents:
    data, ends = arrays["documents"].tobytes(), arrays["documents.ends"].tolist()
    documents = np.empty(len(ends), dtype=np.object_)
    start = 0
    for place, end in enumerate(ends):
        documents[place] = data[start:end].decode()
        start = end
    return documents
