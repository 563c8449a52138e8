"""Can a copy of the network learn 16 rows by heart?"""

from etude.doctor.examined import LEARNED, Examined
from etude.records.sanity import SanityCheck

NAME = "overfits_few_rows"
ASKED = 0.2  # share of the first loss that may be left


def measure(examined: Examined) -> SanityCheck | None:
    """rows; first and best: losses of a copy trained on them by Adam at up to three rates. A first
    loss that is below a twentieth of knowing nothing says nothing: the network knows the rows."""
    fitted = examined.fitted
    if fitted is None or _knows_already(examined, fitted.first):
        return None
    rows, first, best = float(len(fitted.targets)), fitted.first, fitted.best
    told = f"loss on {rows:.0f} rows went from {first:.4g} to {best:.4g}"
    numbers = {"rows": rows, "first": first, "best": best}
    return SanityCheck(NAME, best <= ASKED * first, told, numbers)


def _knows_already(examined: Examined, loss: float) -> bool:
    return loss <= LEARNED * examined.naive
