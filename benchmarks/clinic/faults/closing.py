"""Kinds of the closing part, written when the final part had been looked at; no symptom was written
with them."""

from benchmarks.clinic.faults.fault import CLASSES, DENSE, TOO_FAST, TOO_SLOW, Fault, each

CLOSING = (
    Fault(
        "gradients remembered too long",
        each("first_moment", 0.99, 0.999, 0.9999),
        (*TOO_FAST, *TOO_SLOW, "underfitting"),
    ),
    Fault(
        "rate flares up at the end",
        each("flare", 10.0, 30.0, 100.0),
        (*TOO_FAST, "exploding gradient", "dead units", "one class predicted"),
    ),
    Fault(
        "one class mistaken for another",
        each("mistaken", 0.4, 0.7, 1.0),
        (
            *("imbalanced classes", "one class predicted", "validation at chance"),
            "validation unlike training",
        ),
        tasks=CLASSES,
        mendable=False,  # what it needs is other labels
    ),
    Fault("inputs cut off", each("bound", 0.5, 0.2, 0.05), ("inputs cut off", "underfitting")),
    Fault(
        "leak in training",
        each("leak", 1.0, 3.0, 10.0),
        (
            *("validation at chance", "overfitting", "validation scaled otherwise"),
            "validation unlike training",
        ),
        mendable=False,  # what it needs is other rows
    ),
    Fault(
        "columns in another place",
        each("shifted", 0.3, 0.6, 1.0),
        (
            *("validation at chance", "overfitting", "validation scaled otherwise"),
            "validation unlike training",
        ),
        mendable=False,
    ),
    Fault(
        "dropout of the inputs",
        each("entry_dropout", 0.5, 0.8, 0.9),
        ("underfitting", "plateau", "validation better than training"),
    ),
    Fault(
        "scores divided",
        each("temperature", 10.0, 100.0, 1000.0),
        ("underfitting", *TOO_SLOW),
    ),
    Fault(
        "softmax between layers",
        each("soft_layers", 1, 2, 3, layers=3),
        ("signal fades", "vanishing gradient", "underfitting", "plateau", "collapsed predictions"),
        networks=DENSE,
    ),
    Fault(
        "decay beside the optimizer",
        each("weight_decay", 3.0, 30.0, 100.0, optimizer="adamw"),
        (
            *("penalty outweighs the data", "underfitting", "plateau", "collapsed predictions"),
            "one class predicted",
        ),
    ),
)
