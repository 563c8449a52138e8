"""Kinds chosen by somebody else who saw neither the catalogue's rules nor any result: reasons of
"37 Reasons why your Neural Network is not working" (Slav Ivanov 2017) and mistakes of "A Recipe for
Training Neural Networks" (Andrej Karpathy 2019) with his list of the most common ones, in forms
that no earlier part plants. Severities were fixed before any of them was trained."""

from benchmarks.clinic.faults.fault import CLASSES, TOO_SLOW, Fault, each

REASONS = (
    Fault(
        "the same batches over and over",  # Ivanov: check your input data, the same batch is fed
        each("same_batches", 8, 3, 1),
        ("rows left unused", "overfitting", "validation unlike training"),
    ),
    Fault(
        "targets a batch late",  # Ivanov: check the data loader; is input connected to output?
        each("late_targets", 4, 2, 1),
        (
            *("validation better than training", "underfitting", "plateau"),
            *("collapsed predictions", "validation unlike training"),
        ),
    ),
    Fault(
        "mirrored, called the same",  # Karpathy: augmentation that changes what the label means
        each("mirrored", 0.2, 0.5, 0.8),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            *("validation at chance", "plateau"),
        ),
    ),
    Fault(
        "rows scaled, each by itself",  # Ivanov: standardize the features (not the rows)
        each("by_row", "length", "mean", "both"),
        ("underfitting", "plateau", "cannot overfit a few rows"),
    ),
    Fault(
        "scaler fitted to what is judged",  # Ivanov: preprocessing of train, validation, test set
        each("fit_again", 16, 4, 2),
        (
            *("validation scaled otherwise", "validation unlike training"),
            *("validation at chance", "overfitting"),
        ),
    ),
    Fault(
        "view in place of permute",  # Karpathy: "thinking view() and permute() are the same thing"
        each("viewed", 0.25, 0.5, 1.0),
        (
            *("rows mixed", "inputs unused", "cannot overfit a few rows", "underfitting"),
            "plateau",
        ),
    ),
    Fault(
        "activation before the first layer",  # Ivanov: test any custom layers
        each("entry_activation", "gelu", "relu", "sign"),
        (
            *("inputs cut off", "underfitting", "plateau", "signal fades"),
            "cannot overfit a few rows",
        ),
    ),
    Fault(
        "read too early",  # Ivanov: hidden dimension errors; Karpathy: off by one
        each("unread", 0.25, 0.5, 0.9),
        (
            *("underfitting", "plateau", "inputs unused", "cannot overfit a few rows"),
            "collapsed predictions",
        ),
        networks=("convolution", "recurrent"),
    ),
    Fault(
        "softmax over the rows",  # Ivanov: verify the loss's input; hidden dimension errors
        each("batch", 128, 32, 8, output="log_softmax", across=True, loss="likelihood"),
        (
            *("rows mixed", "softmax before cross-entropy", "probabilities missing"),
            *("first loss too high", "bounded output", "pushed away from the targets"),
        ),
        tasks=CLASSES,
    ),
    Fault(
        "loss cut off, not the gradient",  # Karpathy: people clip the loss instead of the gradient
        each("loss_cap", 2.0, 1.0, 0.5),
        (
            *("underfitting", "plateau", "first loss too low", "cannot overfit a few rows"),
            *("frozen parameters", "one class predicted", "collapsed predictions"),
            "rows weighed unevenly",
        ),
    ),
    Fault(
        "penalty without squares",  # Ivanov: check the loss function; reduce regularization
        each("sum_penalty", 1e-3, 1e-2, 1e-1),
        (
            *("penalty outweighs the data", "dead units", "diverging loss", "underfitting"),
            *("plateau", "one class predicted", "collapsed predictions"),
        ),
    ),
    Fault(
        "averaged over too many steps",  # Karpathy: ensembles, averages; turn extras on one by one
        each("averaged", 0.999, 0.9995, 0.9999),
        (
            *("stopped too early", "training too slow", "underfitting", "plateau"),
            "updates too small",
        ),
    ),
    Fault(
        "gradients cleared before the step",  # Karpathy: zero_grad(); Ivanov: frozen layers
        each("kept_every", 5, 20, 0),
        ("frozen parameters", *TOO_SLOW, "underfitting"),
    ),
    Fault(
        "patience counted in steps",  # Ivanov: give it time; monitor other metrics
        each("step_patience", 60, 20, 5),
        ("stopped too early", "training too slow", "underfitting", "plateau"),
    ),
)
