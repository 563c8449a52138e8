"""`etude explain`: what a word means, from the place where it is at work."""

import click


@click.command()
@click.argument("term", nargs=-1)
def explain(term: tuple[str, ...]) -> None:
    """Say what TERM means: a metric, setting, symptom, remedy or another word.

    Without TERM, all words are listed.
    """
    from etude.report.explain import explain as explanation_of
    from etude.report.explain import explanation_text

    if term:
        click.echo(explanation_text(explanation_of(" ".join(term))))
    else:
        click.echo(_all_words())


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
