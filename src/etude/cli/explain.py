"""`etude explain`: what a word means, and what goes on inside a network while it reads a row."""

from pathlib import Path

import click

from etude.cli.asking import COUNT
from etude.errors import BadOption


@click.command()
@click.argument("term", nargs=-1, metavar="[TERM | STUDY]")
@click.option("--row", type=COUNT, metavar="N", help="Row of STUDY to look at, counted from 0.")
@click.option("--page", metavar="FILE.html", help="Write the pictures of that row as a page too.")
def explain(term: tuple[str, ...], row: int | None, page: str | None) -> None:
    """Say what TERM means, or how the network of STUDY reads one row.

    TERM is a metric, setting, symptom, remedy or another word; without it all words are listed.
    With --row, STUDY is the folder of a finished study of texts or series: which tokens or steps
    the answer hangs on, who looks at whom in a Transformer, what an RNN, LSTM or GRU remembers.
    """
    if row is not None:
        _explain_row(" ".join(term), row, page)
        return
    if page:
        raise BadOption(
            "--page belongs to a row of a study: etude explain STUDY --row N --page FILE.html"
        )
    if term and Path(folder := " ".join(term)).is_dir():
        raise BadOption(
            f"{folder} is a folder; say which row its study is to explain: etude explain {folder}"
            " --row N"
        )
    from etude.report.explain import explain as explanation_of
    from etude.report.explain import explanation_text

    if term:
        click.echo(explanation_text(explanation_of(" ".join(term))))
    else:
        click.echo(_all_words())


def _explain_row(study: str, row: int, page: str | None) -> None:
    if not study:
        raise BadOption("--row needs the folder of a study: etude explain STUDY --row N")
    from etude.cli.inside_view import print_inside
    from etude.studies.study import load

    inside = load(Path(study)).inside(row)
    print_inside(inside)
    if page:
        from etude.report.inside_section import inside_page
        from etude.report.page import write_page

        write_page(inside_page(inside, Path(study).name), Path(page), option="--page")
        click.echo(f"\nThe pictures are in {page}")


def _all_words() -> str:
    """The words by kind, one paragraph a kind."""
    from textwrap import fill

    from etude.report.glossary import all_senses

    kinds: dict[str, list[str]] = {}
    for sense in all_senses():
        kinds.setdefault(sense.kind, []).append(sense.term)
    return "\n\n".join(
        fill(f"{kind}: {', '.join(sorted(terms))}", 88, subsequent_indent="  ")
        for kind, terms in kinds.items()
    )
