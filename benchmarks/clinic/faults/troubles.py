"""Kinds chosen by a third who saw neither the catalogue's rules nor any result: of Tobin 2019
(Troubleshooting Deep Neural Networks), Islam et al. 2019 (A Comprehensive Study on Deep Learning
Bug Characteristics), Zhang et al. 2018 (An Empirical Study on TensorFlow Program Bugs), Nikanjam et
al. 2021 (NeuraLint), the Deep Learning Tuning Playbook (Godbole et al. 2023) and Lones 2021 (How to
avoid machine learning pitfalls), in forms that no earlier part plants. Severities were fixed before
any of them was trained. Names of symptoms that are newer than these lists of causes were added to
them by a fourth, who had seen neither rules nor results."""

from benchmarks.clinic.faults.fault import NUMBERS, TOO_FAST, TOO_SLOW, Fault, each

TROUBLES = (
    Fault(
        "units mixed up",  # Lones: do take the time to understand your data
        each("units_mixed", 0.003, 0.02, 0.1),
        (
            *("unscaled inputs", "skewed inputs", "first loss too high", "exploding gradient"),
            *("underfitting", "mixed units"),
        ),
    ),
    Fault(
        "inputs cast to whole numbers",  # Zhang: confusion with types; Islam: data bug
        each("whole", 0.5, 1.0, 2.0),
        (
            *("rows in both parts", "constant inputs", "inputs unused", "underfitting"),
            *("plateau", "cannot overfit a few rows", "inputs cut to whole numbers"),
        ),
    ),
    Fault(
        "learned from one side",  # Lones: representative data; Tobin: distribution shift
        each("one_side", 0.6, 0.3, 0.1),
        (
            *("validation unlike training", "validation scaled otherwise"),
            *("validation at chance", "overfitting"),
        ),
    ),
    Fault(
        "copied before it was parted",  # Lones: don't augment before splitting the data
        each("copies", 5, 15, 45),
        ("rows in both parts", "overfitting", "validation better than training"),
        mendable=False,  # what it needs is other rows
    ),
    Fault(
        "dropout of whole rows",  # Islam: API bug
        each("row_dropout", 0.3, 0.6, 0.9),
        (
            *("training and evaluation mode disagree", "validation better than training"),
            *("underfitting", "plateau"),
        ),
    ),
    Fault(
        "dropout behind the output",  # NeuraLint: where dropout stands
        each("last_dropout", 0.2, 0.5, 0.8),
        (
            *("training and evaluation mode disagree", "validation better than training"),
            *("underfitting", "plateau"),
        ),
    ),
    Fault(
        "rounded between layers",  # Tobin: gradient not flowing through the whole model
        each("rounded", 0.1, 0.5, 2.0),
        (
            *("frozen parameters", "vanishing gradient", "signal fades", "dead units"),
            *("underfitting", "plateau", "cannot overfit a few rows"),
        ),
    ),
    Fault(
        "penalty on what units say",  # Zhang: API misuse (a layer's regulariser, of another thing)
        each("activity", 3e-3, 3e-2, 3e-1),
        (
            *("penalty outweighs the data", "underfitting", "plateau", "dead units"),
            *("signal fades", "collapsed predictions", "one class predicted"),
        ),
    ),
    Fault(
        "penalty with its sign turned",  # Tobin: flipped the sign of the loss function
        each("rewarded", 1e-4, 1e-3, 1e-2),
        (
            *("penalty outweighs the data", "judged by other weights", "first loss too low"),
            *("diverging loss", "unstable training", "exploding gradient", "not finite"),
            "loss below 0",
        ),
    ),
    Fault(
        "error over targets near zero",  # Tobin: numerical instability (a division)
        each("floor", 0.3, 0.03, 1e-6, loss="relative"),
        (
            *("collapsed predictions", "first loss too high", "exploding gradient"),
            *("unstable training", "underfitting", "plateau"),
        ),
        tasks=NUMBERS,
    ),
    Fault(
        "squares forgotten too soon",  # Playbook: which of Adam's hyperparameters to tune
        each("second_moment", 0.9, 0.5, 0.1),
        (*TOO_FAST, "exploding gradient", "dead units"),
    ),
    Fault(
        "weights of few digits",  # Tobin: numerical instability (half precision, without a copy)
        each("precision", 8, 4, 2),
        (
            *(*TOO_SLOW, "underfitting", "unstable training", "updates too large"),
            "weights changed between steps",
        ),
    ),
    Fault(
        "fine-tuned from nothing",  # Islam: incorrect model parameter
        each("body_rate", 0.03, 0.003, 0.0003),
        (*TOO_SLOW, "underfitting"),
    ),
    Fault(
        "first weights loaded again",  # Zhang: incorrect model parameter or structure; the loop
        each("reloaded", 10, 3, 1),
        (
            *("unstable training", "diverging loss", "stopped too early", "training too slow"),
            *("underfitting", "plateau", "weights changed between steps"),
        ),
    ),
    Fault(
        "one cycle with too high a peak",  # Playbook: the learning rate schedule
        each("peak", 10.0, 100.0, 1000.0),
        (
            *(*TOO_FAST, "exploding gradient", "dead units", "one class predicted"),
            "rate falls too soon",
        ),
    ),
)
