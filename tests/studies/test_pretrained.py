"""Whole studies with a pretrained encoder: kept, frozen or trained, resumed, moved, answered
without the folder it came from."""

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from etude.errors import BadOption, BadStudy
from etude.records.moves import Explored
from etude.records.question import Question
from etude.studies.encoder_inside import encoder_put_back
from etude.studies.performing import encoder
from etude.studies.predictor import Predictor, load_predictor, model_hash
from etude.studies.study import Study, fit, load, resume
from etude.studies.typed_file import read_typed
from tests.data.encoders.made import save_encoder

from .test_promises_of_kinds import decisions
from .test_text import sentences

FROZEN = (("epochs", 8), ("hidden", (8,)), ("sequence_model", "pretrained"))
LEARNING = (
    *(("epochs", 3), ("hidden", (8,)), ("sequence_model", "pretrained")),
    *(("pretrained_rate", 0.5), ("optimizer", "adamw"), ("learning_rate", 0.002)),
)
PLANS = {"frozen": FROZEN, "learning": LEARNING}
FILES = {"source": 100, "validation": 40, "test": 40}  # rows


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pretrained")
    for seed, (name, rows) in enumerate(FILES.items()):
        sentences(rows, seed=seed).drop("stars").write_csv(folder / f"{name}.csv")
    save_encoder(folder / "encoder", sentences(100)["text"])
    return folder


def ask(place: Path, **options: object) -> Question:
    files = {name: str(place / f"{name}.csv") for name in FILES}
    usual = {"targets": ("label",), "pretrained": str(place / "encoder"), "plan": FROZEN}
    bounded = {"quick": True, "budget_seconds": 600.0}
    return Question(**{**files, **usual, **bounded, **options})  # type: ignore[arg-type]


