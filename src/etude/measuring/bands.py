"""Prediction intervals of a forecast: made from errors that were made, checked where they count."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from etude.records.exam import FAR_OFF, ForecastBand

Floats = npt.NDArray[np.float64]

LOW, HIGH = 0.1, 0.9


def band_offsets(truth: Floats, outputs: Floats, scale: Floats) -> Floats:
    """How far the truth lay below and above, for each number of a forecast.

    In:     all float64 [n, outputs], of rows that were not learned from, n above 0; scale: the
            units in which errors of one row are compared with those of another.
    Out:    float64 [2, outputs], in units of ``scale``, at the shares 0.1 and 0.9 with the
            correction for n of split conformal prediction.
    Source: Lei et al. 2018, Distribution-Free Predictive Inference for Regression; one quantile a
            step ahead, as errors grow with the distance.
    Blind:  errors that change after these rows; neighbouring rows err alike, so that n counts for
            less than it says.
    """
    errors = (truth - outputs) / scale
    count = len(errors)
    share = min(HIGH * (count + 1) / count, 1.0)
    ends = np.quantile(errors, [1.0 - share, share], axis=0)
    return np.asarray(ends, dtype=np.float64)


def band_of(outputs: Floats, offsets: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Lower and upper end, float64 [n, outputs] each, never on the wrong side of the forecast."""
    low = outputs + np.minimum(offsets[0], 0.0) * scale
    high = outputs + np.maximum(offsets[1], 0.0) * scale
    return low, high


def pinball(truth: Floats, low: Floats, high: Floats, scale: Floats) -> float:
    """Mean pinball loss of both ends, in units of ``scale``.

    Source: Koenker & Bassett 1978, Regression Quantiles.
    """
    losses = [
        np.maximum(share * (truth - end), (share - 1.0) * (truth - end)) / scale
        for share, end in ((LOW, low), (HIGH, high))
    ]
    return float(np.mean(losses))


def check_band(
    truth: Floats, outputs: Floats, offsets: Floats, scale: Floats, horizon: int
) -> ForecastBand:
    """How often the truth lay inside, over all rows float64 [n, outputs] and by step ahead."""
    low, high = band_of(outputs, offsets, scale)
    inside = (truth >= low) & (truth <= high)  # (n, H * T)
    steps = inside.reshape(len(truth), horizon, -1).mean(axis=(0, 2))
    share = float(inside.mean())
    promised = HIGH - LOW
    sentence = (
        f"The band was made to hold {100 * promised:.0f} % of the true values and held"
        f" {100 * share:.0f} % of them on the test rows"
    )
    band = ForecastBand(
        nominal=promised,
        coverage=share,
        steps=tuple(steps.tolist()),
        pinball=pinball(truth, low, high, scale),
        sentence="",
    )
    if band.is_too_narrow:
        sentence += ": too narrow, so that it must not be relied on"
    elif share > promised + FAR_OFF:
        sentence += ": wider than it need be"
    return replace(band, sentence=f"{sentence}.")
