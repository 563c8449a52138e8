"""Numbers inside the sentences that records carry."""

import math


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 row``, ``1,309 rows``, ``2 classes``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def number_said(number: float, digits: int = 4) -> str:
    """A number as a person writes it: ``11.67``, ``172,712``, not 1.727e+05.

    Behind the point only so many significant digits are left, and no zeros at the end.
    """
    if number == 0 or not math.isfinite(number) or not 1e-5 <= abs(number) < 1e15:
        return f"{number:.{digits}g}"
    places = max(0, digits - 1 - math.floor(math.log10(abs(number))))
    written = f"{number:,.{places}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
