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


def drawn(case: Case, lots: random.Random) -> Case:
    """The case with every setting that a person tunes drawn from its usual range, and what a
    person may have written wrongly redrawn too: half of the time it is written rightly."""
    return case.changed(
        **tuned(lots), **{name: right for name, right in RIGHT.items() if lots.random() < 0.5}
    )


def tuned(lots: random.Random) -> dict[str, Any]:
    """Hyperparameters from their usual ranges."""
    return {
        "rate": 10.0 ** lots.uniform(-4.5, -0.5),
        "optimizer": lots.choice(("adam", "sgd", "momentum")),
        "momentum": 0.9,
        "decay": 1.0,
        "warm_up": 0.0,
        "l1": 0.0,
        "entry_penalty": 0.0,
        "input_noise": 0.0,
        "mixed": 0.0,
        "mirrored": 0.0,
        "sum_penalty": 0.0,
        "averaged": 0.0,
        "activity": 0.0,
        "peak": 1.0,
        "row_dropout": 0.0,
        "last_dropout": 0.0,
        "unscaled_dropout": 0.0,
        "hardest": 0.0,
        "curriculum": 0.0,
        "growing": 0,
        "components": 0.0,
        "pooled": 1,
        "dropped_before": 0.0,
        "stride": 1,
        "epsilon": 1e-8,
        "batch_share": 0.0,
        "batch": lots.choice((16, 32, 64, 128)),
        "epochs": lots.choice((15, 30, 60)),
        "patience": lots.choice((0, 5)),
        "layers": lots.choice((1, 2, 3)),
        "width": lots.choice((16, 32, 64, 128)),
        "narrowing": 1.0,
        "activation": lots.choice(("relu", "leaky_relu", "tanh", "gelu")),
        "normalisation": lots.random() < 0.5,
        "dropout": lots.choice((0.0, 0.0, 0.25)),
        "weight_decay": lots.choice((0.0, 0.0, 1e-4)),
        "he": lots.random() < 0.5,
        "clip": lots.choice((0.0, 1.0)),
    }


# What is written rightly in a healthy case.
RIGHT = {
    "initial_scale": 1.0,
    "normal": 0.0,
    "constant": 0.0,
    "bias": 0.0,
    "linear_layers": 0,
    "output": "plain",
    "temperature": 1.0,
    "loss": "fitting",
    "zero_every": 1,
    "in_order": False,
    "frozen": 0,
    "unregistered": 0,
    "broadcast": False,
    "training_mode": False,
    "standardise": True,
    "standardise_target": True,
    "impute": True,
    "class_weights": True,
    "renew_every": 0,
    "statistics": 0.1,
    "loss_factor": 1.0,
    "clamp": 0.0,
    "detached": 0,
    "heavy": 1.0,
    "first_moment": 0.9,
    "flare": 1.0,
    "bound": 0.0,
    "entry_dropout": 0.0,
    "soft_layers": 0,
    "input_factor": 1.0,
    "judged_factor": 1.0,
    "positive": 0.0,
    "unbiased": False,
    "offset": 0.0,
    "skew": 0.0,
    "sorted_split": 0.0,
    "padding": 0,
    "batches": 0,
    "misled_patience": 0,
    "last_bias": 0.0,
    "rows_as_steps": False,
    "always_dropped": False,
    "same_batches": 0,
    "late_targets": 0,
    "by_row": "",
    "fit_again": 0,
    "viewed": 0.0,
    "entry_activation": "",
    "unread": 0.0,
    "across": False,
    "loss_cap": 0.0,
    "kept_every": 1,
    "step_patience": 0,
    "units_mixed": 0.0,
    "whole": 0.0,
    "one_side": 0.0,
    "rounded": 0.0,
    "rewarded": 0.0,
    "floor": 1.0,
    "second_moment": 0.999,
    "precision": 0,
    "body_rate": 1.0,
    "reloaded": 0,
    "useless": 0,
    "swaying": 0.0,
    "unfilled": 0.0,
    "encoded_anew": 0.0,
    "blocked": 0.0,
    "own_answers": 0.0,
    "late_gradients": 0,
    "lowest_kept": 0.0,
    "judged_bits": 0,
    "as_text": 0.0,
    "wrapped": 0.0,
    "judged_noise": 0.0,
    "compressed": 0.0,
    "weights_spread": 0.0,
    "underflow": 0.0,
    "ranged_to": 0.0,
    "fading": 1.0,
    "unloaded": 0,
}


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """The best of five random cases, or the sick one."""
    lots = random.Random(seed)
    return best_so_far(sick, (train(drawn(sick.case, lots)) for _ in range(TRAININGS)))
