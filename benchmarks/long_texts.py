"""Which part of a long text to read: what each choice keeps and what it costs.

    python -m benchmarks.long_texts [--models bag convolution lstm]

Made texts of 1,000 words, nearly all of them filler; a few words that tell the class stand among
the first hundred, the last hundred, the hundred in the middle, or anywhere. Each model learns
1,200 of them by the starting settings that go with it and reads 256 words (the beginning, the end,
some of both), or all of them: at once or in chunks of 256, pooled one way or another. Writes
docs/results/long_texts.md; about an hour on one core.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.written import write_result
from etude.data.preparation import learn_preparation, network_shape
from etude.data.typed import TypedTable
from etude.diagnosis.sequence_models import WORDS, settings_of
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.training.loop import train
from etude.training.rows import RunRows

LENGTH, FILLER, SIGNAL = 1000, 2000, 20  # words of a text, of the filler, of a class
TOLD, MISLEADING = 8, 3  # words of its own class in a text, and of the other one
LEARN, STOP, JUDGE = 1200, 300, 1000
EPOCHS = 8
PLACES = {
    "the first 100": (0, 100),
    "the last 100": (900, 1000),
    "the middle 100": (450, 550),
    "anywhere": (0, 1000),
}
CHOICES = {
    "256, beginning": {"longest": 256},
    "256, end": {"longest": 256, "beyond_longest": "tail"},
    "256, both ends": {"longest": 256, "beyond_longest": "ends"},
    "all 1,000": {"longest": 1024},
    **{
        f"all 1,000, chunks of 256, {way}": {"longest": 1024, "chunk": 256, "chunk_pooling": way}
        for way in ("attention", "mean", "max")
    },
}
PROBLEM = Problem("text", "classification", ("class",), ("no", "yes"), "accuracy", "")


@dataclass(frozen=True)
class Outcome:
    """accuracy: share of the judging texts named rightly. seconds: of one core, for training."""

    accuracy: float
    seconds: float


def texts(place: tuple[int, int], seed: int) -> TypedTable:
    """Texts whose telling words stand between these words."""
    draws = np.random.default_rng(seed)
    rows = LEARN + STOP + JUDGE
    target = draws.integers(0, 2, rows)
    shares = 1.0 / np.arange(1, FILLER + 1)
    words = draws.choice(FILLER, (rows, LENGTH), p=shares / shares.sum())
    for row, code in enumerate(target):
        spots = place[0] + draws.choice(place[1] - place[0], TOLD + MISLEADING, replace=False)
        codes = np.array([code] * TOLD + [1 - code] * MISLEADING)
        words[row, spots] = FILLER + SIGNAL * codes + draws.integers(0, SIGNAL, len(codes))
    documents = np.empty(rows, dtype=np.object_)
    documents[:] = [" ".join(f"w{word}" for word in row) for row in words]
    nothing, units = np.zeros((rows, 0)), np.arange(rows)
    codes32 = nothing.astype(np.int32)
    return TypedTable((), nothing, (), codes32, (), target, units, units, documents)


def outcome(typed: TypedTable, plan: Plan) -> Outcome:
    """Train once and judge."""
    order = np.arange(len(typed))
    learn, stop, judge = np.split(order, [LEARN, LEARN + STOP])
    prepared = learn_preparation(typed, learn, plan, problem=PROBLEM)
    rows = [prepared.apply(typed, part) for part in (learn, stop, judge)]
    start = time.process_time()
    [result] = train(plan, network_shape(typed, plan, PROBLEM), [RunRows(0, "0", *rows, {})])
    seconds = time.process_time() - start
    assert result.judge_outputs is not None
    right = result.judge_outputs.argmax(axis=1) == typed.truth[judge]
    return Outcome(float(right.mean()), seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="+", default=["bag", "convolution", "lstm"])
    models = parser.parse_args().models
    header = ["model", "words read", *(f"told by {place}" for place in PLACES), "seconds"]
    lines = [f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"]
    made = {name: texts(place, seed=7) for name, place in PLACES.items()}
    for model in models:
        for choice, settings in CHOICES.items():
            chosen = {**dict(settings_of(model, "tokens")), **settings}
            plan = Plan(sequence_model=model, hidden=(64,), epochs=EPOCHS).changed(**chosen)
            found = [outcome(typed, plan) for typed in made.values()]
            seconds = sum(one.seconds for one in found) / len(found)
            cells = [WORDS[model], choice, *(f"{100 * one.accuracy:.1f} %" for one in found)]
            lines.append(f"| {' | '.join([*cells, f'{seconds:.1f}'])} |")
            print(lines[-1], flush=True)
    notes = (
        f"Accuracy on {JUDGE:,} made texts of {LENGTH:,} words ({TOLD} words of the text's class"
        f" among them and {MISLEADING} of the other), after {EPOCHS} epochs on {LEARN:,}; 50 % is"
        f" chance. Seconds of one core that a training took, mean of the columns."
    )
    path = Path(__file__).parents[1] / "docs" / "results" / "long_texts.md"
    write_result(path, "Which part of a long text to read", "\n".join(lines), notes)


if __name__ == "__main__":
    main()
