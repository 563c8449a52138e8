"""Notebooks built by hand, with every kind of entry, so that no report test has to train."""

import math
from dataclasses import replace

import pytest

from etude.records.change import Change
from etude.records.column import Column, Schema
from etude.records.comparison import Comparison
from etude.records.exam import (
    CalibrationBin,
    CalibrationCurve,
    ClassScores,
    Confusion,
    Curve,
    ErrorAnalysis,
    ExamResult,
    Importance,
    Interval,
    Residuals,
    Slice,
    ThresholdRow,
    WorstRow,
)
from etude.records.finding import Finding
from etude.records.moves import (
    BeginPhase,
    Calibrate,
    Calibrated,
    CheckSanity,
    Compare,
    Compared,
    Diagnose,
    ExamOpened,
    ExamScored,
    Explore,
    Explored,
    Freeze,
    Judge,
    MeasureYardsticks,
    MoreData,
    Move,
    Noted,
    OpenExam,
    PredictorFrozen,
    RangeTested,
    Remark,
    Result,
    SanityChecked,
    ScoreExam,
    Screened,
    Seal,
    Sealed,
    TestRange,
    Train,
    Trained,
    YardsticksMeasured,
)
from etude.records.note import Note
from etude.records.notebook import Entry, Notebook
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.question import Question
from etude.records.range_test import RangeTest
from etude.records.sanity import SanityCheck
from etude.records.shape import Head, InputShape, NetworkShape
from etude.records.split import FoldName, Split
from etude.records.survey import (
    ColumnFacts,
    NumberFacts,
    Pair,
    RepeatFacts,
    SingleColumn,
    Survey,
    TargetFacts,
    TimeOrder,
    ValueCount,
)
from etude.records.trial import Curves, Run, Trial
from etude.records.verdict import Verdict

ATTACK = "<script>alert('column')</script>"
CLASS_ATTACK = '"><img src=x onerror=alert(1)>'
BASE = Plan(hidden=(128, 64))
DROPOUT = Change(
    "dropout 0.25", "dropout", "overfitting", (("dropout", 0.25),),
    "Training loss 0.31, validation loss 0.46 at the epoch kept (33% apart).",
    "Training loss rises, validation loss falls: the gap narrows.",
    "guide, Regularization Strategy",
)  # fmt: skip
WIDER = Change(
    "128 - 128 neurons", "wider", "underfitting", (("hidden", (128, 128)),),
    "Training and validation lie close.", "Training loss falls.", "guide, Phase 3",
)  # fmt: skip
RATE = Change(
    "learning rate 0.003", "other learning rate", "", (("learning_rate", 0.003),),
    "The range test suggests it.", "Validation loss falls a little.", "guide, Fine-Tuning",
)  # fmt: skip
AVERAGE = Change(
    "average of 5 networks", "ensemble", "", (("members", 5),),
    "The repeats are trained already.", "The loss falls.", "Lakshminarayanan et al. 2017",
)  # fmt: skip
HOLD_OUT = FoldName(0, 0)


def curves(bottom: float, epochs: int, shift: float) -> Curves:
    falling = [bottom + 0.4 * math.exp(-epoch / 9) + shift for epoch in range(epochs)]
    rising = [loss + 0.002 * max(epoch - 30, 0) + 0.08 for epoch, loss in enumerate(falling)]
    return Curves(
        train_loss=tuple(falling),
        validation_loss=tuple(rising),
        train_accuracy=tuple(1 - loss for loss in falling),
        validation_accuracy=tuple(1 - loss for loss in rising),
        learning_rate=(0.001,) * epochs,
        gradient_norm=(0.5,) * epochs,
    )


def run(seed: int, bottom: float = 0.3) -> Run:
    recorded = curves(bottom, 50, (seed % 5) * 0.004)
    best = min(range(50), key=lambda epoch: recorded.validation_loss[epoch]) + 1
    return Run(seed, "hold-out", best, 50, 50 * 28, "finished", recorded)


def trained(
    number: int, plan: Plan, stage: str, seeds: tuple[int, ...], change: Change | None = None,
    bottom: float = 0.3,
) -> tuple[Move, Result]:  # fmt: skip
    runs = tuple(run(seed, bottom) for seed in seeds)
    move = Train(number, plan, stage, tuple((HOLD_OUT, seed) for seed in seeds), change)
    return move, Trained(Trial(number, plan, stage, runs, 1e6), tuple(0.4 for _ in seeds))


