"""The target: classes or numbers, which labels in which order, and what makes a problem of it."""

from collections.abc import Sequence

import polars as pl

from etude.data.booleans import boolean_reading
from etude.data.categories import Spellings, spellings_of
from etude.data.metric_choice import Costs, choose_metric
from etude.data.numbers_in_text import (
    NumberColumn,
    number_values,
    read_as_numbers,
    take_lonely_numbers,
)
from etude.data.spellings import (
    EMPTY_ANYWHERE,
    FALSE_WORDS,
    RESERVED,
    TRUE_WORDS,
    listed,
    shown,
    text_of,
    without,
)
from etude.data.telling_names import did_you_mean
from etude.data.typed import TypedTable
from etude.errors import BadColumn, BadOption
from etude.records.column import Column, Reading, Schema
from etude.records.note import Note
from etude.records.problem import Problem, Task

TASKS: tuple[Task, ...] = ("classification", "regression")
LEAST_ROWS = 10
_MOST_NUMBER_CLASSES = 10  # consecutive whole numbers from 0 or 1, up to so many, are classes
_FEW_WHOLE_NUMBERS = 20  # so many different whole numbers might be classes: the note says how
_MOST_CLASS_SHARE = 0.5  # of the rows; with more different values the target names the rows
_IMBALANCED = 0.4  # share below which the rarer of two classes is the one looked for
_POSITIVE_WORDS = TRUE_WORDS.union(
    ("positive", "pos", "present", "spam", "fraud", "fraudulent", "attack", "anomaly", "abnormal"),
    ("churn", "churned", "sick", "disease", "diseased", "malignant", "success", "won", "win"),
    ("defect", "defective", "faulty", "failure", "failed"),
)
_NEGATIVE_WORDS = FALSE_WORDS.union(
    ("negative", "neg", "absent", "none", "ham", "legit", "legitimate", "normal", "ok"),
    ("healthy", "benign"),
)


def decide_target(
    frame: pl.DataFrame, targets: Sequence[str], *, task: str | None = None
) -> tuple[Task, tuple[Column, ...], tuple[Note, ...]]:
    """Decide whether the target is classes or numbers, and how its cells are read.

    In:     development rows as read; one target for classes, one or several for numbers.
            task: ``classification`` or ``regression`` overrules what the target looks like.
    Out:    the task; a column for each target (a class target is of kind ``category``, its
            ``categories`` are the labels in code order, the positive one of two the second);
            notes that say what was chosen and how to choose otherwise.
    Raises: BadColumn where a target is absent, has too few rows, one value only, or as many
            values as rows; BadOption where ``task`` cannot be done with it.
    """
    _check_targets(frame, targets, task)
    for name in targets:
        _check_rows(frame[name])
    if len(targets) > 1:
        return _several_numbers([frame[name] for name in targets], task)
    cells = frame[targets[0]]
    numbers = _as_numbers(cells)
    if _are_classes(numbers, task):
        return _classes(cells, numbers, task)
    assert numbers is not None
    return _regression(cells.name, numbers, task)


def decide_problem(
    schema: Schema,
    typed: TypedTable,
    *,
    metric: str | None = None,
    unit: str = "",
    cost_false_alarm: float | None = None,
    cost_miss: float | None = None,
    data_kind: str = "table",
) -> Problem:
    """What is to be predicted, and the metric that decides, with the rule and numbers behind it.

    In:     the schema and the typed development rows (with their target); metric, unit and costs
            as the person gave them (the unit written in the target's cells otherwise).
    Raises: BadOption for a metric that does not exist or belongs to the other task, and for costs
            that are incomplete, negative, or given without two classes.
    Source: the guide, "Evaluation Metrics"; see ``choose_metric``.
    """
    if typed.target is None:
        raise ValueError("deciding on a problem needs rows with their target")
    task: Task = "regression" if schema.targets[0].kind == "number" else "classification"
    labels = () if task == "regression" else schema.targets[0].categories
    costs = Costs(cost_false_alarm, cost_miss)
    choice = choose_metric(task, labels, typed.target, wanted=metric, costs=costs)
    return Problem(
        data_kind=data_kind,
        task=task,
        targets=tuple(column.name for column in schema.targets),
        labels=labels,
        metric=choice.metric,
        metric_reason=choice.reason,
        unit=unit or schema.targets[0].reading.unit,
        cost_false_alarm=cost_false_alarm,
        cost_miss=cost_miss,
    )


