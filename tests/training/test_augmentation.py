"""Each way of varying sequences does what it says, and nothing where it is not asked."""

from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from etude.data.rows import Rows
from etude.networks import build
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape
from etude.training.augmentation import all_augmentations
from etude.training.rows import learn_rows
from etude.training.stepper import Stepper

from .sequences import TEXT, texts

LENGTHS = torch.tensor([0, 1, 5, 40])
TABLES = {  # every token has the next two for synonyms
    "synonym_starts": (torch.arange(33) - 3).clamp(min=0) * 2,
    "synonym_codes": torch.stack([torch.arange(4, 34), torch.arange(5, 35)], 1).flatten(),
}
CPU = torch.device("cpu")


def tokens() -> torch.Tensor:
    x = torch.randint(3, 30, (4, 40))
    return x * (torch.arange(40) < LENGTHS.unsqueeze(1))


def series() -> torch.Tensor:
    return torch.randn(4, 40, 2) * (torch.arange(40) < LENGTHS.unsqueeze(1)).unsqueeze(2)


def varied(name: str, x: torch.Tensor, strength: float) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    tables = TABLES if name == "word_synonyms" else {}
    one = all_augmentations()[name]
    return one.varied(x.clone(), LENGTHS.clone(), strength, generator, **tables)


def test_each_is_a_setting_of_the_plan_that_is_off() -> None:
    defaults = {one.name: one.default for one in fields(Plan)}
    assert {defaults[name] for name in all_augmentations()} == {0.0}
    assert len(all_augmentations()) == 8


@pytest.mark.parametrize("name", all_augmentations())
def test_padding_stays_and_the_same_key_draws_the_same(name: str) -> None:
    x = tokens() if all_augmentations()[name].KIND == "tokens" else series()
    found, lengths = varied(name, x, 0.3)
    again, _ = varied(name, x, 0.3)
    assert torch.equal(found, again)
    assert not torch.equal(found, x)
    assert found.shape == x.shape
    for row, length in enumerate(lengths):
        assert not found[row, length:].any()
    if name not in ("word_deletion", "word_insertion"):
        assert torch.equal(lengths, LENGTHS)


def test_word_dropout_makes_a_share_unknown() -> None:
    x = torch.randint(3, 30, (100, 40))
    generator = torch.Generator().manual_seed(0)
    whole = torch.full((100,), 40)
    found, _ = all_augmentations()["word_dropout"].varied(x.clone(), whole, 0.2, generator)
    assert (found == 1).float().mean().item() == pytest.approx(0.2, abs=0.03)
    assert torch.equal(found[found != 1], x[found != 1])


def test_word_swap_keeps_the_words_and_moves_them_by_one() -> None:
    x = torch.arange(3, 43).expand(200, 40)
    generator = torch.Generator().manual_seed(0)
    whole = torch.full((200,), 40)
    found, _ = all_augmentations()["word_swap"].varied(x.clone(), whole, 0.2, generator)
    assert torch.equal(found.sort(1).values, x)
    assert (found - x).abs().max() == 1
    assert (found != x).float().mean().item() == pytest.approx(0.2, abs=0.03)


def test_word_deletion_closes_up_and_never_empties_a_text() -> None:
    x = torch.arange(3, 43).expand(4, 40) * (torch.arange(40) < LENGTHS.unsqueeze(1))
    found, lengths = varied("word_deletion", x, 0.5)
    assert lengths.tolist()[:2] == [0, 1]
    assert 8 < lengths[3] < 32
    left = found[3, : lengths[3]]
    assert (left.diff() > 0).all()  # the words that are left, in their order
    assert left.min() >= 3


def test_word_insertion_puts_in_tokens_of_the_same_text() -> None:
    x = torch.arange(3, 43).expand(200, 40).clone()
    x[:, 20:] = 0
    generator = torch.Generator().manual_seed(0)
    half = torch.full((200,), 20)
    found, lengths = all_augmentations()["word_insertion"].varied(x.clone(), half, 0.2, generator)
    assert lengths.float().mean().item() == pytest.approx(24, abs=0.5)
    for row, length in zip(found, lengths.tolist(), strict=True):
        told = row[:length].tolist()
        assert set(told) == set(range(3, 23))
        kept = iter(told)
        assert all(token in kept for token in range(3, 23))  # all of them, in their order
    counts = torch.stack([(found == token).sum() for token in range(3, 23)]) - 200
    assert counts.min() > 0.5 * counts.float().mean()  # put in from anywhere


def test_word_insertion_cuts_what_is_beyond_the_steps() -> None:
    x = torch.arange(3, 43).expand(50, 40)
    generator = torch.Generator().manual_seed(0)
    whole = torch.full((50,), 40)
    found, lengths = all_augmentations()["word_insertion"].varied(x.clone(), whole, 0.3, generator)
    assert lengths.tolist() == [40] * 50
    assert (found >= 3).all()
    assert found[:, -1].float().mean() < 35  # 42 stood there


