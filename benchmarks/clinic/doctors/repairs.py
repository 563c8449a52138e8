"""What a finding's remedy means for a case: for each symptom its repairs, the first first."""

from collections.abc import Callable
from typing import Any

from benchmarks.clinic.case import Case
from benchmarks.clinic.rows import REGRESSION

Repair = Callable[[Case], Case]
MOST_EPOCHS = 240


def _set(**settings: Any) -> Repair:
    return lambda case: case.changed(**settings)


def _rate(factor: float) -> Repair:
    return lambda case: case.changed(rate=case.descent.rate * factor)


def _longer(case: Case) -> Case:
    return case.changed(epochs=max(30, min(3 * case.loop.epochs, MOST_EPOCHS)))


def _larger_batch(case: Case) -> Case:
    return case.changed(batch=min(256, 4 * case.delivery.batch))


def _wider(case: Case) -> Case:
    return case.changed(width=max(32, 2 * case.design.width))


def _deeper(case: Case) -> Case:
    return case.changed(layers=case.design.layers + 1)


def _shallower(case: Case) -> Case:
    return case.changed(layers=max(1, case.design.layers // 2))


def _less_dropout(case: Case) -> Case:
    drops = ("dropout", "entry_dropout", "dropped_before")
    return case.changed(**{name: case.setting(name) / 3 for name in drops})


def _less_penalty(case: Case) -> Case:
    penalties = ("weight_decay", "l1", "entry_penalty")
    return case.changed(**{name: case.setting(name) / 10 for name in penalties})


def _plain_output(case: Case) -> Case:
    """What the last layer says, as it is; of classes with the loss that takes it so."""
    loss = case.objective.loss if case.data in REGRESSION else "fitting"
    return case.changed(output="plain", temperature=1.0, loss=loss)


def _averaged_once(case: Case) -> Case:
    is_summed = case.objective.loss == "sum" or case.data not in REGRESSION
    return case.changed(loss="fitting" if is_summed else case.objective.loss, loss_factor=1.0)


def _weighed_alike(case: Case) -> Case:
    """No weights, caps or choice of rows in the loss, which is the usual one where its own weighs
    them."""
    weighs = case.objective.loss == "focal"
    return case.changed(
        loss="fitting" if weighs else case.objective.loss,
        quantile=0.5,
        class_weights=False,
        heavy=1.0,
        **dict.fromkeys(("weights_spread", "negative", "hardest", "loss_cap"), 0.0),
    )


def from_a_plain_one(case: Case) -> Case:
    """A plain network of the same kind on the same rows, with the settings that yardsticks have:
    whatever was written into the loop or the network is gone, what is wrong in the rows stays."""
    return _plain(case, _PLAIN[case.network])


def from_an_unstopped_one(case: Case) -> Case:
    """The same of the dense one that does not stop early; there is one of each other kind."""
    return _plain(case, _UNSTOPPED if case.network == "dense" else _PLAIN[case.network])


def _plain(case: Case, settings: dict[str, Any]) -> Case:
    plain = Case(case.data, case.network, case.seed, preparation=case.preparation)
    plain = plain.changed(fading=case.delivery.fading, **settings, impute=True)
    return _SCALED(plain)


_RELU = _set(activation="relu", last_activation="", soft_layers=0)
_AS_DRAWN: dict[str, Any] = {
    "initial_scale": 1.0,
    **dict.fromkeys(("constant", "bias", "normal", "positive", "last_bias"), 0.0),
}
# Where the first weights are what is named; where a lower rate is, what a test of rates left stays.
_FRESH, _HE = _set(**_AS_DRAWN, ranged_to=0.0), _set(**_AS_DRAWN, ranged_to=0.0, he=True)
_FRESH_BUT_RANGED = _set(**_AS_DRAWN)
_SCALED = _set(standardise=True, standardise_target=True, input_factor=1.0, offset=0.0)
_WITHOUT_NOISE = _set(input_noise=0.0, mixed=0.0, mirrored=0.0)
# As `etude.doctor.cheap_models` and `plain_readers` have them; a Transformer as the recurrent ones.
_READER: dict[str, Any] = {"width": 64, "layers": 1, "epochs": 60, "patience": 10}
_PLAIN: dict[str, dict[str, Any]] = {
    "dense": {"width": 128, "rate": 0.001, "epochs": 100, "patience": 15},
    "convolution": _READER | {"rate": 0.001, "reader_layers": 1},
    "recurrent": _READER | {"rate": 0.003},
    "transformer": _READER | {"rate": 0.001},
}
_UNSTOPPED: dict[str, Any] = {"width": 128, "rate": 0.003, "epochs": 50}
# What a plan of ours starts with.
_USUAL = _set(
    optimizer="adam",
    rate=0.001,
    first_moment=0.9,
    epsilon=1e-8,
    decay=1.0,
    warm_up=0.0,
    flare=1.0,
)
_NORMALISED = _set(normalisation=True)
_NO_PENALTY = _set(
    **dict.fromkeys(("weight_decay", "l1", "entry_penalty", "sum_penalty"), 0.0),
    activity=0.0,
    rewarded=0.0,
)
_WEIGHED = _set(class_weights=True, heavy=1.0)
_UNFROZEN = _set(frozen=0, unregistered=0, detached=0)
_TOLD_APART = _set(training_mode=False, statistics=0.1)

REPAIRS: dict[str, tuple[Repair, ...]] = {
    "rows in order": (_set(in_order=False),),
    "targets of other rows": (_set(late_targets=0, own_answers=0.0, whole_targets=0.0),),
    "pushed away from the targets": (
        _set(late_targets=0, own_answers=0.0, negative=0.0, broadcast=False, across=False),
    ),
    "rows weighed unevenly": (_weighed_alike,),
    "rows changed on the way": (lambda case: _WITHOUT_NOISE(case).changed(fading=1.0, pieces=1),),
    "rows mixed": (_set(rows_as_steps=False, viewed=0.0, across=False),),
    "constant inputs": (_set(padding=0),),
    "inputs not finite": (_set(impute=True),),
    "placeholders": (_set(impute=True),),
    "mixed units": (_set(units_mixed=0.0),),
    "inputs cut to whole numbers": (_set(whole=0.0),),
    "unscaled inputs": (_SCALED,),
    "inputs cut off": (_set(bound=0.0),),
    "skewed inputs": (_set(skew=0.0),),
    "columns move together": (_set(swaying=0.0),),
    "columns of no use": (_set(useless=0),),
    "codes taken for numbers": (_set(one_hot=True),),
    "one column tells the target": (_set(told_ahead=0.0),),
    "validation scaled otherwise": (
        _set(judged_factor=1.0, fit_again=0, unfilled=0.0, judged_noise=0.0, padded_apart=0),
    ),
    "validation unlike training": (
        _set(
            judged_factor=1.0,
            fit_again=0,
            padded_apart=0,
            **dict.fromkeys(("shifted", "sorted_split", "one_side", "unfilled"), 0.0),
            **dict.fromkeys(("encoded_anew", "judged_noise", "compressed"), 0.0),
        ),
    ),
    "validation better than training": (_set(sorted_split=0.0), _WITHOUT_NOISE),
    "rows left unused": (_set(batches=0, same_batches=0, curriculum=0.0),),
    "imbalanced classes": (_WEIGHED,),
    "softmax before cross-entropy": (_plain_output,),
    "softmax over one unit": (_plain_output,),
    "sigmoid twice": (_plain_output,),
    "bounded output": (_plain_output,),
    "squared error of classes": (_plain_output,),
    "probabilities missing": (_plain_output,),
    "shapes broadcast": (_set(broadcast=False),),
    "first loss too high": (_FRESH, _SCALED, _set(loss="fitting", rate=0.003)),
    "loss below 0": (
        _set(loss_factor=1.0, sum_penalty=0.0, rewarded=0.0, negative=0.0),
        _set(loss="fitting"),
    ),
    "first loss too low": (_averaged_once,),
    "weights start alike": (_FRESH,),
    "gradients cleared before the step": (_set(kept_every=1),),
    "judged by other weights": (
        _set(
            **dict.fromkeys(("averaged", "sum_penalty", "rewarded", "lowest_kept"), 0.0),
            negative=0.0,
            judged_bits=0,
            unloaded=0,
        ),
    ),
    "rows drift from epoch to epoch": (_set(fading=1.0),),
    "gradients lost in half precision": (_set(underflow=0.0),),
    "worse weights kept": (_set(lowest_kept=0.0),),
    "weights changed between steps": (_set(clamp=0.0, precision=0, reloaded=0),),
    "optimizer begins anew": (_set(renew_every=0),),
    "frozen parameters": (_UNFROZEN,),
    "parameters missing from the optimizer": (_UNFROZEN,),
    "stacked linear layers": (_set(linear_layers=0),),
    "gradients pile up": (_set(zero_every=1),),
    "evaluated in training mode": (_TOLD_APART,),
    "training and evaluation mode disagree": (
        _set(
            training_mode=False,
            statistics=0.1,
            always_dropped=False,
            unscaled_dropout=0.0,
            same_mask=False,
        ),
    ),
    "not finite": (_USUAL, _set(clip=1.0), _FRESH, _rate(0.1)),
    "diverging loss": (_USUAL, _rate(0.1), _FRESH),
    "plateau": (_USUAL, _RELU, _FRESH, _rate(0.1), _rate(10.0)),
    "signal fades": (_HE, _RELU, _SCALED, _NORMALISED, _set(residual=True), _shallower),
    "no biases": (_set(unbiased=False),),
    "narrow layer": (_set(narrowing=1.0), _wider),
    "rate falls too soon": (_set(decay=1.0, misled_patience=0, falls_for=0.0), _USUAL),
    "updates too small": (_USUAL, _rate(10.0)),
    "updates too large": (_USUAL, _rate(0.3)),
    "unstable training": (_rate(0.3), _NORMALISED, _larger_batch),
    "dead units": (_FRESH_BUT_RANGED, _rate(0.3), _FRESH, _set(activation="leaky_relu")),
    "saturated units": (_SCALED, _FRESH, _RELU),
    "vanishing gradient": (
        lambda case: _RELU(_FRESH(case)),
        _NORMALISED,
        _set(residual=True),
        _shallower,
    ),
    "exploding gradient": (_FRESH_BUT_RANGED, _set(clip=1.0), _rate(0.1)),
    "one class predicted": (_USUAL, _WEIGHED, _rate(0.3), _rate(10.0)),
    "gradients clipped often": (_set(clip=0.0), _rate(0.5)),
    "penalty outweighs the data": (_NO_PENALTY,),
    "stopped too early": (_longer, _rate(3.0)),
    "batches too small to normalise": (_set(batch=32), _set(normalisation=False)),
    "few updates an epoch": (_set(batch=32, batch_share=0.0, growing=0),),
    "training too slow": (_USUAL, _rate(3.0)),
    "collapsed predictions": (_SCALED, _plain_output, _USUAL, _rate(0.1)),
    "predictions of one sign": (_plain_output,),
    "accuracy stands still": (_plain_output, _rate(0.1)),
    "cannot overfit a few rows": (
        _set(
            loss="fitting",
            late_targets=0,
            **dict.fromkeys(("loss_cap", "own_answers", "hardest", "weights_spread"), 0.0),
            **dict.fromkeys(("negative", "whole_targets"), 0.0),
        ),
        _USUAL,
        _less_dropout,
        _less_penalty,
        _wider,
    ),
    "no early stopping": (_set(patience=5, lowest_kept=0.0),),
    "underfitting": (_wider, _less_dropout, _less_penalty, _WITHOUT_NOISE, _longer, _deeper),
    "overfitting": (
        _set(patience=5, lowest_kept=0.0),
        _set(dropout=0.3),
        _set(width=32, weight_decay=1e-3),
    ),
    "plateau after progress": (_rate(0.3),),
    "behind a plain network": (from_a_plain_one, from_an_unstopped_one),
}
