"""Kinds of the final part, written when the last part had been looked at. Three were known to the
catalogue when it was frozen, whose symptoms were written with them: "validation scaled otherwise",
"gradient cut off", "inputs too small"; that of "loss scaled down" came after it. "Warm-up too long"
and "loss scaled down" are other ways to a low rate."""

from benchmarks.clinic.faults.fault import (
    CLASSES,
    DENSE,
    NOT_LEARNING,
    TOO_FAST,
    TOO_SLOW,
    Fault,
    each,
)

FINAL = (
    Fault(
        "warm-up too long",
        each("warm_up", 3.0, 10.0, 100.0),
        (*TOO_SLOW, "underfitting"),
    ),
    Fault(
        "optimizer begins anew",
        each("renew_every", 20, 5, 1),
        ("optimizer begins anew", *TOO_FAST, "underfitting"),
    ),
    Fault(
        "validation scaled otherwise",
        each("judged_factor", 3.0, 10.0, 0.01),
        ("validation scaled otherwise", "validation at chance", "validation unlike training"),
    ),
    Fault(
        "loss scaled down",
        each("loss_factor", 1e-1, 1e-2, 1e-3, optimizer="momentum", rate=10.0),
        ("first loss too low", *TOO_SLOW, "underfitting"),
    ),
    Fault(
        "weights kept small",
        each("clamp", 0.1, 0.03, 0.01),
        ("underfitting", "plateau", "collapsed predictions", "one class predicted"),
    ),
    Fault(
        "gradient cut off",
        each("detached", 1, 2, 3, layers=3),
        (*NOT_LEARNING, "vanishing gradient", "underfitting"),
    ),
    Fault(
        "statistics left behind",
        each("statistics", 1e-3, 3e-4, 1e-4, normalisation=True),
        ("training and evaluation mode disagree",),
        networks=DENSE,
    ),
    Fault(
        "inputs too small",
        each("input_factor", 0.1, 0.01, 0.001),
        ("signal fades", "unscaled inputs", "underfitting", *TOO_SLOW),
    ),
    Fault(
        "noise in the inputs",
        each("input_noise", 1.0, 2.0, 4.0),
        ("underfitting", "plateau", "validation better than training"),
    ),
    Fault(
        "penalty in the loss",
        each("l1", 1e-3, 1e-2, 1e-1),
        ("penalty outweighs the data", "underfitting", "plateau", "collapsed predictions"),
    ),
    Fault(
        "one class weighs too much",
        each("heavy", 10.0, 100.0, 1000.0),
        ("imbalanced classes", "one class predicted"),
        tasks=CLASSES,
    ),
    Fault(
        "low rate from large weights",
        (
            {"rate": 0.1, "initial_scale": 5.0},
            {"rate": 0.03, "initial_scale": 20.0},
            {"rate": 0.01, "initial_scale": 50.0},
        ),
        ("first loss too high", "exploding gradient", "saturated units", *TOO_SLOW),
    ),
    Fault(
        "unscaled rows, gradients that pile up",
        each("spread", 30.0, 100.0, 1000.0, standardise=False, zero_every=0),
        ("gradients pile up", "unscaled inputs"),
    ),
)
