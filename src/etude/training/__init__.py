"""Training: rows and a plan become runs with curves, states and predictions."""

from etude.training.loop import EpochReport, RunResult, train
from etude.training.predict import predict
from etude.training.rows import RunRows

__all__ = ["EpochReport", "RunResult", "RunRows", "predict", "train"]