@pytest.fixture(params=["frozen", pytest.param("learning", marks=pytest.mark.slow)], scope="module")
def plan(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def study(place: Path, plan: str) -> Study:
    return fit(ask(place, plan=PLANS[plan]), out=place / plan / "study", workers=1)


def copied(study: Study, folder: Path) -> Path:
    shutil.copytree(study.folder, folder)
    return folder


def test_it_learns(study: Study) -> None:
    assert study.result["test"]["score"] < 0.95 * study.result["yardsticks"]["naive"]


def test_what_reads_is_written_down(study: Study, place: Path) -> None:
    explored = study.notebook.first(Explored)
    assert explored is not None
    about = explored.shape.pretrained
    assert about is not None
    assert about.name == str(place / "encoder")
    assert about.steps > 5
    assert explored.shape.inputs[0].folder == ""  # the study may be moved
    assert any(note.act == "pretrained" for note in explored.notes)


def test_answers_need_neither_the_source_nor_the_place(
    study: Study, place: Path, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = sentences(40, seed=2).select("text")
    said = study.predict(others).probabilities
    elsewhere = copied(study, place / plan / "moved")
    shutil.rmtree(elsewhere / "data")
    monkeypatch.setattr("socket.socket.connect", _no_connection)
    (place / "encoder").rename(place / "away")
    try:
        again = load(elsewhere).predict(others).probabilities
    finally:
        (place / "away").rename(place / "encoder")
    np.testing.assert_allclose(again, said, rtol=1e-5)


def _no_connection(*_: Any) -> None:
    raise AssertionError("nothing is asked of the net")


def test_the_same_text_gets_the_same_answer_whatever_stands_beside_it(study: Study) -> None:
    others = sentences(40, seed=3).select("text")
    long = pl.DataFrame({"text": ["lovely river " * 200, "", None]})
    alone = study.predict(others[7:8]).probabilities[0]
    among = study.predict(pl.concat([others, long])).probabilities[7]
    assert alone.tolist() == among.tolist()


def test_strange_texts_are_answered(study: Study) -> None:
    strange = pl.DataFrame({"text": [None, "", "\u65e5\u672c\u8a9e", "[SEP] [PAD]", "a\tb\nc"]})
    assert np.isfinite(study.predict(strange).probabilities).all()


def test_a_study_cut_in_the_middle_ends_with_the_same_weights(
    study: Study, place: Path, plan: str
) -> None:
    copy = copied(study, place / plan / "cut")
    lines = (copy / "notebook.jsonl").read_bytes().splitlines(keepends=True)
    (copy / "notebook.jsonl").write_bytes(b"".join(lines[: len(lines) // 2]))
    (copy / "result.json").unlink()
    shutil.rmtree(copy / "trials")
    shutil.rmtree(copy / "model")
    finished = resume(copy, workers=1)
    assert decisions(finished) == decisions(study)
    assert model_hash(copy / "model") == model_hash(study.folder / "model")


def test_nothing_before_the_exam_depends_on_the_test_rows(
    study: Study, place: Path, plan: str
) -> None:
    odd = pl.DataFrame(
        {"text": [f"never so {n}" for n in range(40)], "label": ["good", "bad"] * 20}
    )
    odd.write_csv(place / "odd.csv")
    question = ask(place, plan=PLANS[plan], test=str(place / "odd.csv"))
    other = fit(question, out=place / plan / "odd", workers=1)
    assert decisions(other) == decisions(study)
    assert model_hash(other.folder / "model") == model_hash(study.folder / "model")
    assert other.result["test"]["score"] != study.result["test"]["score"]


def test_an_exchanged_encoder_is_noticed(study: Study, place: Path, plan: str) -> None:
    copy = copied(study, place / plan / "exchanged")
    config = copy / "model" / "pretrained" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"num_hidden_layers": 1}))
    with pytest.raises(BadStudy, match="is not the one that this model was made with"):
        load(copy).predict(sentences(4).select("text"))


def test_a_row_is_explained(study: Study) -> None:
    typed = read_typed(study.folder / "data" / "typed.safetensors")
    inside = study.inside(int(typed.units[0]))
    assert inside.model == "pretrained"
    assert len(inside.parts) > 8
    assert inside.attention
    [said] = study.predict(pl.DataFrame({"text": typed.documents[:1].tolist()})).probabilities
    assert inside.whole == pytest.approx(float(said.max()), rel=1e-4)  # of the only network


def test_a_frozen_encoder_put_back_gives_the_same_answers(place: Path) -> None:
    plan = (*FROZEN, ("hidden", ()))
    rows = pl.read_csv(place / "source.csv").with_columns(size=pl.Series(range(100)) % 7 + 0.5)
    rows.write_csv(place / "sized.csv")
    question = ask(place, plan=plan, source=str(place / "sized.csv"), test="", validation="")
    study = fit(question, out=place / "beside", workers=1)
    predictor = load_predictor(study.folder / "model")
    typed = read_typed(study.folder / "data" / "typed.safetensors")
    first = Predictor(predictor.card, predictor.members[:1])
    np.testing.assert_allclose(
        encoder_put_back(predictor).outputs(typed), first.outputs(typed), atol=1e-4
    )


# --- refusals --------------------------------------------------------------------------------


def refused(place: Path, **options: object) -> str:
    with pytest.raises(BadOption) as caught:
        fit(ask(place, **options), out=place / "refused", workers=1)
    assert not (place / "refused").exists()
    return str(caught.value)


def test_an_option_without_effect_is_refused(place: Path) -> None:
    assert "--pretrained reads texts, and --kind table" in refused(place, data_kind="table")
    assert "--pretrained reads texts, and a forecast" in refused(place, forecast=3)
    assert "say which with --pretrained" in refused(place, pretrained="")
    assert "holds no model" in refused(place, pretrained=str(place))


def test_without_the_library_the_pip_line_is_said_before_anything_is_read(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    said = refused(place, source=str(place / "nowhere.csv"))
    assert said.endswith('pip install "etude[pretrained]"')


def test_a_table_without_texts_is_refused(place: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=80)
    pl.DataFrame({"x": numbers, "label": ["a", "b"] * 40}).write_csv(place / "table.csv")
    source = str(place / "table.csv")
    assert "no column holds any" in refused(place, source=source, test="", validation="")


def test_more_texts_than_the_budget_can_read_are_refused(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "READING_SHARE", 1e-7)
    assert "more than 0 % of the budget; give --budget" in refused(place)
