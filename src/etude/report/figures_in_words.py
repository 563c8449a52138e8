"""Numbers as people read them: figures, shares, counts, times and p-values."""

import math
from collections.abc import Callable, Sequence

UNKNOWN = "not known"
FAR = 10.0  # a share beyond ten times the whole is only told to be so


def figure(number: float | None, digits: int = 3) -> str:
    """A number with so many significant digits, without exponent where that reads well."""
    if number is None or math.isnan(number):
        return UNKNOWN
    if math.isinf(number):
        return "infinite" if number > 0 else "minus infinite"
    if number == 0:
        return "0"
    size = abs(number)
    if size >= 1e15 or size < 1e-5:
        return f"{number:.{digits - 1}e}"
    if size >= 10**digits:
        return f"{number:,.0f}"
    decimals = max(digits - 1 - math.floor(math.log10(size)), 0)
    return f"{number:.{decimals}f}"


def share(number: float | None) -> str:
    """A share as a percentage: ``12 %``, ``1.3 %``, ``0.04 %``."""
    if number is None or not math.isfinite(number):
        return UNKNOWN
    size = abs(number) * 100
    decimals = 0 if size >= 10 or size == 0 else 1 if size >= 0.1 else 2
    return f"{number * 100:.{decimals}f} %"


def rate(number: float) -> str:
    """A learning rate: ``0.001``, ``0.0021``."""
    return f"{number:.2g}"


def loss_change(gain: float, noun: str = "loss") -> str:
    """A gain in words: ``Loss 1.2 % lower``; a negative gain is a higher loss."""
    if math.isnan(gain):
        return f"{capital(noun)} change not known"
    return f"{capital(noun)} {share(abs(gain))} {'lower' if gain >= 0 else 'higher'}"


def share_bounds(low: float, high: float) -> str:
    """The ends of an interval of shares: ``-0.8 to 3.1 %``, ``under -1000 to 3.1 %``."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    return f"{_bound(low)} to {_bound(high)} %"


def saved_words(gain: float) -> str:
    """A share of loss saved: ``12 %``; ``under -1000 %`` where the loss is far larger."""
    return "under -1000 %" if gain < -FAR else share(gain)


def _bound(end: float) -> str:
    """An end of an interval of shares; a loss next to nothing makes shares beyond all meaning."""
    if abs(end) > FAR:
        return "under -1000" if end < 0 else "over 1000"
    return f"{end * 100:.1f}"


def interval_words(low: float, high: float, say: Callable[[float], str] = figure) -> str:
    """``95 % interval 0.36 to 0.51``, or that there is none; ``say`` writes the ends."""
    if math.isnan(low) or math.isnan(high):
        return "no interval could be made"
    return f"95 % interval {say(low)} to {say(high)}"


def probability(p: float) -> str:
    """A p-value without false precision: ``0.14``, ``0.008``, ``under 0.001``."""
    if math.isnan(p):
        return UNKNOWN
    return "under 0.001" if p < 0.001 else figure(p, 2)


def clock(seconds: float) -> str:
    """Seconds as people say them: ``45 s``, ``3 min 20 s``, ``1 h 05 min``."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    if minutes < 1:
        return f"{rest} s"
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left:02d} min" if hours else f"{minutes} min {rest:02d} s"


def several(words: Sequence[str]) -> str:
    """Words in a row: ``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def capital(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def clipped(text: str, most: int = 60) -> str:
    """A stranger's text on one line, cut where it is too long for a table or a label."""
    line = " ".join(str(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def setting_value(value: object) -> str:
    """A plan's value: widths joined by dashes, yes and no for switches, plain figures."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return " - ".join(str(part) for part in value) or "none"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).replace("_", " ")
