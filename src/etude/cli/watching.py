"""What a watcher of a study knows: the question, the phase, the trainings under way."""

import time
from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType

from etude.cli.printing import printable
from etude.records.figures import counted
from etude.records.moves import (
    BeginPhase,
    Calibrate,
    CheckSanity,
    Compare,
    Explore,
    Explored,
    Freeze,
    Judge,
    MeasureYardsticks,
    Move,
    OpenExam,
    OutOfTime,
    ScoreExam,
    Seal,
    TestRange,
    Train,
)
from etude.records.notebook import Entry, Notebook
from etude.records.question import Question
from etude.report.metrics_in_words import metric_name
from etude.studies.listener import Listener, Progress

# Steps on the way to a verdict, an opening or a finding: the notebook has them, a watcher is
# told of what follows from them.
UNTOLD = (Train, Compare, Calibrate, Freeze, OpenExam)

DOING: dict[type, str] = {
    Seal: "reading the data and putting the test rows away",
    Explore: "surveying the columns",
    MeasureYardsticks: "fitting the yardsticks",
    Calibrate: "timing a few steps",
    CheckSanity: "checking that the network can learn at all",
    TestRange: "testing learning rates",
    Train: "training",
    Compare: "comparing",
    Freeze: "putting the model together",
    OpenExam: "opening the test rows",
    ScoreExam: "scoring on the test rows",
}


@dataclass
class Training:
    """One trial under way.

    name:       of the change under trial, ``baseline`` where there is none.
    stage:      ``pilot``, ``screen``, ``confirm`` or ``final``.
    train, validation: mean losses by epoch so far.
    """

    number: int
    name: str
    stage: str
    runs: int
    epoch: int = 0
    epochs: int = 0
    train: list[float] = field(default_factory=list)
    validation: list[float] = field(default_factory=list)


@dataclass
class Standing:
    """Where the study stands, as far as it was told."""

    question: Question | None = None
    phase: str = ""
    doing: str = ""
    facts: str = ""
    trainings: dict[int, Training] = field(default_factory=dict)
    trials: int = 0
    kept: int = 0
    refused: int = 0
    seconds: float = 0.0
    counted_at: float = field(default_factory=time.monotonic)

    def seconds_now(self) -> float:
        """Seconds that the study has taken, those before a resume included."""
        return self.seconds + time.monotonic() - self.counted_at


class Watcher(Listener, AbstractContextManager["Watcher"]):
    """A listener that keeps the standing and tells each event as one sentence."""

    def __init__(self) -> None:
        self.standing = Standing()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    @abstractmethod
    def tell(self, entry: Entry, sentence: str) -> None:
        """Show one sentence about what has just been entered into the notebook."""

    def began(self, moves: Sequence[Move]) -> None:
        """These moves are being performed now."""
        self.standing.doing = DOING.get(type(moves[0]), "") if moves else ""
        for move in moves:
            if isinstance(move, Train):
                self.standing.trainings[move.number] = Training(
                    move.number, name_of(move), move.stage, len(move.runs)
                )

    def progressed(self, progress: Progress) -> None:
        """An epoch of a training has ended."""
        training = self.standing.trainings.get(progress.number)
        if training is None:
            return
        training.epoch, training.epochs = progress.epoch, progress.epochs
        training.train.append(progress.train_loss)
        training.validation.append(progress.validation_loss)

    def entered(self, entry: Entry, notebook: Notebook) -> None:
        """A line was added to the notebook."""
        from etude.report.words import sentence

        follow(self.standing, entry, notebook)
        if not isinstance(entry.move, UNTOLD) or isinstance(entry.result, OutOfTime):
            told = printable(sentence(entry, notebook))
            if told:
                self.tell(entry, told)


def name_of(move: Train) -> str:
    """What is being trained, in a few words."""
    if move.change is not None:
        return move.change.name
    return {"final": "final networks", "confirm": "best plan so far"}.get(move.stage, "baseline")


def follow(standing: Standing, entry: Entry, notebook: Notebook) -> None:
    """Bring the standing up to this entry; all of it is in the notebook, resumed or not."""
    standing.question = notebook.question
    standing.seconds, standing.counted_at = entry.seconds, time.monotonic()
    standing.doing = ""
    if isinstance(entry.move, Train):
        standing.trainings.pop(entry.move.number, None)
    standing.phase = next((m.phase for m in reversed(notebook.moves(BeginPhase))), "")
    standing.trials = len(notebook.moves(Train))
    judged = [judge.verdict.kept for judge in notebook.moves(Judge)]
    standing.kept, standing.refused = judged.count(True), judged.count(False)
    if explored := notebook.first(Explored):
        standing.facts = _facts(explored)


def _facts(explored: Explored) -> str:
    columns = len(explored.schema.used())
    rows = explored.split.development
    metric = metric_name(explored.problem.metric)
    return f"{rows:,} rows to learn from, {counted(columns, 'column')}, {metric} decides"
