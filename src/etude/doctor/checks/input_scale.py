"""Are the inputs scaled, and alike?"""

import torch
from torch import Tensor

from etude.diagnosis.symptoms.unscaled_inputs import APART, LARGEST, OFF_CENTRE, SMALLEST
from etude.doctor.columns import are_rare
from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "input_scale"


def measure(examined: Examined) -> SanityCheck | None:
    """largest_z: largest |value|, in deviations as the network is given them (a standardised column
    has 1). scale_ratio: largest deviation of a column over the smallest. Columns that nearly always
    have one value are left out of both: their rare other one is far away and of little weight.
    largest: largest |value| of all. off_centre: |mean| of a column in its deviations, the median of
    all columns; 0 for those of two values, as yes and no."""
    values, sample = examined.columns, examined.some_of_columns
    if values is None or sample is None or not len(values):
        return None
    varied = ~are_rare(sample)
    if not bool(varied.any()):
        return None
    largest_of_all, largest = (float(one.abs().max()) for one in (values, values[:, varied]))
    deviations = sample[:, varied].std(0, correction=0)
    ratio = float(deviations.max() / deviations.min())
    off = _off_centre(sample[:, varied], deviations, sample.shape[1])
    told = (
        f"largest input value {largest:.4g}, scales of columns {ratio:.4g} times apart, half of the"
        f" columns {off:.2g} of their deviations from 0 or further"
    )
    numbers = {
        "largest_z": largest,
        "largest": largest_of_all,
        "scale_ratio": ratio,
        "off_centre": off,
    }
    is_near = largest_of_all >= SMALLEST and largest <= LARGEST and off <= OFF_CENTRE
    return SanityCheck(NAME, is_near and ratio <= APART, told, numbers)


def _off_centre(varied: Tensor, deviations: Tensor, columns: int) -> float:
    is_of_two = ((varied == varied.amin(0)) | (varied == varied.amax(0))).all(0)
    off = torch.where(is_of_two, 0.0, varied.mean(0).abs() / deviations)
    return float(torch.cat([off, off.new_zeros(columns - len(off))]).median())
