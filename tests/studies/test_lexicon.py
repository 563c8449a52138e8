"""A person's lexicon in a study: kept with it, so that whoever goes on reads the same."""

import shutil
from pathlib import Path

import pytest

from etude.errors import BadOption, UnreadableData
from etude.method.facts import facts_of
from etude.records.moves import Explored, Sealed
from etude.records.plan import Plan
from etude.records.question import Question
from etude.records.split import FoldName
from etude.studies.folder import Folder
from etude.studies.performing.trainings import run_rows
from etude.studies.performing.workspace import Workspace
from etude.studies.predictor import model_hash
from etude.studies.study import Study, fit, resume

from .test_text import sentences

SMALL = (("epochs", 3), ("token_width", 8), ("hidden", (8,)))
VARIED = (*SMALL, ("word_synonyms", 0.5))


def studied(place: Path, name: str, *, lexicon: str = "words.csv", **options: object) -> Study:
    asked = {
        "source": str(place / "learn.csv"),
        "targets": ("label",),
        "lexicon": lexicon and str(place / lexicon),
        "quick": True,
        "plan": VARIED,
        "budget_seconds": 600.0,
        **options,
    }
    return fit(Question(**asked), out=place / name, workers=1)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lexicon")
    sentences(120).drop("stars").write_csv(folder / "learn.csv")
    (folder / "words.csv").write_text("river,stone,brook\ngreen,silver,seven\nred wine,claret\n")
    return folder


@pytest.fixture(scope="module")
def study(place: Path) -> Study:
    return studied(place, "study")


def test_it_is_said_what_the_lexicon_knows(study: Study) -> None:
    sealed, explored = study.notebook.first(Sealed), study.notebook.first(Explored)
    assert sealed is not None
    assert explored is not None
    notes = [note.text for note in (*sealed.notes, *explored.notes) if note.act == "lexicon"]
    assert notes[0] == (
        "The lexicon words.csv has 6 words in 2 groups; 1 cell left out that are no single word."
    )
    assert notes[1].startswith("The lexicon has synonyms of 5 words of these texts, ")
    assert facts_of(explored, None).synonyms == pytest.approx(0.4, abs=0.05)


def test_the_table_comes_with_learn_rows_of_words_alone(study: Study) -> None:
    work, name = Workspace(Folder(study.folder)), FoldName(0, 0)
    learn = run_rows(work, Plan(), name, 0).learn
    assert len(learn.tables["synonym_codes"]) == 2 * 1 + 3 * 2  # brook is in no text
    assert not run_rows(work, Plan(), name, 0).stop.tables
    assert not run_rows(work, Plan(tokenizer="character"), name, 0).learn.tables


def test_a_study_cut_in_the_middle_needs_the_persons_file_no_more(
    study: Study, place: Path
) -> None:
    """By two workers, and with another lexicon in the place of the first."""
    copy = place / "cut"
    shutil.copytree(study.folder, copy)
    lines = (copy / "notebook.jsonl").read_bytes().splitlines(keepends=True)
    (copy / "notebook.jsonl").write_bytes(b"".join(lines[: len(lines) // 2]))
    (copy / "result.json").unlink()
    shutil.rmtree(copy / "trials")
    shutil.rmtree(copy / "model")
    kept = (place / "words.csv").read_text()
    (place / "words.csv").write_text("paper,moon\n")
    finished = resume(copy, workers=2)
    (place / "words.csv").write_text(kept)
    assert model_hash(copy / "model") == model_hash(study.folder / "model")
    assert finished.result["test"] == study.result["test"]


def test_without_it_the_weights_are_others(study: Study, place: Path) -> None:
    plain = studied(place, "plain", plan=SMALL)
    assert model_hash(plain.folder / "model") != model_hash(study.folder / "model")


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"lexicon": "absent.csv"}, UnreadableData, "absent.csv does not exist"),
        ({"lexicon": "learn.csv"}, BadOption, "learn.csv has no group of which two words stand in"),
        ({"lexicon": ""}, BadOption, "The plan asks for word_synonyms, which need a lexicon"),
        ({"data_kind": "table"}, BadOption, "--lexicon is for texts, and no text is read here"),
        ({"forecast": 3}, BadOption, "A forecast reads numbers alone; leave --lexicon out"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(
    place: Path, options: dict[str, object], error: type[Exception], said: str
) -> None:
    if "data_kind" in options:
        sentences(120).drop("text").write_csv(place / "table.csv")
        options = {**options, "source": str(place / "table.csv")}
    with pytest.raises(error, match=said):
        studied(place, "refused", **options)  # type: ignore[arg-type]
    assert not (place / "refused").exists()
