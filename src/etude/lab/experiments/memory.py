"""How far back sequence models remember: recall of an early token against distance.

Source: the guide, Sequence Models; Hochreiter & Schmidhuber 1997, Long Short-Term Memory, whose
        experiments with long time lags this one follows; Bengio et al. 1994, Learning Long-Term
        Dependencies with Gradient Descent is Difficult.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from etude.lab.experiment import Effort, Outcome, Tell
from etude.lab.recall import (
    Reach,
    Recall,
    forgets_between,
    has_no_limit,
    out_of_reach,
    reach,
    remembers_hundreds,
)
from etude.lab.recall_rows import CLASSES, HEAD, recall_rows, recall_shape
from etude.records.figures import counted
from etude.records.plan import Plan
from etude.report.charts import recall as recall_chart
from etude.report.charts.chart import Chart, Table
from etude.report.figures_in_words import several, share
from etude.training import RunRows, predict, train

NAME = "memory"
QUESTION = "How far back do RNN, LSTM, GRU and Transformer remember?"
CLAIM = (
    "RNN forgets after 50-100 elements, LSTM remembers hundreds, no distance limit for Transformers"
)
SOURCE = "guide, Sequence Models: Quick Comparison"

NAMES = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU", "transformer": "Transformer", "bag": "bag"}
DISTANCES, QUICK_DISTANCES = (5, 10, 25, 50, 100, 200, 400), (5, 25, 75)
SEEDS = 3
LEARN, STOP, TEST = 8192, 256, 512  # rows
EPOCHS, QUICK_EPOCHS = 2, 1
CHANCE = 1.0 / CLASSES
PLAN = Plan(
    hidden=(),
    sequence_width=32,
    token_width=32,
    pooling="last",
    learning_rate=0.003,
    gradient_clip=1.0,
)


@dataclass(frozen=True)
class Memory:
    """All that was measured. steps: updates of the weights in each training; left_out: distances
    and ways of teaching for which the time did not suffice."""

    chance: float
    steps: int
    seeds: int
    recalls: tuple[Recall, ...]
    left_out: tuple[tuple[int, ...], ...]


def run(effort: Effort, tell: Tell) -> Outcome:
    """Teach every model at each distance alone, then at all of them side by side."""
    distances = QUICK_DISTANCES if effort.quick else DISTANCES
    epochs = QUICK_EPOCHS if effort.quick else EPOCHS
    lessons: list[tuple[int, ...]] = [(one,) for one in distances]
    if not effort.quick:
        lessons.insert(-3, distances)  # costs about as much as the third last distance
    return outcome(measure(lessons, range(1, SEEDS + 1), epochs, effort.seconds, tell))


def measure(
    lessons: Sequence[tuple[int, ...]],
    seeds: Sequence[int],
    epochs: int,
    seconds: float,
    tell: Tell,
    models: Sequence[str] = tuple(NAMES),
) -> Memory:
    """Teach each lesson, a tuple of distances, to each of the models with every seed.

    A lesson for which the seconds will not suffice, by what the one before took, is left out with
    all that come after it; the first is never left out.
    """
    begun, pace, recalls = time.monotonic(), 0.0, list[Recall]()
    plan = PLAN.changed(epochs=epochs, patience=epochs)
    taught = 0
    for lesson in lessons:
        now = time.monotonic()
        length = float(np.mean(lesson)) + 1.0
        if pace and now - begun + pace * length > seconds:
            tell(f"the time does not suffice for {_lesson_words(lesson)}")
            break
        for model in models:
            shares = [_taught(plan.changed(sequence_model=model), lesson, seed) for seed in seeds]
            columns = zip(*shares, strict=True)
            found = [Recall(model, lesson, *one) for one in zip(lesson, columns, strict=True)]
            recalls += found
            tell(_line(found))
        pace = (time.monotonic() - now) / length
        taught += 1
    steps = epochs * -(-LEARN // plan.batch_size)
    return Memory(CHANCE, steps, len(seeds), tuple(recalls), tuple(lessons[taught:]))


def _taught(plan: Plan, lesson: tuple[int, ...], seed: int) -> list[float]:
    """Share right at each distance of the lesson, of one network."""
    shape = recall_shape(max(lesson))
    learn, stop = recall_rows(LEARN, lesson, 3 * seed), recall_rows(STOP, lesson, 3 * seed + 1)
    (trained,) = train(plan, shape, [RunRows(seed, "lab", learn, stop, None, {})])
    shares = []
    for distance in lesson:
        rows = recall_rows(TEST, (distance,), 3 * seed + 2)
        (answers,) = predict(plan, shape, [trained.state], rows)
        shares.append(float((answers.argmax(1) == rows.targets[HEAD]).mean()))
    return shares


# --- in words --------------------------------------------------------------------------------


def outcome(memory: Memory) -> Outcome:
    """What was measured, told."""
    ways = list(dict.fromkeys(len(one.teaching) > 1 for one in memory.recalls))
    return Outcome(
        verdicts=(*_verdicts(memory, ways), *_cautions(memory)),
        method=_method(memory),
        tables=tuple((_way_words(mixed), _table(memory, mixed)) for mixed in ways),
        charts=tuple(one for one in (_chart(memory, mixed) for mixed in ways) if one),
        numbers=memory,
    )


def _of(memory: Memory, model: str, mixed: bool) -> list[Recall]:
    return [
        one for one in memory.recalls if one.model == model and (len(one.teaching) > 1) == mixed
    ]


def _verdicts(memory: Memory, ways: Iterable[bool]) -> Iterator[str]:
    for mixed in ways:
        found = {model: reach(_of(memory, model, mixed), memory.chance) for model in NAMES}
        yield f"{_way_words(mixed)}:"
        for model, sentence, judged in (
            ("rnn", "RNN forgets after 50-100 elements", forgets_between(found["rnn"], 50, 100)),
            ("lstm", "LSTM remembers hundreds", remembers_hundreds(found["lstm"])),
            ("transformer", "no distance limit for Transformers",
             has_no_limit(found["transformer"])),
        ):  # fmt: skip
            yield f"  “{sentence}”: {judged}. The {NAMES[model]} {found[model].words}."
        yield f"  Beside them the GRU {found['gru'].words}."
        yield f"  The control, a bag that knows no order, {_control(found['bag'])}."


def _control(found: Reach) -> str:
    if found.recalled == 0 and found.lost:
        return "was near guessing, as it must be"
    return "was not near guessing, so that these numbers should not be trusted"


def _cautions(memory: Memory) -> Iterator[str]:
    told = [one for one in memory.recalls if one.model != "bag"]
    yield from out_of_reach([_renamed(one) for one in told], memory.chance)
    if memory.left_out:
        lessons = several([_lesson_words(one) for one in memory.left_out])
        yield f"For want of time left out: {lessons}; a longer --budget holds more."


def _renamed(one: Recall) -> Recall:
    return Recall(NAMES[one.model], one.teaching, one.distance, one.shares)


def _method(memory: Memory) -> tuple[str, ...]:
    return (
        f"A sequence begins with a token of one of {CLASSES} kinds, to be named at its end. The"
        " other kinds stand once each at later places and noise everywhere else, so that only the"
        f" place tells the first token; guessing is right {share(memory.chance)} of the time.",
        f"Each network has one layer of {PLAN.sequence_width} units and answers from its state at"
        f" the last step; Adam at rate {PLAN.learning_rate:g},"
        f" {counted(memory.steps, 'step')} of {PLAN.batch_size} sequences,"
        f" {counted(memory.seeds, 'seed')}. Recall is the share right on {TEST} sequences that it"
        " was not taught with.",
        "Recalled at a distance: the 95 % interval over the seeds lies wholly nearer to always"
        " right than to guessing. Not recalled: wholly nearer to guessing.",
        "What is measured is what training finds in so many steps, with these widths and these"
        " first values (recurrent weights orthogonal, the LSTM's forget gate open at first); what"
        " a memory could hold with other weights is not.",
    )


def _table(memory: Memory, mixed: bool) -> Table:
    """Models down, distances across: mean and interval in percent."""
    distances = sorted({one.distance for m in NAMES for one in _of(memory, m, mixed)})
    rows = []
    for model, name in NAMES.items():
        cells = {one.distance: _cell(one) for one in _of(memory, model, mixed)}
        rows.append((name, *(cells[distance] for distance in distances)))
    note = "Share right in %, mean over seeds and its 95 % interval."
    return Table(("model", *map(str, distances)), tuple(rows), note)


def _cell(one: Recall) -> str:
    low, high = one.interval
    return f"{one.mean * 100:.0f} ({low * 100:.0f}-{high * 100:.0f})"


def _chart(memory: Memory, mixed: bool) -> Chart | None:
    lines = {
        name: [
            recall_chart.Point(one.distance, one.mean, *one.interval)
            for one in _of(memory, model, mixed)
        ]
        for model, name in NAMES.items()
    }
    way = "mixed" if mixed else "alone"
    return recall_chart.draw(f"chart-recall-{way}", _way_words(mixed), lines, memory.chance)


def _way_words(mixed: bool) -> str:
    if mixed:
        return "Taught at all distances side by side"
    return "Taught at each distance alone"


def _lesson_words(lesson: tuple[int, ...]) -> str:
    if len(lesson) == 1:
        return f"distance {lesson[0]}"
    return f"all distances up to {max(lesson)} side by side"


def _line(found: Sequence[Recall]) -> str:
    """One finished model of a lesson: ``lstm, distance 25: 100 %``."""
    one = found[0]
    told = ", ".join(share(recall.mean) for recall in found)
    return f"{NAMES[one.model]}, {_lesson_words(one.teaching)}: {told}"