def _check_targets(frame: pl.DataFrame, targets: Sequence[str], task: str | None) -> None:
    if task is not None and task not in TASKS:
        raise BadOption(f'--task must be {" or ".join(TASKS)}, however: "{task}".')
    names = [name for name in frame.columns if name not in RESERVED]
    if not targets:
        raise BadOption(
            f"Say which column is to be predicted with --target. {did_you_mean('', names)}"
        )
    for name in targets:
        if name not in names:
            raise BadColumn(f'The target "{name}" is not a column. {did_you_mean(name, names)}')
    if len(set(targets)) < len(targets):
        raise BadOption("A target is named twice; name each column once.")


def _check_rows(cells: pl.Series) -> None:
    known = without(text_of(cells), EMPTY_ANYWHERE).count()
    if known == 0:
        raise BadColumn(
            f'The target "{cells.name}" is empty in every row: there is nothing to learn.'
        )
    if known < LEAST_ROWS:
        raise BadColumn(
            f'Only {known} of the rows to learn from have a value of "{cells.name}" (rows sealed'
            f" for the exam do not count); at least {LEAST_ROWS} are needed, so add rows."
        )


def _as_numbers(cells: pl.Series) -> NumberColumn | None:
    if cells.dtype.is_numeric():
        return NumberColumn(Reading(), number_values(cells, Reading()), ())
    if cells.dtype == pl.String:
        numbers = read_as_numbers(text_of(cells))
        return numbers if numbers is not None and numbers.values.count() else None
    return None


def _are_classes(numbers: NumberColumn | None, task: str | None) -> bool:
    if numbers is None or task == "classification":
        return True
    if task == "regression":
        return False
    return _few_consecutive(numbers.values)


def _few_consecutive(values: pl.Series) -> bool:
    """Two different numbers, or whole numbers 0, 1, 2 ... or 1, 2, 3 ... up to 10 of them."""
    distinct = values.drop_nulls().unique().sort()
    if len(distinct) <= 2:
        return True
    if len(distinct) > _MOST_NUMBER_CLASSES or distinct[0] not in (0.0, 1.0):
        return False
    return bool((distinct.diff().drop_nulls() == 1).all())


def _regression(
    name: str, numbers: NumberColumn, task: str | None
) -> tuple[Task, tuple[Column, ...], tuple[Note, ...]]:
    column, notes = _number_target(name, numbers)
    if task is None:
        notes += (_regression_note(name, numbers.values),)
    return "regression", (column,), notes


def _number_target(name: str, numbers: NumberColumn) -> tuple[Column, tuple[Note, ...]]:
    values, reading, lonely = take_lonely_numbers(numbers.values, numbers.reading)
    if values.drop_nulls().n_unique() < 2:
        raise BadColumn(_one_value(name, values.drop_nulls()[0]))
    return Column(name, "number", True, reading=reading), (*numbers.notes, *lonely)


def _regression_note(name: str, values: pl.Series) -> Note:
    distinct = values.drop_nulls().unique().sort()
    told = (
        f"{name}: {len(distinct):,} different numbers, so that a number is predicted (regression)"
    )
    whole = bool((distinct == distinct.round(0)).all())
    if whole and len(distinct) <= _FEW_WHOLE_NUMBERS:
        told += "; if its values are classes, say --task classification"
    return Note("task", told + ".", name)


def _several_numbers(
    targets: list[pl.Series], task: str | None
) -> tuple[Task, tuple[Column, ...], tuple[Note, ...]]:
    if task == "classification":
        raise BadOption(
            "Several targets can be learnt together only as numbers (--task regression)."
        )
    columns: list[Column] = []
    notes: tuple[Note, ...] = ()
    for cells in targets:
        numbers = _as_numbers(cells)
        if numbers is None:
            raise BadColumn(
                f'Several targets can be learnt together only as numbers, and "{cells.name}" is'
                f" not; study it on its own."
            )
        column, found = _number_target(cells.name, numbers)
        columns.append(column)
        notes += found
    return "regression", tuple(columns), notes


