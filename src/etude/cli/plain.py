"""Progress as plain lines on stderr: for files, pipes, and terminals that cannot redraw."""

import time

import click

from etude.cli.printing import printable
from etude.cli.watching import Training, Watcher
from etude.records.moves import BeginPhase
from etude.records.notebook import Entry
from etude.report.figures_in_words import clock, figure
from etude.studies.listener import Progress

HEARTBEAT_SECONDS = 15.0  # a sign of life now and then, not a line an epoch


class PlainView(Watcher):
    """One line an event: seconds since the study began, and a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.spoke_at = time.monotonic()

    def tell(self, entry: Entry, sentence: str) -> None:
        """Print the sentence; a phase gets a blank line before it."""
        if isinstance(entry.move, BeginPhase):
            click.echo(err=True)
        self._say(entry.seconds, sentence)

    def progressed(self, progress: Progress) -> None:
        """Print how a training stands, where nothing was said for a while."""
        super().progressed(progress)
        training = self.standing.trainings.get(progress.number)
        if training and time.monotonic() - self.spoke_at >= HEARTBEAT_SECONDS:
            self._say(self.standing.seconds_now(), _sign_of_life(training))

    def _say(self, seconds: float, sentence: str) -> None:
        click.echo(f"[{clock(seconds):>10}] {sentence}", err=True)
        self.spoke_at = time.monotonic()


def _sign_of_life(training: Training) -> str:
    losses = f"train {figure(training.train[-1])}, validation {figure(training.validation[-1])}"
    epochs = f"epoch {training.epoch} of at most {training.epochs}"
    return printable(f"Trial {training.number} ({training.name}): {epochs}, {losses}.")
