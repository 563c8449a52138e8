"""Hand-drawn runs, for symptoms to look at."""

from dataclasses import replace

from etude.diagnosis.evidence import Evidence, Facts
from etude.records.plan import Plan
from etude.records.sanity import SanityCheck
from etude.records.setup import Setup, setup_of
from etude.records.trial import Curves, Run

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
NUMBERS = replace(FACTS, classes=0, rarest_share=1.0, majority_share=0.0, naive_loss=1.0)
SETUP = setup_of(Plan())
LAST_KEPT = replace(SETUP, keeps_best=None)  # a loop of which no more is known


def evidence(
    train: tuple[float, ...] = (0.6, 0.5, 0.45),
    validation: tuple[float, ...] = (0.6, 0.52, 0.48),
    *,
    outcome: str = "finished",
    facts: Facts = FACTS,
    setup: Setup = SETUP,
    initial_loss: float | None = None,
    checks: tuple[SanityCheck, ...] = (),
    **curves: tuple[float, ...],
) -> Evidence:
    """Three equal runs with these curves; the best epoch is the one of lowest validation loss."""
    best = min(range(len(validation)), key=validation.__getitem__) + 1 if validation else 0
    drawn = Curves(train_loss=train, validation_loss=validation, **curves)
    epochs = len(validation)
    run = Run(0, "hold-out", best, epochs, 100, outcome, drawn, initial_loss)  # type: ignore[arg-type]
    runs = tuple(replace(run, seed=seed) for seed in range(3))
    return Evidence(runs, facts, setup, checks)


def checked(name: str, *, passed: bool = False, **numbers: float) -> Evidence:
    """What is known before training: one check with these numbers."""
    return Evidence((), FACTS, SETUP, (SanityCheck(name, passed, "", numbers),))
