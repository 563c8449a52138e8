"""The device that trains: whether this machine has it."""

import re

from etude.errors import BadOption

_NAMES = re.compile(r"cpu|cuda(:\d+)?|mps")


def check_device(name: str) -> None:
    """Raise BadOption unless torch can work on this device here.

    Torch is imported for other devices than ``cpu`` alone, which every machine has.
    """
    if not _NAMES.fullmatch(name):
        raise BadOption(f'There is no device "{name}"; write cpu, cuda, cuda:1 or mps.')
    if not has_device(name):
        raise BadOption(
            f'torch finds no device "{name}" on this machine; leave --device away to train on the'
            f" processor (cpu)."
        )


def has_device(name: str) -> bool:
    """Whether torch finds a device of this name: ``cpu``, ``cuda``, ``cuda:1`` or ``mps``."""
    if name == "cpu":
        return True
    import torch

    if name == "mps":
        return torch.backends.mps.is_available()
    place = int(name.partition(":")[2] or 0)
    return torch.cuda.is_available() and place < torch.cuda.device_count()
