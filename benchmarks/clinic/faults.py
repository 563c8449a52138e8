"""Faults to plant, each at three severities fixed beforehand, from mild to gross."""

from dataclasses import dataclass
from typing import Any

from benchmarks.clinic.case import Case
from benchmarks.clinic.rows import REGRESSION

TASKS = ("classification", "regression")
EVERY = ("dense", "convolution", "recurrent", "transformer")


@dataclass(frozen=True)
class Fault:
    """A kind of fault.

    settings: what each severity changes. causes: symptoms of the catalogue that name it rightly.
    tasks, networks: where it can be planted. mendable: whether another setting can undo it.
    judged: the causes that a judge left or added, where one was stricter than who planted it.
    """

    name: str
    settings: tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
    causes: tuple[str, ...]
    tasks: tuple[str, ...] = TASKS
    networks: tuple[str, ...] = EVERY
    mendable: bool = True
    judged: tuple[str, ...] = ()

    def fits(self, case: Case) -> bool:
        """Whether it can be planted in this case."""
        task = "regression" if case.data in REGRESSION else "classification"
        return task in self.tasks and case.network in self.networks

    def planted(self, case: Case, severity: int) -> Case:
        """The case with this fault, severity 0 to 2; rates and epochs are factors."""
        settings = dict(self.settings[severity])
        for name in ("rate", "epochs"):
            if name in settings:
                value = case.setting(name) * settings[name]
                settings[name] = max(1, round(value)) if name == "epochs" else value
        return case.changed(**settings)


def _each(name: str, *values: Any, **others: Any) -> Any:
    """Three severities: one setting at three values, beside others that all three share."""
    return tuple({name: value, **others} for value in values)


_CLASSES, _NUMBERS = ("classification",), ("regression",)
_DENSE = ("dense",)
# Causes that several kinds share.
_TOO_FAST = ("not finite", "diverging loss", "unstable training", "updates too large", "plateau")
_TOO_SLOW = ("plateau", "updates too small", "stopped too early", "training too slow")
_NOT_LEARNING = ("frozen parameters", "parameters missing from the optimizer")

# Kinds that were looked at while thresholds were chosen.
SEEN = (
    Fault(
        "rate too high",
        _each("rate", 30.0, 100.0, 1000.0),
        (*_TOO_FAST, "dead units", "one class predicted"),
    ),
    Fault("rate too low", _each("rate", 0.03, 0.01, 0.001), _TOO_SLOW),
    Fault(
        "too few epochs",
        _each("epochs", 0.2, 0.1, 0.03),
        ("stopped too early", "training too slow", "underfitting"),
    ),
    Fault(
        "saturated units",
        _each("initial_scale", 10.0, 30.0, 100.0, activation="tanh"),
        ("saturated units", "first loss too high"),
        networks=_DENSE,
    ),
    Fault(
        "vanishing gradient",
        _each("layers", 5, 8, 12, activation="sigmoid"),
        ("vanishing gradient", "plateau"),
        networks=_DENSE,
    ),
    Fault(
        "inputs not scaled",
        _each("spread", 100.0, 1e3, 1e4, standardise=False),
        ("unscaled inputs",),
    ),
    Fault(
        "too much weight decay",
        _each("weight_decay", 0.3, 1.0, 10.0),
        ("penalty outweighs the data", "underfitting", "plateau"),
    ),
    Fault(
        "too small",
        _each("width", 4, 2, 1, layers=1),
        ("underfitting", "narrow layer"),
        networks=_DENSE,
    ),
    Fault(
        "learned by heart",
        _each("rows", 0.1, 0.05, 0.02, width=512, epochs=4.0),
        ("overfitting",),
        mendable=False,  # what it needs is rows
    ),
    Fault(
        "labels at chance",
        _each("label_noise", 0.5, 0.8, 1.0),
        ("validation at chance", "validation better than training", "overfitting", "plateau"),
        mendable=False,
    ),
    Fault(
        "no activation",
        _each("linear_layers", 1, 2, 8),
        ("stacked linear layers", "underfitting"),
        networks=_DENSE,
    ),
    Fault(
        "first weights too large",
        _each("initial_scale", 5.0, 20.0, 100.0),
        ("first loss too high", "exploding gradient", "diverging loss"),
    ),
    Fault(
        "clipped too short",
        _each("clip", 1e-2, 1e-3, 1e-4, optimizer="momentum", rate=10.0),
        ("gradients clipped often", *_TOO_SLOW),
    ),
)

