"""Options that speak of one kind of data: asked of another they are refused, never passed over."""

from etude.errors import BadOption
from etude.records.question import Question


def check_kind_options(question: Question) -> None:
    """Refuse what would have no effect on the kind of study that is asked for.

    Raises: BadOption that names the option, and what it belongs to.
    """
    if question.forecast:
        _check_forecast(question)
    else:
        _check_rows(question)


def _check_forecast(question: Question) -> None:
    """A forecast is of numbers in the order of time, whatever else is known of its rows."""
    if question.data_kind in ("table", "text"):
        raise BadOption(
            f"A forecast reads its rows as steps of series; leave --kind {question.data_kind} out."
        )
    if question.text:
        raise BadOption(f"A forecast reads numbers alone; leave --text {question.text[0]} out.")
    if question.lexicon:
        raise BadOption("A forecast reads numbers alone; leave --lexicon out.")
    if question.group:
        raise BadOption(
            f"A forecast shares its steps out by time alone; leave --group {question.group} out"
            " (--series-id names the column that tells several series apart)."
        )
    if question.order == "random":
        raise BadOption("A forecast is judged on the newest steps; leave --order random out.")
    if question.validation:
        raise BadOption("A forecast chooses its validation steps by time; leave --validation out.")
    if question.cost_false_alarm is not None or question.cost_miss is not None:
        raise BadOption("Costs of a false alarm and a miss make sense only for two classes.")


def _check_rows(question: Question) -> None:
    kind = question.data_kind
    for option, asked in (("--season", question.season), ("--known", question.known)):
        if asked:
            raise BadOption(
                f"{option} belongs to a forecast; say how many steps ahead with --forecast STEPS,"
                f" or leave {option} out."
            )
    if question.text and kind in ("table", "series"):
        raise BadOption(
            f"--text {question.text[0]} names a column to read as text, and --kind {kind} reads"
            " none; leave one of the two out."
        )
    if question.series_id and kind in ("table", "text"):
        raise BadOption(
            f"--series-id {question.series_id} says which series a row belongs to, and --kind"
            f" {kind} reads every row for itself; leave one of the two out."
        )
