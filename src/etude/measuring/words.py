"""Words for numbers inside the records; whole sentences on metrics are the report's."""

from etude.records.figures import number_said

MUCH_LARGER = 1.7  # evenly bell-shaped errors have RMSE 1.25 x MAE, a few large ones far more
ALIKE = 1.35


def large_errors(rmse: float, mae: float, unit: str = "") -> str:
    """What RMSE against MAE says about large errors. Source: the guide, "MAE vs RMSE"."""
    unit = f" {unit}" if unit else ""
    said = f"On average off by {number_said(mae)}{unit}; RMSE is {number_said(rmse)}{unit}"
    if mae == 0:
        return "Every prediction is exact."
    if rmse > MUCH_LARGER * mae:
        return f"{said}, {rmse / mae:.1f} times as much: a few errors are far larger than the rest."
    if rmse < ALIKE * mae:
        return f"{said}, as for errors spread like a bell: no few large ones rule."
    return f"{said}: some errors are larger than the rest."
