"""Etude studies a person's data the way a careful deep-learning practitioner would.

>>> import etude
>>> study = etude.fit("titanic.csv", target="Survived", budget="2m")  # doctest: +SKIP
"""

from typing import Any

__version__ = "0.1.0"
__all__ = ["TableClassifier", "TableRegressor", "fit", "load", "preflight", "watch", "yardsticks"]

# Imported when first asked for: a name here must not cost the command line its start.
_HOMES = {
    "fit": "etude.studies.face",
    "load": "etude.studies.study",
    "watch": "etude.doctor.watch",
    "preflight": "etude.doctor.preflight",
    "yardsticks": "etude.doctor.yardsticks",
    "TableClassifier": "etude.studies.estimators",
    "TableRegressor": "etude.studies.estimators",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'etude' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