# Kinds that had no part in choosing any threshold.
UNSEEN = (
    Fault("dead units", _each("bias", -1.0, -3.0, -10.0), ("dead units",), networks=_DENSE),
    Fault(
        "equal first weights",
        _each("constant", 0.0, 0.01, 0.1, initial_scale=0.0),
        ("weights start alike",),
        networks=_DENSE,
    ),
    Fault(
        "targets not scaled",
        _each("target_scale", 100.0, 1e3, 1e5, standardise_target=False),
        ("first loss too high", "collapsed predictions", *_TOO_SLOW),
        tasks=_NUMBERS,
    ),
    Fault(
        "softmax before cross-entropy",
        _each("temperature", 1.0, 3.0, 10.0, output="softmax"),
        ("softmax before cross-entropy",),
        tasks=_CLASSES,
    ),
    Fault("missing zero_grad", _each("zero_every", 3, 10, 0), ("gradients pile up",)),
    Fault("layers that do not learn", _each("frozen", 1, 2, 3), _NOT_LEARNING),
    Fault(
        "too much dropout",
        _each("dropout", 0.6, 0.8, 0.95),
        ("underfitting", "plateau", "training and evaluation mode disagree"),
        networks=_DENSE,
    ),
    Fault(
        "rare class lost",
        _each("rarest", 0.1, 0.03, 0.01),
        ("imbalanced classes", "one class predicted"),
        tasks=_CLASSES,
    ),
    Fault(
        "shapes that broadcast",
        _each("batch", 32, 64, 256, broadcast=True),
        ("shapes broadcast", "collapsed predictions"),
        tasks=_NUMBERS,
    ),
    Fault(
        "output of one sign",
        _each("output", "relu", "sigmoid", "softmax"),
        (
            "bounded output",
            "softmax over one unit",
            "collapsed predictions",
            "predictions of one sign",
        ),
        tasks=_NUMBERS,
    ),
    Fault(
        "loss summed",
        _each("rate", 1.0, 10.0, 30.0, loss="sum", optimizer="sgd"),
        (*_TOO_FAST, "first loss too high"),
    ),
    Fault(
        "error of probabilities",
        _each("rate", 0.1, 0.03, 0.01, loss="mse", output="softmax"),
        ("squared error of classes", "probabilities missing", *_TOO_SLOW),
        tasks=_CLASSES,
    ),
    Fault("missing cells", _each("missing", 0.001, 0.01, 0.1), ("inputs not finite", "not finite")),
    Fault("parameters not given to the optimizer", _each("unregistered", 1, 2, 3), _NOT_LEARNING),
    Fault(
        "momentum too high",
        _each("momentum", 0.99, 0.995, 0.999, optimizer="momentum", rate=10.0),
        _TOO_FAST,
    ),
    Fault(
        "validation of other rows",
        _each("validation_noise", 0.5, 0.8, 1.0),
        ("validation at chance", "validation unlike training"),
        mendable=False,
    ),
    Fault(
        "never in evaluation mode",
        _each("dropout", 0.3, 0.5, 0.7, training_mode=True),
        ("evaluated in training mode", "training and evaluation mode disagree"),
        networks=_DENSE,
    ),
)

# Kinds of the last part, written after the unseen part was scored. Two are not new to the
# catalogue: the symptoms of rows in order and of an evaluation in training mode were written with
# them, and the latter is what "never in evaluation mode" plants, in a loop that now evaluates.
SEALED = (
    Fault(
        "bottleneck",
        _each("narrowing", 0.2, 0.1, 0.03, layers=3),
        (
            *("narrow layer", "underfitting", "plateau", "dead units", "one class predicted"),
            "collapsed predictions",
        ),
        networks=_DENSE,
    ),
    Fault(
        "too deep",
        _each("layers", 8, 16, 32),
        ("signal fades", "vanishing gradient", "plateau", "dead units", "collapsed predictions"),
        networks=_DENSE,
    ),
    Fault(
        "first weights too small",
        _each("initial_scale", 0.1, 0.01, 0.001),
        ("signal fades", "vanishing gradient", "plateau", "weights start alike"),
    ),
    Fault(
        "batch too large",
        _each("batch_share", 0.25, 0.5, 1.0),
        ("underfitting", *_TOO_SLOW),
    ),
    Fault(
        "rate decays too soon",
        _each("decay", 0.7, 0.5, 0.3),
        ("rate falls too soon", *_TOO_SLOW, "underfitting"),
    ),
    Fault("epsilon too large", _each("epsilon", 0.1, 1.0, 10.0), (*_TOO_SLOW, "underfitting")),
    Fault(
        "plain descent at Adam's rate",
        _each("rate", 1.0, 0.3, 0.1, optimizer="sgd"),
        (*_TOO_SLOW, "underfitting"),
    ),
    Fault(
        "tiny batches at a high rate",
        _each("rate", 5.0, 15.0, 50.0, batch=4),
        (*_TOO_FAST, "dead units", "one class predicted", "collapsed predictions"),
    ),
    Fault(
        "rows in order",
        _each("batch", 64, 32, 8, in_order=True),
        ("rows in order",),
        tasks=_CLASSES,
    ),
    Fault(
        "sigmoid before cross-entropy",
        _each("temperature", 1.0, 3.0, 10.0, output="sigmoid"),
        ("bounded output", "softmax before cross-entropy", "sigmoid twice"),
        tasks=_CLASSES,
    ),
    Fault(
        "evaluated in training mode",
        _each("dropout", 0.3, 0.5, 0.7, training_mode=True),
        ("evaluated in training mode",),
        networks=_DENSE,
    ),
    Fault(
        "wide first weights before sigmoids",
        _each("normal", 1.0, 3.0, 10.0, activation="sigmoid"),
        ("saturated units", "first loss too high", "exploding gradient"),
        networks=_DENSE,
    ),
)

