"""The exam: freeze a predictor, open the sealed rows once, score it. Nothing else opens them."""

import shutil
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from etude.data.encoding import encode
from etude.data.opening import open_sealed, openings
from etude.data.reading import read_frame
from etude.data.series.forecast_rows import exam_rows
from etude.data.typed import TypedTable, scale_of
from etude.measuring.bands import band_offsets
from etude.measuring.calibration import choose_threshold
from etude.measuring.error_analysis import analyse_errors
from etude.measuring.interval import exam_interval
from etude.measuring.metrics import all_metrics, score
from etude.measuring.row_losses import row_losses
from etude.measuring.saved_share import SavedShare, saved_share
from etude.records.exam import ErrorAnalysis, ExamResult
from etude.records.inside import Inside
from etude.records.moves import (
    ExamOpened,
    ExamScored,
    Freeze,
    OpenExam,
    PredictorFrozen,
    ScoreExam,
)
from etude.studies.encoder_inside import can_be_put_back
from etude.studies.forecasting import checked_band, shown_forecasts
from etude.studies.inside import TYPICAL_STEPS, look_inside, typical_row
from etude.studies.openings import log_opening, openings_of
from etude.studies.performing.outputs import Floats, judged, judging_rows
from etude.studies.performing.trainings import member_file
from etude.studies.performing.workspace import Workspace
from etude.studies.predictor import ENCODER, Card, Predictor, load_predictor, model_hash, write_card
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
        shape=work.shape(move.plan).placed(""),
        members=members,
        threshold=threshold,
        threshold_reason=reason,
        band=_band(work, rows, outputs),
    )
    write_card(card, work.folder.model)
    metrics = all_metrics(work.problem, truth, outputs, threshold, work.scale(rows))
    return PredictorFrozen(
        model_hash(work.folder.model),
        threshold,
        reason,
        tuple(metrics.items()),
        _inside(work, rows, outputs),
    )


def _inside(work: Workspace, rows: npt.NDArray[np.int64], outputs: Floats) -> Inside | None:
    """What goes on in the frozen network of texts or series while it reads a usual row."""
    typed = work.typed.only(rows)
    if typed.documents is None and typed.series is None:
        return None
    predictor = load_predictor(work.folder.model, work.question.device)
    if predictor.card.plan.is_frozen and not can_be_put_back(predictor):
        return None
    losses = row_losses(work.problem, typed, outputs, work.scale(rows))
    return look_inside(
        predictor,
        typed,
        typical_row(typed, losses),
        chosen="the one of median loss among the judging rows that are short enough to show",
        most_places=TYPICAL_STEPS,
    )


def _band(
    work: Workspace, rows: npt.NDArray[np.int64], outputs: Floats
) -> tuple[tuple[float, ...], ...]:
    """Of a forecast, from the errors on the rows that judged."""
    if work.problem.forecast is None:
        return ()
    offsets = band_offsets(work.truth(rows), outputs, work.scale(rows))
    return tuple(tuple(end) for end in offsets.tolist())


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
    if move.plan.is_pretrained:
        shutil.copytree(work.folder.pretrained, folder / ENCODER)
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
    typed = _sealed_rows(move, work)
    predictor = load_predictor(work.folder.model, work.question.device)
    outputs = predictor.outputs(typed)
    yardsticks = {name: _yardstick(work, name, typed) for name in move.yardsticks}
    return ExamScored(
        result=_result(work, predictor, typed, outputs),
        yardsticks=tuple(
            (name, score(work.problem, typed.truth, one, scale=_scale(work, typed)))
            for name, one in yardsticks.items()
        ),
        against=tuple(
            (name, _against(work, predictor, typed, outputs, one))
            for name, one in yardsticks.items()
        ),
        analysis=_analysis(work, predictor, typed, outputs),
    )


def _sealed_rows(move: ScoreExam, work: Workspace) -> TypedTable:
    """The sealed rows; of a forecast the steps that it may ask for, after all others."""
    sealed = open_sealed(work.folder.path, move.predictor)
    forecast = work.problem.forecast
    if forecast is None:
        return encode(sealed, work.explored.schema, with_target=True)[0]
    return exam_rows(read_frame(work.folder.development), sealed, work.explored.schema, forecast)


def _scale(work: Workspace, typed: TypedTable) -> Floats:
    return work.deviations if typed.origins is None else scale_of(typed.origins)


def _result(
    work: Workspace, predictor: Predictor, typed: TypedTable, outputs: Floats
) -> ExamResult:
    threshold = predictor.card.threshold
    scale = _scale(work, typed)
    metrics = all_metrics(work.problem, typed.truth, outputs, threshold, scale)
    interval = exam_interval(
        work.problem,
        typed.truth,
        outputs,
        typed.clusters,
        work.problem.metric,
        threshold=threshold,
        scale=scale,
    )
    return ExamResult(
        score=metrics[work.problem.metric],
        interval=interval,
        metrics=metrics,
        rows=len(typed),
        openings=openings_of(work.sealed.fingerprint, work.folder.path),
    )


def _analysis(
    work: Workspace, predictor: Predictor, typed: TypedTable, outputs: Floats
) -> ErrorAnalysis:
    analysis = analyse_errors(
        work.problem,
        typed,
        outputs,
        _scale(work, typed),
        predict=predictor.outputs,
        threshold=predictor.card.threshold,
        schema=work.explored.schema,
    )
    return replace(
        analysis,
        band=checked_band(predictor.card, typed, outputs),
        forecasts=shown_forecasts(predictor.card, typed, outputs),
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
        _scale(work, typed),
        threshold=predictor.card.threshold,
    )
