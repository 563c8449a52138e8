"""Numbers that are not known: no resume may stumble over them, for NaN does not equal itself."""

import math
from dataclasses import replace

from etude.method.asking import Road
from etude.method.player import Player, next_moves
from etude.records.moves import (
    Diagnose,
    Judge,
    MeasureYardsticks,
    Noted,
    Result,
    YardsticksMeasured,
)
from etude.records.notebook import Entry, Notebook
from etude.studies.folder import Folder

from .scripted import QUESTION, ScriptedBench, World, flat, play


class ForecastingBench(ScriptedBench):
    """Its yardsticks are measured in another unit than the training losses."""

    def _measureyardsticks(self, move: MeasureYardsticks) -> Result:
        losses = (("naive", 1.0),)
        return YardsticksMeasured(losses, losses, 1000, math.nan, math.nan)


def read_back(notebook: Notebook, folder: Folder) -> Notebook:
    folder.begin(notebook.question)
    for entry in notebook:
        folder.append(entry)
    return folder.read()


def test_a_study_whose_yardsticks_have_no_training_loss_is_resumed(tmp_path) -> None:
    notebook = play(ForecastingBench(World(flat(0.5), flat(0.49))))
    findings = [one for move in notebook.moves(Diagnose) for one in move.findings]
    assert findings  # underfitting, which reads the linear yardstick
    assert all(math.isfinite(number) for one in findings for _, number in one.evidence)
    assert next_moves(read_back(notebook, Folder(tmp_path / "study"))) == ()


def test_a_recorded_number_that_is_not_known_is_the_same_move(tmp_path) -> None:
    """The gain of a verdict, for one, is not known where the incumbent's loss is 0."""
    judged = play(ScriptedBench(World(flat(0.5), flat(0.48), rows=0.25))).moves(Judge)[0]
    unknown = replace(judged, verdict=replace(judged.verdict, gain=math.nan))

    def road() -> Road[None]:
        yield (unknown,)

    recorded = Notebook(QUESTION, (Entry(unknown, Noted(), 0.0),))
    player = Player(road())
    for one in read_back(recorded, Folder(tmp_path / "study")):
        player.take(one.move, one.result)
    assert player.waiting == ()