def judged(change: Change, kept: bool, gain: float) -> tuple[Move, Result]:
    verdict = Verdict(
        change=change.name,
        judgement="helped" if kept else "undecided",
        kept=kept,
        gain=gain,
        low=gain - 0.019,
        high=gain + 0.019,
        p=0.0004 if kept else 0.14,
        threshold=0.05 / 6,
        smallest_gain=0.029,
        repeats=10,
        units=400,
        early=False,
        sentence=f"{change.name}: judged.",
    )
    return Judge(verdict, change), Noted()


def compared(incumbent: tuple[int, ...], candidate: tuple[int, ...]) -> tuple[Move, Result]:
    measured = Comparison(0.012, 4e-5, 14.0, 0.452, 0.44, 10, 400, 3e-5, 1e-5, 1e-6)
    return Compare(incumbent, candidate), Compared(measured)


def decided(move: Move) -> tuple[Move, Result]:
    return move, Noted()


def numbers_of(low: float, high: float) -> NumberFacts:
    edges = tuple(low + (high - low) * place / 20 for place in range(21))
    bins = tuple(round(40 * math.exp(-((place - 8) ** 2) / 18)) for place in range(20))
    middle = (low + high) / 2
    quarters = low, middle - 5, middle, middle + 5, high
    return NumberFacts(*quarters, middle, 6.0, 0.3, 4, 0.5, edges, bins)


def survey_of(problem: Problem) -> Survey:
    fare = numbers_of(0.0, 80.0)
    target = (
        TargetFacts(problem.targets[0], tuple(
            ValueCount(label, 400 - 90 * place) for place, label in enumerate(problem.labels)
        ), 0.4, None, "Two classes, 44 % the rarer.")
        if problem.is_classification
        else TargetFacts(problem.targets[0], (), None, fare, "From 0 to 80.")
    )  # fmt: skip
    columns = (
        ColumnFacts(ATTACK, "number", True, "", 12, 0.017, 88, fare, (), "Numbers from 0 to 80."),
        ColumnFacts("sex", "category", True, "", 0, 0.0, 2, None,
                    (ValueCount("male", 460), ValueCount("female", 250)), "Two words."),
        ColumnFacts("ticket", "identifier", False, "every row has its own", 0, 0.0, 712, None, (),
                    "An identifier."),
    )  # fmt: skip
    return Survey(
        rows=712,
        columns=columns,
        targets=(target,),
        repeats=RepeatFacts(3, 1, 7),
        single_columns=(SingleColumn("sex", "share_right", 0.78),),
        pairs=(Pair(ATTACK, "age", 0.97),),
        time_order=(TimeOrder("boarded", "none"),),
        sorted_by_target=False,
        sampled_rows=712,
        warnings=(Note("leak", f"{ATTACK} alone predicts nearly everything.", ATTACK),),
    )


def explored_of(problem: Problem) -> Explored:
    columns = (
        Column(ATTACK, "number", True),
        Column("sex", "category", True, categories=("female", "male")),
        Column("ticket", "identifier", False, "every row has its own"),
    )
    head = Head("target", "classes" if problem.is_classification else "numbers", problem.outputs)
    return Explored(
        problem=problem,
        schema=Schema(columns, (Column(problem.targets[0], "category", True),)),
        survey=survey_of(problem),
        split=Split("hold-out", "random", False, 500, 90, 122, 179, 712, 11,
                    "891 rows are enough for a hold-out."),
        shape=NetworkShape((InputShape("numbers", "numbers", 1),), (head,)),
        notes=(Note("merged-spellings", "sex: Male and male are one.", "sex", 14),
               Note("left-out", "ticket: left out; every row has its own.", "ticket")),
    )  # fmt: skip