# Kinds of the final part, written when the last part had been looked at. Three were known to the
# catalogue when it was frozen, whose symptoms were written with them: "validation scaled
# otherwise", "gradient cut off", "inputs too small"; that of "loss scaled down" came after it.
# "Warm-up too long" and "loss scaled down" are other ways to a low rate.
FINAL = (
    Fault(
        "warm-up too long",
        _each("warm_up", 3.0, 10.0, 100.0),
        (*_TOO_SLOW, "underfitting"),
    ),
    Fault(
        "optimizer begins anew",
        _each("renew_every", 20, 5, 1),
        ("optimizer begins anew", *_TOO_FAST, "underfitting"),
    ),
    Fault(
        "validation scaled otherwise",
        _each("judged_factor", 3.0, 10.0, 0.01),
        ("validation scaled otherwise", "validation at chance", "validation unlike training"),
    ),
    Fault(
        "loss scaled down",
        _each("loss_factor", 1e-1, 1e-2, 1e-3, optimizer="momentum", rate=10.0),
        ("first loss too low", *_TOO_SLOW, "underfitting"),
    ),
    Fault(
        "weights kept small",
        _each("clamp", 0.1, 0.03, 0.01),
        ("underfitting", "plateau", "collapsed predictions", "one class predicted"),
    ),
    Fault(
        "gradient cut off",
        _each("detached", 1, 2, 3, layers=3),
        (*_NOT_LEARNING, "vanishing gradient", "underfitting"),
    ),
    Fault(
        "statistics left behind",
        _each("statistics", 1e-3, 3e-4, 1e-4, normalisation=True),
        ("training and evaluation mode disagree",),
        networks=_DENSE,
    ),
    Fault(
        "inputs too small",
        _each("input_factor", 0.1, 0.01, 0.001),
        ("signal fades", "unscaled inputs", "underfitting", *_TOO_SLOW),
    ),
    Fault(
        "noise in the inputs",
        _each("input_noise", 1.0, 2.0, 4.0),
        ("underfitting", "plateau", "validation better than training"),
    ),
    Fault(
        "penalty in the loss",
        _each("l1", 1e-3, 1e-2, 1e-1),
        ("penalty outweighs the data", "underfitting", "plateau", "collapsed predictions"),
    ),
    Fault(
        "one class weighs too much",
        _each("heavy", 10.0, 100.0, 1000.0),
        ("imbalanced classes", "one class predicted"),
        tasks=_CLASSES,
    ),
    Fault(
        "low rate from large weights",
        (
            {"rate": 0.1, "initial_scale": 5.0},
            {"rate": 0.03, "initial_scale": 20.0},
            {"rate": 0.01, "initial_scale": 50.0},
        ),
        ("first loss too high", "exploding gradient", "saturated units", *_TOO_SLOW),
    ),
    Fault(
        "unscaled rows, gradients that pile up",
        _each("spread", 30.0, 100.0, 1000.0, standardise=False, zero_every=0),
        ("gradients pile up", "unscaled inputs"),
    ),
)

# Kinds of the closing part, written when the final part had been looked at; no symptom was written
# with them.
CLOSING = (
    Fault(
        "gradients remembered too long",
        _each("first_moment", 0.99, 0.999, 0.9999),
        (*_TOO_FAST, *_TOO_SLOW, "underfitting"),
    ),
    Fault(
        "rate flares up at the end",
        _each("flare", 10.0, 30.0, 100.0),
        (*_TOO_FAST, "exploding gradient", "dead units", "one class predicted"),
    ),
    Fault(
        "one class mistaken for another",
        _each("mistaken", 0.4, 0.7, 1.0),
        (
            *("imbalanced classes", "one class predicted", "validation at chance"),
            "validation unlike training",
        ),
        tasks=_CLASSES,
        mendable=False,  # what it needs is other labels
    ),
    Fault("inputs cut off", _each("bound", 0.5, 0.2, 0.05), ("inputs cut off", "underfitting")),
    Fault(
        "leak in training",
        _each("leak", 1.0, 3.0, 10.0),
        (
            *("validation at chance", "overfitting", "validation scaled otherwise"),
            "validation unlike training",
        ),
        mendable=False,  # what it needs is other rows
    ),
    Fault(
        "columns in another place",
        _each("shifted", 0.3, 0.6, 1.0),
        (
            *("validation at chance", "overfitting", "validation scaled otherwise"),
            "validation unlike training",
        ),
        mendable=False,
    ),
    Fault(
        "dropout of the inputs",
        _each("entry_dropout", 0.5, 0.8, 0.9),
        ("underfitting", "plateau", "validation better than training"),
    ),
    Fault(
        "scores divided",
        _each("temperature", 10.0, 100.0, 1000.0),
        ("underfitting", *_TOO_SLOW),
    ),
    Fault(
        "softmax between layers",
        _each("soft_layers", 1, 2, 3, layers=3),
        ("signal fades", "vanishing gradient", "underfitting", "plateau", "collapsed predictions"),
        networks=_DENSE,
    ),
    Fault(
        "decay beside the optimizer",
        _each("weight_decay", 3.0, 30.0, 100.0, optimizer="adamw"),
        (
            *("penalty outweighs the data", "underfitting", "plateau", "collapsed predictions"),
            "one class predicted",
        ),
    ),
)

# Kinds that nobody here chose: the mutation operators of Humbatova, Jahangirova & Tonella 2021
# (DeepCrime: mutation testing of deep learning systems based on real faults), all but those that
# an earlier part planted in much the same form (labels changed, rows removed, classes made rare,
# batch size, rate, epochs, whole batches, an activation removed, dropout, clipping) or that touch
# no score (no validation). Codes are theirs. AAL in another form was known to the catalogue.
MUTANTS = (
    Fault(
        "noise in the learning rows",  # TAN
        _each("learn_noise", 0.5, 1.0, 2.0),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            *("validation scaled otherwise", "overfitting"),
        ),
        mendable=False,  # what it needs is other rows
    ),
    Fault(
        "classes made to overlap",  # TCO
        _each("overlap", 0.3, 0.6, 1.0),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            *("one class predicted", "imbalanced classes", "plateau"),
        ),
        tasks=_CLASSES,
        mendable=False,
    ),
    Fault(
        "another activation",  # ACH
        _each("activation", "softsign", "hard_sigmoid", "exponential"),
        (
            *("vanishing gradient", "saturated units", "signal fades", "exploding gradient"),
            *("not finite", "diverging loss", "first loss too high", "underfitting"),
        ),
    ),
    Fault(
        "activation on the output",  # AAL
        _each("output", "tanh", "softplus", "exponential"),
        (
            *("bounded output", "softmax before cross-entropy", "sigmoid twice"),
            *("predictions of one sign", "collapsed predictions", "exploding gradient"),
            *("not finite", "diverging loss", "first loss too high"),
        ),
    ),
    Fault(
        "penalty on one layer",  # RAW
        _each("entry_penalty", 0.01, 0.1, 1.0),
        (
            *("penalty outweighs the data", "underfitting", "plateau", "signal fades"),
            *("collapsed predictions", "one class predicted"),
        ),
    ),
    Fault(
        "first weights all positive",  # WCI
        _each("positive", 0.1, 0.5, 1.0),
        (
            *("first loss too high", "exploding gradient", "weights start alike"),
            *("saturated units", "not finite", "diverging loss"),
        ),
    ),
    Fault(
        "no biases",  # WRB
        _each("layers", 1, 2, 3, unbiased=True),
        ("no biases", "underfitting", "plateau"),
        networks=_DENSE,
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
            *("bounded output", *_TOO_SLOW),
        ),
        tasks=_CLASSES,
    ),
    Fault(
        "another optimizer",  # OCH
        _each("optimizer", "adamax", "adagrad", "adadelta"),
        ("underfitting", *_TOO_SLOW),
    ),
)

