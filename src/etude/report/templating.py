"""The templates of every page."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def templates() -> Environment:
    """Templates with everything escaped; a name that is not given is an error."""
    return Environment(
        loader=PackageLoader("etude.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