def opening_entries(problem: Problem) -> list[tuple[Move, Result]]:
    checks = (
        SanityCheck("overfits 16 rows", True, "Loss 0.69 to 0.01 in 200 steps.", {"loss": 0.01}),
        SanityCheck("inputs matter", True, "Loss 0.52 against 0.69 without inputs.", {}),
    )
    rates = tuple(1e-5 * 1.15**step for step in range(90))
    losses = tuple(0.7 - 0.3 / (1 + (2e-3 / rate) ** 1.5) + rate * 0.4 for rate in rates)
    scores = (("naive", 0.67), ("linear", 0.47), ("boosted_trees", 0.44))
    return [
        decided(BeginPhase("data", "Explore, clean, split: before anything is trained.")),
        (Seal(), Sealed("ab" * 32, 891, 179, 0, (Note("encoding", "Read as UTF-8."),))),
        (Explore(), explored_of(problem)),
        decided(BeginPhase("yardsticks", "Cheap references first.")),
        (MeasureYardsticks(("naive", "linear", "boosted_trees")),
         YardsticksMeasured(scores, scores, 122, 0.67, 0.47)),
        (Calibrate(BASE), Calibrated(1e-6, 2, 280.0)),
        decided(BeginPhase("baseline", "500 rows to learn from are few: 128 - 64 neurons.")),
        (CheckSanity(BASE), SanityChecked(checks)),
        (TestRange(BASE), RangeTested(RangeTest(rates, losses, 0.0021, 1.2))),
        trained(1, BASE, "pilot", (1, 2)),
        trained(2, BASE, "pilot", (3, 4)),
        decided(Diagnose(2, (Finding(
            "overfitting", "diagnosis", "Training loss 0.31, validation loss 0.46.",
            "The network memorises its rows.", "Dropout.", (("relative_gap", 0.33),), "guide"),))),
        decided(Remark("repeats", "Changes are confirmed with 10 paired runs.")),
    ]  # fmt: skip


def search_entries() -> list[tuple[Move, Result]]:
    regularised = DROPOUT.apply(BASE)
    faster = RATE.apply(regularised)
    return [
        decided(BeginPhase("regularise", "It overfits: training is far better.")),
        trained(3, regularised, "screen", (900_000,), DROPOUT, 0.28),
        trained(4, WIDER.apply(BASE), "screen", (900_000,), WIDER),
        decided(Screened(((DROPOUT.name, 0.04), (WIDER.name, -0.01)), DROPOUT.name,
                         "2 changes screened: dropout 0.25 looks best (+4.0%).")),
        trained(5, regularised, "confirm", (1, 2), DROPOUT, 0.28),
        trained(6, regularised, "confirm", (3, 4), DROPOUT, 0.28),
        compared((1, 2), (5, 6)),
        judged(DROPOUT, True, 0.041),
        decided(Diagnose(6, ())),
        decided(BeginPhase("fine-tune", "What is left is the last of it.")),
        trained(7, faster, "screen", (900_000,), RATE),
        decided(Screened(((RATE.name, 0.006),), RATE.name, "1 change screened.")),
        decided(MoreData(((150, 0.5), (300, 0.45), (600, 0.42)), 0.04, "Twice as many may help.")),
        trained(8, faster, "confirm", (1, 2, 3, 4), RATE),
        compared((5, 6), (8,)),
        judged(RATE, False, 0.012),
        decided(BeginPhase("ship", "What is shipped is judged too.")),
        compared((5, 6), (5, 6)),
        judged(AVERAGE, True, 0.022),
    ]  # fmt: skip


CLASS_ANALYSIS = ErrorAnalysis(
    confusion=Confusion(("no", CLASS_ATTACK), ((92, 14), (19, 54))),
    classes=(ClassScores("no", 0.83, 0.87, 0.85, 106, 111),
             ClassScores(CLASS_ATTACK, 0.79, 0.74, 0.77, 73, 68)),
    curves=(
        Curve("roc", CLASS_ATTACK, (0.0, 0.1, 0.3, 1.0), (0.0, 0.6, 0.9, 1.0),
              (math.inf, 0.8, 0.4, 0.0), 0.87, 0.5),
        Curve("precision-recall", CLASS_ATTACK, (0.0, 0.5, 0.8, 1.0), (1.0, 0.9, 0.8, 0.4),
              (math.inf, 0.8, 0.5, 0.0), 0.83, 0.41),
    ),
    calibration=CalibrationCurve(CLASS_ATTACK, (
        CalibrationBin(0.0, 0.25, 0.12, 0.1, 80), CalibrationBin(0.25, 0.75, 0.5, 0.55, 45),
        CalibrationBin(0.75, 1.0, 0.9, 0.85, 54)), 0.04),
    thresholds=tuple(
        ThresholdRow(step / 20, 0.4 + step / 40, 1 - (step / 20) ** 2, 0.7, 2.0 - step / 20)
        for step in range(20)
    ),
    residuals=(),
    worst=(WorstRow(17, "no", f"{CLASS_ATTACK} (0.97)", 3.5),),
    slices=(Slice((f"{ATTACK} above 31", "sex is male"), 24, 0.9, 2.1, 0.01),),
    importance=(Importance("sex", 0.21, 0.02, 0.48), Importance(ATTACK, 0.02, 0.01, 0.05)),
)  # fmt: skip

