"""Are there columns that say nothing?"""

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "constant_inputs"
FEWEST_VALUES = 100  # a rare category may well be absent from fewer


def measure(examined: Examined) -> SanityCheck | None:
    """columns: how many have one value in all rows (of series: steps) of the batch; rows: these."""
    values = examined.columns
    if values is None or len(values) < FEWEST_VALUES:
        return None
    columns = int((values == values[0]).all(0).sum())
    told = f"{columns} of {values.shape[1]} columns have one value in {len(values)} rows"
    return SanityCheck(NAME, columns == 0, told, {"columns": columns, "rows": len(values)})
