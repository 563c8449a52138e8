"""Our doctor: the findings in their order of treatment, one repair at a time, kept if it helps."""

import math

from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors.doctor import TRAININGS, Healed, Train
from benchmarks.clinic.doctors.repairs import REPAIRS
from benchmarks.clinic.training import Outcome

NAME = "etude"
ERRORS = 1.645  # standard errors of the paired rows: 5 % of changes that do nothing pass


AFRESH = "behind a plain network"
REFUSED = 2  # ideas that did not help, after which a start from a plain network comes before others

Idea = tuple[str, int]  # a symptom, and the place of one of its repairs


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


def helps(standing: Outcome, tried: Outcome) -> bool:
    """Whether the tried training is better on the same validation rows by more than their luck."""
    gained = (tried.row_scores - standing.row_scores).double()
    error = float(gained.std()) / math.sqrt(len(gained))
    return float(gained.mean()) > ERRORS * error


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """One idea after the other until none is left or the trainings are spent. An idea that did not
    help is not tried again, nor is a case; one that did help may be, from where it led. After two
    that did not, the training is begun afresh from a plain network, where one is ahead."""
    standing, known = [sick], {sick.case}
    refused: set[Idea] = set()
    while len(standing) <= TRAININGS:
        now = standing[-1]
        todo = [
            (idea, case)
            for idea in ideas(now)
            if idea not in refused and (case := led_to(now, idea)) not in known
        ]
        if not todo:
            break
        afresh = [one for one in todo if one[0][0] == AFRESH and len(refused) >= REFUSED]
        idea, case = (*afresh, *todo)[0]
        known.add(case)
        tried = train(case)
        if not helps(now, tried):
            refused.add(idea)
        standing.append(tried if helps(now, tried) else now)
    return Healed(tuple(standing))


def led_to(outcome: Outcome, idea: Idea) -> Case:
    """The case that this repair makes of it."""
    symptom, place = idea
    return REPAIRS[symptom][place](outcome.case)