# Kinds chosen by somebody who saw neither the catalogue's rules nor any result: leaves of the
# taxonomy of Humbatova, Jahangirova, Bavota, Riccio, Stocco & Tonella 2020 (Taxonomy of real faults
# in deep learning systems), in forms that no earlier part plants. Severities were fixed before any
# of them was trained.
TAXONOMY = (
    Fault(
        "placeholders among the numbers",  # Training data quality: preprocessing of missing values
        _each("missing", 0.002, 0.01, 0.05, fill=-999.0),
        (
            *("placeholders", "unscaled inputs", "inputs cut off", "underfitting", "plateau"),
            *("training too slow", "stopped too early"),
        ),
    ),
    Fault(
        "inputs not centred",  # Preprocessing: missing normalisation
        _each("offset", 3.0, 10.0, 100.0),
        (
            *("unscaled inputs", "first loss too high", "exploding gradient", "dead units"),
            *("saturated units", "underfitting", "plateau"),
        ),
    ),
    Fault(
        "skewed columns",  # Training data quality: small range of values of a feature
        _each("skew", 1.0, 2.0, 3.0),
        ("skewed inputs", "unscaled inputs", "underfitting", *_TOO_SLOW),
    ),
    Fault(
        "parted in order",  # Training data: incorrect train and test split
        _each("sorted_split", 0.3, 0.6, 1.0),
        (
            *("validation unlike training", "validation at chance", "validation scaled otherwise"),
            *("validation better than training", "overfitting"),
        ),
    ),
    Fault(
        "rows mixed up, targets not",  # Preprocessing: redundant (wrong) augmentation
        _each("mixed", 0.3, 0.6, 0.9),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            "plateau",
        ),
    ),
    Fault(
        "schedule that takes a score for a loss",  # Hyperparameters: suboptimal learning rate
        _each("misled_patience", 10, 4, 1),
        ("rate falls too soon", *_TOO_SLOW, "underfitting"),
    ),
    Fault(
        "epochs of few batches",  # Training process: wrongly implemented data batching
        _each("batches", 8, 3, 1),
        ("rows left unused", *_TOO_SLOW, "underfitting"),
    ),
    Fault(
        "normalised by tiny batches",  # Hyperparameters: suboptimal batch size
        _each("batch", 8, 4, 2, normalisation=True),
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
        _each("output", "softmax", "sigmoid", "plain", loss="likelihood"),
        (
            *("probabilities missing", "softmax before cross-entropy", "bounded output"),
            *("first loss too low", "accuracy stands still", "diverging loss", "not finite"),
            "underfitting",
        ),
        tasks=_CLASSES,
    ),
    Fault(
        "padding read along",  # Loss function and training: missing masking
        _each("padding", 16, 48, 96),
        (
            *("constant inputs", "signal fades", "inputs unused", "vanishing gradient"),
            *("underfitting", "plateau"),
        ),
        networks=("recurrent", "transformer"),
    ),
    Fault(
        "stride too large",  # Layer properties: wrong filter size or stride
        _each("stride", 4, 8, 16),
        ("underfitting", "plateau", "inputs unused"),
        networks=("convolution",),
    ),
    Fault(
        "biased output",  # Layer properties: wrong weights initialisation
        _each("last_bias", 3.0, 10.0, 30.0),
        (
            *("first loss too high", "one class predicted", "predictions of one sign"),
            *("training too slow", "stopped too early"),
        ),
    ),
    Fault(
        "rows taken for steps",  # Tensors and inputs: wrong tensor shape (order of dimensions)
        _each("batch", 8, 32, 128, rows_as_steps=True),
        (
            *("rows mixed", "inputs unused", "cannot overfit a few rows", "underfitting"),
            "plateau",
        ),
        networks=("recurrent", "transformer"),
    ),
    Fault(
        "dropout that never rests",  # API: wrong usage, an argument missing
        _each("dropout", 0.2, 0.5, 0.8, always_dropped=True),
        (
            *("training and evaluation mode disagree", "evaluated in training mode"),
            *("underfitting", "plateau"),
        ),
    ),
)

