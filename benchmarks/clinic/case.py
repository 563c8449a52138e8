"""One training, wholly described: what a fault breaks and a repair mends."""

from dataclasses import dataclass, replace
from typing import Any, Literal

Network = Literal["dense", "convolution", "recurrent", "transformer"]


@dataclass(frozen=True)
class Case:
    """Settings of one training; the defaults are healthy on every set of `rows.py`.

    data, network: what is learned, by what. seed: of weights, batches and splits alike.
    narrowing:     width of a hidden layer over that of the layer before it.
    last_activation: of the last hidden layer, where it is another one.
    linear_layers: hidden layers, from the first, that have no activation.
    reader_layers: further layers of what reads the steps: convolution, LSTM or Transformer.
    single:        one output unit for two classes, as a loss of yes and no takes it.
    initial_scale: factor on the default first weights; 0 makes them equal (`constant`).
    constant:      value of all first weights where they are equal. bias: of hidden units at first.
    he:            first weights of dense and convolution layers as He et al. 2015 draw them.
    normal:        standard deviation of first weights drawn around 0; 0 for PyTorch's own.
    output:        what follows the last layer: ``plain``, ``softmax``, ``sigmoid``, ``relu``.
    temperature:   logits are divided by it.
    loss:          ``fitting`` (cross-entropy, squared error), ``mse`` of probabilities, ``mae``,
                   ``shares`` (cross-entropy of outputs over their sum, as Keras takes it), ``sum``
                   (not averaged over the batch), ``hinge`` (of the margins between classes),
                   ``poisson`` (of rates, one-hot), ``likelihood`` (of what should be logarithms
                   of probabilities), ``relative`` (|error| over |target|), ``logarithmic`` (of
                   logarithms of what is above 0, squared), ``rates`` (Poisson's, of numbers),
                   ``cosine`` (of the angle between what is said of a row and its target).
    positive:      first weights are drawn evenly between 0 and this; 0 for PyTorch's own.
    unbiased:      no layer has a bias.
    entry_penalty: penalty on |weights| and their squares in the first layer.
    learn_noise:   deviation of noise that was added to the learning inputs once.
    overlap:       share of the rows of the first class that are there a second time, called the
                   last.
    passes:        over the learning rows, that count as one epoch.
    batch_share:   of the learning rows in a batch, where that is more than ``batch``.
    decay:         factor on the rate after every epoch. epsilon: of Adam's denominator.
    in_order:      learning rows come in the order of their labels, in every epoch.
    warm_up:       share of the epochs over which the rate rises from 0. renew_every: steps after
                   which the optimizer begins anew, 0 for never.
    statistics:    momentum of batch normalisation's statistics. l1: penalty on |weights|.
    first_moment:  Adam's memory of gradients. flare: factor on the last fifth of epochs' rate.
    mistaken:      share of the learning rows of the last class that are called the first.
    bound:         inputs are cut off at it, on both sides; 0 for none.
    leak:          strength of a column that tells the target, in the learning rows alone.
    shifted:       share of the columns of validation and test that stand one place further.
    entry_dropout: share of the inputs that is dropped in training.
    soft_layers:   hidden layers, from the first, that end in softmax.
    loss_factor:   on every loss. heavy: weight of the first class in it.
    clamp:         largest |weight| after a step, 0 for any.
    detached:      hidden layers, from the first, that no gradient passes back into.
    input_factor:  on all inputs, once they are scaled; judged_factor: on those of validation and
                   test alone. input_noise: deviation of noise added to every batch's inputs.
    zero_every:    steps between two calls of zero_grad; 0 is never.
    frozen:        layers, from the first, that do not learn; unregistered: that the optimizer
                   was never given.
    broadcast:     targets [N] against outputs [N, 1].
    training_mode: the network is never set to evaluation mode.
    clip:          longest gradient, 0 for none.
    standardise:   whether inputs (targets: standardise_target) are scaled by their learn rows.
    spread:        columns are multiplied by 1, spread, 1, spread ... before.
    target_scale:  factor on the targets of a regression, before.
    label_noise, validation_noise: share of labels drawn anew, of learning or validation rows.
    rarest:        share of the last class that is kept. missing: share of cells that are NaN.
    rows:          share of the learning rows that is kept. impute: NaN becomes the mean.
    class_weights: rows weigh by the rarity of their class.
    fill:          what stands in missing cells, unless they are imputed; 0 for NaN.
    offset:        added to all inputs, once they are scaled.
    skew:          inputs are the exponential of so many deviations, before; 0 for as they are.
    sorted_split:  how far the rows are sorted by their target before they are parted, 0 to 1.
    padding:       blank steps behind those of every row.
    mixed:         largest share of another row of the batch that is mixed into the inputs.
    batches:       that are learned from in an epoch, 0 for all.
    misled_patience: epochs in which the score may rise until a schedule that takes it for a loss
                   divides the rate by 10; 0 for no such schedule.
    stride:        of the first convolution.
    last_bias:     of the last output at first.
    rows_as_steps: the reader takes the rows of a batch for steps, as without ``batch_first``.
    always_dropped: dropout of hidden layers goes on in evaluation.
    same_batches:  batches of the first epoch that are delivered over and over, 0 for all of each.
    late_targets:  every so many batches come with the targets of the batch before, 0 for none.
    mirrored:      share of the rows of every batch whose inputs change their sign.
    by_row:        what every row is scaled by, itself, after its columns: ``length`` (its own),
                   ``mean`` (is subtracted), ``both`` (mean and deviation).
    fit_again:     rows of validation and test that are scaled by their own means and deviations at
                   a time, 0 for those of the learning rows.
    viewed:        share of the first hidden layer's units that are laid out as the transposed of
                   what they are, as ``view`` does in place of ``permute``.
    entry_activation: before the first layer.
    unread:        share of the steps behind the one at which a reader stops.
    across:        a last softmax's logarithm is taken over the rows of a batch, not the classes.
    loss_cap:      the loss of a row is cut off at it, 0 for none.
    sum_penalty:   penalty on the weights as they are, neither absolute nor squared.
    averaged:      memory of a running average of the weights, with which the network is judged.
    kept_every:    one of so many steps keeps its gradient, which is cleared before all other ones;
                   0 for no step.
    step_patience: steps without a lower loss of a batch after which training ends, 0 for never.
    units_mixed:   share of cells that are in another unit, a hundred times what they would be.
    whole:         inputs are cut down to multiples of it, as by a cast to whole numbers; 0 for not.
    one_side:      share of the learning rows that is kept, those with the lowest inputs.
    copies:        of every learning and validation row, made before the two are parted.
    row_dropout:   share of rows of which a hidden layer's whole signal is dropped in training.
    last_dropout:  share of outputs that is dropped in training.
    rounded:       the first hidden layer's signal is rounded to multiples of it, 0 for not.
    activity:      penalty on |what hidden units say|.
    rewarded:      reward for large weights: a penalty on their squares, subtracted.
    floor:         smallest |target| that the loss ``relative`` (of |error| over it) divides by.
    second_moment: Adam's memory of squared gradients.
    precision:     significant bits that a weight has after every step, 0 for all.
    body_rate:     factor on the rate of all layers before the last.
    reloaded:      epochs after which the first weights are loaded again, 0 for never.
    peak:          factor on the rate in the middle of a cycle over all epochs, 1 for no cycle.
    misread:       share of the learning rows, those least like the others, that are called one
                   class further; numbers lie on the other side of their mean.
    useless:       columns of noise beside every column (of a step).
    swaying:       size of what all columns of a row have in common, over their own deviations.
    components:    share of the principal components that is left of the inputs, 0 for all.
    unfilled:      share of the columns that hold their mean in every row of validation and test.
    encoded_anew:  share of the rows of validation and test that are called one class further.
    blocked:       share of the first hidden layer's units that a mask keeps silent.
    unscaled_dropout: dropout of hidden layers, of which what is kept is never scaled.
    hardest:       share of the rows of a batch, those of the largest losses, that the loss is the
                   mean of; 0 for all.
    own_answers:   share of the learning rows that are learned with what the network says of them.
    curriculum:    epochs, over all epochs, until all learning rows are shown, plain ones first.
    growing:       epochs after which the batch doubles, again and again, 0 for never.
    late_gradients: steps by which a gradient comes late to the optimizer.
    lowest_kept:   share of the epochs, the last ones, of which the weights of the lowest score are
                   loaded in the end; 0 for none.
    judged_bits:   of evenly spaced weights with which the network is judged, 0 for its own.
    as_text:       share of the columns that are read as text and numbered in the order of it.
    wrapped:       inputs beyond it come in again on the other side, as in a type of whole numbers
                   that is too small; 0 for none.
    judged_noise:  deviation of noise that was added to the inputs of validation and test alone.
    compressed:    how strongly a logarithm draws the learning targets of a regression together,
                   which the predictions are never brought back from; 0 for none.
    pooled:        steps that are averaged to one before a reader reads them.
    dropped_before: dropout of hidden layers in front of their normalisation.
    weights_spread: deviation of the logarithms of the rows' weights in the loss; 0 for all equal.
    underflow:     entries of a gradient nearer to 0 are 0, as in a type of too few bits.
    ranged_to:     highest rate of a test of rates that was run before training, on these weights,
                   by this optimizer; 0 for none.
    fading:        factor on the stored learning inputs whenever they have been read.
    unloaded:      layers, from the first, that have their first weights when they are judged.
    """

    data: str
    network: Network = "dense"
    seed: int = 0
    layers: int = 2
    width: int = 64
    narrowing: float = 1.0
    activation: str = "relu"
    last_activation: str = ""
    linear_layers: int = 0
    reader_layers: int = 0
    single: bool = False
    initial_scale: float = 1.0
    constant: float = 0.0
    bias: float = 0.0
    he: bool = False
    normal: float = 0.0
    normalisation: bool = False
    residual: bool = False
    dropout: float = 0.0
    output: str = "plain"
    temperature: float = 1.0
    loss: str = "fitting"
    optimizer: str = "adam"
    rate: float = 0.003
    momentum: float = 0.9
    decay: float = 1.0
    epsilon: float = 1e-8
    batch: int = 32
    batch_share: float = 0.0
    epochs: int = 30
    passes: int = 1
    in_order: bool = False
    warm_up: float = 0.0
    renew_every: int = 0
    statistics: float = 0.1
    l1: float = 0.0
    first_moment: float = 0.9
    flare: float = 1.0
    mistaken: float = 0.0
    bound: float = 0.0
    leak: float = 0.0
    shifted: float = 0.0
    entry_dropout: float = 0.0
    soft_layers: int = 0
    positive: float = 0.0
    unbiased: bool = False
    entry_penalty: float = 0.0
    learn_noise: float = 0.0
    overlap: float = 0.0
    loss_factor: float = 1.0
    heavy: float = 1.0
    clamp: float = 0.0
    detached: int = 0
    input_factor: float = 1.0
    judged_factor: float = 1.0
    input_noise: float = 0.0
    patience: int = 0
    weight_decay: float = 0.0
    clip: float = 0.0
    zero_every: int = 1
    frozen: int = 0
    unregistered: int = 0
    broadcast: bool = False
    training_mode: bool = False
    standardise: bool = True
    standardise_target: bool = True
    spread: float = 1.0
    target_scale: float = 1.0
    label_noise: float = 0.0
    validation_noise: float = 0.0
    rarest: float = 1.0
    missing: float = 0.0
    impute: bool = False
    rows: float = 1.0
    class_weights: bool = False
    fill: float = 0.0
    offset: float = 0.0
    skew: float = 0.0
    sorted_split: float = 0.0
    padding: int = 0
    mixed: float = 0.0
    batches: int = 0
    misled_patience: int = 0
    stride: int = 1
    last_bias: float = 0.0
    rows_as_steps: bool = False
    always_dropped: bool = False
    same_batches: int = 0
    late_targets: int = 0
    mirrored: float = 0.0
    by_row: str = ""
    fit_again: int = 0
    viewed: float = 0.0
    entry_activation: str = ""
    unread: float = 0.0
    across: bool = False
    loss_cap: float = 0.0
    sum_penalty: float = 0.0
    averaged: float = 0.0
    kept_every: int = 1
    step_patience: int = 0
    units_mixed: float = 0.0
    whole: float = 0.0
    one_side: float = 0.0
    copies: int = 1
    row_dropout: float = 0.0
    last_dropout: float = 0.0
    rounded: float = 0.0
    activity: float = 0.0
    rewarded: float = 0.0
    floor: float = 1.0
    second_moment: float = 0.999
    precision: int = 0
    body_rate: float = 1.0
    reloaded: int = 0
    peak: float = 1.0
    misread: float = 0.0
    useless: int = 0
    swaying: float = 0.0
    components: float = 0.0
    unfilled: float = 0.0
    encoded_anew: float = 0.0
    blocked: float = 0.0
    unscaled_dropout: float = 0.0
    hardest: float = 0.0
    own_answers: float = 0.0
    curriculum: float = 0.0
    growing: int = 0
    late_gradients: int = 0
    lowest_kept: float = 0.0
    judged_bits: int = 0
    as_text: float = 0.0
    wrapped: float = 0.0
    judged_noise: float = 0.0
    compressed: float = 0.0
    pooled: int = 1
    dropped_before: float = 0.0
    weights_spread: float = 0.0
    underflow: float = 0.0
    ranged_to: float = 0.0
    fading: float = 1.0
    unloaded: int = 0

    def changed(self, **settings: Any) -> "Case":
        """The same case with other settings."""
        return replace(self, **settings)