def test_word_synonyms_exchange_a_share_of_the_words_that_have_some() -> None:
    x = torch.randint(0, 30, (200, 40))
    x[:, 30:] = 31  # a token without synonyms
    generator = torch.Generator().manual_seed(0)
    starts = TABLES["synonym_starts"].clone()
    starts[32] = starts[31]
    tables = {**TABLES, "synonym_starts": starts}
    whole = torch.full((200,), 40)
    vary = all_augmentations()["word_synonyms"].varied
    found, _ = vary(x.clone(), whole, 0.25, generator, **tables)
    changed = found != x
    assert not changed[x < 3].any()
    assert not changed[x == 31].any()
    has = (x >= 3) & (x < 31)
    assert changed[has].float().mean().item() == pytest.approx(0.25, abs=0.03)
    gaps = (found - x)[changed]
    assert set(gaps.tolist()) == {1, 2}
    assert (gaps == 1).float().mean().item() == pytest.approx(0.5, abs=0.05)


def test_synonyms_without_a_table_are_no_variation_at_all() -> None:
    for one, other in zip(batches(Plan(), 1), batches(Plan(word_synonyms=0.5), 1), strict=True):
        assert torch.equal(one, other)


def test_synonyms_come_with_the_rows_of_a_member() -> None:
    tables = {name: table.numpy() for name, table in TABLES.items()}
    rows = replace(texts(64, 0), tables=tables)
    plain = batches(Plan(), 1)
    for one, other in zip(plain, batches(Plan(word_synonyms=0.5), 1, rows), strict=True):
        changed = one != other
        assert changed.any()
        assert (one[changed] >= 3).all()


def test_jitter_has_its_deviation() -> None:
    x = series()
    noise = (varied("jitter", x, 0.5)[0] - x)[3]
    assert noise.std().item() == pytest.approx(0.5, abs=0.12)


def test_a_stretch_is_one_factor_a_column() -> None:
    x = series()
    factors = varied("series_stretch", x, 0.3)[0][3] / x[3]
    torch.testing.assert_close(factors, factors[:1].expand_as(factors))
    assert not torch.isclose(factors[0, 0], factors[0, 1])


def test_a_warp_keeps_both_ends_and_stays_within_its_share() -> None:
    line = torch.arange(40.0).view(1, 40, 1).expand(50, 40, 1)
    generator = torch.Generator().manual_seed(0)
    whole = torch.full((50,), 40)
    found, _ = all_augmentations()["time_warp"].varied(line.clone(), whole, 0.2, generator)
    torch.testing.assert_close(found[:, 0], line[:, 0])
    torch.testing.assert_close(found[:, -1], line[:, -1], atol=1e-3, rtol=0)
    assert 1.0 < (found - line).abs().max().item() <= 0.2 * 39 + 1e-3


def batches(plan: Plan, epoch: int, rows: Rows | None = None) -> list[torch.Tensor]:
    rows = rows or texts(64, 0)
    network = build(plan, TEXT, [1])
    stepper = Stepper(network, learn_rows([rows], [rows.weights], CPU), [1])
    return [batch.inputs["text"].clone() for batch in stepper.batches(epoch)]


def test_training_alone_varies_and_every_epoch_anew() -> None:
    plain, varying = Plan(), Plan(word_dropout=0.3)
    for one, other in zip(batches(plain, 1), batches(varying, 1), strict=True):
        changed = one != other
        assert changed.any()
        assert (other[changed] == 1).all()
    first, again, next_epoch = (batches(varying, epoch) for epoch in (1, 1, 2))
    assert all(torch.equal(one, other) for one, other in zip(first, again, strict=True))
    assert not torch.equal(first[0], next_epoch[0])


def test_series_are_varied_where_they_are_the_input() -> None:
    shape = NetworkShape((InputShape("s", "series", 2, (), 40),), (Head("y", "numbers", 1),))
    rows = texts(64, 0)
    x = np.random.default_rng(0).standard_normal((64, 40, 2)).astype(np.float32)
    given = type(rows)(
        {"s": x}, {"y": x[:, 0, :1]}, rows.weights, rows.units, {"s": np.full(64, 40)}
    )
    network = build(Plan(jitter=0.1, word_dropout=0.5), shape, [1])
    stepper = Stepper(network, learn_rows([given], [given.weights], CPU), [1])
    seen = next(iter(stepper.batches(1))).inputs["s"][0]
    gaps = (torch.from_numpy(x).unsqueeze(0) - seen.unsqueeze(1)).abs().amax((2, 3)).amin(1)
    assert ((gaps > 0) & (gaps < 0.6)).all()