# Kinds chosen by somebody else who saw neither the catalogue's rules nor any result: reasons of
# "37 Reasons why your Neural Network is not working" (Slav Ivanov 2017) and mistakes of "A Recipe
# for Training Neural Networks" (Andrej Karpathy 2019) with his list of the most common ones, in
# forms that no earlier part plants. Severities were fixed before any of them was trained.
REASONS = (
    Fault(
        "the same batches over and over",  # Ivanov: check your input data, the same batch is fed
        _each("same_batches", 8, 3, 1),
        ("rows left unused", "overfitting", "validation unlike training"),
    ),
    Fault(
        "targets a batch late",  # Ivanov: check the data loader; is input connected to output?
        _each("late_targets", 4, 2, 1),
        (
            *("validation better than training", "underfitting", "plateau"),
            *("collapsed predictions", "validation unlike training"),
        ),
    ),
    Fault(
        "mirrored, called the same",  # Karpathy: augmentation that changes what the label means
        _each("mirrored", 0.2, 0.5, 0.8),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            *("validation at chance", "plateau"),
        ),
    ),
    Fault(
        "rows scaled, each by itself",  # Ivanov: standardize the features (not the rows)
        _each("by_row", "length", "mean", "both"),
        ("underfitting", "plateau", "cannot overfit a few rows"),
    ),
    Fault(
        "scaler fitted to what is judged",  # Ivanov: preprocessing of train, validation, test set
        _each("fit_again", 16, 4, 2),
        (
            *("validation scaled otherwise", "validation unlike training"),
            *("validation at chance", "overfitting"),
        ),
    ),
    Fault(
        "view in place of permute",  # Karpathy: "thinking view() and permute() are the same thing"
        _each("viewed", 0.25, 0.5, 1.0),
        (
            *("rows mixed", "inputs unused", "cannot overfit a few rows", "underfitting"),
            "plateau",
        ),
    ),
    Fault(
        "activation before the first layer",  # Ivanov: test any custom layers
        _each("entry_activation", "gelu", "relu", "sign"),
        (
            *("inputs cut off", "underfitting", "plateau", "signal fades"),
            "cannot overfit a few rows",
        ),
    ),
    Fault(
        "read too early",  # Ivanov: hidden dimension errors; Karpathy: off by one
        _each("unread", 0.25, 0.5, 0.9),
        (
            *("underfitting", "plateau", "inputs unused", "cannot overfit a few rows"),
            "collapsed predictions",
        ),
        networks=("convolution", "recurrent"),
    ),
    Fault(
        "softmax over the rows",  # Ivanov: verify the loss's input; hidden dimension errors
        _each("batch", 128, 32, 8, output="log_softmax", across=True, loss="likelihood"),
        (
            *("rows mixed", "softmax before cross-entropy", "probabilities missing"),
            *("first loss too high", "bounded output", "pushed away from the targets"),
        ),
        tasks=_CLASSES,
    ),
    Fault(
        "loss cut off, not the gradient",  # Karpathy: people clip the loss instead of the gradient
        _each("loss_cap", 2.0, 1.0, 0.5),
        (
            *("underfitting", "plateau", "first loss too low", "cannot overfit a few rows"),
            *("frozen parameters", "one class predicted", "collapsed predictions"),
            "rows weighed unevenly",
        ),
    ),
    Fault(
        "penalty without squares",  # Ivanov: check the loss function; reduce regularization
        _each("sum_penalty", 1e-3, 1e-2, 1e-1),
        (
            *("penalty outweighs the data", "dead units", "diverging loss", "underfitting"),
            *("plateau", "one class predicted", "collapsed predictions"),
        ),
    ),
    Fault(
        "averaged over too many steps",  # Karpathy: ensembles, averages; turn extras on one by one
        _each("averaged", 0.999, 0.9995, 0.9999),
        (
            *("stopped too early", "training too slow", "underfitting", "plateau"),
            "updates too small",
        ),
    ),
    Fault(
        "gradients cleared before the step",  # Karpathy: zero_grad(); Ivanov: frozen layers
        _each("kept_every", 5, 20, 0),
        ("frozen parameters", *_TOO_SLOW, "underfitting"),
    ),
    Fault(
        "patience counted in steps",  # Ivanov: give it time; monitor other metrics
        _each("step_patience", 60, 20, 5),
        ("stopped too early", "training too slow", "underfitting", "plateau"),
    ),
)

