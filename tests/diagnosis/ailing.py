"""Trainings that came to harm, each by one mechanism, with the plan that brought it about."""

from dataclasses import replace

from etude.diagnosis.catalogue import examine
from etude.diagnosis.evidence import Evidence, Situation
from etude.records.plan import Plan

from .curves import NUMBERS, evidence

STANDS_STILL = ((0.69,) * 3, (0.69,) * 3)
SIGMOIDS = Plan(activation="sigmoid", hidden=(64, 64, 32, 32))
SLIGHTLY_SKEWED = replace(NUMBERS, target_skew=0.4)
JUMPS = evidence((0.4, 1.0) * 12, (0.4, 1.0) * 12)


def ailing(seen: Evidence, plan: Plan | None = None) -> Situation:
    return Situation(plan or Plan(), seen, examine(seen))


AILING = {
    "diverging loss": ailing(evidence((0.5, 3.0, 3.0), (0.6,) * 3, gradient_norm=(1.0, 2.0, 9.0))),
    "unstable training": ailing(JUMPS),
    "updates too small": ailing(evidence(*STANDS_STILL, update_ratio=(1e-7,) * 3)),
    "penalty outweighs the data": ailing(
        evidence(*STANDS_STILL, penalty_share=(9.0,) * 3), Plan(l2_penalty=0.1, weight_decay=1.0)
    ),
    "saturated units": ailing(evidence(*STANDS_STILL, saturated_share=(0.9,) * 3), SIGMOIDS),
    "vanishing gradient": ailing(
        evidence(*STANDS_STILL, first_last_gradient=(1e-6,) * 3), SIGMOIDS
    ),
    "gradients clipped often": ailing(
        evidence(*STANDS_STILL, clipped_share=(0.9,) * 3, gradient_norm=(5.0, 6.0, 8.0)),
        Plan(gradient_clip=1.0),
    ),
    "exploding gradient": ailing(
        evidence(*STANDS_STILL, gradient_spike=(50.0,) * 3, gradient_norm=(1.0, 2.0, 9.0))
    ),
    "dead units": ailing(evidence(*STANDS_STILL, dead_share=(0.9,) * 3)),
    "collapsed predictions": ailing(
        evidence((1.0,) * 3, (1.0,) * 3, facts=SLIGHTLY_SKEWED, prediction_spread=(0.01,) * 3)
    ),
}
