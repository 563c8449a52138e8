"""Kinds of the last part, written after the unseen part was scored. Two are not new to the
catalogue: the symptoms of rows in order and of an evaluation in training mode were written with
them, and the latter is what "never in evaluation mode" plants, in a loop that now evaluates."""

from benchmarks.clinic.faults.fault import CLASSES, DENSE, TOO_FAST, TOO_SLOW, Fault, each

SEALED = (
    Fault(
        "bottleneck",
        each("narrowing", 0.2, 0.1, 0.03, layers=3),
        (
            *("narrow layer", "underfitting", "plateau", "dead units", "one class predicted"),
            "collapsed predictions",
        ),
        networks=DENSE,
    ),
    Fault(
        "too deep",
        each("layers", 8, 16, 32),
        ("signal fades", "vanishing gradient", "plateau", "dead units", "collapsed predictions"),
        networks=DENSE,
    ),
    Fault(
        "first weights too small",
        each("initial_scale", 0.1, 0.01, 0.001),
        ("signal fades", "vanishing gradient", "plateau", "weights start alike"),
    ),
    Fault(
        "batch too large",
        each("batch_share", 0.25, 0.5, 1.0),
        ("underfitting", *TOO_SLOW),
    ),
    Fault(
        "rate decays too soon",
        each("decay", 0.7, 0.5, 0.3),
        ("rate falls too soon", *TOO_SLOW, "underfitting"),
    ),
    Fault("epsilon too large", each("epsilon", 0.1, 1.0, 10.0), (*TOO_SLOW, "underfitting")),
    Fault(
        "plain descent at Adam's rate",
        each("rate", 1.0, 0.3, 0.1, optimizer="sgd"),
        (*TOO_SLOW, "underfitting"),
    ),
    Fault(
        "tiny batches at a high rate",
        each("rate", 5.0, 15.0, 50.0, batch=4),
        (*TOO_FAST, "dead units", "one class predicted", "collapsed predictions"),
    ),
    Fault(
        "rows in order",
        each("batch", 64, 32, 8, in_order=True),
        ("rows in order",),
        tasks=CLASSES,
    ),
    Fault(
        "sigmoid before cross-entropy",
        each("temperature", 1.0, 3.0, 10.0, output="sigmoid"),
        ("bounded output", "softmax before cross-entropy", "sigmoid twice"),
        tasks=CLASSES,
    ),
    Fault(
        "evaluated in training mode",
        each("dropout", 0.3, 0.5, 0.7, training_mode=True),
        ("evaluated in training mode",),
        networks=DENSE,
    ),
    Fault(
        "wide first weights before sigmoids",
        each("normal", 1.0, 3.0, 10.0, activation="sigmoid"),
        ("saturated units", "first loss too high", "exploding gradient"),
        networks=DENSE,
    ),
)
