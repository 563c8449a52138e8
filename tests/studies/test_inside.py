"""Looking inside: on networks trained here on texts and series whose answer is known."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from etude.data.preparation import learn_preparation, network_shape
from etude.data.typed import Origins, SeriesCells, TypedTable
from etude.errors import BadOption
from etude.records.codec import from_plain, to_plain
from etude.records.column import Schema
from etude.records.inside import Inside
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.shape import NetworkShape
from etude.report.inside_section import inside_page, inside_section
from etude.report.page import render_page
from etude.studies.inside import look_inside, row_of, typical_row
from etude.studies.predictor import Card, Member, Predictor
from etude.training import RunRows, train

ROWS = 160
WORDS = [a + b for a in ("ba", "ko", "ri", "tu") for b in ("lan", "der", "mi", "sto")]
PROBLEM = Problem("text", "classification", ("kind",), ("ham", "spam"), "log_loss", "two classes")
BASE = Plan(hidden=(), sequence_width=8, token_width=8, learning_rate=0.02, epochs=6, patience=6)


def texts() -> TypedTable:
    """A text is spam where it holds the word prize, ham where it holds lunch."""
    draws = np.random.default_rng(0)
    kinds = draws.integers(0, 2, ROWS)
    documents = np.empty(ROWS, dtype=object)
    for row, kind in enumerate(kinds):
        words = [str(one) for one in draws.choice(WORDS, draws.integers(4, 10))]
        words.insert(int(draws.integers(0, len(words))), "prize" if kind else "lunch")
        documents[row] = " ".join(words)
    return table(kinds, documents=documents)


def series(steps: int = 12) -> TypedTable:
    """The class is whether step 5 of the second channel is high."""
    draws = np.random.default_rng(1)
    values = draws.normal(size=(ROWS, steps, 2))
    values[:, 4, 1] *= 4.0
    kinds = (values[:, 4, 1] > 0).astype(np.int64)
    starts = np.arange(ROWS, dtype=np.int64) * steps
    cells = SeriesCells(("x", "y"), values.reshape(-1, 2), starts, np.full(ROWS, steps))
    return table(kinds, series=cells)


def table(kinds: np.ndarray, **given: object) -> TypedTable:
    return TypedTable(
        (),
        np.zeros((ROWS, 0)),
        (),
        np.zeros((ROWS, 0), np.int32),
        (),
        kinds.astype(np.int64),
        np.arange(ROWS) * 2,
        np.arange(ROWS),
        **given,  # type: ignore[arg-type]
    )


@cache
def trained(kind: str, **settings: object) -> tuple[Predictor, TypedTable]:
    typed = texts() if kind == "text" else series()
    plan = BASE.changed(**settings)
    everything = np.arange(ROWS)
    preparation = learn_preparation(typed, everything, plan, problem=PROBLEM)
    shape = network_shape(typed, plan, PROBLEM)
    rows = preparation.apply(typed, everything)
    (result,) = train(plan, shape, [RunRows(1, "x", rows, rows, None, preparation.constants())])
    card = Card(plan, PROBLEM, Schema((), ()), shape, 1, None, "")
    return Predictor(card, [Member(result.state, preparation, None)]), typed


def looked(kind: str, row: int = 0, most_places: int = 64, **settings: object) -> Inside:
    predictor, typed = trained(kind, **settings)
    return look_inside(predictor, typed, row, most_places=most_places)


@pytest.mark.parametrize("model", ["lstm", "transformer"])
def test_importance_finds_the_planted_word(model: str) -> None:
    found = 0
    for row in range(10):
        inside = looked("text", row, sequence_model=model)
        assert inside.answer == inside.truth
        best = max(inside.parts, key=lambda part: part.importance)
        found += best.name == {"spam": "prize", "ham": "lunch"}[inside.truth]
    assert found >= 8


def test_importance_finds_the_step_that_decides() -> None:
    found = []
    for row in range(10):
        inside = looked("series", row, sequence_model="gru", pooling="last", epochs=15)
        found.append(max(inside.parts, key=lambda part: part.importance).name)
    assert found.count("5") >= 8


@pytest.mark.parametrize("pairs", [0, 40])
def test_importance_is_what_hiding_a_word_takes_from_the_answer(pairs: int) -> None:
    """With all pairs that it is part of."""
    predictor, typed = trained("text", sequence_model="bag", word_pairs=pairs)
    inside = look_inside(predictor, typed, 0)
    words = str(typed.documents[0]).split()  # type: ignore[index]
    for place in (0, len(words) - 1):
        hidden = typed.only(np.array([0]))
        assert hidden.documents is not None
        hidden.documents[0] = " ".join([*words[:place], "unheardof", *words[place + 1 :]])
        without = predictor.outputs(hidden)[0, PROBLEM.labels.index(inside.answer)]
        assert inside.sure is not None
        lost = inside.parts[place].importance
        assert lost == pytest.approx(inside.sure - without, abs=1e-4)


def test_tokens_that_are_read_as_unknown_are_counted() -> None:
    predictor, typed = trained("text", sequence_model="bag")
    strange = typed.only(np.array([0]))
    assert strange.documents is not None
    strange.documents[0] = "prize neverheard tulan norofthis"
    inside = look_inside(predictor, strange, 0)
    assert inside.unknown == 2
    assert [part.importance for part in inside.parts if part.name == "neverheard"] == [0.0]
    section = inside_section(inside)
    assert section is not None
    assert any("2 tokens are not in its vocabulary" in told for told in section.sentences)


def test_every_step_shares_out_its_whole_attention() -> None:
    settings = {"sequence_model": "transformer", "sequence_layers": 2, "attention_heads": 2}
    inside = looked("text", epochs=1, **settings)
    assert [(one.layer, one.head) for one in inside.attention] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    for one in inside.attention:
        weights = np.array(one.weights)
        assert weights.shape == (len(inside.places),) * 2
        assert (weights >= 0).all()
        np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-3)


def test_attention_still_sums_to_one_where_steps_are_taken_together() -> None:
    inside = looked("series", most_places=4, sequence_model="transformer", epochs=1)
    assert inside.places == ("1-3", "4-6", "7-9", "10-12")
    for one in inside.attention:
        np.testing.assert_allclose(np.array(one.weights).sum(axis=1), 1.0, atol=1e-3)


@pytest.mark.parametrize(
    ("model", "names"),
    [
        ("lstm", ["input_gate", "forget_gate", "output_gate"]),
        ("gru", ["reset_gate", "update_gate"]),
        ("rnn", []),
    ],
)
def test_gates_lie_between_shut_and_open(model: str, names: list[str]) -> None:
    inside = looked("text", sequence_model=model, epochs=1)
    assert [gate.name for gate in inside.gates] == names
    for gate in inside.gates:
        units = np.array(gate.units)
        assert units.shape == (8, len(inside.places))
        assert units.min() >= 0
        assert units.max() <= 1
        np.testing.assert_allclose(units.mean(axis=0), gate.mean, atol=1e-3)


def test_a_memory_that_is_read_both_ways_begins_at_either_end() -> None:
    inside = looked("text", sequence_model="rnn", bidirectional=True, epochs=1)
    forward, backward = inside.memory
    # The first step read is the whole change from an empty memory.
    assert forward.size[0] == pytest.approx(forward.change[0])
    assert backward.size[-1] == pytest.approx(backward.change[-1])
    assert backward.size[0] != pytest.approx(backward.change[0])


def test_a_record_of_it_survives_json() -> None:
    inside = looked("series", sequence_model="lstm", epochs=1)
    assert from_plain(Inside, to_plain(inside)) == inside


@pytest.mark.parametrize("kind", ["text", "series"])
@pytest.mark.parametrize("model", ["bag", "convolution", "rnn", "lstm", "gru", "transformer"])
def test_every_model_has_its_words_and_pictures(kind: str, model: str) -> None:
    inside = looked(kind, sequence_model=model, epochs=1)
    section = inside_section(inside)
    assert section is not None
    names = [chart.name for chart in section.charts]
    assert names[0] == ("chart-tokens" if kind == "text" else "chart-steps")
    assert any(name.startswith("chart-attention") for name in names) is (model == "transformer")
    assert any(name.startswith("chart-memory") for name in names) is (
        model in ("rnn", "lstm", "gru")
    )
    page = render_page(inside_page(inside, "<b>"))
    assert "<b>" not in page
    assert len(page) < 400_000
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_a_bag_of_pairs_is_not_said_to_know_no_order() -> None:
    for pairs, told in ((0, "for which the order plays no part"), (40, "pairs of neighbouring")):
        section = inside_section(looked("text", sequence_model="bag", epochs=1, word_pairs=pairs))
        assert section is not None
        assert any(told in sentence for sentence in section.sentences)


def test_a_row_that_is_not_a_development_row_is_refused() -> None:
    _, typed = trained("text")
    assert row_of(typed, 4, 10) == 2
    with pytest.raises(BadOption, match=r"Row 5 is not among the 160 development rows.* 4, 6"):
        row_of(typed, 5, 10)


def test_a_step_at_which_no_forecast_begins_is_refused_as_such() -> None:
    none = np.zeros(ROWS, np.int64)
    forecasts = replace(texts(), origins=Origins(2, none, none, none, none, np.ones((ROWS, 1))))
    with pytest.raises(BadOption, match="None of the 160 development forecasts begins at row 5"):
        row_of(forecasts, 5, sealed=40)


def test_a_table_has_no_steps_to_look_at() -> None:
    predictor, typed = trained("text")
    card = predictor.card
    tabular = replace(card, shape=NetworkShape((), card.shape.heads))
    with pytest.raises(BadOption, match="reads texts or series"):
        look_inside(Predictor(tabular, predictor.members), typed, 0)


def test_the_typical_row_has_the_median_loss_of_those_short_enough() -> None:
    typed = texts()
    assert typed.documents is not None
    losses = np.arange(ROWS, dtype=np.float64)[::-1].copy()
    assert typical_row(typed, losses) == ROWS // 2 - 1
    typed.documents[: ROWS // 2] = "word " * 100
    assert typical_row(typed, losses) == ROWS * 3 // 4 - 1