# Kinds chosen by a third who saw neither the catalogue's rules nor any result: of Tobin 2019
# (Troubleshooting Deep Neural Networks), Islam et al. 2019 (A Comprehensive Study on Deep Learning
# Bug Characteristics), Zhang et al. 2018 (An Empirical Study on TensorFlow Program Bugs), Nikanjam
# et al. 2021 (NeuraLint), the Deep Learning Tuning Playbook (Godbole et al. 2023) and Lones 2021
# (How to avoid machine learning pitfalls), in forms that no earlier part plants. Severities were
# fixed before any of them was trained. Names of symptoms that are newer than these lists of causes
# were added to them by a fourth, who had seen neither rules nor results.
TROUBLES = (
    Fault(
        "units mixed up",  # Lones: do take the time to understand your data
        _each("units_mixed", 0.003, 0.02, 0.1),
        (
            *("unscaled inputs", "skewed inputs", "first loss too high", "exploding gradient"),
            *("underfitting", "mixed units"),
        ),
    ),
    Fault(
        "inputs cast to whole numbers",  # Zhang: confusion with types; Islam: data bug
        _each("whole", 0.5, 1.0, 2.0),
        (
            *("rows in both parts", "constant inputs", "inputs unused", "underfitting"),
            *("plateau", "cannot overfit a few rows", "inputs cut to whole numbers"),
        ),
    ),
    Fault(
        "learned from one side",  # Lones: representative data; Tobin: distribution shift
        _each("one_side", 0.6, 0.3, 0.1),
        (
            *("validation unlike training", "validation scaled otherwise"),
            *("validation at chance", "overfitting"),
        ),
    ),
    Fault(
        "copied before it was parted",  # Lones: don't augment before splitting the data
        _each("copies", 5, 15, 45),
        ("rows in both parts", "overfitting", "validation better than training"),
        mendable=False,  # what it needs is other rows
    ),
    Fault(
        "dropout of whole rows",  # Islam: API bug
        _each("row_dropout", 0.3, 0.6, 0.9),
        (
            *("training and evaluation mode disagree", "validation better than training"),
            *("underfitting", "plateau"),
        ),
    ),
    Fault(
        "dropout behind the output",  # NeuraLint: where dropout stands
        _each("last_dropout", 0.2, 0.5, 0.8),
        (
            *("training and evaluation mode disagree", "validation better than training"),
            *("underfitting", "plateau"),
        ),
    ),
    Fault(
        "rounded between layers",  # Tobin: gradient not flowing through the whole model
        _each("rounded", 0.1, 0.5, 2.0),
        (
            *("frozen parameters", "vanishing gradient", "signal fades", "dead units"),
            *("underfitting", "plateau", "cannot overfit a few rows"),
        ),
    ),
    Fault(
        "penalty on what units say",  # Zhang: API misuse (a layer's regulariser, of another thing)
        _each("activity", 3e-3, 3e-2, 3e-1),
        (
            *("penalty outweighs the data", "underfitting", "plateau", "dead units"),
            *("signal fades", "collapsed predictions", "one class predicted"),
        ),
    ),
    Fault(
        "penalty with its sign turned",  # Tobin: flipped the sign of the loss function
        _each("rewarded", 1e-4, 1e-3, 1e-2),
        (
            *("penalty outweighs the data", "judged by other weights", "first loss too low"),
            *("diverging loss", "unstable training", "exploding gradient", "not finite"),
            "loss below 0",
        ),
    ),
    Fault(
        "error over targets near zero",  # Tobin: numerical instability (a division)
        _each("floor", 0.3, 0.03, 1e-6, loss="relative"),
        (
            *("collapsed predictions", "first loss too high", "exploding gradient"),
            *("unstable training", "underfitting", "plateau"),
        ),
        tasks=_NUMBERS,
    ),
    Fault(
        "squares forgotten too soon",  # Playbook: which of Adam's hyperparameters to tune
        _each("second_moment", 0.9, 0.5, 0.1),
        (*_TOO_FAST, "exploding gradient", "dead units"),
    ),
    Fault(
        "weights of few digits",  # Tobin: numerical instability (half precision, without a copy)
        _each("precision", 8, 4, 2),
        (
            *(*_TOO_SLOW, "underfitting", "unstable training", "updates too large"),
            "weights changed between steps",
        ),
    ),
    Fault(
        "fine-tuned from nothing",  # Islam: incorrect model parameter
        _each("body_rate", 0.03, 0.003, 0.0003),
        (*_TOO_SLOW, "underfitting"),
    ),
    Fault(
        "first weights loaded again",  # Zhang: incorrect model parameter or structure; the loop
        _each("reloaded", 10, 3, 1),
        (
            *("unstable training", "diverging loss", "stopped too early", "training too slow"),
            *("underfitting", "plateau", "weights changed between steps"),
        ),
    ),
    Fault(
        "one cycle with too high a peak",  # Playbook: the learning rate schedule
        _each("peak", 10.0, 100.0, 1000.0),
        (
            *(*_TOO_FAST, "exploding gradient", "dead units", "one class predicted"),
            "rate falls too soon",
        ),
    ),
)

