"""Kinds that had no part in choosing any threshold."""

from benchmarks.clinic.faults.fault import (
    CLASSES,
    DENSE,
    NOT_LEARNING,
    NUMBERS,
    TOO_FAST,
    TOO_SLOW,
    Fault,
    each,
)

UNSEEN = (
    Fault("dead units", each("bias", -1.0, -3.0, -10.0), ("dead units",), networks=DENSE),
    Fault(
        "equal first weights",
        each("constant", 0.0, 0.01, 0.1, initial_scale=0.0),
        ("weights start alike",),
        networks=DENSE,
    ),
    Fault(
        "targets not scaled",
        each("target_scale", 100.0, 1e3, 1e5, standardise_target=False),
        ("first loss too high", "collapsed predictions", *TOO_SLOW),
        tasks=NUMBERS,
    ),
    Fault(
        "softmax before cross-entropy",
        each("temperature", 1.0, 3.0, 10.0, output="softmax"),
        ("softmax before cross-entropy",),
        tasks=CLASSES,
    ),
    Fault("missing zero_grad", each("zero_every", 3, 10, 0), ("gradients pile up",)),
    Fault("layers that do not learn", each("frozen", 1, 2, 3), NOT_LEARNING),
    Fault(
        "too much dropout",
        each("dropout", 0.6, 0.8, 0.95),
        ("underfitting", "plateau", "training and evaluation mode disagree"),
        networks=DENSE,
    ),
    Fault(
        "rare class lost",
        each("rarest", 0.1, 0.03, 0.01),
        ("imbalanced classes", "one class predicted"),
        tasks=CLASSES,
    ),
    Fault(
        "shapes that broadcast",
        each("batch", 32, 64, 256, broadcast=True),
        ("shapes broadcast", "collapsed predictions"),
        tasks=NUMBERS,
    ),
    Fault(
        "output of one sign",
        each("output", "relu", "sigmoid", "softmax"),
        (
            "bounded output",
            "softmax over one unit",
            "collapsed predictions",
            "predictions of one sign",
        ),
        tasks=NUMBERS,
    ),
    Fault(
        "loss summed",
        each("rate", 1.0, 10.0, 30.0, loss="sum", optimizer="sgd"),
        (*TOO_FAST, "first loss too high"),
    ),
    Fault(
        "error of probabilities",
        each("rate", 0.1, 0.03, 0.01, loss="mse", output="softmax"),
        ("squared error of classes", "probabilities missing", *TOO_SLOW),
        tasks=CLASSES,
    ),
    Fault("missing cells", each("missing", 0.001, 0.01, 0.1), ("inputs not finite", "not finite")),
    Fault("parameters not given to the optimizer", each("unregistered", 1, 2, 3), NOT_LEARNING),
    Fault(
        "momentum too high",
        each("momentum", 0.99, 0.995, 0.999, optimizer="momentum", rate=10.0),
        TOO_FAST,
    ),
    Fault(
        "validation of other rows",
        each("validation_noise", 0.5, 0.8, 1.0),
        ("validation at chance", "validation unlike training"),
        mendable=False,
    ),
    Fault(
        "never in evaluation mode",
        each("dropout", 0.3, 0.5, 0.7, training_mode=True),
        ("evaluated in training mode", "training and evaluation mode disagree"),
        networks=DENSE,
    ),
)
