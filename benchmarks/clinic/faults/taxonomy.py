"""Kinds chosen by somebody who saw neither the catalogue's rules nor any result: leaves of the
taxonomy of Humbatova, Jahangirova, Bavota, Riccio, Stocco & Tonella 2020 (Taxonomy of real faults
in deep learning systems), in forms that no earlier part plants. Severities were fixed before any of
them was trained."""

from benchmarks.clinic.faults.fault import CLASSES, TOO_SLOW, Fault, each

TAXONOMY = (
    Fault(
        "placeholders among the numbers",  # Training data quality: preprocessing of missing values
        each("missing", 0.002, 0.01, 0.05, fill=-999.0),
        (
            *("placeholders", "unscaled inputs", "inputs cut off", "underfitting", "plateau"),
            *("training too slow", "stopped too early"),
        ),
    ),
    Fault(
        "inputs not centred",  # Preprocessing: missing normalisation
        each("offset", 3.0, 10.0, 100.0),
        (
            *("unscaled inputs", "first loss too high", "exploding gradient", "dead units"),
            *("saturated units", "underfitting", "plateau"),
        ),
    ),
    Fault(
        "skewed columns",  # Training data quality: small range of values of a feature
        each("skew", 1.0, 2.0, 3.0),
        ("skewed inputs", "unscaled inputs", "underfitting", *TOO_SLOW),
    ),
    Fault(
        "parted in order",  # Training data: incorrect train and test split
        each("sorted_split", 0.3, 0.6, 1.0),
        (
            *("validation unlike training", "validation at chance", "validation scaled otherwise"),
            *("validation better than training", "overfitting"),
        ),
    ),
    Fault(
        "rows mixed up, targets not",  # Preprocessing: redundant (wrong) augmentation
        each("mixed", 0.3, 0.6, 0.9),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            "plateau",
        ),
    ),
    Fault(
        "schedule that takes a score for a loss",  # Hyperparameters: suboptimal learning rate
        each("misled_patience", 10, 4, 1),
        ("rate falls too soon", *TOO_SLOW, "underfitting"),
    ),
    Fault(
        "epochs of few batches",  # Training process: wrongly implemented data batching
        each("batches", 8, 3, 1),
        ("rows left unused", *TOO_SLOW, "underfitting"),
    ),
    Fault(
        "normalised by tiny batches",  # Hyperparameters: suboptimal batch size
        each("batch", 8, 4, 2, normalisation=True),
        (
            *("batches too small to normalise", "training and evaluation mode disagree"),
            *(
                "validation better than training",
                "unstable training",
                "updates too large",
                "exploding gradient",
                "underfitting",
            ),
        ),
    ),
    Fault(
        "likelihood without logarithm",  # Loss function: wrong calculation; missing softmax
        each("output", "softmax", "sigmoid", "plain", loss="likelihood"),
        (
            *("probabilities missing", "softmax before cross-entropy", "bounded output"),
            *("first loss too low", "accuracy stands still", "diverging loss", "not finite"),
            "underfitting",
        ),
        tasks=CLASSES,
    ),
    Fault(
        "padding read along",  # Loss function and training: missing masking
        each("padding", 16, 48, 96),
        (
            *("constant inputs", "signal fades", "inputs unused", "vanishing gradient"),
            *("underfitting", "plateau"),
        ),
        networks=("recurrent", "transformer"),
    ),
    Fault(
        "stride too large",  # Layer properties: wrong filter size or stride
        each("stride", 4, 8, 16),
        ("underfitting", "plateau", "inputs unused"),
        networks=("convolution",),
    ),
    Fault(
        "biased output",  # Layer properties: wrong weights initialisation
        each("last_bias", 3.0, 10.0, 30.0),
        (
            *("first loss too high", "one class predicted", "predictions of one sign"),
            *("training too slow", "stopped too early"),
        ),
    ),
    Fault(
        "rows taken for steps",  # Tensors and inputs: wrong tensor shape (order of dimensions)
        each("batch", 8, 32, 128, rows_as_steps=True),
        (
            *("rows mixed", "inputs unused", "cannot overfit a few rows", "underfitting"),
            "plateau",
        ),
        networks=("recurrent", "transformer"),
    ),
    Fault(
        "dropout that never rests",  # API: wrong usage, an argument missing
        each("dropout", 0.2, 0.5, 0.8, always_dropped=True),
        (
            *("training and evaluation mode disagree", "evaluated in training mode"),
            *("underfitting", "plateau"),
        ),
    ),
)
