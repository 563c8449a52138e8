"""`etude explain`: what a word means, from the place where it is at work."""

import click

from etude.errors import BadOption


@click.command()
@click.argument("term", nargs=-1)
def explain(term: tuple[str, ...]) -> None:
    """Say what TERM means: a setting, metric, symptom, remedy, phase or other word of Etude.

    Without TERM, or for `metrics`, `settings`, `symptoms`, `remedies`, `phases`, list the words.
    """
    from etude.cli.glossary import COLLECTIONS, all_terms, tidy

    word, terms = tidy(" ".join(term)), all_terms()
    if not word or word in COLLECTIONS.values():
        sorts = [sort for sort, plural in COLLECTIONS.items() if word in ("", plural)]
        for sort in sorts:
            names = [one.name for one in terms if one.sort == sort]
            click.echo(f"{COLLECTIONS[sort]}: {', '.join(names)}")
        return
    meant = [one for one in terms if tidy(one.name) == word]
    if not meant:
        raise BadOption(_unknown(" ".join(term), {one.name for one in terms}))
    for one in meant:
        click.echo(f"{one.name} ({one.sort})")
        click.echo("\n".join(f"  {line}" for line in one.lines))


def _unknown(word: str, names: set[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word.lower(), sorted(names), n=3, cutoff=0.5)
    advice = f"did you mean {' or '.join(near)}?" if near else "etude explain lists them all."
    return f"There is no word {word!r} here; {advice}"
