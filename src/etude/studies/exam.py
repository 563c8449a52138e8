"""The exam: freeze a predictor, open the sealed rows once, score it. Nothing else opens them."""

import shutil

import numpy as np

from etude.data.encoding import encode
from etude.data.opening import open_sealed, openings
from etude.data.typed import TypedTable
from etude.measuring.calibration import choose_threshold
from etude.measuring.error_analysis import analyse_errors
from etude.measuring.interval import exam_interval
from etude.measuring.metrics import all_metrics, score
from etude.measuring.saved_share import SavedShare, saved_share
from etude.records.exam import ExamResult
from etude.records.moves import (
    ExamOpened,
    ExamScored,
    Freeze,
    OpenExam,
    PredictorFrozen,
    ScoreExam,
)
from etude.studies.openings import log_opening, openings_of
from etude.studies.performing.outputs import Floats, judged, judging_rows
from etude.studies.performing.trainings import member_file
from etude.studies.performing.workspace import Workspace
from etude.studies.predictor import Card, Predictor, load_predictor, model_hash, write_card
from etude.training.yardsticks import fit_yardstick

# --- freezing --------------------------------------------------------------------------------


def perform_freeze(move: Freeze, work: Workspace) -> PredictorFrozen:
    """Gather the members, choose the threshold on development rows, write the card."""
    members = _gather(move, work)
    rows = judging_rows(work)
    outputs = judged(work, move.judged).mean(axis=0)
    truth = work.truth(rows)
    threshold, reason = choose_threshold(work.problem, truth, outputs)
    card = Card(
        plan=move.plan,
        problem=work.problem,
        schema=work.explored.schema,
        shape=work.shape(move.plan),
        members=members,
        threshold=threshold,
        threshold_reason=reason,
    )
    write_card(card, work.folder.model)
    metrics = all_metrics(work.problem, truth, outputs, threshold)
    return PredictorFrozen(model_hash(work.folder.model), threshold, reason, tuple(metrics.items()))


def _gather(move: Freeze, work: Workspace) -> int:
    """Copy the members into a model folder made anew; how many there are."""
    folder = work.folder.model
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = [
        path
        for number in move.trials
        for path in sorted(work.folder.trial(number).glob("member-*.safetensors"))
    ][: move.members]
    for place, path in enumerate(paths):
        shutil.copyfile(path, folder / member_file(place))
    return len(paths)


# --- the exam --------------------------------------------------------------------------------


def perform_open(move: OpenExam, work: Workspace) -> ExamOpened:
    """Claim the one opening for this predictor, and log it beside the study."""
    open_sealed(work.folder.path, move.predictor)
    fingerprint = work.sealed.fingerprint
    log_opening(fingerprint, work.folder.path)
    return ExamOpened(openings(work.folder.path))


def perform_score(move: ScoreExam, work: Workspace) -> ExamScored:
    """Score the frozen predictor and the yardsticks on the sealed rows."""
    typed, _ = encode(
        open_sealed(work.folder.path, move.predictor), work.explored.schema, with_target=True
    )
    predictor = load_predictor(work.folder.model, work.question.device)
    outputs = predictor.outputs(typed)
    yardsticks = {name: _yardstick(work, name, typed) for name in move.yardsticks}
    return ExamScored(
        result=_result(work, predictor, typed, outputs),
        yardsticks=tuple(
            (name, score(work.problem, typed.truth, one)) for name, one in yardsticks.items()
        ),
        against=tuple(
            (name, _against(work, predictor, typed, outputs, one))
            for name, one in yardsticks.items()
        ),
        analysis=analyse_errors(
            work.problem,
            typed,
            outputs,
            work.scale,
            predict=predictor.outputs,
            threshold=predictor.card.threshold,
            schema=work.explored.schema,
        ),
    )


def _result(
    work: Workspace, predictor: Predictor, typed: TypedTable, outputs: Floats
) -> ExamResult:
    threshold = predictor.card.threshold
    metrics = all_metrics(work.problem, typed.truth, outputs, threshold)
    interval = exam_interval(
        work.problem,
        typed.truth,
        outputs,
        typed.clusters,
        work.problem.metric,
        threshold=threshold,
    )
    return ExamResult(
        score=metrics[work.problem.metric],
        interval=interval,
        metrics=metrics,
        rows=len(typed),
        openings=openings_of(work.sealed.fingerprint, work.folder.path),
    )


def _yardstick(work: Workspace, name: str, test: TypedTable) -> Floats:
    """The yardstick gets every development row: what a person would fit without us."""
    everything = np.arange(len(work.typed))
    return fit_yardstick(name, work.typed, everything, work.problem).predict(
        test, np.arange(len(test))
    )


def _against(
    work: Workspace, predictor: Predictor, typed: TypedTable, outputs: Floats, yardstick: Floats
) -> SavedShare:
    return saved_share(
        work.problem,
        typed.truth,
        outputs,
        yardstick,
        typed.clusters,
        work.scale,
        threshold=predictor.card.threshold,
    )
