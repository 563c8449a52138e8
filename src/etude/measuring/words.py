"""Words for numbers inside the records; whole sentences on metrics are the report's."""

import math

MUCH_LARGER = 1.7  # evenly bell-shaped errors have RMSE 1.25 x MAE, a few large ones far more
ALIKE = 1.35


def figure(number: float, digits: int = 4) -> str:
    """A number with about so many significant digits, thousands set apart, no trailing zeros."""
    if not math.isfinite(number) or number == 0:
        return f"{number:g}"
    places = max(0, digits - 1 - math.floor(math.log10(abs(number))))
    if places > 9:
        return f"{number:.{digits - 1}g}"
    written = f"{number:,.{places}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def large_errors(rmse: float, mae: float, unit: str = "") -> str:
    """What RMSE against MAE says about large errors. Source: the guide, "MAE vs RMSE"."""
    unit = f" {unit}" if unit else ""
    said = f"On average off by {figure(mae)}{unit}; RMSE is {figure(rmse)}{unit}"
    if mae == 0:
        return "Every prediction is exact."
    if rmse > MUCH_LARGER * mae:
        return f"{said}, {rmse / mae:.1f} times as much: a few errors are far larger than the rest."
    if rmse < ALIKE * mae:
        return f"{said}, about the same: the errors are alike in size."
    return f"{said}: some errors are larger than the rest."
