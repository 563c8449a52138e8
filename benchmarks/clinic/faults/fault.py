"""What a kind of fault is, and what kinds of several parts share."""

from dataclasses import dataclass
from typing import Any

from benchmarks.clinic.case import Case
from benchmarks.clinic.rows import REGRESSION

TASKS = ("classification", "regression")
NETWORKS = ("dense", "convolution", "recurrent", "transformer")


@dataclass(frozen=True)
class Fault:
    """A kind of fault.

    settings: what each severity changes. causes: symptoms of the catalogue that name it rightly.
    tasks, networks: where it can be planted. mendable: whether another setting can undo it.
    judged: the causes that a judge left or added, where one was stricter than who planted it.
    """

    name: str
    settings: tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
    causes: tuple[str, ...]
    tasks: tuple[str, ...] = TASKS
    networks: tuple[str, ...] = NETWORKS
    mendable: bool = True
    judged: tuple[str, ...] = ()

    def fits(self, case: Case) -> bool:
        """Whether it can be planted in this case."""
        task = "regression" if case.data in REGRESSION else "classification"
        return task in self.tasks and case.network in self.networks

    def planted(self, case: Case, severity: int) -> Case:
        """The case with this fault, severity 0 to 2; rates and epochs are factors."""
        settings = dict(self.settings[severity])
        for name in ("rate", "epochs"):
            if name in settings:
                value = case.setting(name) * settings[name]
                settings[name] = max(1, round(value)) if name == "epochs" else value
        return case.changed(**settings)


def each(name: str, *values: Any, **others: Any) -> Any:
    """Three severities: one setting at three values, beside others that all three share."""
    return tuple({name: value, **others} for value in values)


CLASSES, NUMBERS = ("classification",), ("regression",)
DENSE = ("dense",)
# Causes that several kinds share.
TOO_FAST = ("not finite", "diverging loss", "unstable training", "updates too large", "plateau")
TOO_SLOW = ("plateau", "updates too small", "stopped too early", "training too slow")
NOT_LEARNING = ("frozen parameters", "parameters missing from the optimizer")
