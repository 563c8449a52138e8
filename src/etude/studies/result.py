"""result.json and plan.toml: what a script reads of a finished study."""

import json
from pathlib import Path

from etude.errors import BadStudy
from etude.records.durable import write_bytes_atomically
from etude.records.json_text import json_text
from etude.records.moves import (
    BeginPhase,
    Compare,
    ExamOpened,
    ExamScored,
    Explored,
    Freeze,
    Judge,
    PredictorFrozen,
    Trained,
    YardsticksMeasured,
)
from etude.records.notebook import Notebook
from etude.report import checklists, mistakes
from etude.studies.plan_file import plan_text

RESULT, PLAN = "result.json", "plan.toml"


def write_result(notebook: Notebook, folder: Path, seconds: float) -> None:
    """Write both files, atomically; a study that is finished already keeps its own."""
    if (folder / RESULT).exists():
        return
    content = result_of(notebook, seconds)
    text = json_text(content, indent=1)
    plan = notebook.moves(Freeze)[-1].plan
    write_bytes_atomically(folder / PLAN, plan_text(plan).encode())
    write_bytes_atomically(folder / RESULT, text.encode())


def read_result(folder: Path) -> dict[str, object]:
    """The content of result.json; raises BadStudy where the study is not finished."""
    try:
        content: dict[str, object] = json.loads((folder / RESULT).read_bytes())
        return content
    except OSError:
        raise BadStudy(
            f"{folder} has no result yet; `etude resume {folder}` brings it to its end."
        ) from None


def result_of(notebook: Notebook, seconds: float) -> dict[str, object]:
    """The result as plain values."""
    explored, scored = notebook.first(Explored), notebook.last(ExamScored)
    frozen, opened = notebook.last(PredictorFrozen), notebook.last(ExamOpened)
    assert explored and scored and frozen and opened
    problem, split, exam = explored.problem, explored.split, scored.result
    verdicts = [move.verdict for move in notebook.moves(Judge)]
    trials = [result.trial for result in notebook.results(Trained)]
    measured = notebook.first(YardsticksMeasured)
    return {
        "task": problem.task,
        "data_kind": problem.data_kind,
        "target": problem.targets[0] if len(problem.targets) == 1 else list(problem.targets),
        "metric": problem.metric,
        "direction": problem.direction,
        "test": {
            "score": exam.score,
            "interval95": [exam.interval.low, exam.interval.high],
            "metrics": dict(exam.metrics),
        },
        "validation": {"score": dict(frozen.validation)[problem.metric],
                       "metrics": dict(frozen.validation)},
        "yardsticks": dict(scored.yardsticks),
        "yardsticks_validation": dict(measured.scores) if measured else {},
        "against_yardsticks": {
            name: {"loss_saved": gain, "interval95": [low, high]}
            for name, (gain, low, high) in scored.against
        },
        "plan": notebook.moves(Freeze)[-1].plan.content(),
        "changes_kept": [verdict.change for verdict in verdicts if verdict.kept],
        "changes_rejected": [verdict.change for verdict in verdicts if not verdict.kept],
        "trials": len(trials),
        "runs": sum(len(trial.runs) for trial in trials),
        "validation_looks": len(notebook.moves(Compare)),
        "test_openings": opened.openings,
        "checklists": _checklists(notebook),
        "seconds": {"total": round(seconds, 1), **_by_phase(notebook)},
        "rows": {
            "train": split.train,
            "validation": split.validation,
            "confirmation": split.confirmation,
            "test": exam.rows,
        },
    }  # fmt: skip


def _checklists(notebook: Notebook) -> dict[str, object]:
    """The guide's checklists and common mistakes, each point with what the notebook shows."""
    lists = {
        "before training": checklists.before_training(notebook),
        "during training": checklists.during_training(notebook),
        "after training": checklists.after_training(notebook),
        "common mistakes": mistakes.common_mistakes(notebook),
    }
    return {
        name: [{"point": one.name, "done": one.done, "evidence": one.evidence} for one in points]
        for name, points in lists.items()
    }


def _by_phase(notebook: Notebook) -> dict[str, object]:
    spent: dict[str, float] = {}
    phase, since = "data", 0.0
    for entry in notebook:
        if isinstance(entry.move, BeginPhase):
            spent[phase] = spent.get(phase, 0.0) + entry.seconds - since
            phase, since = entry.move.phase, entry.seconds
    spent[phase] = spent.get(phase, 0.0) + notebook.entries[-1].seconds - since
    return {"by_phase": {name: round(value, 1) for name, value in spent.items()}}
