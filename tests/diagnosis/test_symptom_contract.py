"""What every symptom must hold: whole sentences, silence where nothing is known, no crash ever."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.diagnosis.catalogue import STAGES, all_symptoms, examine
from etude.diagnosis.evidence import Evidence
from etude.doctor.record import facts_unknown
from etude.records.sanity import SanityCheck
from etude.records.setup import Setup
from etude.records.trial import Curves, Run

from .curves import FACTS, LAST_KEPT, NUMBERS, SETUP, evidence

NAMES = tuple(Curves.__dataclass_fields__)
HEALTHY = evidence(
    (0.65, 0.58, 0.52, 0.47, 0.45, 0.44, 0.435, 0.43),
    (0.66, 0.60, 0.56, 0.53, 0.51, 0.505, 0.503, 0.504),
    train_accuracy=(0.6, 0.7, 0.75, 0.78, 0.8, 0.81, 0.81, 0.81),
    validation_accuracy=(0.6, 0.68, 0.72, 0.75, 0.77, 0.77, 0.77, 0.77),
    learning_rate=(0.001,) * 8,
    gradient_norm=(0.5,) * 8,
    update_ratio=(0.003,) * 8,
    dead_share=(0.1,) * 8,
    saturated_share=(0.0,) * 8,
    largest_class_share=(0.62,) * 8,
    validation_rise=(0.0,) * 8,
    first_last_gradient=(0.3,) * 8,
    gradient_spike=(2.5,) * 8,
    clipped_share=(0.0,) * 8,
    penalty_share=(0.01,) * 8,
    prediction_spread=(0.7,) * 8,
    positive_share=(0.5,) * 8,
    seconds=(1.0,) * 8,
    initial_loss=0.7,
    checks=tuple(
        SanityCheck(name, True, "", numbers)
        for name, numbers in {
            "non_finite_inputs": {"cells": 0.0},
            "input_scale": {"largest_z": 4.0, "scale_ratio": 1.5},
            "constant_inputs": {"columns": 0.0},
            "shared_rows": {"share": 0.0},
            "label_fit": {"outside": 0.0},
            "class_ratio": {"ratio": 1.5},
            "initial_loss": {"loss": 0.72, "expected": 0.69, "spread": 0.05},
            "first_weights": {"zero_layers": 0.0, "symmetric_layers": 0.0},
            "frozen": {"parameters": 0.0, "not_in_optimizer": 0.0},
            "overfits_few_rows": {"rows": 16.0, "first": 0.7, "best": 0.01},
            "uses_inputs": {"loss": 0.72, "loss_without_inputs": 0.70},
            "linear_stack": {"pairs": 0.0},
            "train_equals_eval": {"difference": 0.0, "expected": 0.0},
            "gradients_pile_up": {"ratio": 1.0},
            "evaluation_mode": {"evaluations": 8.0, "in_training": 0.0},
            "row_order": {
                "batches": 16.0,
                "rows": 32.0,
                "classes": 2.0,
                "in_batch": 0.6,
                "overall": 0.55,
                "validation": 1.0,
            },
            "shapes_broadcast": {"outputs": 2.0, "targets": 1.0},
            "output_fit": {"softmax_before_cross_entropy": 0.0, "sigmoid_twice": 0.0},
        }.items()
    ),
)


def drawn(values: tuple[float, ...], best: int, **about) -> Evidence:
    """One run whose every curve is this one."""
    curves = Curves(**dict.fromkeys(NAMES, values))
    run = Run(0, "watched", best, len(values), 0, "finished", curves)
    return Evidence((run,), about.get("facts", FACTS), about.get("setup", SETUP))


@pytest.mark.parametrize("symptom", all_symptoms(), ids=lambda symptom: symptom.NAME)
class TestContract:
    def test_says_what_it_is_in_whole_sentences(self, symptom) -> None:
        assert symptom.QUESTION.endswith("?")
        for sentence in (symptom.MEANING, symptom.FIRST, symptom.BLIND):
            assert sentence[0].isupper() or sentence[0] in "(|"
            assert sentence.endswith(".")
        assert symptom.SOURCE
        assert symptom.STAGE in STAGES
        assert symptom.PRIORITY > 0
        assert symptom.look.__doc__

    def test_is_silent_on_a_healthy_run(self, symptom) -> None:
        assert symptom.look(HEALTHY) is None

    def test_is_silent_where_nothing_is_known(self, symptom) -> None:
        assert symptom.look(Evidence((), facts_unknown(), Setup())) is None
        checks = tuple(SanityCheck(one.name, True, "", {}) for one in HEALTHY.checks)
        assert symptom.look(Evidence((), facts_unknown(), Setup(), checks)) is None

    @pytest.mark.parametrize("values", [(), (math.nan,) * 3, (0.5,)], ids=["empty", "nan", "one"])
    @pytest.mark.parametrize("facts", [FACTS, facts_unknown()], ids=["known", "unknown"])
    def test_is_silent_without_two_known_epochs(self, symptom, values, facts) -> None:
        for best in {0, min(1, len(values))}:
            assert symptom.look(drawn(values, best, facts=facts, setup=Setup())) is None

    def test_bears_a_trial_without_any_run(self, symptom) -> None:
        finding = symptom.look(evidence((), (), outcome="diverged"))
        assert (finding is not None) == (symptom.NAME == "not finite")


def test_names_are_unique() -> None:
    names = [symptom.NAME for symptom in all_symptoms()]
    assert len(set(names)) == len(names)


NUMBER = st.one_of(
    st.floats(),
    st.floats(0, 2),
    st.sampled_from([0.0, 1e-9, 1e308, -1e308, math.nan, math.inf, -math.inf]),
)
RUN = st.builds(
    lambda curves, best, outcome, first: Run(
        0, "watched", min(best, len(curves["train_loss"])), len(curves["train_loss"]), 0, outcome,
        Curves(**{name: tuple(values) for name, values in curves.items()}), first,
    ),
    st.fixed_dictionaries({name: st.lists(NUMBER, max_size=8) for name in NAMES}),
    st.integers(0, 8),
    st.sampled_from(["finished", "diverged", "dropped"]),
    st.none() | NUMBER,
)  # fmt: skip
CHECK = st.builds(
    lambda check, numbers: SanityCheck(
        check.name, False, "", dict.fromkeys(check.numbers, numbers)
    ),
    st.sampled_from(HEALTHY.checks),
    NUMBER,
)


@given(
    st.lists(RUN, max_size=3),
    st.lists(CHECK, max_size=3),
    st.sampled_from([FACTS, NUMBERS, facts_unknown()]),
    st.sampled_from([SETUP, LAST_KEPT, Setup()]),
)
def test_no_curve_whatever_makes_it_fail(runs, checks, facts, setup) -> None:
    for finding in examine(Evidence(tuple(runs), facts, setup, tuple(checks))):
        assert finding.seen.endswith(".")
        assert finding.first
        assert all(math.isfinite(value) for _, value in finding.evidence)


def test_findings_come_in_order_of_treatment() -> None:
    found = examine(evidence((0.69,) * 3, (0.69,) * 3, outcome="diverged"))
    stages = {symptom.NAME: STAGES.index(symptom.STAGE) for symptom in all_symptoms()}
    order = [stages[one.symptom] for one in found]
    assert len(order) >= 3
    assert order == sorted(order)
