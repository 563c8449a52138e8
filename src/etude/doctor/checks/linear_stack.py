"""Do linear layers follow each other with nothing between them?"""

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "linear_stack"


def measure(examined: Examined) -> SanityCheck | None:
    """pairs: of linear layers or convolutions, as the batch passed them."""
    pairs = examined.trace.pairs
    told = f"{pairs} pairs of linear layers have no activation between them"
    return SanityCheck(NAME, pairs == 0, told, {"pairs": pairs})
