"""What is known of a network and of the loop that trains it, whoever wrote them."""

from dataclasses import dataclass

from etude.records.plan import Plan


@dataclass(frozen=True)
class Setup:
    """Settings that a symptom may hold its numbers against; None or "" where nothing is known.

    activation:    of the hidden layers: ``relu``, ``sigmoid``, ``tanh`` ...
    layers:        hidden layers.
    normalisation: ``none``, ``batch``, ``layer``.
    dropout:       largest share of hidden units switched off.
    loss:          ``cross_entropy``, ``mse`` ... ; "" where it is a function of the person's own.
    batch_size:    rows a step.
    weight_decay:  lambda of L2 or of decoupled decay, whichever is larger.
    gradient_clip: largest length of a gradient; 0 where none is shortened.
    reads_columns: whether every layer with weights is dense. convolves: whether some convolve along
                   steps, and none is recurrent or attends. recurs: whether some are recurrent, and
                   none convolves or attends.
    has_biases:    whether any layer adds numbers of its own to its sums; of networks that read
                   columns or convolve.
    loss_is_plain: whether the loss is known to weigh no class and to smooth no label.
    loss_is_reduced: whether a function of PyTorch's own takes the mean or sum of the rows' losses.
    keeps_best:    whether the weights of the best epoch are the ones kept.
    """

    activation: str = ""
    layers: int | None = None
    normalisation: str = ""
    dropout: float | None = None
    loss: str = ""
    batch_size: int | None = None
    weight_decay: float | None = None
    gradient_clip: float | None = None
    reads_columns: bool | None = None
    convolves: bool | None = None
    recurs: bool | None = None
    has_biases: bool | None = None
    loss_is_plain: bool | None = None
    loss_is_reduced: bool | None = None
    keeps_best: bool | None = None


def setup_of(plan: Plan) -> Setup:
    """What a plan says of its own training."""
    return Setup(
        activation=plan.activation,
        layers=len(plan.hidden),
        normalisation=plan.normalisation,
        dropout=plan.dropout,
        loss=plan.loss,
        batch_size=plan.batch_size,
        weight_decay=max(plan.weight_decay, plan.l2_penalty),
        gradient_clip=plan.gradient_clip,
        keeps_best=True,
    )
