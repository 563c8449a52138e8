"""Kinds chosen by a fifth who saw neither the catalogue's rules nor any result: of Hynes, Sculley &
Terry 2017 (The Data Linter), Nikanjam & Khomh 2021 (Design Smells in Deep Learning Programs),
Tambon et al. 2021 (Silent Bugs in Deep Learning Frameworks), Cao et al. 2022 (DeepFD), Polyzotis et
al. 2019 (Data Validation for Machine Learning), and of what people run into time and again by the
documentation of scikit-learn, the FAQs and forums of PyTorch and Keras, and fast.ai's course, in
forms that no earlier part plants. Severities were fixed before any of them was trained."""

from benchmarks.clinic.faults.fault import NUMBERS, TOO_SLOW, Fault, each

PITFALLS = (
    Fault(
        "numbers sorted as text",  # Data Linter: number as a string
        each("as_text", 0.25, 0.5, 1.0),
        ("underfitting", "plateau", "overfitting"),
        judged=("codes taken for numbers",),
    ),
    Fault(
        "numbers that overflow",  # PyTorch's forums: arithmetic of uint8, which wraps around
        each("wrapped", 1.5, 1.0, 0.5),
        ("underfitting", "plateau", "overfitting"),
        judged=("underfitting",),
    ),
    Fault(
        "what is judged is augmented too",  # Keras: one generator for training and validation
        each("judged_noise", 0.5, 1.0, 2.0),
        (
            *("validation unlike training", "validation scaled otherwise"),
            *("validation at chance", "overfitting"),
        ),
        judged=(
            "validation unlike training",
            "validation scaled otherwise",
            "validation at chance",
        ),
    ),
    Fault(
        "predictions never transformed back",  # scikit-learn: transforming the target
        each("compressed", 1.0, 3.0, 10.0),
        ("validation unlike training", "collapsed predictions"),
        tasks=NUMBERS,
        judged=("validation unlike training",),
    ),
    Fault(
        "too much down-sampling",  # Nikanjam & Khomh: the smell of this name
        each("pooled", 3, 6, 12),
        ("underfitting", "plateau", "cannot overfit a few rows", "inputs unused"),
        networks=("convolution", "recurrent", "transformer"),
        judged=(
            "underfitting",
            "inputs unused",
        ),
    ),
    Fault(
        "dropout before normalisation",  # Nikanjam & Khomh: non-representative statistics
        each("dropped_before", 0.3, 0.6, 0.9, normalisation=True),
        ("training and evaluation mode disagree", "underfitting", "plateau"),
        judged=("training and evaluation mode disagree",),
    ),
    Fault(
        "another loss of numbers",  # DeepFD: improper loss function
        each("loss", "rates", "logarithmic", "cosine"),
        (
            *("predictions of one sign", "collapsed predictions", "cannot overfit a few rows"),
            *("first loss too high", "underfitting", "plateau"),
        ),
        tasks=NUMBERS,
        judged=(
            "cannot overfit a few rows",
            "loss below 0",
        ),
    ),
    Fault(
        "few rows outweigh all others",  # Keras' FAQ and Tambon: sample weights, raw as they come
        each("weights_spread", 1.5, 2.5, 4.0),
        ("overfitting", "unstable training", "underfitting", "rows weighed unevenly"),
        judged=(
            "rows weighed unevenly",
            "overfitting",
            "unstable training",
        ),
    ),
    Fault(
        "small gradients lost",  # PyTorch's notes on mixed precision: underflow without a scaler
        each("underflow", 1e-3, 1e-2, 1e-1),
        ("frozen parameters", "vanishing gradient", *TOO_SLOW, "underfitting"),
        judged=(
            "frozen parameters",
            "vanishing gradient",
            "updates too small",
            "gradients cleared before the step",
        ),
    ),
    Fault(
        "weights kept from a test of rates",  # fast.ai: lr_find, which puts the weights back
        each("ranged_to", 0.1, 1.0, 10.0),
        (
            *("first loss too high", "exploding gradient", "dead units", "saturated units"),
            *("not finite", "diverging loss", "plateau"),
        ),
        judged=(
            "first loss too high",
            "saturated units",
            "not finite",
            "signal fades",
        ),
    ),
    Fault(
        "scaled in place, again and again",  # PyTorch's forums: /= upon what the data set holds
        each("fading", 0.95, 0.8, 0.5),
        (
            *("rows changed on the way", "validation unlike training", "signal fades"),
            *("validation scaled otherwise", "diverging loss", "unstable training"),
            "rows drift from epoch to epoch",
        ),
        judged=(
            "rows drift from epoch to epoch",
            "rows changed on the way",
            "validation unlike training",
            "validation scaled otherwise",
        ),
    ),
    Fault(
        "layers that were not loaded",  # PyTorch's forums: strict=False; Tambon: wrong save, reload
        each("unloaded", 1, 2, 3),
        ("judged by other weights",),
        judged=("judged by other weights",),
    ),
)
