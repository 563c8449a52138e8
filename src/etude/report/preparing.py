"""How a plan prepares the rows, in words, by what the rows hold."""

from etude.records.figures import counted
from etude.records.moves import Explored
from etude.records.plan import Plan
from etude.report.figures_in_words import setting_value

_TOKENS = {"word": "words", "character": "characters", "byte_pair": "frequent pieces of words"}
_PART = {"head": "the first {}", "tail": "the last {}", "ends": "{} from both ends"}
_SERIES = {
    "channel": "each column of a series by the training rows' mean and deviation",
    "instance": "each series by its own mean and deviation",
    "last": "each series from its last value, by its own deviation",
}


def sequence_words(plan: Plan, explored: Explored | None) -> str:
    """What becomes of texts and series, "" where there are none."""
    told = []
    if explored is not None and explored.schema.used("text"):
        cut = f"{_TOKENS[plan.tokenizer]}, at most {plan.vocabulary:,} of them told apart"
        cut = "the pretrained encoder's own pieces" if plan.is_pretrained else cut
        part = _PART[plan.beyond_longest].format(plan.longest)
        told.append(f"texts: cut into {cut}, {part} of a text read")
    if explored is not None and explored.schema.used("series"):
        told.append(f"series: scaled, {_SERIES[plan.series_scaling]}")
    return "; ".join(told)


def scaling_words(plan: Plan, explored: Explored | None) -> str:
    """How numbers are brought to one scale."""
    numbers = len(explored.schema.used("number", "date", "boolean")) if explored else 0
    sequences = sequence_words(plan, explored)
    if sequences and not numbers:
        return f"No column of numbers stands alone; {sequences}."
    scaling = setting_value(plan.number_scaling).capitalize()
    beside = f"; {sequences}" if sequences else ""
    return (
        f"{scaling} scaling of {counted(numbers, 'column')} of numbers, learned from training rows"
        f" alone{beside}."
    )


def preparation_words(plan: Plan, explored: Explored | None) -> str:
    """Everything that is done to a row before a network sees it."""
    table = (
        f"numbers: {setting_value(plan.number_scaling)} scaling,"
        f" {setting_value(plan.number_encoding)}; categories:"
        f" {setting_value(plan.category_encoding)}"
    )
    sequences = sequence_words(plan, explored)
    plain = explored is None or explored.schema.used("number", "date", "boolean", "category")
    told = "; ".join(part for part in (sequences, table if plain or not sequences else "") if part)
    return f"{told[0].upper()}{told[1:]}; learned from training rows alone."
