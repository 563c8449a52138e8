"""Are the inputs scaled, and alike?"""

from etude.diagnosis.symptoms.unscaled_inputs import APART, LARGEST, OFF_CENTRE, SMALLEST
from etude.doctor.columns import are_rare, columns_of, drawn
from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "input_scale"


def measure(examined: Examined) -> SanityCheck | None:
    """largest_z: largest |value|, in deviations as the network is given them (a standardised column
    has 1). scale_ratio: largest deviation of a column over the smallest. Columns that nearly always
    have one value are left out of both: their rare other one is far away and of little weight.
    largest: largest |value| of all. off_centre: |mean| of a column in its deviations, the median of
    all columns."""
    values = columns_of(examined)
    if values is None or not len(values):
        return None
    sample = drawn(values)
    varied = ~are_rare(sample)
    if not bool(varied.any()):
        return None
    largest_of_all, largest = (float(one.abs().max()) for one in (values, values[:, varied]))
    deviations = sample[:, varied].std(0, correction=0)
    ratio = float(deviations.max() / deviations.min())
    off = float((sample[:, varied].mean(0).abs() / deviations).median())
    told = f"largest input value {largest:.4g}, scales of columns {ratio:.4g} times apart"
    numbers = {
        "largest_z": largest,
        "largest": largest_of_all,
        "scale_ratio": ratio,
        "off_centre": off,
    }
    is_near = largest_of_all >= SMALLEST and largest <= LARGEST and off <= OFF_CENTRE
    return SanityCheck(NAME, is_near and ratio <= APART, told, numbers)
