"""The guide's decision trees for a starting plan: facts in, a choice with its alternative out.

The tree of the metric needs the target's values and stands in ``data/metric_choice.py``. What a
tree passes over at the start is offered later as a change, or named here as the alternative.
"""

from dataclasses import dataclass
from typing import Literal

from etude.diagnosis.evidence import Facts
from etude.diagnosis.remedies.rare_classes import RARE
from etude.diagnosis.sequence_models import (
    WORDS,
    Order,
    Settings,
    as_read,
    order_of_models,
    settings_of,
)
from etude.method.numbers import LATEST_STEPS, LONGEST_STEPS
from etude.records.survey import LengthFacts

STARTS = {
    "level": "the last value",
    "season": "the value a season before",
    "lags": "what a linear model of the steps before says",
}
Family = Literal["dense", "convolutional", "recurrent", "transformer"]
FAMILIES: dict[str, Family] = {
    "bag": "dense",
    "convolution": "convolutional",
    "rnn": "recurrent",
    "lstm": "recurrent",
    "gru": "recurrent",
    "transformer": "transformer",
    "pretrained": "dense",
}


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


def choose_model(facts: Facts) -> Choice | None:
    """The sequence model that is trained first, None where the rows have no sequences.

    Source: guide, Sequence Models: Quick Comparison.
    """
    if facts.lengths is None:
        return None
    order = _order(facts.lengths, facts)
    first, *rivals = (WORDS[name] for name in order.models)
    return Choice(
        "sequence model",
        (("sequence_model", order.models[0]), *settings_of(order.models[0], facts.lengths.kind)),
        f"Sequence model: {first} first ({order.because})",
        f"then {', '.join(rivals)}, each as a change with the optimizer and rate that go with it",
    )


def family(facts: Facts) -> Family:
    """The family of networks that the plan starts with."""
    if facts.lengths is None:
        return "dense"
    return FAMILIES[_order(facts.lengths, facts).models[0]]


def _order(lengths: LengthFacts, facts: Facts) -> Order:
    forecast = bool(facts.forecast_from)
    lengths = as_read(lengths, most_steps_read(facts.forecast_from))
    return order_of_models(
        lengths, facts.learn_rows, facts.device, forecast=forecast, pretrained=facts.pretrained
    )


def most_steps_read(forecast_from: str) -> int:
    """Steps of a series that a plan reads, the latest ones."""
    # A linear model has read the whole window then: the network looks at the latest steps.
    return LATEST_STEPS if forecast_from == "lags" else LONGEST_STEPS


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
            (("activation", "relu"),),
            "Activation: tanh inside the recurrent cell, which keeps its state bounded, and ReLU in"
            " the layers after it",
            "Leaky ReLU is taken where units die",
        )
    vision = family == "convolutional"
    return Choice(
        "activation",
        (("activation", "relu"),),
        "Activation: ReLU, the default of hidden layers",
        "Leaky ReLU is taken where units die" + (", Swish is offered in vision" if vision else ""),
    )


def choose_scaling(facts: Facts) -> Choice | None:
    """How windows are scaled; None where nothing is forecast.

    Source: Zeng et al. 2023, Are Transformers Effective for Time Series Forecasting? (NLinear)
    """
    if not facts.forecast_from:
        return None
    return Choice(
        "series_scaling",
        (("series_scaling", "last"), ("forecast_from", facts.forecast_from)),
        f"Scaling: each window from its last value, in its own deviation, so that a level that"
        f" moves away is no matter; the network learns how the steps ahead differ from"
        f" {STARTS[facts.forecast_from]}, the best simple forecast of the older development"
        " steps; the newest ones, which judge, may favour another",
        "its own mean instead of its last value, and the other simple forecasts, are tried as"
        " changes",
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
            _optimizer_of("transformer"),
            "Optimizer: AdamW at 0.001 with warm-up, as Transformers need",
            "Adam elsewhere",
        )
    if family == "recurrent":
        return Choice(
            "optimizer",
            _optimizer_of("lstm"),
            "Optimizer: RMSprop at 0.001, the guide's for recurrent networks",
            "Adam is tried as a change",
        )
    return Choice(
        "optimizer",
        (("optimizer", "adam"), ("learning_rate", 0.001)),
        "Optimizer: Adam at 0.001, the default",
        "AdamW, SGD with momentum and RMSprop are tried as changes, each with its own rate",
    )


def _optimizer_of(model: str) -> Settings:
    names = ("optimizer", "learning_rate", "weight_decay")
    return tuple(one for one in settings_of(model, "tokens") if one[0] in names)