# Kinds chosen by one more who saw neither the catalogue's rules nor any result: of LeCun, Bottou,
# Orr & Mueller 1998 (Efficient BackProp), Bengio 2012 (Practical Recommendations for Gradient-Based
# Training of Deep Architectures), Goodfellow, Bengio & Courville 2016 (Deep Learning), the notes of
# Stanford's CS231n, Zinkevich 2017 (Rules of Machine Learning), Sculley et al. 2015 (Hidden
# Technical Debt in Machine Learning Systems), Breck et al. 2019 (Data Validation for Machine
# Learning), Ng 2018 (Machine Learning Yearning), Ma et al. 2018 (DeepMutation), S. L. Smith et al.
# 2018 (Don't Decay the Learning Rate, Increase the Batch Size) and Chen et al. 2021 (An Empirical
# Study on Deployment Faults of Deep Learning Based Mobile Applications), in forms that no earlier
# part plants. Severities were fixed before any of them was trained.
LESSONS = (
    Fault(
        "odd rows misread",  # DeepMutation: label error; Ng: look at mislabeled examples
        _each("misread", 0.1, 0.25, 0.5),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            *("validation at chance", "overfitting"),
        ),
        mendable=False,  # what it needs is other labels
    ),
    Fault(
        "columns of no use",  # Zinkevich, rule 22: clean up features you are no longer using
        _each("useless", 2, 8, 30),
        ("overfitting", "columns of no use"),
    ),
    Fault(
        "columns that sway together",  # LeCun, 4.3: input variables should be uncorrelated
        _each("swaying", 1.0, 3.0, 10.0),
        ("underfitting", *_TOO_SLOW, "columns move together"),
    ),
    Fault(
        "too few principal components",  # CS231n: data preprocessing, PCA and whitening
        _each("components", 0.6, 0.35, 0.15),
        ("underfitting", "plateau", "cannot overfit a few rows"),
    ),
    Fault(
        "columns not filled in when it serves",  # Breck: training-serving skew of features
        _each("unfilled", 0.15, 0.35, 0.7),
        (
            *("validation unlike training", "validation scaled otherwise"),
            *("validation at chance", "overfitting"),
        ),
    ),
    Fault(
        "units behind a mask",  # DeepMutation: neuron effect block
        _each("blocked", 0.8, 0.93, 0.98),
        (
            *("dead units", "narrow layer", "frozen parameters", "signal fades"),
            *("underfitting", "plateau", "collapsed predictions", "one class predicted"),
        ),
    ),
    Fault(
        "dropout that is never scaled",  # CS231n: vanilla dropout must scale when it predicts
        _each("unscaled_dropout", 0.3, 0.5, 0.8),
        ("training and evaluation mode disagree", "underfitting", "plateau"),
    ),
    Fault(
        "only the hardest rows",  # LeCun, 4.2: an emphasizing scheme, and what outliers do to it
        _each("hardest", 0.3, 0.1, 0.03),
        (
            *("first loss too high", "unstable training", "diverging loss", "underfitting"),
            *("plateau", "validation better than training", "rows weighed unevenly"),
        ),
    ),
    Fault(
        "learned from its own answers",  # Sculley: feedback loops; Zinkevich, rule 36
        _each("own_answers", 0.5, 0.8, 0.95),
        (
            *("targets of other rows", "validation unlike training", "first loss too low"),
            *("one class predicted", "collapsed predictions", "overfitting", "underfitting"),
        ),
    ),
    Fault(
        "plain rows first, for too long",  # Bengio: the order of examples, a curriculum
        _each("curriculum", 2.0, 5.0, 20.0),
        ("rows left unused", "overfitting", "validation unlike training"),
    ),
    Fault(
        "batch that grows too fast",  # S. L. Smith: a larger batch in place of a lower rate
        _each("growing", 4, 2, 1),
        ("few updates an epoch", "underfitting", *_TOO_SLOW),
    ),
    Fault(
        "gradients that come late",  # Goodfellow, 12.1.3: asynchronous stochastic gradient descent
        _each("late_gradients", 4, 16, 64),
        (*_TOO_FAST, "exploding gradient", "dead units", "underfitting"),
    ),
    Fault(
        "the worst weights kept",  # Bengio: early stopping, which returns the best ones
        _each("lowest_kept", 0.5, 0.9, 1.0),
        ("judged by other weights", "worse weights kept"),
    ),
    Fault(
        "labels encoded anew",  # Zinkevich, rules 29 to 32: training-serving skew, of what it means
        _each("encoded_anew", 0.3, 0.6, 1.0),
        ("validation at chance", "validation unlike training", "overfitting"),
        tasks=_CLASSES,
    ),
    Fault(
        "judged by coarse weights",  # Chen: faults of model conversion, quantization
        _each("judged_bits", 4, 3, 2),
        ("judged by other weights",),
    ),
)

# Kinds chosen by a fifth who saw neither the catalogue's rules nor any result: of Hynes, Sculley &
# Terry 2017 (The Data Linter), Nikanjam & Khomh 2021 (Design Smells in Deep Learning Programs),
# Tambon et al. 2021 (Silent Bugs in Deep Learning Frameworks), Cao et al. 2022 (DeepFD), Polyzotis
# et al. 2019 (Data Validation for Machine Learning), and of what people run into time and again by
# the documentation of scikit-learn, the FAQs and forums of PyTorch and Keras, and fast.ai's course,
# in forms that no earlier part plants. Severities were fixed before any of them was trained.
PITFALLS = (
    Fault(
        "numbers sorted as text",  # Data Linter: number as a string
        _each("as_text", 0.25, 0.5, 1.0),
        ("underfitting", "plateau", "overfitting"),
        judged=("codes taken for numbers",),
    ),
    Fault(
        "numbers that overflow",  # PyTorch's forums: arithmetic of uint8, which wraps around
        _each("wrapped", 1.5, 1.0, 0.5),
        ("underfitting", "plateau", "overfitting"),
        judged=("underfitting",),
    ),
    Fault(
        "what is judged is augmented too",  # Keras: one generator for training and validation
        _each("judged_noise", 0.5, 1.0, 2.0),
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
        _each("compressed", 1.0, 3.0, 10.0),
        ("validation unlike training", "collapsed predictions"),
        tasks=_NUMBERS,
        judged=("validation unlike training",),
    ),
    Fault(
        "too much down-sampling",  # Nikanjam & Khomh: the smell of this name
        _each("pooled", 3, 6, 12),
        ("underfitting", "plateau", "cannot overfit a few rows", "inputs unused"),
        networks=("convolution", "recurrent", "transformer"),
        judged=(
            "underfitting",
            "inputs unused",
        ),
    ),
    Fault(
        "dropout before normalisation",  # Nikanjam & Khomh: non-representative statistics
        _each("dropped_before", 0.3, 0.6, 0.9, normalisation=True),
        ("training and evaluation mode disagree", "underfitting", "plateau"),
        judged=("training and evaluation mode disagree",),
    ),
    Fault(
        "another loss of numbers",  # DeepFD: improper loss function
        _each("loss", "rates", "logarithmic", "cosine"),
        (
            *("predictions of one sign", "collapsed predictions", "cannot overfit a few rows"),
            *("first loss too high", "underfitting", "plateau"),
        ),
        tasks=_NUMBERS,
        judged=(
            "cannot overfit a few rows",
            "loss below 0",
        ),
    ),
    Fault(
        "few rows outweigh all others",  # Keras' FAQ and Tambon: sample weights, raw as they come
        _each("weights_spread", 1.5, 2.5, 4.0),
        ("overfitting", "unstable training", "underfitting", "rows weighed unevenly"),
        judged=(
            "rows weighed unevenly",
            "overfitting",
            "unstable training",
        ),
    ),
    Fault(
        "small gradients lost",  # PyTorch's notes on mixed precision: underflow without a scaler
        _each("underflow", 1e-3, 1e-2, 1e-1),
        ("frozen parameters", "vanishing gradient", *_TOO_SLOW, "underfitting"),
        judged=(
            "frozen parameters",
            "vanishing gradient",
            "updates too small",
            "gradients cleared before the step",
        ),
    ),
    Fault(
        "weights kept from a test of rates",  # fast.ai: lr_find, which puts the weights back
        _each("ranged_to", 0.1, 1.0, 10.0),
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
        _each("fading", 0.95, 0.8, 0.5),
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
        _each("unloaded", 1, 2, 3),
        ("judged by other weights",),
        judged=("judged by other weights",),
    ),
)

