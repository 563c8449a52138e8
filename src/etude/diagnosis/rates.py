"""The learning rate that goes with a batch.

Source: Malladi et al. 2022, On the SDEs and Scaling Rules for Adaptive Gradient Algorithms.
"""

USUAL_BATCH = 32  # to which the rates of optimizers and models are said

Settings = tuple[tuple[str, object], ...]


def rate_at(rate: float, batch: int, before: int = USUAL_BATCH) -> float:
    """The rate at this batch, to one figure: it grows with the root of the batch, since the
    gradient of a larger one is less noisy; for a smaller one it stays."""
    return float(f"{rate * (batch / before) ** 0.5:.1g}") if batch > before else rate


def settings_at(settings: Settings, batch: int) -> Settings:
    """Settings said for the usual batch, with the rate that goes with this one."""
    return tuple(
        (name, rate_at(value, batch) if name == "learning_rate" else value)  # type: ignore[arg-type]
        for name, value in settings
    )
