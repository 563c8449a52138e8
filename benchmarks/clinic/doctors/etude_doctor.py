"""Our doctor: the findings in their order of treatment, one repair at a time, kept if it helps."""

import math

from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors.doctor import TRAININGS, Healed, Train
from benchmarks.clinic.doctors.repairs import REPAIRS
from benchmarks.clinic.training import Outcome
from etude.diagnosis.harm import DENSE, UNSTOPPED_NETWORKS

NAME = "etude"
ERRORS = 2.326  # standard errors of the paired rows: 1 % of changes that do nothing pass
# The same of a training that is well: what is changed then is more likely to do nothing.
ERRORS_OF_WELL = 3.0

Idea = tuple[str, int]  # a symptom, and the place of one of its repairs

BEHIND = "behind a plain network"
# Trainings after which one that is still behind a plain network is begun afresh from it before
# anything else is tried: further steps, each of some help, may lead less far than it.
SPENT = 2


def ideas(outcome: Outcome) -> list[Idea]:
    """Repairs of its diagnoses in order of treatment, then of its notes: as in a study, the first
    idea of every finding comes before the second of any."""
    found = [one for one in outcome.record.findings() if one.symptom in REPAIRS]
    listed = [
        (one.severity != "diagnosis", place, order, one.symptom)
        for order, one in enumerate(found)
        for place in range(len(REPAIRS[one.symptom]))
    ]
    return [(symptom, place) for _, place, _, symptom in sorted(listed)]


def afresh(outcome: Outcome) -> list[Idea]:
    """Starts from a plain network, from the one that is ahead first."""
    best = outcome.record.facts.mark(*DENSE)
    is_unstopped = best is not None and best.name == UNSTOPPED_NETWORKS
    return [(BEHIND, place) for place in ((1, 0) if is_unstopped else (0, 1))]


def helps(standing: Outcome, tried: Outcome) -> bool:
    """Whether the tried training is better on the validation rows by more than their luck; on the
    same ones, unless they were parted otherwise. Where nothing is diagnosed more is asked."""
    before, after = standing.row_scores.double(), tried.row_scores.double()
    is_parted_anew = standing.case.preparation.sorted_split != tried.case.preparation.sorted_split
    spreads = (before.std(), after.std()) if is_parted_anew else ((after - before).std(),)
    error = math.hypot(*map(float, spreads)) / math.sqrt(len(after))
    is_ill = any(one.severity == "diagnosis" for one in standing.record.findings())
    errors = ERRORS if is_ill else ERRORS_OF_WELL
    return float(after.mean() - before.mean()) > errors * error


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """One idea after the other until none is left or the trainings are spent. An idea that did not
    help is not tried again, nor is a case; one that did help may be, from where it led. After two
    trainings it is begun afresh from a plain network where one is ahead still; once nothing is left
    to treat but notes, in any case."""
    standing, known = [sick], {sick.case}
    refused: set[Idea] = set()
    while len(standing) <= TRAININGS:
        now = standing[-1]
        todo = [
            (idea, case)
            for idea in _in_turn(sick, now, spent=len(standing) - 1)
            if idea not in refused and (case := led_to(now, idea)) not in known
        ]
        if not todo:
            break
        idea, case = todo[0]
        known.add(case)
        tried = train(case)
        if not helps(now, tried):
            refused.add(idea)
        standing.append(tried if helps(now, tried) else now)
    return Healed(tuple(standing))


def _in_turn(sick: Outcome, now: Outcome, *, spent: int) -> list[Idea]:
    """What is to be tried of the training that stands, the first first."""
    if not ideas(sick):
        return []
    ill = {one.symptom for one in now.record.findings() if one.severity == "diagnosis"}
    others = [one for one in ideas(now) if one[0] != BEHIND]
    first = [] if spent >= SPENT and BEHIND in ill else [one for one in others if one[0] in ill]
    return [*first, *afresh(now), *others]


def led_to(outcome: Outcome, idea: Idea) -> Case:
    """The case that this repair makes of it."""
    symptom, place = idea
    return REPAIRS[symptom][place](outcome.case)