# Kinds chosen by a sixth who saw neither the catalogue's rules nor any result: of Kaufman et al.
# 2012 (Leakage in Data Mining) and Kapoor & Narayanan 2023 (Leakage and the Reproducibility
# Crisis), Guo & Berkhahn 2016 (Entity Embeddings of Categorical Variables), Um et al. 2017 (Data
# Augmentation of Wearable Sensor Data) and Iwana & Uchida 2021 (An Empirical Survey of Data
# Augmentation for Time Series Classification), Morovati et al. 2023 (Bugs in Machine Learning-based
# Systems: a Faultload Benchmark), Lin et al. 2017 (Focal Loss for Dense Object Detection), Gneiting
# 2011 (Making and Evaluating Point Forecasts), Kiryo et al. 2017 (Positive-Unlabeled Learning with
# Non-Negative Risk Estimator), Zhang, Dauphin & Ma 2019 (Fixup Initialization), and of the
# documentation of Hugging Face, Lightning, JAX and Flax, in forms that no earlier part plants.
# Severities were fixed before any of them was trained.
SLIPS = (
    Fault(
        "known only afterwards",  # Kaufman; Kapoor & Narayanan: features that are not legitimate
        _each("told_ahead", 1.0, 3.0, 10.0),
        ("one column tells the target",),
        networks=_DENSE,
    ),
    Fault(
        "categories numbered at random",  # Guo & Berkhahn: codes have no order of their own
        _each("coded", 0.3, 0.6, 1.0),
        ("codes taken for numbers",),
        networks=_DENSE,
    ),
    Fault(
        "padded on the other side",  # Hugging Face's documentation: padding_side
        _each("padded_apart", 2, 6, 16),
        ("validation unlike training", "validation scaled otherwise", "validation at chance"),
        networks=("recurrent", "transformer"),
        judged=("validation unlike training", "validation scaled otherwise"),
    ),
    Fault(
        "steps that change places",  # Um; Iwana & Uchida: permutation, where the order tells
        _each("pieces", 2, 4, 12),
        ("rows changed on the way",),
        networks=("convolution", "recurrent", "transformer"),
    ),
    Fault(
        "targets cast to whole numbers",  # Morovati: bugs of types and of labels
        _each("whole_targets", 0.5, 1.0, 2.0),
        ("targets of other rows", "validation unlike training"),
        tasks=_NUMBERS,
        judged=("targets of other rows",),
    ),
    Fault(
        "schedule of too few steps",  # Hugging Face: num_training_steps, where epochs are forgotten
        _each("falls_for", 0.3, 0.1, 0.03),
        ("rate falls too soon", "updates too small"),
        judged=("rate falls too soon",),
    ),
    Fault(
        "steps of too many batches",  # Lightning, Hugging Face: accumulation; what is left is lost
        _each("accumulated", 4, 12, 40),
        ("few updates an epoch", "stopped too early", "training too slow"),
        judged=("few updates an epoch",),
    ),
    Fault(
        "focused on what is unsure",  # Lin: the focusing parameter, which was at most 5
        _each("focus", 5.0, 15.0, 40.0, loss="focal"),
        ("rows weighed unevenly", "first loss too low"),
        tasks=_CLASSES,
    ),
    Fault(
        "a quantile in place of the mean",  # Gneiting: a loss that fits the forecast that is wanted
        _each("quantile", 0.8, 0.95, 0.99, loss="quantile"),
        ("rows weighed unevenly", "cannot overfit a few rows"),
        tasks=_NUMBERS,
        judged=("rows weighed unevenly",),
    ),
    Fault(
        "rows of negative weight",  # Kiryo: a risk that is subtracted falls below 0
        _each("negative", 0.03, 0.1, 0.25),
        ("pushed away from the targets", "loss below 0", "rows weighed unevenly"),
        judged=(
            *("pushed away from the targets", "loss below 0", "rows weighed unevenly"),
            "judged by other weights",
        ),
    ),
    Fault(
        "the same units dropped for ever",  # JAX: keys used again; Flax: broadcast_dims of dropout
        _each("dropout", 0.3, 0.5, 0.8, same_mask=True),
        ("training and evaluation mode disagree",),
        networks=("dense", "convolution", "recurrent"),  # a Transformer drops inside as well
    ),
    Fault(
        "residual sums that grow",  # Zhang, Dauphin & Ma: He's weights without normalisation
        _each("layers", 8, 14, 20, residual=True, he=True),
        ("first loss too high", "exploding gradient"),
        networks=_DENSE,
        judged=("first loss too high",),
    ),
)

EVERY = (
    *(*SEEN, *UNSEEN, *SEALED, *FINAL, *CLOSING, *MUTANTS, *TAXONOMY, *REASONS, *TROUBLES),
    *(*LESSONS, *PITFALLS, *SLIPS),
)
