"""The entrance: all commands, and what becomes of an error on the way out."""

import io
import sys
from collections.abc import Sequence

import click

from etude import __version__
from etude.cli.demo import demo
from etude.cli.diagnose import diagnose
from etude.cli.evaluate import evaluate
from etude.cli.explain import explain
from etude.cli.explore import explore
from etude.cli.failures import exit_status
from etude.cli.fit import fit
from etude.cli.lab import lab
from etude.cli.place import Place
from etude.cli.predict import predict
from etude.cli.report import report
from etude.cli.resume import resume


class Verbs(click.Group):
    """Commands in the order in which a newcomer needs them; a wrong one names the near one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which they were added."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ``args`` begin with."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], self.commands, n=1, cutoff=0.5)
            advice = f"did you mean {near[0]}?" if near else "etude --help lists them all."
            ctx.fail(f"There is no command {args[0]!r}; {advice}")
        return super().resolve_command(ctx, args)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="etude %(version)s")
def etude() -> None:
    """Study a table, texts or time series one measured change at a time, in the open.

    Begin with `etude demo`, or with `etude fit DATA --target COLUMN`. What the curves of a training
    mean that is over: `etude diagnose FILE_OR_FOLDER`.
    """


for command in (demo, explore, fit, resume, report, predict, evaluate, explain, diagnose, lab):
    etude.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    In:  the words after ``etude``, those of the process by default.
    Out: exit status 0 done, 2 the person can mend it, 1 our fault, 130 interrupted.
    """
    _survive_narrow_encodings()
    place = Place()
    try:
        status = etude.main(arguments, prog_name="etude", standalone_mode=False, obj=place)
    except (Exception, KeyboardInterrupt) as error:
        return exit_status(error, place)
    return int(status or 0)


def _survive_narrow_encodings() -> None:
    """Print a question mark, not an error, where a terminal cannot show a sign."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
