"""What an experiment is asked, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from etude.report.charts.chart import Chart, Table

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Effort:
    """How long an experiment may take.

    quick:   a small one of a minute or two, whatever ``seconds`` says.
    seconds: repeats are left out that would end later than this.
    """

    quick: bool = False
    seconds: float = 1800.0


@dataclass(frozen=True)
class Outcome:
    """What was seen.

    verdicts: sentences, the answer to the question first.
    method:   sentences on how it was done, for anyone who doubts the answer.
    tables:   (title, table) as a person reads them. charts: the same as pictures.
    numbers:  all that was measured, as a record (``records.codec``) or plain JSON values.
    """

    verdicts: tuple[str, ...]
    method: tuple[str, ...]
    tables: tuple[tuple[str, Table], ...]
    charts: tuple[Chart, ...]
    numbers: object


class Experiment(Protocol):
    """A file of ``experiments/``.

    NAME:     what ``etude lab`` calls it. QUESTION: in one sentence.
    CLAIM:    the sentence that is tried. SOURCE: where that stands.
    """

    NAME: str
    QUESTION: str
    CLAIM: str
    SOURCE: str

    def run(self, effort: Effort, tell: Tell) -> Outcome:
        """Do it; ``tell`` is given a line now and then."""
