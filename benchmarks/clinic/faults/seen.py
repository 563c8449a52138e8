"""Kinds that were looked at while thresholds were chosen."""

from benchmarks.clinic.faults.fault import DENSE, TOO_FAST, TOO_SLOW, Fault, each

SEEN = (
    Fault(
        "rate too high",
        each("rate", 30.0, 100.0, 1000.0),
        (*TOO_FAST, "dead units", "one class predicted"),
    ),
    Fault("rate too low", each("rate", 0.03, 0.01, 0.001), TOO_SLOW),
    Fault(
        "too few epochs",
        each("epochs", 0.2, 0.1, 0.03),
        ("stopped too early", "training too slow", "underfitting"),
    ),
    Fault(
        "saturated units",
        each("initial_scale", 10.0, 30.0, 100.0, activation="tanh"),
        ("saturated units", "first loss too high"),
        networks=DENSE,
    ),
    Fault(
        "vanishing gradient",
        each("layers", 5, 8, 12, activation="sigmoid"),
        ("vanishing gradient", "plateau"),
        networks=DENSE,
    ),
    Fault(
        "inputs not scaled",
        each("spread", 100.0, 1e3, 1e4, standardise=False),
        ("unscaled inputs",),
    ),
    Fault(
        "too much weight decay",
        each("weight_decay", 0.3, 1.0, 10.0),
        ("penalty outweighs the data", "underfitting", "plateau"),
    ),
    Fault(
        "too small",
        each("width", 4, 2, 1, layers=1),
        ("underfitting", "narrow layer"),
        networks=DENSE,
    ),
    Fault(
        "learned by heart",
        each("rows", 0.1, 0.05, 0.02, width=512, epochs=4.0),
        ("overfitting",),
        mendable=False,  # what it needs is rows
    ),
    Fault(
        "labels at chance",
        each("label_noise", 0.5, 0.8, 1.0),
        ("validation at chance", "validation better than training", "overfitting", "plateau"),
        mendable=False,
    ),
    Fault(
        "no activation",
        each("linear_layers", 1, 2, 8),
        ("stacked linear layers", "underfitting"),
        networks=DENSE,
    ),
    Fault(
        "first weights too large",
        each("initial_scale", 5.0, 20.0, 100.0),
        ("first loss too high", "exploding gradient", "diverging loss"),
    ),
    Fault(
        "clipped too short",
        each("clip", 1e-2, 1e-3, 1e-4, optimizer="momentum", rate=10.0),
        ("gradients clipped often", *TOO_SLOW),
    ),
)
