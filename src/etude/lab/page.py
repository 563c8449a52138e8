"""An experiment as a page."""

from etude.lab.experiment import Experiment, Outcome
from etude.report.page import Page, Section


def experiment_page(one: Experiment, outcome: Outcome) -> Page:
    """The sentence tried, the answer, the pictures, and how it was done."""
    return Page(
        kicker="Etude lab",
        title=one.QUESTION,
        lead=(f"The sentence tried: “{one.CLAIM}” ({one.SOURCE}).",),
        sections=(
            Section("answer", "What was seen", outcome.verdicts),
            Section("figures", "The numbers", charts=outcome.charts, tables=outcome.tables),
            Section("method", "How it was done", outcome.method),
        ),
        footer=f"Made by etude lab {one.NAME}.",
    )
