"""Training rows are changed between the data and the network, validation rows are not."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "rows changed on the way"
STAGE = "data"
PRIORITY = 26
QUESTION = "Is the network shown other training rows than there are, though validation stays as is?"
MEANING = (
    "The loop varies its rows, mixes them, adds noise or prepares them once more: more than the"
    " labels bear, or by a step that validation does not go through."
)
FIRST = "Train once on the rows as they are; then vary them again, more mildly."
SOURCE = "guide, Data Augmentation: slightly modified rows"
BLIND = (
    "It needs validation=, and yardsticks that were given tensors; rows behind the first few"
    " batches; sets of more than 100,000 rows, of which yardsticks know too few."
)

FOUND, JUDGED = 0.9, 0.9  # of the rows that were to be met again
ERRORS = 3.0  # standard errors, where yardsticks have some of the rows


def look(evidence: Evidence) -> Seen | None:
    """Fires where fewer than nine in ten of the first training rows, but as many of validation,
    are rows that yardsticks were given, by 3 standard errors; a diagnosis with harm."""
    found, judged, error = (
        evidence.checked("as_given", name) for name in ("found", "judged", "error")
    )
    others = evidence.checked("as_given", "judged_error")
    if not (found < FOUND - ERRORS * error and judged > JUDGED - ERRORS * others):
        return None
    sentence = (
        f"{100 * found:.0f} % of the rows in the first batches are among those that yardsticks were"
        f" given, of validation {100 * min(judged, 1.0):.0f} %"
    )
    return Seen(
        severity=severity(evidence, is_suspected=False),  # rows are varied on purpose as well
        sentence=with_harm(sentence, evidence, is_suspected=False),
        numbers={"found": found, "judged": judged, "error": error},
    )