NUMBER_ANALYSIS = ErrorAnalysis(
    confusion=None, classes=(), curves=(), calibration=None, thresholds=(),
    residuals=(Residuals(
        "price", 8.1, 5.2, ((0.05, -12.0), (0.25, -3.0), (0.5, 0.1), (0.75, 3.2), (0.95, 13.0)),
        tuple(float(place % 60) for place in range(300)),
        tuple(float(place % 60) + (place * 7 % 11) - 5 for place in range(300)),
        "RMSE is 1.6 times MAE: errors are of mixed size."),),
    worst=(WorstRow(17, "80.1", "31.7", 4.2, cells=(("age", "61"), ("smoker", "no"))),),
    slices=(), importance=(Importance("sex", 0.21, 0.02, 0.48),),
)  # fmt: skip


def exam_entries(
    analysis: ErrorAnalysis, score: float, metrics: dict[str, float], trees: tuple[float, ...]
) -> list[tuple[Move, Result]]:
    plan = AVERAGE.apply(DROPOUT.apply(BASE))
    result = ExamResult(
        score, Interval(score * 0.85, score * 1.18, "gamma, one more worst unit"), metrics, 179, 1
    )
    scores = tuple(
        (name, score * by)
        for name, by in (("naive", 1.55), ("linear", 1.08), ("boosted_trees", trees[0]))
    )
    against = (
        ("naive", (0.35, 0.27, 0.43)),
        ("linear", (0.07, 0.01, 0.13)),
        ("boosted_trees", (trees[1], trees[2], trees[3])),
    )
    return [
        decided(BeginPhase("exam", "The sealed rows are opened once.")),
        (Freeze(plan, (5, 6), 4, (5, 6)), PredictorFrozen("cd" * 32, 0.43, "best F1", ())),
        (OpenExam("cd" * 32), ExamOpened(1)),
        (ScoreExam("cd" * 32, ("naive", "linear", "boosted_trees")),
         ExamScored(result, scores, against, analysis)),
    ]  # fmt: skip


def notebook_of(question: Question, pairs: list[tuple[Move, Result]]) -> Notebook:
    return Notebook(question).append(
        *(Entry(move, result, 3.0 * place) for place, (move, result) in enumerate(pairs))
    )


CLASSES = Problem("table", "classification", ("survived",), ("no", CLASS_ATTACK), "log_loss",
                  "the classes are balanced (41 % the rarer)")  # fmt: skip
NUMBERS = Problem("table", "regression", ("price",), (), "rmse", "no extreme targets", "USD")
CLASS_METRICS = {
    "log_loss": 0.43, "accuracy": 0.816, "balanced_accuracy": 0.80, "precision": 0.79,
    "recall": 0.74, "f1": 0.77, "roc_auc": 0.87, "average_precision": 0.83,
}  # fmt: skip


@pytest.fixture
def finished() -> Notebook:
    """A whole study of two classes; the model beats the trees."""
    pairs = opening_entries(CLASSES) + search_entries()
    pairs += exam_entries(CLASS_ANALYSIS, 0.43, CLASS_METRICS, (1.1, 0.09, 0.02, 0.16))
    return notebook_of(Question("titanic.csv", ("survived",)), pairs)


@pytest.fixture
def beaten() -> Notebook:
    """A whole study of numbers in which boosted trees win."""
    pairs = opening_entries(NUMBERS) + search_entries()
    metrics = {"rmse": 8.1, "mae": 5.2, "r2": 0.71}
    pairs += exam_entries(NUMBER_ANALYSIS, 8.1, metrics, (0.8, -0.22, -0.31, -0.13))
    return notebook_of(Question("houses.csv", ("price",), unit="USD"), pairs)


@pytest.fixture
def interrupted(finished: Notebook) -> Notebook:
    """The same study killed in the middle of its search."""
    return replace(finished, entries=finished.entries[:18])
