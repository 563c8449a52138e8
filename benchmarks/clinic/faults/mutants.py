"""Kinds that nobody here chose: the mutation operators of Humbatova, Jahangirova & Tonella 2021
(DeepCrime: mutation testing of deep learning systems based on real faults), all but those that an
earlier part planted in much the same form (labels changed, rows removed, classes made rare, batch
size, rate, epochs, whole batches, an activation removed, dropout, clipping) or that touch no score
(no validation). Codes are theirs. AAL in another form was known to the catalogue."""

from benchmarks.clinic.faults.fault import CLASSES, DENSE, TOO_SLOW, Fault, each

MUTANTS = (
    Fault(
        "noise in the learning rows",  # TAN
        each("learn_noise", 0.5, 1.0, 2.0),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            *("validation scaled otherwise", "overfitting"),
        ),
        mendable=False,  # what it needs is other rows
    ),
    Fault(
        "classes made to overlap",  # TCO
        each("overlap", 0.3, 0.6, 1.0),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            *("one class predicted", "imbalanced classes", "plateau"),
        ),
        tasks=CLASSES,
        mendable=False,
    ),
    Fault(
        "another activation",  # ACH
        each("activation", "softsign", "hard_sigmoid", "exponential"),
        (
            *("vanishing gradient", "saturated units", "signal fades", "exploding gradient"),
            *("not finite", "diverging loss", "first loss too high", "underfitting"),
        ),
    ),
    Fault(
        "activation on the output",  # AAL
        each("output", "tanh", "softplus", "exponential"),
        (
            *("bounded output", "softmax before cross-entropy", "sigmoid twice"),
            *("predictions of one sign", "collapsed predictions", "exploding gradient"),
            *("not finite", "diverging loss", "first loss too high"),
        ),
    ),
    Fault(
        "penalty on one layer",  # RAW
        each("entry_penalty", 0.01, 0.1, 1.0),
        (
            *("penalty outweighs the data", "underfitting", "plateau", "signal fades"),
            *("collapsed predictions", "one class predicted"),
        ),
    ),
    Fault(
        "first weights all positive",  # WCI
        each("positive", 0.1, 0.5, 1.0),
        (
            *("first loss too high", "exploding gradient", "weights start alike"),
            *("saturated units", "not finite", "diverging loss"),
        ),
    ),
    Fault(
        "no biases",  # WRB
        each("layers", 1, 2, 3, unbiased=True),
        ("no biases", "underfitting", "plateau"),
        networks=DENSE,
    ),
    Fault(
        "another loss",  # LCH
        (
            {"loss": "hinge"},
            {"loss": "poisson", "output": "softmax"},
            {"loss": "mae", "output": "softmax"},
        ),
        (
            *("squared error of classes", "probabilities missing", "underfitting"),
            *("bounded output", *TOO_SLOW),
        ),
        tasks=CLASSES,
    ),
    Fault(
        "another optimizer",  # OCH
        each("optimizer", "adamax", "adagrad", "adadelta"),
        ("underfitting", *TOO_SLOW),
    ),
)
