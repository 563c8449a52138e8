"""Random search that may rewrite the loop as well: every setting drawn anew, whatever was seen.

No tool can do this to a person's code; it bounds what luck can do. See ``tuner.py`` for a search as
tools offer it.
"""

import random
from typing import Any

from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors.doctor import TRAININGS, Healed, Train, best_so_far
from benchmarks.clinic.training import Outcome

NAME = "random search"
_HEALTHY = Case("any set")
# Hyperparameters that are no part of the search: whatever they were, they are usual afterwards.
_USUAL = (
    *("momentum", "decay", "warm_up", "l1", "entry_penalty", "input_noise", "mixed"),
    *("mirrored", "sum_penalty", "averaged", "activity", "peak", "row_dropout"),
    *("last_dropout", "unscaled_dropout", "hardest", "curriculum", "growing", "components"),
    *("pooled", "dropped_before", "stride", "epsilon", "batch_share", "narrowing"),
    *("pieces", "falls_for", "accumulated"),
)


def drawn(case: Case, lots: random.Random) -> Case:
    """The case with every setting that a person tunes drawn from its usual range, and what a
    person may have written wrongly redrawn too: half of the time it is written rightly."""
    return case.changed(
        **tuned(lots), **{name: right for name, right in RIGHT.items() if lots.random() < 0.5}
    )


def tuned(lots: random.Random) -> dict[str, Any]:
    """Hyperparameters from their usual ranges; those that few tune are as in a healthy case."""
    return {
        **{name: _HEALTHY.setting(name) for name in _USUAL},
        "rate": 10.0 ** lots.uniform(-4.5, -0.5),
        "optimizer": lots.choice(("adam", "sgd", "momentum")),
        "batch": lots.choice((16, 32, 64, 128)),
        "epochs": lots.choice((15, 30, 60)),
        "patience": lots.choice((0, 5)),
        "layers": lots.choice((1, 2, 3)),
        "width": lots.choice((16, 32, 64, 128)),
        "activation": lots.choice(("relu", "leaky_relu", "tanh", "gelu")),
        "normalisation": lots.random() < 0.5,
        "dropout": lots.choice((0.0, 0.0, 0.25)),
        "weight_decay": lots.choice((0.0, 0.0, 1e-4)),
        "he": lots.random() < 0.5,
        "clip": lots.choice((0.0, 1.0)),
    }


# What a person may have written wrongly, in the order in which lots are drawn for it.
_WRITTEN = (
    *("initial_scale", "normal", "constant", "bias", "linear_layers", "output", "temperature"),
    *("loss", "zero_every", "in_order", "frozen", "unregistered", "broadcast"),
    *("training_mode", "standardise", "standardise_target", "impute", "class_weights"),
    *("renew_every", "statistics", "loss_factor", "clamp", "detached", "heavy"),
    *("first_moment", "flare", "bound", "entry_dropout", "soft_layers", "input_factor"),
    *("judged_factor", "positive", "unbiased", "offset", "skew", "sorted_split", "padding"),
    *("batches", "misled_patience", "last_bias", "rows_as_steps", "always_dropped"),
    *("same_batches", "late_targets", "by_row", "fit_again", "viewed", "entry_activation"),
    *("unread", "across", "loss_cap", "kept_every", "step_patience", "units_mixed", "whole"),
    *("one_side", "rounded", "rewarded", "floor", "second_moment", "precision", "body_rate"),
    *("reloaded", "useless", "swaying", "unfilled", "encoded_anew", "blocked", "own_answers"),
    *("late_gradients", "lowest_kept", "judged_bits", "as_text", "wrapped", "judged_noise"),
    *("compressed", "weights_spread", "underflow", "ranged_to", "fading", "unloaded"),
    *("one_hot", "told_ahead", "padded_apart", "same_mask", "negative", "whole_targets"),
)
# How it is written rightly: as in a healthy case, and on any rows.
RIGHT = {name: _HEALTHY.setting(name) for name in _WRITTEN}
RIGHT |= {"impute": True, "class_weights": True, "one_hot": True}


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """The best of five random cases, or the sick one."""
    lots = random.Random(seed)
    return best_so_far(sick, (train(drawn(sick.case, lots)) for _ in range(TRAININGS)))
