"""From options to the Question of a study."""

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
    several_of,
)
from etude.errors import BadOption
from etude.records.duration import read_duration
from etude.records.problem import METRICS
from etude.records.question import PHASES, Question

DURATION = Value("duration", read_duration)
COUNT = Value("count", read_count)
SEED = Value("seed", read_seed)
COST = Value("cost", read_cost)
DEVICE = Value("device", read_device)
METRIC = Value("metric", one_of(METRICS))
KIND = Value("kind", one_of(("table", "text", "series")))
TASK = Value("task", one_of(("classification", "regression")))
ORDER = Value("order", one_of(("auto", "random", "time")))
SOME_PHASES = Value("phases", several_of(PHASES))

pass_place = click.make_pass_decorator(Place, ensure=True)


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
    """What is predicted cannot be grouped by, ordered by or left out as well."""
    parts = [("--group", question.group), ("--time", question.time)]
    parts += [("--leave-out", name) for name in question.leave_out]
    for option, name in parts:
        if name in question.targets:
            raise BadOption(f"{option} {name} names the column that --target asks to predict.")
