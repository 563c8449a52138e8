"""A plan: every setting of one training, immutable, identified by its content."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from etude.records.sequence_settings import SequenceSettings
from etude.records.setting import check_settings, setting

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Plan(SequenceSettings):
    """Everything that decides one training, but for the rows and the seed.

    Defaults are the guide's baseline. A changed plan is a new plan: ``plan.changed(dropout=0.2)``.
    Two plans with the same content have the same ``identity``.
    """

    # The network.
    hidden: tuple[int, ...] = setting(
        (64,),
        "Neurons in each hidden layer, from the first to the last.",
        unit="neurons",
        low=1,
        high=8192,
        source="guide, Baseline Model: 1-2 layers of 64-128",
    )
    activation: str = setting(
        "relu",
        "What a hidden neuron does with its signal.",
        choices=("relu", "leaky_relu", "gelu", "swish", "tanh", "sigmoid", "linear"),
        source="guide, Activation Functions: ReLU is the default for hidden layers",
    )
    normalisation: str = setting(
        "none",
        "Whether each layer's signal is brought to a common scale (batch: over the rows of a"
        " batch; layer: over the neurons of a row).",
        choices=("none", "batch", "layer"),
        source="guide, Batch Normalization",
    )
    residual: bool = setting(
        False,
        "Whether a layer adds its result to its input instead of replacing it"
        " (between layers of equal width).",
        source="He et al. 2016, Deep Residual Learning",
    )
    dropout: float = setting(
        0.0,
        "Share of hidden neurons switched off at random in every training step, after every"
        " hidden layer but the first (after the only one where there is one).",
        unit="share",
        low=0.0,
        high=0.9,
        source="guide, Dropout",
    )
    # What the network is given.
    number_scaling: str = setting(
        "standard",
        "How columns of numbers are scaled: to mean 0 and deviation 1, to 0-1, or by their ranks.",
        choices=("standard", "min_max", "quantile"),
        source="guide, Preprocessing",
    )
    number_encoding: str = setting(
        "plain",
        "How a number enters the network: as it is, as its place among the quantiles of its"
        " column, or as waves of learned length.",
        choices=("plain", "piecewise_linear", "periodic"),
        source="Gorishniy et al. 2022, On Embeddings for Numerical Features",
    )
    category_encoding: str = setting(
        "embedding",
        "How a category enters the network: as a short vector that is learned, or as one column"
        " of 0 and 1 a category.",
        choices=("embedding", "one_hot"),
        source="guide, Preprocessing: encoding categorical variables",
    )
    target_scaling: str = setting(
        "standard",
        "How numeric targets are scaled: to mean 0 and deviation 1, after their logarithm or their"
        " square root where asked; answers are scaled back.",
        choices=("standard", "log", "root"),
        source="guide, Preprocessing; Box & Cox 1964, An Analysis of Transformations",
    )
    winsorise: bool = setting(
        False,
        "Whether input values beyond 3 interquartile ranges are pulled back to that bound.",
        source="guide, Cleaning: extreme outliers",
    )
    # What is minimised.
    loss: str = setting(
        "automatic",
        "What training minimises; automatic is cross-entropy for classes, squared error for"
        " numbers.",
        choices=("automatic", "mse", "mae", "huber", "cross_entropy", "focal"),
        source="guide, How to Choose Your Loss Function",
    )
    class_weights: str = setting(
        "none",
        "Whether rows of rare classes count for more in the training loss.",
        choices=("none", "balanced"),
        source="guide, Quick Diagnosis: all predictions the same class",
    )
    label_smoothing: float = setting(
        0.0,
        "Share of certainty taken from the true class and spread over all classes.",
        unit="share",
        low=0.0,
        high=0.5,
        source="Szegedy et al. 2016, Rethinking the Inception Architecture",
    )
    l2_penalty: float = setting(
        0.0,
        "Lambda of the L2 penalty inside the loss; the gradient gains lambda x weight"
        " (PyTorch's weight_decay for SGD and Adam).",
        unit="lambda",
        low=0.0,
        high=10.0,
        source="guide, L2 Regularization",
    )
    weight_decay: float = setting(
        0.0,
        "Lambda of decoupled weight decay: every step shrinks the weights by learning rate x"
        " lambda, outside the gradient.",
        unit="lambda",
        low=0.0,
        high=10.0,
        source="Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization",
    )
    # How it is minimised.
    optimizer: str = setting(
        "adam",
        "The rule that turns gradients into new weights.",
        choices=("adam", "adamw", "sgd", "momentum", "rmsprop"),
        source="guide, Optimizers: Adam is the default choice",
    )
    learning_rate: float = setting(
        0.001,
        "Size of the step that the weights take.",
        unit="step",
        low=1e-8,
        high=100.0,
        source="guide, Learning Rate: 0.001 is standard for Adam",
    )
    warmup_steps: int = setting(
        0,
        "Steps during which the learning rate rises from near 0 to its value.",
        unit="steps",
        low=0,
        source="Vaswani et al. 2017, Attention Is All You Need",
    )
    schedule: str = setting(
        "constant",
        "How the learning rate falls: not at all, halved when validation stagnates, or along a"
        " cosine to near 0.",
        choices=("constant", "reduce_on_plateau", "cosine"),
        source="guide, ReduceLROnPlateau; Loshchilov & Hutter 2017, SGDR",
    )
    plateau_patience: int = setting(
        5,
        "Epochs without improvement before the learning rate is halved.",
        unit="epochs",
        low=1,
        source="guide, ReduceLROnPlateau: patience 5-10, factor 0.5, floor 1e-7",
    )
    gradient_clip: float = setting(
        0.0,
        "Largest length of the gradient of one network; longer ones are shortened. 0: never.",
        unit="norm",
        low=0.0,
        source="Pascanu et al. 2013, On the difficulty of training recurrent neural networks",
    )
    batch_size: int = setting(
        32,
        "Rows seen together before the weights are changed once.",
        unit="rows",
        low=1,
        source="guide, Batch Size; Baseline Model: batch 32",
    )
    epochs: int = setting(
        100,
        "Most passes over the training rows; early stopping usually ends before.",
        unit="epochs",
        low=1,
        source="guide, Baseline Model: 50-100 epochs",
    )
    patience: int = setting(
        15,
        "Epochs without a better validation loss before training stops; the best weights are"
        " restored.",
        unit="epochs",
        low=1,
        source="guide, Early Stopping: patience 10-15",
    )
    # What is shipped.
    members: int = setting(
        1,
        "Networks, trained alike from different seeds, whose predictions are averaged.",
        unit="networks",
        low=1,
        high=64,
        source="Lakshminarayanan et al. 2017, Deep Ensembles",
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "hidden", tuple(self.hidden))
        check_settings(self)
        self.check_heads()

    def changed(self, **settings: Any) -> "Plan":
        """A new plan with these settings changed; the plan itself stays as it is."""
        return replace(self, **settings)

    def differences(self, other: "Plan") -> dict[str, tuple[Any, Any]]:
        """Settings in which the two plans differ: name -> (value here, value in ``other``)."""
        mine, theirs = asdict(self), asdict(other)
        return {key: (mine[key], theirs[key]) for key in mine if mine[key] != theirs[key]}

    def content(self) -> dict[str, Any]:
        """The settings that are not at their default, as plain values for JSON or TOML."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        changed = {one.name for one in fields(self) if plain[one.name] != one.default}
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in plain.items()
            if key in changed
        }

    @property
    def identity(self) -> str:
        """Twelve hexadecimal digits of the hash of the non-default settings and the schema."""
        text = json.dumps([SCHEMA_VERSION, self.content()], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]