def _classes(
    cells: pl.Series, numbers: NumberColumn | None, task: str | None
) -> tuple[Task, tuple[Column, ...], tuple[Note, ...]]:
    written = text_of(cells)
    if task == "regression":
        raise BadOption(_not_numbers(written))
    spellings = spellings_of(written)
    _check_classes(cells.name, spellings)
    if (reading := _many_booleans(spellings)) is not None:
        return "classification", (_boolean_target(cells.name, spellings, reading),), spellings.notes
    labels = _ordered(spellings)
    notes = spellings.notes + _class_notes(cells.name, spellings)
    if numbers is not None and task is None:
        notes += (_numbers_as_classes_note(cells.name, labels),)
    return "classification", (Column(cells.name, "category", True, categories=labels),), notes


def _not_numbers(written: pl.Series) -> str:
    words = written.filter(written.cast(pl.Float64, strict=False).is_null()).drop_nulls()
    return (
        f'--task regression (or --forecast) needs numbers, and the target "{written.name}" holds'
        f" {listed(words.unique().sort(), most=3)}; leave it out to predict classes."
    )


def _one_value(name: str, value: object) -> str:
    return (
        f'The target "{name}" is {shown(value)} in every row: there is nothing to learn;'
        f" add rows with another outcome."
    )


def _check_classes(name: str, spellings: Spellings) -> None:
    values = spellings.values["spelling"]
    if len(spellings) < 2:
        raise BadColumn(_one_value(name, values[0] if len(values) else "empty"))
    if len(spellings) > _MOST_CLASS_SHARE * spellings.rows:
        raise BadColumn(
            f'The target "{name}" has {len(spellings):,} different values in {spellings.rows:,}'
            f" rows ({listed(values, most=3)}): it looks like an identifier or free text, not like"
            f" classes. Etude predicts classes and numbers, and writes no text; choose another"
            f" target."
        )


def _many_booleans(spellings: Spellings) -> Reading | None:
    """The reading of a target that says yes and no in more than two ways."""
    return boolean_reading(set(spellings.values["key"])) if len(spellings) > 2 else None


def _boolean_target(name: str, spellings: Spellings, reading: Reading) -> Column:
    labels = tuple(
        spellings.values.filter(pl.col("key").is_in(words)).sort("count")["spelling"][-1]
        for words in (reading.false, reading.true)
    )
    reason = "different ways to write yes and no were taken together"
    return Column(name, "category", True, reason, reading, labels)


def _ordered(spellings: Spellings) -> tuple[str, ...]:
    """Labels in code order: numbers by size, words by the alphabet, of two the positive second."""
    values = spellings.values
    numbers = values["key"].cast(pl.Float64, strict=False)
    if numbers.null_count() == 0:
        values = values.with_columns(numbers.alias("number")).sort("number")
    labels = tuple(values["spelling"])
    return _positive_second(values, labels) if len(labels) == 2 else labels


def _positive_second(values: pl.DataFrame, labels: tuple[str, ...]) -> tuple[str, ...]:
    keys, counts = values["key"].to_list(), values["count"].to_list()
    if keys[0] in _NEGATIVE_WORDS or keys[1] in _POSITIVE_WORDS:
        return labels
    if keys[0] in _POSITIVE_WORDS or keys[1] in _NEGATIVE_WORDS:
        return labels[::-1]
    rarer_first = counts[0] < counts[1]
    if rarer_first and min(counts) < _IMBALANCED * sum(counts):
        return labels[::-1]
    return labels


def _class_notes(name: str, spellings: Spellings) -> tuple[Note, ...]:
    single = spellings.values.filter(pl.col("count") == 1)["spelling"]
    if not len(single):
        return ()
    text = (
        f"{name}: the class{'es' if len(single) > 1 else ''} {listed(single)} occur"
        f"{'' if len(single) > 1 else 's'} in one row only, too few to learn from and to judge by."
    )
    return (Note("class-with-one-example", text, name, len(single)),)


def _numbers_as_classes_note(name: str, labels: tuple[str, ...]) -> Note:
    text = (
        f"{name}: {len(labels)} different whole numbers ({listed(labels, most=3)}) were taken for"
        f" classes (classification); if they are amounts, say --task regression."
    )
    return Note("task", text, name)
