"""From options to the Question of a study."""

from collections.abc import Callable
from typing import Any

import click

from etude.cli.place import Place
from etude.cli.values import (
    Value,
    one_of,
    read_cost,
    read_count,
    read_device,
    read_seed,
    read_steps,
    several_of,
)
from etude.errors import BadOption
from etude.records.duration import read_duration
from etude.records.problem import METRICS
from etude.records.question import PHASES, Question

DURATION = Value("duration", read_duration)
COUNT = Value("count", read_count)
STEPS = Value("steps", read_steps)
SEED = Value("seed", read_seed)
COST = Value("cost", read_cost)
DEVICE = Value("device", read_device)
METRIC = Value("metric", one_of(METRICS))
KIND = Value("kind", one_of(("table", "text", "series")))
TASK = Value("task", one_of(("classification", "regression")))
ORDER = Value("order", one_of(("auto", "random", "time")))
SOME_PHASES = Value("phases", several_of(PHASES))

SERIES_OPTIONS = (
    click.option(
        "--series-id",
        metavar="COLUMN",
        help="Which series a row belongs to, where there are several.",
    ),
    click.option(
        "--forecast",
        type=STEPS,
        metavar="STEPS",
        help="Forecast so many steps ahead; the newest steps judge.",
    ),
    click.option(
        "--season",
        type=STEPS,
        metavar="STEPS",
        help="Steps after which a series repeats itself; found where not given.",
    ),
    click.option(
        "--known", multiple=True, metavar="COLUMN", help="Column known in advance for a forecast."
    ),
)

pass_place = click.make_pass_decorator(Place, ensure=True)


def series_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of series and forecasts, which ``fit`` and ``explore`` share."""
    for option in reversed(SERIES_OPTIONS):
        command = option(command)
    return command


def question_from(data: str, asked: dict[str, Any]) -> Question:
    """The question that the options of ``fit`` and ``explore`` ask.

    In:     data: path; asked: fields of Question, None or () where an option was not given, and
            ``plan`` as the path of a TOML file.
    Raises: BadOption where two options do not go together.
    """
    given = {name: value for name, value in asked.items() if value not in (None, ())}
    if given.get("plan"):
        from etude.cli.plan_file import read_plan_file

        given["plan"] = read_plan_file(given["plan"])
    question = Question(source=data, **{"targets": (), **given})
    _check_costs(question)
    _check_target(question)
    return question


def _check_costs(question: Question) -> None:
    if (question.cost_false_alarm is None) != (question.cost_miss is None):
        raise BadOption("Give both costs or none: --cost-false-alarm and --cost-miss.")


def _check_target(question: Question) -> None:
    """What is predicted can have no other part: order or group the rows, be read, or left out."""
    parts = [("--group", question.group), ("--time", question.time)]
    parts += [("--series-id", question.series_id)]
    parts += [("--leave-out", name) for name in question.leave_out]
    parts += [("--text", name) for name in question.text]
    parts += [("--known", name) for name in question.known]
    for option, name in parts:
        if name in question.targets:
            raise BadOption(f"{option} {name} names the column that --target asks to predict.")
