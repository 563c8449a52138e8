"""Lengths of time as a person writes them."""

import math
import re

SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}
DURATION = re.compile(r"(?:\d+(?:\.\d+)?[dhms])+", re.ASCII)
PART = re.compile(r"(\d+(?:\.\d+)?)([dhms])")


def read_duration(text: str) -> float:
    """Seconds of a written length of time: ``90s``, ``10m``, ``1h30m``, ``1.5h``.

    Raises: ValueError with the way out for anything else.
    """
    tidy = text.strip().lower().replace(" ", "")
    parts = PART.findall(tidy) if DURATION.fullmatch(tidy) else []
    units = [unit for _, unit in parts]
    if not parts or units != sorted(set(units), key="dhms".index):
        raise ValueError(f"{text!r} is not a length of time; write it as 90s, 10m or 1h30m.")
    seconds = sum(float(number) * SECONDS[unit] for number, unit in parts)
    if seconds <= 0 or not math.isfinite(seconds):
        raise ValueError(f"{text!r} must be longer than nothing; write it as 90s, 10m or 1h30m.")
    return seconds
