"""The guide's decision trees for a starting plan: facts in, a choice with its alternative out.

The tree of the metric needs the target's values and stands in ``data/metric_choice.py``. What a
tree passes over at the start is offered later as a change, or named here as the alternative.
"""

from dataclasses import dataclass
from typing import Literal

from etude.diagnosis.evidence import Facts
from etude.diagnosis.remedies.rare_classes import RARE

Family = Literal["dense", "convolutional", "recurrent", "transformer"]


@dataclass(frozen=True)
class Choice:
    """One leaf of a tree.

    about:       what is chosen: ``loss``, ``activation`` or ``optimizer``.
    settings:    fields of the plan, with their values.
    because:     the measured fact that led here.
    alternative: what else there is, and when it would be taken.
    """

    about: str
    settings: tuple[tuple[str, object], ...]
    because: str
    alternative: str

    @property
    def sentence(self) -> str:
        """The choice as a reader should meet it."""
        return f"{self.because}; {self.alternative}."


def choose_loss(facts: Facts) -> Choice:
    """The loss that training starts with.

    Source: guide, How to Choose Your Loss Function.
    """
    if not facts.classes:
        return _loss_of_numbers(facts)
    share = (
        f"the rarest of {facts.classes} classes has {100 * facts.rarest_share:.1f} % of the rows"
    )
    if facts.rarest_share < RARE:
        return Choice(
            "loss",
            (("loss", "cross_entropy"),),
            f"Loss: cross-entropy at first, though the classes are imbalanced ({share})",
            "class weights, then the focal loss are tried as changes",
        )
    kind = "binary" if facts.classes == 2 else "categorical"
    return Choice(
        "loss",
        (("loss", "cross_entropy"),),
        f"Loss: {kind} cross-entropy, as {share}",
        f"under {100 * RARE:.0f} % class weights and the focal loss would be tried",
    )


def _loss_of_numbers(facts: Facts) -> Choice:
    if facts.target_outliers:
        return Choice(
            "loss",
            (("loss", "mse"),),
            f"Loss: squared error at first, though {facts.target_outliers} targets lie beyond 3"
            " interquartile ranges",
            "Huber, then the absolute error are tried as changes",
        )
    return Choice(
        "loss",
        (("loss", "mse"),),
        "Loss: squared error, as no target lies beyond 3 interquartile ranges",
        "with such outliers Huber and the absolute error would be tried",
    )


def choose_activation(family: Family) -> Choice:
    """The activation of the hidden layers.

    Source: guide, Activation Functions; Hendrycks & Gimpel 2016 for Transformers.
    """
    if family == "transformer":
        return Choice(
            "activation",
            (("activation", "gelu"),),
            "Activation: GELU, the default in Transformers",
            "ReLU is the cheaper one",
        )
    if family == "recurrent":
        return Choice(
            "activation",
            (("activation", "tanh"),),
            "Activation: tanh inside the cell, which keeps its state bounded",
            "ReLU may serve in the layers after it",
        )
    vision = family == "convolutional"
    return Choice(
        "activation",
        (("activation", "relu"),),
        "Activation: ReLU, the default of hidden layers",
        "Leaky ReLU is taken where units die" + (", Swish is offered in vision" if vision else ""),
    )


def choose_optimizer(family: Family, *, pretrained: bool = False) -> Choice:
    """The optimizer, with the learning rate that goes with it.

    Source: guide, Optimizers; Loshchilov & Hutter 2019 for Transformers.
    """
    if pretrained:
        return Choice(
            "optimizer",
            (("optimizer", "adam"), ("learning_rate", 0.0001)),
            "Optimizer: Adam at 0.0001, so that what was learned before is not overwritten",
            "0.001 where nothing was",
        )
    if family == "transformer":
        return Choice(
            "optimizer",
            (("optimizer", "adamw"), ("learning_rate", 0.001), ("weight_decay", 0.01)),
            "Optimizer: AdamW at 0.001 with warm-up, as Transformers need",
            "Adam elsewhere",
        )
    if family == "recurrent":
        return Choice(
            "optimizer",
            (("optimizer", "rmsprop"), ("learning_rate", 0.001)),
            "Optimizer: RMSprop at 0.001, the guide's for recurrent networks",
            "Adam is tried as a change",
        )
    return Choice(
        "optimizer",
        (("optimizer", "adam"), ("learning_rate", 0.001)),
        "Optimizer: Adam at 0.001, the default",
        "AdamW, SGD with momentum and RMSprop are tried as changes, each with its own rate",
    )
