"""Hand-drawn runs, for symptoms to look at."""

from dataclasses import replace

from etude.diagnosis.evidence import Evidence, Facts
from etude.records.plan import Plan
from etude.records.trial import Curves, Run, Trial

FACTS = Facts(
    learn_rows=5000,
    number_columns=8,
    category_columns=2,
    skewed_columns=1,
    outlier_columns=1,
    classes=2,
    rarest_share=0.4,
    majority_share=0.6,
    target_outliers=0,
    target_skew=0.0,
    naive_loss=0.69,
    linear_loss=0.55,
)


def evidence(
    train: tuple[float, ...] = (0.6, 0.5, 0.45),
    validation: tuple[float, ...] = (0.6, 0.52, 0.48),
    *,
    outcome: str = "finished",
    facts: Facts = FACTS,
    **curves: tuple[float, ...],
) -> Evidence:
    """Three equal runs with these curves; the best epoch is the one of lowest validation loss."""
    best = min(range(len(validation)), key=validation.__getitem__) + 1 if validation else 0
    drawn = Curves(train_loss=train, validation_loss=validation, **curves)
    run = Run(0, "hold-out", best, len(validation), 100, outcome, drawn)  # type: ignore[arg-type]
    runs = tuple(replace(run, seed=seed) for seed in range(3))
    return Evidence(Trial(1, Plan(), "pilot", runs, 0.0), facts)
