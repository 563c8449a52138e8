"""One training, wholly described: what a fault breaks and a repair mends.

A case is parted by who reads it: `rows.py` its preparation, `network.py` its design, `training.py`
the other rooms. A setting has one name over all rooms, by which faults and repairs know it.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

Network = Literal["dense", "convolution", "recurrent", "transformer"]


@dataclass(frozen=True)
class Preparation:
    """What is done to the rows before anyone learns from them, in the order in which it is done.

    rarest:        share of the last class that is kept.
    sorted_split:  how far the rows are sorted by their target before they are parted, 0 to 1.
    copies:        of every learning and validation row, made before the two are parted.
    useless:       columns of noise beside every column (of a step).
    skew:          inputs are the exponential of so many deviations; 0 for as they are.
    spread:        columns are multiplied by 1, spread, 1, spread ...
    swaying:       size of what all columns of a row have in common, over their own deviations.
    units_mixed:   share of cells that are in another unit, a hundred times what they would be.
    target_scale:  factor on the targets of a regression.
    as_text:       share of the columns that are read as text and numbered in the order of it.
    coded:         share of the columns of a table, from the first, that are given as one of eight
                   codes, numbered at random.
    one_hot:       whether these codes are given one-hot.
    missing:       share of cells that are NaN.
    impute:        NaN becomes the mean.
    fill:          what stands in missing cells, unless they are imputed; 0 for NaN.
    standardise:   whether inputs are scaled by their learn rows.
    told_ahead:    how clearly a further column of a table tells the target, in learning and
                   validation rows; in test rows it tells that of another row. 0 for no column.
    bound:         inputs are cut off at it, on both sides; 0 for none.
    leak:          strength of a column that tells the target, in the learning rows alone.
    shifted:       share of the columns of validation and test that stand one place further.
    components:    share of the principal components that is left of the inputs, 0 for all.
    unfilled:      share of the columns that hold their mean in every row of validation and test.
    learn_noise:   deviation of noise that was added to the learning inputs once.
    judged_noise:  deviation of noise that was added to the inputs of validation and test alone.
    wrapped:       inputs beyond it come in again on the other side, as in a type of whole numbers
                   that is too small; 0 for none.
    whole:         inputs are cut down to multiples of it, as by a cast to whole numbers; 0 for not.
    by_row:        what every row is scaled by, itself, after its columns: ``length`` (its own),
                   ``mean`` (is subtracted), ``both`` (mean and deviation).
    fit_again:     rows of validation and test that are scaled by their own means and deviations at
                   a time, 0 for those of the learning rows.
    input_factor:  on all inputs, once they are scaled.
    offset:        added to all inputs, once they are scaled.
    judged_factor: on the inputs of validation and test alone, once they are scaled.
    standardise_target: whether targets of a regression are scaled by their learn rows.
    compressed:    how strongly a logarithm draws the learning targets of a regression together,
                   which the predictions are never brought back from; 0 for none.
    label_noise:   share of labels of learning rows drawn anew.
    mistaken:      share of the learning rows of the last class that are called the first.
    misread:       share of the learning rows, those least like the others, that are called one
                   class further; numbers lie on the other side of their mean.
    validation_noise: share of labels of validation rows drawn anew.
    encoded_anew:  share of the rows of validation and test that are called one class further.
    padding:       blank steps behind those of every row.
    padded_apart:  blank steps behind those of every learning row, and before those of validation
                   and test.
    rows:          share of the learning rows that is kept.
    one_side:      share of the learning rows that is kept, those with the lowest inputs.
    overlap:       share of the rows of the first class that are there a second time, called the
                   last.
    """

    rarest: float = 1.0
    sorted_split: float = 0.0
    copies: int = 1
    useless: int = 0
    skew: float = 0.0
    spread: float = 1.0
    swaying: float = 0.0
    units_mixed: float = 0.0
    target_scale: float = 1.0
    as_text: float = 0.0
    coded: float = 0.0
    one_hot: bool = False
    missing: float = 0.0
    impute: bool = False
    fill: float = 0.0
    standardise: bool = True
    told_ahead: float = 0.0
    bound: float = 0.0
    leak: float = 0.0
    shifted: float = 0.0
    components: float = 0.0
    unfilled: float = 0.0
    learn_noise: float = 0.0
    judged_noise: float = 0.0
    wrapped: float = 0.0
    whole: float = 0.0
    by_row: str = ""
    fit_again: int = 0
    input_factor: float = 1.0
    offset: float = 0.0
    judged_factor: float = 1.0
    standardise_target: bool = True
    compressed: float = 0.0
    label_noise: float = 0.0
    mistaken: float = 0.0
    misread: float = 0.0
    validation_noise: float = 0.0
    encoded_anew: float = 0.0
    padding: int = 0
    padded_apart: int = 0
    rows: float = 1.0
    one_side: float = 0.0
    overlap: float = 0.0


@dataclass(frozen=True)
class Design:
    """How the network is made, from its entry to its last layer, and with which first weights.

    entry_activation: before the first layer.
    entry_dropout: share of the inputs that is dropped in training.
    pooled:        steps that are averaged to one before a reader reads them.
    stride:        of the first convolution.
    reader_layers: further layers of what reads the steps: convolution, LSTM or Transformer.
    rows_as_steps: the reader takes the rows of a batch for steps, as without ``batch_first``.
    unread:        share of the steps behind the one at which a reader stops.
    layers:        hidden ones, behind the reader where there is one.
    width:         of the reader and of the first hidden layer.
    narrowing:     width of a hidden layer over that of the layer before it.
    activation:    of the reader and of hidden layers.
    last_activation: of the last hidden layer, where it is another one.
    linear_layers: hidden layers, from the first, that have no activation.
    soft_layers:   hidden layers, from the first, that end in softmax.
    residual:      a hidden layer adds its result to its input, where both are of one width.
    normalisation: of hidden layers, by the batch.
    statistics:    momentum of batch normalisation's statistics.
    dropped_before: dropout of hidden layers in front of their normalisation.
    dropout:       of hidden layers, behind their activation, and within a Transformer.
    always_dropped: dropout of hidden layers goes on in evaluation.
    same_mask:     dropout of hidden layers drops the same units of all rows at every step.
    unscaled_dropout: dropout of hidden layers, of which what is kept is never scaled.
    row_dropout:   share of rows of which a hidden layer's whole signal is dropped in training.
    viewed:        share of the first hidden layer's units that are laid out as the transposed of
                   what they are, as ``view`` does in place of ``permute``.
    blocked:       share of the first hidden layer's units that a mask keeps silent.
    rounded:       the first hidden layer's signal is rounded to multiples of it, 0 for not.
    detached:      hidden layers, from the first, that no gradient passes back into.
    last_dropout:  share of outputs that is dropped in training.
    he:            first weights of dense and convolution layers as He et al. 2015 draw them.
    normal:        standard deviation of first weights drawn around 0; 0 for PyTorch's own.
    positive:      first weights are drawn evenly between 0 and this; 0 for PyTorch's own.
    initial_scale: factor on the default first weights; 0 makes them equal (`constant`).
    constant:      value of all first weights where they are equal.
    bias:          of hidden units at first.
    last_bias:     of the last output at first.
    unbiased:      no layer has a bias.
    frozen:        layers, from the first, that do not learn.
    """

    entry_activation: str = ""
    entry_dropout: float = 0.0
    pooled: int = 1
    stride: int = 1
    reader_layers: int = 0
    rows_as_steps: bool = False
    unread: float = 0.0
    layers: int = 2
    width: int = 64
    narrowing: float = 1.0
    activation: str = "relu"
    last_activation: str = ""
    linear_layers: int = 0
    soft_layers: int = 0
    residual: bool = False
    normalisation: bool = False
    statistics: float = 0.1
    dropped_before: float = 0.0
    dropout: float = 0.0
    always_dropped: bool = False
    same_mask: bool = False
    unscaled_dropout: float = 0.0
    row_dropout: float = 0.0
    viewed: float = 0.0
    blocked: float = 0.0
    rounded: float = 0.0
    detached: int = 0
    last_dropout: float = 0.0
    he: bool = False
    normal: float = 0.0
    positive: float = 0.0
    initial_scale: float = 1.0
    constant: float = 0.0
    bias: float = 0.0
    last_bias: float = 0.0
    unbiased: bool = False
    frozen: int = 0


@dataclass(frozen=True)
class Objective:
    """What is made lower: outputs and their loss, what rows weigh in it, and penalties.

    single:        one output unit for two classes, as a loss of yes and no takes it.
    output:        what follows the last layer: ``plain``, ``softmax``, ``sigmoid``, ``relu``.
    temperature:   logits are divided by it.
    across:        a last softmax's logarithm is taken over the rows of a batch, not the classes.
    loss:          ``fitting`` (cross-entropy, squared error), ``mse`` of probabilities, ``mae``,
                   ``shares`` (cross-entropy of outputs over their sum, as Keras takes it), ``sum``
                   (not averaged over the batch), ``hinge`` (of the margins between classes),
                   ``poisson`` (of rates, one-hot), ``likelihood`` (of what should be logarithms
                   of probabilities), ``relative`` (|error| over |target|), ``logarithmic`` (of
                   logarithms of what is above 0, squared), ``rates`` (Poisson's, of numbers),
                   ``cosine`` (of the angle between what is said of a row and its target),
                   ``focal`` (cross-entropy that weighs a row by what it is short of certain),
                   ``quantile`` (of numbers, too low and too high ones unlike).
    floor:         smallest |target| that the loss ``relative`` (of |error| over it) divides by.
    focus:         power of the weight in the loss ``focal``.
    quantile:      share of the targets that the loss ``quantile`` wants below what is said.
    broadcast:     targets [N] against outputs [N, 1].
    class_weights: rows weigh by the rarity of their class.
    heavy:         weight of the first class in the loss.
    weights_spread: deviation of the logarithms of the rows' weights in the loss; 0 for all equal.
    negative:      share of the learning rows whose loss is subtracted.
    hardest:       share of the rows of a batch, those of the largest losses, that the loss is the
                   mean of; 0 for all.
    loss_cap:      the loss of a row is cut off at it, 0 for none.
    loss_factor:   on every loss.
    l1:            penalty on |weights|.
    entry_penalty: penalty on |weights| and their squares in the first layer.
    sum_penalty:   penalty on the weights as they are, neither absolute nor squared.
    activity:      penalty on |what hidden units say|.
    rewarded:      reward for large weights: a penalty on their squares, subtracted.
    """

    single: bool = False
    output: str = "plain"
    temperature: float = 1.0
    across: bool = False
    loss: str = "fitting"
    floor: float = 1.0
    focus: float = 0.0
    quantile: float = 0.5
    broadcast: bool = False
    class_weights: bool = False
    heavy: float = 1.0
    weights_spread: float = 0.0
    negative: float = 0.0
    hardest: float = 0.0
    loss_cap: float = 0.0
    loss_factor: float = 1.0
    l1: float = 0.0
    entry_penalty: float = 0.0
    sum_penalty: float = 0.0
    activity: float = 0.0
    rewarded: float = 0.0


@dataclass(frozen=True)
class Delivery:
    """Which learning rows come when, how many at a time, and what is made of them on the way.

    batch:         learning rows in a batch.
    batch_share:   of the learning rows in a batch, where that is more than ``batch``.
    growing:       epochs after which the batch doubles, again and again, 0 for never.
    passes:        over the learning rows, that count as one epoch.
    batches:       that are learned from in an epoch, 0 for all.
    same_batches:  batches of the first epoch that are delivered over and over, 0 for all of each.
    in_order:      learning rows come in the order of their labels, in every epoch.
    curriculum:    epochs, over all epochs, until all learning rows are shown, plain ones first.
    fading:        factor on the stored learning inputs whenever they have been read.
    input_noise:   deviation of noise added to every batch's inputs.
    mixed:         largest share of another row of the batch that is mixed into the inputs.
    mirrored:      share of the rows of every batch whose inputs change their sign.
    pieces:        into which the steps of every row of a batch are cut, to change places; 1 for as
                   they are.
    whole_targets: targets of a batch are cut down to multiples of it, as by a cast to whole
                   numbers; 0 for not.
    late_targets:  every so many batches come with the targets of the batch before, 0 for none.
    own_answers:   share of the learning rows that are learned with what the network says of them.
    """

    batch: int = 32
    batch_share: float = 0.0
    growing: int = 0
    passes: int = 1
    batches: int = 0
    same_batches: int = 0
    in_order: bool = False
    curriculum: float = 0.0
    fading: float = 1.0
    input_noise: float = 0.0
    mixed: float = 0.0
    mirrored: float = 0.0
    pieces: int = 1
    whole_targets: float = 0.0
    late_targets: int = 0
    own_answers: float = 0.0


@dataclass(frozen=True)
class Descent:
    """The optimizer and its rate, epoch by epoch.

    optimizer:     ``adam``, ``adamw``, ``sgd``, ``momentum`` or another one of `training.py`.
    rate:          of learning, before any schedule.
    momentum:      of the optimizer ``momentum``.
    first_moment:  Adam's memory of gradients.
    second_moment: Adam's memory of squared gradients.
    epsilon:       of Adam's denominator.
    weight_decay:  as the optimizer takes it.
    body_rate:     factor on the rate of all layers before the last.
    unregistered:  layers, from the first, that the optimizer was never given.
    ranged_to:     highest rate of a test of rates that was run before training, on these weights,
                   by this optimizer; 0 for none.
    warm_up:       share of the epochs over which the rate rises from 0.
    decay:         factor on the rate after every epoch.
    falls_for:     share of the epochs in which the rate falls evenly to 0, where it stays; 0 for no
                   such schedule.
    peak:          factor on the rate in the middle of a cycle over all epochs, 1 for no cycle.
    flare:         factor on the last fifth of epochs' rate.
    misled_patience: epochs in which the score may rise until a schedule that takes it for a loss
                   divides the rate by 10; 0 for no such schedule.
    """

    optimizer: str = "adam"
    rate: float = 0.003
    momentum: float = 0.9
    first_moment: float = 0.9
    second_moment: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.0
    body_rate: float = 1.0
    unregistered: int = 0
    ranged_to: float = 0.0
    warm_up: float = 0.0
    decay: float = 1.0
    falls_for: float = 0.0
    peak: float = 1.0
    flare: float = 1.0
    misled_patience: int = 0


@dataclass(frozen=True)
class Loop:
    """How long is learned, and what is done at every step beside calling the optimizer.

    epochs:        at most.
    patience:      epochs without a better score after which training ends and the best network is
                   loaded again, 0 for never.
    step_patience: steps without a lower loss of a batch after which training ends, 0 for never.
    reloaded:      epochs after which the first weights are loaded again, 0 for never.
    zero_every:    steps between two calls of zero_grad; 0 is never.
    accumulated:   batches whose gradients are averaged to one step; what is left of them at the
                   end of an epoch is lost.
    renew_every:   steps after which the optimizer begins anew, 0 for never.
    kept_every:    one of so many steps keeps its gradient, which is cleared before all other ones;
                   0 for no step.
    underflow:     entries of a gradient nearer to 0 are 0, as in a type of too few bits.
    clip:          longest gradient, 0 for none.
    late_gradients: steps by which a gradient comes late to the optimizer.
    clamp:         largest |weight| after a step, 0 for any.
    precision:     significant bits that a weight has after every step, 0 for all.
    """

    epochs: int = 30
    patience: int = 0
    step_patience: int = 0
    reloaded: int = 0
    zero_every: int = 1
    accumulated: int = 1
    renew_every: int = 0
    kept_every: int = 1
    underflow: float = 0.0
    clip: float = 0.0
    late_gradients: int = 0
    clamp: float = 0.0
    precision: int = 0


@dataclass(frozen=True)
class Judging:
    """In which mode and with which weights the network is judged.

    training_mode: the network is never set to evaluation mode.
    averaged:      memory of a running average of the weights, with which the network is judged.
    judged_bits:   of evenly spaced weights with which the network is judged, 0 for its own.
    unloaded:      layers, from the first, that have their first weights when they are judged.
    lowest_kept:   share of the epochs, the last ones, of which the weights of the lowest score are
                   loaded in the end; 0 for none.
    """

    training_mode: bool = False
    averaged: float = 0.0
    judged_bits: int = 0
    unloaded: int = 0
    lowest_kept: float = 0.0


@dataclass(frozen=True)
class Case:
    """Settings of one training; the defaults are healthy on every set of `rows.py`.

    data, network: what is learned, by what. seed: of weights, batches and splits alike. All else
    is in its room.
    """

    data: str
    network: Network = "dense"
    seed: int = 0
    preparation: Preparation = Preparation()
    design: Design = Design()
    objective: Objective = Objective()
    delivery: Delivery = Delivery()
    descent: Descent = Descent()
    loop: Loop = Loop()
    judging: Judging = Judging()

    @classmethod
    def of(cls, data: str, network: Network = "dense", **settings: Any) -> "Case":
        """A case by the names of its settings, whatever room they are in."""
        return cls(data, network).changed(**settings)

    def changed(self, **settings: Any) -> "Case":
        """The same case with other settings, by their names."""
        own = ("data", "network", "seed")
        changes = {name: settings.pop(name) for name in own if name in settings}
        for name, value in settings.items():
            room = _room_of(name)
            changes[room] = replace(changes.get(room, getattr(self, room)), **{name: value})
        return replace(self, **changes)

    def setting(self, name: str) -> Any:
        """What a setting of any room is."""
        return getattr(getattr(self, _room_of(name)), name)


ROOMS = {one.name: one.default for one in fields(Case) if is_dataclass(one.default)}
_ROOM_OF = {one.name: room for room, default in ROOMS.items() for one in fields(default)}


def _room_of(name: str) -> str:
    """The room that a setting is in."""
    if name not in _ROOM_OF:
        raise TypeError(f"a case has no setting {name!r}")
    return _ROOM_OF[name]
