"""The report as one HTML page: the notebook, seen by a newcomer first and an expert after."""

import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from etude.records.durable import write_bytes_atomically
from etude.records.moves import Explored, PredictorFrozen, Sealed
from etude.records.notebook import Notebook
from etude.records.overview import Overview
from etude.report import checklists, mistakes
from etude.report.data_section import data_section
from etude.report.ending import ending
from etude.report.failing import failing
from etude.report.front import front
from etude.report.glossary import Sense, metric_senses, written_terms
from etude.report.inside_section import inside_section
from etude.report.score import score
from etude.report.templating import templates
from etude.report.training_section import training_section
from etude.report.tried import tried

FILE = "report.html"
MOST_BYTES = 1_000_000
CURVES = (40, 16, 6, 1, 0)  # fewer, until the page is small enough
PACKAGES = ("etude", "torch", "numpy", "polars", "scikit-learn")
STRANGERS = re.compile(
    r"(?s)<style>.*?</style>|<title>.*?</title>|<h1>.*?</h1>"
    r'|<h3 id="training-plan">.*?</section>|<section aria-labelledby="data">.*?</section>'
    r'|<section aria-labelledby="inside">.*?</section>'
    r"|<svg.*?</svg>"
)

Facts = tuple[tuple[str, str], ...]


def write_report(notebook: Notebook, folder: Path) -> Path:
    """Write ``report.html`` into the study's folder; the path written."""
    path = folder / FILE
    page = render(notebook, study=str(folder), written_with=written_with())
    write_bytes_atomically(path, page.encode())
    return path


def render(notebook: Notebook, *, study: str = "STUDY", written_with: Facts = ()) -> str:
    """The page of any notebook, finished or not.

    study:        path of the study's folder, for the commands it shows.
    written_with: versions and machine, by name.
    Out: HTML of at most 1 MB without outside requests; the same notebook gives the same page.
    """
    page = ""
    for most_curves in CURVES:
        page = _page(notebook, study, written_with, most_curves)
        if len(page.encode()) <= MOST_BYTES:
            break
    return page


def write_survey(explored: Explored | Overview, path: Path, *, source: str) -> None:
    """Write the page of ``etude explore``: the data section alone."""
    write_bytes_atomically(path, render_survey(explored, source=source).encode())


def render_survey(explored: Explored | Overview, *, source: str) -> str:
    """The page of ``etude explore`` as HTML."""
    template = templates().get_template("survey.html.j2")
    return template.render(data=data_section(explored, None), source=source)


def written_with() -> Facts:
    """Versions of what this page depends on, and the machine; packages absent are left out."""
    found = []
    for package in PACKAGES:
        try:
            found.append((f"{package} (at the writing of this page)", version(package)))
        except PackageNotFoundError:
            continue
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return (*found, ("machine (at the writing of this page)", machine))


def _page(notebook: Notebook, study: str, facts: Facts, most_curves: int) -> str:
    explored, sealed = notebook.first(Explored), notebook.first(Sealed)
    frozen = notebook.last(PredictorFrozen)
    content = {
        "front": front(notebook),
        "tried": tried(notebook),
        "score": score(notebook),
        "failing": failing(notebook),
        "inside": inside_section(frozen.inside if frozen else None),
        "data": data_section(explored, sealed) if explored else None,
        "training": training_section(notebook, most_curves),
        "lists": _lists(notebook),
        "ending": ending(notebook, study, facts),
    }
    template = templates().get_template("report.html.j2")
    page = template.render(**content, terms=())
    return template.render(**content, terms=_terms_in(page))


def _lists(notebook: Notebook) -> list[tuple[str, str, list[checklists.Check]]]:
    """(id, heading, points) of every checklist."""
    return [
        ("before", "Before training", checklists.before_training(notebook)),
        ("during", "During training", checklists.during_training(notebook)),
        ("after", "After training", checklists.after_training(notebook)),
        ("mistakes", "Common mistakes, and what guards against each",
         mistakes.common_mistakes(notebook)),
        ("sanity", "Sanity checks before the baseline", mistakes.sanity_checks(notebook)),
    ]  # fmt: skip


def _terms_in(page: str) -> tuple[Sense, ...]:
    """Terms of the glossary that the page's own words use, in alphabetical order; the title and
    the sections on the data and on one row are a stranger's words, the table of settings explains
    its own."""
    words = re.sub(r"<[^>]*>", " ", STRANGERS.sub(" ", page)).casefold()
    senses = [*written_terms(), *metric_senses()]
    used = [sense for sense in senses if any(_stands_in(name, words) for name in _names(sense))]
    return tuple(sorted(used, key=lambda sense: sense.term.casefold()))


def _names(sense: Sense) -> tuple[str, ...]:
    return (sense.term.replace("_", " "), *sense.also)


def _stands_in(name: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(name.casefold())}\b", words) is not None
