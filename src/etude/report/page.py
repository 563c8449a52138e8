"""A plain page of sentences, pictures and tables, for what is no study's report."""

from dataclasses import dataclass
from pathlib import Path

from etude.errors import BadOption
from etude.records.durable import write_bytes_atomically
from etude.report.charts.chart import Chart, Table
from etude.report.templating import templates


@dataclass(frozen=True)
class Section:
    """name: HTML id. sentences, then charts, then (title, table) pairs."""

    name: str
    title: str
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[tuple[str, Table], ...] = ()


@dataclass(frozen=True)
class Page:
    """kicker: what kind of page this is; lead: the answer in short; footer: where it came from."""

    kicker: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str


def render_page(page: Page) -> str:
    """The page as one HTML file without outside requests."""
    return templates().get_template("page.html.j2").render(page=page)


def write_page(page: Page, path: Path, *, option: str) -> None:
    """Write the page. Raises: BadOption naming the ``option`` where the file cannot be written."""
    try:
        write_bytes_atomically(path, render_page(page).encode())
    except OSError as error:
        raise BadOption(f"{option} {path} cannot be written: {error.strerror}.") from error
