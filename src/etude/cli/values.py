"""Values of options: one function a kind, which says what to write where it cannot read one."""

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

import click

from etude.errors import BadOption

DEVICE = re.compile(r"cpu|cuda(:\d+)?|mps")
LARGEST_SEED = 2**63 - 1


class Value(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5
    """A value that ``read`` makes of the written text; its ValueError becomes a BadOption."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name = name
        self.read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value, or a BadOption that names the option and says what to write."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except ValueError as error:
            option = param.opts[-1] if param else self.name
            raise BadOption(f"{option} {error}") from error


def read_seed(text: str) -> int:
    """A seed: a whole number from 0 on."""
    seed = read_count(text)
    if seed > LARGEST_SEED:
        raise ValueError(f"{text} is too large; the largest seed is {LARGEST_SEED}.")
    return seed


def read_count(text: str) -> int:
    """A whole number from 0 on."""
    if not re.fullmatch(r"\d{1,30}", text.strip(), re.ASCII):
        raise ValueError(f"{text!r} is not a whole number from 0 on, such as 7.")
    return int(text)


def read_steps(text: str) -> int:
    """A whole number of steps, from 1 on."""
    steps = read_count(text)
    if steps == 0:
        raise ValueError("counts steps from 1 on; leave it out where there are none.")
    return steps


def read_cost(text: str) -> float:
    """What one error costs: a finite number above 0."""
    try:
        cost = float(text)
    except ValueError:
        cost = math.nan
    if not (math.isfinite(cost) and cost > 0):
        raise ValueError(f"{text!r} is not a cost; write a number above 0, such as 25.")
    return cost


def read_device(text: str) -> str:
    """A device as torch names it."""
    if not DEVICE.fullmatch(text):
        raise ValueError(f"{text!r} is not a device; write cpu, cuda, cuda:1 or mps.")
    return text


def one_of(choices: Iterable[str]) -> Callable[[str], str]:
    """A reader that takes these words alone, and names the near one for another."""
    known = tuple(choices)

    def read(text: str) -> str:
        if text in known:
            return text
        import difflib

        near = difflib.get_close_matches(text.lower(), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}? else " if near else ""
        raise ValueError(f"{text!r} is not known; {hint}choose one of {', '.join(known)}.")

    return read


def several_of(choices: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """A reader of some of these words, parted by commas, given back in the order of choices."""
    known = tuple(choices)
    read_one = one_of(known)

    def read(text: str) -> tuple[str, ...]:
        named = {read_one(word.strip()) for word in text.split(",")}
        return tuple(choice for choice in known if choice in named)

    return read
