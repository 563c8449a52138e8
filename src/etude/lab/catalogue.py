"""Experiments, collected from their folder: no list kept by hand."""

import importlib
import pkgutil
from functools import cache
from typing import cast

from etude.errors import BadOption
from etude.lab import experiments
from etude.lab.experiment import Experiment


@cache
def all_experiments() -> tuple[Experiment, ...]:
    """Every experiment, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(experiments.__path__))
    found = [importlib.import_module(f"{experiments.__name__}.{name}") for name in names]
    return tuple(sorted(cast(list[Experiment], found), key=lambda one: one.NAME))


def experiment(name: str) -> Experiment:
    """The experiment of this name. Raises: BadOption that lists those there are."""
    known = {one.NAME: one for one in all_experiments()}
    if name not in known:
        there = ", ".join(known)
        raise BadOption(f"There is no experiment {name!r} in the lab; there are: {there}.")
    return known[name]
