"""Whether a plain network does better once columns are read otherwise than they are given."""

from math import isnan

from etude.diagnosis.curve import EPOCHS
from etude.diagnosis.evidence import Evidence, Mark
from etude.diagnosis.harm import (
    DENSE,
    behind,
    kept_validation_loss,
    learns_numbers,
    validation_accuracy,
)
from etude.diagnosis.seen import Seen

# What such symptoms cannot do without, and do not see.
NEEDED = "It needs etude.yardsticks, and sees nothing of what the network itself does to its inputs"
# Of right answers or of the naive loss, and standard errors of the rows, between the two networks.
POINTS, ERRORS = 0.02, 2.5
MOST_OF_IT = 0.5  # of what the network trained here lacks, that the reading explains
MOST_NAMED = 8  # columns


def reads_better(evidence: Evidence, name: str, reading: str) -> Seen | None:
    """What was seen where the network of this name is ahead of the plain ones by 2 points and 2.5
    standard errors; a diagnosis where the one trained here, if its layers are dense, is behind it
    as behind any yardstick, and where half of that or more lies between the two plain ones: of a
    training that fails for another reason it explains little. In: reading: of the columns."""
    facts = evidence.facts
    other, plain = facts.mark(name), facts.mark(*DENSE)
    if other is None or plain is None:
        return None
    is_of_numbers = learns_numbers(evidence)
    gained = _ahead(other, plain.loss if is_of_numbers else plain.accuracy, is_of_numbers)
    error = 0.0 if isnan(other.gain_error) else other.gain_error
    if not gained > max(POINTS * (facts.naive_loss if is_of_numbers else 1.0), ERRORS * error):
        return None
    own = kept_validation_loss(evidence) if is_of_numbers else validation_accuracy(evidence)
    is_explained = gained >= MOST_OF_IT * _ahead(other, own, is_of_numbers)
    is_looked_at = evidence.mean(lambda run: run.epochs) >= EPOCHS
    told = behind(evidence, other) if is_looked_at and is_explained else ""
    is_asked = evidence.setup.reads_columns is not False  # another first layer may read them so
    values = (plain.loss, other.loss) if is_of_numbers else (plain.accuracy, other.accuracy)
    shown = [f"{one:.4g}" if is_of_numbers else f"{100 * one:.1f} %" for one in values]
    return Seen(
        severity="diagnosis" if told and is_asked else "note",
        sentence=f"A plain network reaches {shown[1]} in place of {shown[0]} on validation rows"
        f" once {reading}{_places(other.columns)}" + (f"; {told}." if told else "."),
        numbers={"plain": values[0], "otherwise": values[1]},
    )


def _ahead(mark: Mark, value: float, is_of_numbers: bool) -> float:
    return value - mark.loss if is_of_numbers else mark.accuracy - value


def _places(columns: tuple[int, ...]) -> str:
    if not columns:
        return ""
    named = ", ".join(map(str, columns[:MOST_NAMED]))
    more = len(columns) - MOST_NAMED
    return f" ({named}{f' and {more} more' if more > 0 else ''}; counted from 0)"
