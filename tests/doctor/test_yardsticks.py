"""Cheap models beside a watched loop: what they reach, and when a network is behind them."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

import etude
from etude.diagnosis.evidence import Facts, Mark
from etude.diagnosis.harm import (
    CHOOSING_NETWORKS,
    DENSE,
    ENCODED_NETWORKS,
    PLAIN_CONVOLUTIONS,
    PLAIN_NETWORKS,
    PLAIN_RECURRENT,
    RANKED_NETWORKS,
    READ_OTHERWISE,
    UNSTOPPED_NETWORKS,
    WHITENED_NETWORKS,
)
from etude.diagnosis.symptoms import behind_plain_network
from etude.doctor import cheap_models, plain_readers
from etude.doctor.readings import readings, scaled
from etude.doctor.record import facts_unknown
from etude.doctor.targets_apart import targets_apart
from etude.doctor.useful_columns import UsefulColumns
from etude.errors import BadOption

Rows = tuple[Tensor, Tensor]


def ring(rows: int, seed: int) -> Rows:
    """Two classes that no straight line tells apart: inside and outside of a circle."""
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.rand(rows, 2, generator=generator) * 2 - 1
    return inputs, (inputs.square().sum(1) > 0.6).long()


def line(rows: int, seed: int) -> Rows:
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(rows, 3, generator=generator)
    return inputs, inputs @ torch.tensor([1.0, -2.0, 0.0]) + 4.0


def test_trees_or_neighbours_see_a_ring_and_a_line_does_not() -> None:
    marks = etude.yardsticks(ring(600, 0), ring(300, 1))
    facts = marks.added_to(facts_unknown(), "cross_entropy")
    assert facts.yardstick.startswith(
        ("nearest neighbours", "boosted trees", "plain dense networks")
    )
    assert facts.yardstick_accuracy > 0.9
    assert facts.yardstick_loss < 0.5 * facts.linear_loss


def shells(rows: int, seed: int) -> Rows:
    """Three classes by the length of a row, on which networks are ahead of all else."""
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(rows, 4, generator=generator)
    lengths = inputs.square().sum(1)
    return inputs, (lengths > 2.5).long() + (lengths > 4.5).long()


def test_a_plain_network_is_ahead_where_networks_are() -> None:
    marks = etude.yardsticks(shells(900, 0), shells(600, 1))
    facts = marks.added_to(facts_unknown(), "cross_entropy")
    assert facts.yardstick.startswith("plain dense networks")
    dense = facts.mark(*DENSE)
    assert dense.accuracy == facts.yardstick_accuracy > 0.85
    assert dense.loss >= facts.yardstick_loss
    again = etude.yardsticks(shells(900, 0), shells(600, 1))
    assert repr(again.added_to(facts_unknown(), "cross_entropy")) == repr(facts)


def bumps(rows: int, seed: int) -> Rows:
    """Up and down again, or the other way round, somewhere along 40 steps: [rows, steps, 1]."""
    generator = torch.Generator().manual_seed(seed)
    signals = 0.3 * torch.randn(rows, 40, 1, generator=generator)
    places = torch.randint(0, 36, (rows,), generator=generator)
    is_up = torch.rand(rows, generator=generator) < 0.5
    for off, sign in enumerate((1.0, 1.0, -1.0, -1.0)):
        signals[torch.arange(rows), places + off, 0] += sign * torch.where(is_up, 1.0, -1.0)
    return signals, is_up.long()


def test_of_rows_of_steps_a_plain_convolution_is_a_yardstick_too() -> None:
    steps, flat = bumps(400, 0), bumps(200, 1)
    marks = etude.yardsticks(steps, flat)
    facts = marks.added_to(facts_unknown(), "cross_entropy")
    assert facts.yardstick == "plain convolutions"
    assert facts.mark("plain convolutions").accuracy == facts.yardstick_accuracy > 0.95
    as_columns = etude.yardsticks((steps[0].flatten(1), steps[1]), (flat[0].flatten(1), flat[1]))
    assert "plain convolutions" not in as_columns.answers
    again = etude.yardsticks(steps, flat).answers["plain convolutions"]
    assert (again == marks.answers["plain convolutions"]).all()


def test_a_plain_recurrent_network_counts_where_a_convolution_cannot() -> None:
    generator = torch.Generator().manual_seed(0)
    steps = (torch.rand(900, 24, 1, generator=generator) < 0.3).float()
    held = torch.zeros(900)
    for step in steps[:, :, 0].T:  # how long since the last knock
        held = torch.where(step > 0, 0.0, held + 1.0)
    late = (held > 2.0).long()
    facts = etude.yardsticks((steps[:600], late[:600]), (steps[600:], late[600:])).added_to(
        facts_unknown(), "cross_entropy"
    )
    assert facts.mark("plain recurrent networks").accuracy > 0.95


def test_a_plain_convolution_learns_numbers_in_their_unit() -> None:
    (x, _), (judged, _) = bumps(400, 0), bumps(200, 1)
    y, truth = (50.0 + 9.0 * one.amax((1, 2)) for one in (x, judged))
    state = torch.get_rng_state()
    facts = etude.yardsticks((x, y), (judged, truth)).added_to(facts_unknown(), "mse")
    assert facts.mark("plain convolutions").loss < 0.3 * float(truth.var())
    assert (torch.get_rng_state() == state).all()


def test_parts_that_are_alike_and_parts_that_are_not() -> None:
    marks = etude.yardsticks(ring(600, 0), ring(300, 1))
    alike = marks.added_to(facts_unknown(), "cross_entropy")
    assert alike.parts_yardstick in ("nearest neighbours", "linear models")
    assert abs(alike.left_out_score - alike.judged_score) < 3 * alike.parts_error
    x, y = ring(300, 1)
    apart = etude.yardsticks(ring(600, 0), (x.abs() ** 0.5, y)).added_to(
        facts_unknown(), "cross_entropy"
    )
    assert apart.left_out_score - apart.judged_score > 3 * apart.parts_error
    assert etude.yardsticks((x[:50], y[:50]), (x, y)).left_out == {}
    lots = torch.Generator().manual_seed(3)
    guesses = (
        torch.randint(0, 2, (300,), generator=lots),
        torch.randint(0, 2, (300,), generator=lots),
    )
    thrice = torch.cat([x] * 3), torch.cat([guesses[0]] * 3)  # copies tell nothing of the others
    copied = etude.yardsticks(thrice, (x + 9.0, guesses[1])).added_to(
        facts_unknown(), "cross_entropy"
    )
    assert copied.left_out_score < 0.65
    x, y = line(300, 0)
    numbers = etude.yardsticks((x, y), (x, y)).added_to(facts_unknown(), "mse")
    assert numbers.left_out_score == pytest.approx(1.0, abs=0.01)
    assert numbers.judged_score == pytest.approx(1.0, abs=0.01)


def test_spoiled_training_rows_teach_less_than_validation_rows() -> None:
    (x, y), judged = ring(900, 0), ring(300, 1)
    lots = torch.Generator().manual_seed(0)
    noise = torch.randn(x.shape, generator=lots)
    well, spoiled = (
        etude.yardsticks((one, y), judged).added_to(facts_unknown(), "cross_entropy")
        for one in (x, x + 2.0 * noise)
    )
    assert well.alone_score < well.taught_score + 2 * well.alone_error
    assert spoiled.alone_score > spoiled.taught_score + 3 * spoiled.alone_error
    assert well.given_rows == 900
    fewer = etude.yardsticks((x[:299], y[:299]), judged)  # which could teach less
    assert fewer.alone == {}
    sorted_ones = judged[1].argsort()
    in_order = etude.yardsticks((x, y), (judged[0][sorted_ones], judged[1][sorted_ones]))
    facts = in_order.added_to(facts_unknown(), "cross_entropy")
    assert facts.alone_score < facts.taught_score  # parts that lack a class teach less of it
    varied = torch.cat([judged[0] + 0.001 * one for one in noise[:600].split(300)])
    twice = etude.yardsticks((x, y), (varied, judged[1].repeat(2)))
    assert set(twice.alone) == {"linear models"}  # the others would know their copies


def test_classes_that_have_other_shares_are_no_other_classes() -> None:
    x, y = ring(2000, 0)
    rare = ((y == 0) | (torch.arange(2000) % 10 == 0)).nonzero().flatten()
    (few, natural), (many, balanced) = ((x[rows], y[rows]) for rows in (rare[:300], rare[300:]))
    again = torch.cat([torch.arange(len(balanced)), (balanced == 1).nonzero().flatten().repeat(9)])
    facts = etude.yardsticks((many[again], balanced[again]), (few, natural)).added_to(
        facts_unknown(), "cross_entropy"
    )
    assert abs(facts.left_out_score - facts.judged_score) < 3 * facts.parts_error
    assert facts.alone_score < facts.taught_score + 2 * facts.alone_error


def test_skewed_columns_are_read_by_their_ranks_as_well() -> None:
    (x, y), (judged, truth) = ring(900, 0), ring(300, 1)
    plain = etude.yardsticks((x, y), (judged, truth)).added_to(facts_unknown(), "cross_entropy")
    assert plain.mark(RANKED_NETWORKS) is None  # nothing is skewed
    skewed = etude.yardsticks(((5 * x).exp(), y), ((5 * judged).exp(), truth)).added_to(
        facts_unknown(), "cross_entropy"
    )
    assert skewed.mark(RANKED_NETWORKS).accuracy > skewed.mark(*DENSE).accuracy + 0.03


def marks_of(kind: str, learn: Rows, judge: Rows) -> Facts:
    return etude.yardsticks(learn, judge).added_to(facts_unknown(), kind)


def test_columns_that_move_together_are_whitened_as_well() -> None:
    generator = torch.Generator().manual_seed(0)
    apart = torch.randn(1200, 4, generator=generator)
    target = (apart[:, 0] * apart[:, 1] > 0).long()
    together = apart + 20.0 * torch.randn(1200, 1, generator=generator)
    learn, judge = slice(900), slice(900, None)
    facts = marks_of("cross_entropy", (apart[learn], target[learn]), (apart[judge], target[judge]))
    assert facts.mark(WHITENED_NETWORKS) is None
    facts = marks_of(
        "cross_entropy", (together[learn], target[learn]), (together[judge], target[judge])
    )
    reached = facts.mark(WHITENED_NETWORKS).accuracy
    assert reached > facts.mark(*DENSE).accuracy + 0.03
    twice = torch.cat([together, together], 1)  # components of nothing but rounding are left out
    facts = marks_of("cross_entropy", (twice[learn], target[learn]), (twice[judge], target[judge]))
    assert facts.mark(WHITENED_NETWORKS).accuracy == pytest.approx(reached, abs=0.05)


def test_codes_are_given_one_hot_as_well() -> None:
    generator = torch.Generator().manual_seed(0)
    codes = torch.randint(18, (1200, 2), generator=generator).float()
    of_code = torch.randn(18, 2, generator=generator)
    target = of_code[codes[:, 0].long(), 0] + of_code[codes[:, 1].long(), 1]
    scaled = (codes - codes.mean(0)) / codes.std(0)  # as a loop gives them
    learn, judge = slice(900), slice(900, None)
    facts = marks_of("mse", (scaled[learn], target[learn]), (scaled[judge], target[judge]))
    assert facts.mark(ENCODED_NETWORKS).loss < 0.5 * facts.mark(*DENSE).loss
    assert facts.mark(ENCODED_NETWORKS).columns == (0, 1)
    assert 0.0 < facts.mark(ENCODED_NETWORKS).gain_error < facts.mark(*DENSE).loss
    unknown = scaled[judge].clone()
    unknown[0, 0], unknown[1, 1] = 99.0, torch.nan  # what was never learned is none of them
    assert marks_of("mse", (scaled[learn], target[learn]), (unknown, target[judge])).marks
    amounts = torch.randn(1200, 2, generator=generator)
    facts = marks_of("mse", (amounts[learn], target[learn]), (amounts[judge], target[judge]))
    assert facts.mark(ENCODED_NETWORKS) is None


@pytest.mark.parametrize(
    ("values", "are_codes"),
    [
        ([0.0, 1.0], False),  # yes or no is both
        ([0.0, 1.0, 2.0], True),
        ([-1.5, -0.5, 2.5], True),  # codes that no row has
        ([1.0, 3.0, 6.0], True),
        ([10.0, 20.0, 35.0], True),
        ([0.0, 1.0, 2.7], False),
        ([0.0, 0.01, 5.3, 9.7], False),  # whole steps apart, as all numbers are of small ones
        ([0.0, 1e-310, 1.0], False),
        (list(range(20)), True),
        (list(range(21)), False),
    ],
)
def test_codes_are_few_and_even(values, are_codes) -> None:
    column = np.array(values * 10)
    found = readings(
        np.stack([column, np.linspace(0, 1, len(column)) ** 0.5], 1), is_table=True, of_classes=True
    )
    assert (ENCODED_NETWORKS in found) == are_codes


def test_columns_that_trees_use_no_more_than_noise_are_left_out_as_well() -> None:
    generator = torch.Generator().manual_seed(0)
    x, y = ring(900, 0)
    noisy = torch.cat([x, torch.randn(900, 30, generator=generator)], 1)
    facts = marks_of("cross_entropy", (noisy[:600], y[:600]), (noisy[600:], y[600:]))
    found = facts.mark(CHOOSING_NETWORKS)
    assert found.accuracy > facts.mark(*DENSE).accuracy + 0.03
    assert 0.0 < found.gain_error < 0.03
    assert set(found.columns) <= set(range(2, 32))
    assert len(found.columns) > 20
    assert found.name != facts.yardstick  # which all read the columns as they are
    few = noisy[:, :7]
    facts = marks_of("cross_entropy", (few[:600], y[:600]), (few[600:], y[600:]))
    assert facts.mark(CHOOSING_NETWORKS) is None


def test_columns_of_equal_use_all_stay() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(900, 12, generator=generator)
    target = x[:, :9].sum(1)
    chosen = UsefulColumns(of_classes=False).fit(x.double().numpy(), target.double().numpy())
    assert chosen.is_useful_[:9].all()
    assert not chosen.is_useful_[9:].all()
    constant = UsefulColumns().fit(np.zeros((20, 3)), np.arange(20) % 2)
    assert constant.is_useful_.all()  # nothing tells, so nothing is left out


@pytest.mark.parametrize("rows", [1, 2, 5])
@pytest.mark.parametrize("columns", [1, 8])
def test_a_table_of_a_few_constant_rows_is_borne(rows, columns) -> None:
    learn = np.full((rows, columns), 0.3)
    learn[0, 0] = np.nan
    assert not set(readings(learn, is_table=True, of_classes=True)) - {CHOOSING_NETWORKS}
    assert np.isfinite(scaled(learn, learn)[0]).all()


def test_what_is_constant_but_for_rounding_is_not_stretched() -> None:
    inside, outside = scaled(np.full((1200, 1), 0.3), np.array([[0.4]]))
    assert np.abs(inside).max() < 1e-9
    assert abs(outside[0, 0]) < 1.0


def test_a_large_level_hides_no_columns() -> None:
    generator = np.random.default_rng(0)
    level = 3_000.0 * generator.normal(size=(900, 1))
    rows = (generator.normal(size=(900, 4)) + level).astype(np.float32).astype(np.float64)
    inputs = scaled(rows, rows)[0]
    whitened = readings(rows, is_table=True, of_classes=True)[WHITENED_NETWORKS].fit(inputs)
    assert whitened.n_components_ == 4


def test_of_steps_and_pixels_ranks_alone_are_asked() -> None:
    x, y = ring(200, 0)
    images = (5 * x).exp().repeat(1, 8).reshape(200, 1, 4, 4)
    marks = etude.yardsticks((images, y), (images, y))
    assert set(READ_OTHERWISE) & set(marks.answers) == {RANKED_NETWORKS}


def test_a_column_that_is_the_target_in_disguise_is_named() -> None:
    x, y = ring(500, 0)
    told = torch.cat([x, 3.0 - 2.0 * y[:, None] + 0.01 * x[:, :1]], 1)
    facts = marks_of("cross_entropy", (told[:300], y[:300]), (told[300:], y[300:]))
    assert facts.telling_column == 2
    facts = marks_of("cross_entropy", (x[:300], y[:300]), (x[300:], y[300:]))
    assert facts.telling_column == -1
    assert math.isnan(facts.telling_share)
    x, numbers = line(400, 0)
    told = torch.cat([-numbers[:, None], x], 1)
    facts = marks_of("mse", (told[:300], numbers[:300]), (told[300:], numbers[300:]))
    assert (facts.telling_column, facts.telling_share) == (0, pytest.approx(1.0))
    facts = marks_of("mse", (x[:300], numbers[:300]), (x[300:], numbers[300:]))
    assert facts.telling_column == -1  # several columns that tell it together are none of them
    facts = marks_of("mse", (told[:300], numbers[:300]), (told[300:329], numbers[300:329]))
    assert facts.telling_column == -1  # of a few rows nothing is said
    series = told.repeat(1, 2)[:, :, None]
    facts = marks_of("mse", (series[:300], numbers[:300]), (series[300:], numbers[300:]))
    assert facts.telling_column == -1  # the last step is known before the next
    x, _ = ring(500, 0)
    rare = (torch.arange(500) % 100 == 0).long()  # 99 % right are nothing here
    facts = marks_of("cross_entropy", (x[:300], rare[:300]), (x[300:], rare[300:]))
    assert facts.telling_column == -1


def test_few_rows_and_many_classes_serve_too() -> None:
    x, _ = ring(220, 0)
    many = torch.arange(220) % 110  # a tenth of the rows has fewer than there are classes
    assert etude.yardsticks((x, many), (x, many)).answers
    assert etude.yardsticks((x[:3], many[:3]), (x, many)).answers
    rare = (torch.arange(220) % 110 == 0).long()  # fewer than what could be held back
    assert etude.yardsticks((x, (torch.arange(220) % 2)), (x, rare)).alone
    assert etude.yardsticks((x[:3], x[:3, 0]), (x, x[:, 0])).answers


def test_numbers_are_measured_by_the_loss_of_the_loop() -> None:
    x, y = line(300, 0)
    marks = etude.yardsticks((x, y.unsqueeze(1)), line(100, 1))
    squared, absolute = (marks.added_to(facts_unknown(), kind) for kind in ("mse", "mae"))
    assert squared.yardstick == absolute.yardstick == "linear models"
    assert squared.yardstick_loss == squared.linear_loss < 0.01
    assert absolute.yardstick_loss == pytest.approx(squared.yardstick_loss**0.5, rel=0.5)
    assert squared.yardstick_accuracy != squared.yardstick_accuracy  # not known


def test_a_loader_gives_the_same_and_missing_cells_are_borne() -> None:
    x, y = ring(200, 0)
    whole = etude.yardsticks((x, y), ring(100, 1))
    loader = DataLoader(TensorDataset(x, y), batch_size=64)
    parts = etude.yardsticks(loader, ring(100, 1))
    assert all((whole.answers[name] == parts.answers[name]).all() for name in whole.answers)
    x[::7, 0] = torch.nan
    holed = etude.yardsticks((x, y), ring(100, 1)).added_to(facts_unknown(), "cross_entropy")
    assert holed.yardstick_accuracy > 0.6


def test_yes_or_no_written_as_numbers_is_two_classes() -> None:
    x, y = ring(400, 0)
    marks = etude.yardsticks((x, y.float().unsqueeze(1)), (x, y.float()))
    facts = marks.added_to(facts_unknown(), "binary_cross_entropy_with_logits")
    assert facts.yardstick_accuracy > 0.9


def test_nothing_is_said_of_an_unknown_loss_or_of_one_class() -> None:
    x, y = ring(100, 0)
    facts = facts_unknown()
    marks = etude.yardsticks((x, y), (x, y))
    assert repr(marks.added_to(facts, "")) == repr(facts)
    alone = etude.yardsticks((x, torch.zeros_like(y)), (x, y))
    seen = alone.added_to(facts, "cross_entropy")
    assert (seen.yardstick, seen.marks) == ("", ())
    assert (seen.apart_class, seen.learned_share) == (0, 1.0)


def test_rows_are_drawn_from_tensors_and_the_loops_order_stays() -> None:
    x, y = ring(9000, 0)
    order = y.argsort()
    facts = etude.yardsticks((x[order], y[order]), ring(300, 1)).added_to(
        facts_unknown(), "cross_entropy"
    )
    assert facts.yardstick_accuracy > 0.9
    assert abs(facts.left_out_score - facts.judged_score) < 0.05
    shuffled = DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True)
    state, of_python = torch.get_rng_state(), random.getstate()
    marks = etude.yardsticks(shuffled, ring(300, 1))
    assert (torch.get_rng_state() == state).all()
    noisy = [(inputs + random.random(), targets) for inputs, targets in shuffled]
    drawn = random.getstate()
    etude.yardsticks((pair for pair in noisy if random.random() < 0.9), ring(300, 1))
    assert random.getstate() == drawn != of_python
    assert marks.left_out == {}  # the first of a loader may be of another kind than the rest


def test_twins_among_the_learning_rows_are_no_difference_of_the_parts() -> None:
    x, _ = ring(100, 0)
    lots = torch.Generator().manual_seed(2)
    guesses = torch.randint(0, 2, (100,), generator=lots)
    varied = torch.cat([x] * 8) + 0.001 * torch.randn(800, 2, generator=lots)
    marks = etude.yardsticks((varied, torch.cat([guesses] * 8)), ring(300, 1))
    assert set(marks.left_out) == {"linear models"}


def test_odd_rows_are_borne() -> None:
    x, y = ring(200, 0)
    lacking = torch.cat([x, torch.full((200, 1), torch.nan)], 1)
    assert etude.yardsticks((lacking, y), (lacking, y)).answers
    assert etude.yardsticks((x[:1], x[:1, 0]), (x, x[:, 0])).left_out == {}
    yes_or_no = (x[:, :1] > 0).float()
    assert etude.yardsticks((yes_or_no, y), (yes_or_no, y)).left_out == {}


@pytest.mark.parametrize(
    ("training", "said"),
    [
        ([], "no rows"),
        ([(torch.zeros(3, 2), torch.ones(3)), (torch.zeros(3, 3), torch.ones(3))], "one shape"),
        ((torch.zeros(3, 2), torch.tensor([0, 7, 999])), "up to 999"),
        (5, "training= is a int"),
        ((torch.zeros(3), torch.zeros(3)), "must give pairs of tensors"),
        ((torch.zeros(3, 2), torch.zeros(4)), "3 rows of inputs and 4 targets"),
        ((torch.zeros(3, 5), torch.zeros(3)), "5 numbers a row, validation= has 2"),
        ((torch.zeros(3, 3000), torch.zeros(3)), "at most 2,000"),
        ([(torch.zeros(3, 2), [1, 2, 3])], "must give pairs of tensors"),
        ((torch.zeros(2, 2), torch.tensor([0.5, torch.nan])), "missing or infinite"),
        ((torch.zeros(2, 2), torch.tensor([1, -100])), "class number below 0 .-100."),
    ],
)
def test_other_rows_are_refused_in_a_sentence(training: object, said: str) -> None:
    with pytest.raises(BadOption, match=said):
        etude.yardsticks(training, ring(50, 1))


def trained(rate: float, marks: object) -> str:
    x, y = ring(600, 0)
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    loss = nn.CrossEntropyLoss()
    with etude.watch(
        model, optimizer, validation=ring(300, 1), loss=loss, yardsticks=marks
    ) as doctor:
        for _ in range(20):
            for rows in torch.randperm(600).split(32):
                optimizer.zero_grad()
                loss(model(x[rows]), y[rows]).backward()
                optimizer.step()
            doctor.epoch()
    return doctor.report()


def test_a_network_that_cheap_models_beat_is_told_so() -> None:
    marks = etude.yardsticks(ring(600, 0), ring(300, 1))
    slow, well = trained(0.01, marks), trained(0.5, marks)
    assert "underfitting (diagnosis)" in slow
    assert "reach 9" in slow
    assert "(diagnosis)" not in well
    assert "underfitting (diagnosis)" not in trained(0.01, None)


def test_what_training_may_still_bring_is_no_line_of_its_first_epochs(capsys) -> None:
    marks = etude.yardsticks(ring(600, 0), ring(300, 1))
    x, y = ring(600, 0)
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 2))
    optimizer, loss = torch.optim.SGD(model.parameters(), lr=0.1), nn.CrossEntropyLoss()
    held = {"validation": ring(300, 1), "loss": loss, "yardsticks": marks}
    with etude.watch(model, optimizer, **held, tell=True) as doctor:
        for epoch in range(24):
            if epoch == 16:
                assert any(one.severity == "diagnosis" for one in doctor.findings)
                assert capsys.readouterr().out == ""
                optimizer.param_groups[0]["lr"] = 0.0  # it comes to rest
            for rows in torch.randperm(600).split(32):
                optimizer.zero_grad()
                loss(model(x[rows]), y[rows]).backward()
                optimizer.step()
            doctor.epoch()
        told = capsys.readouterr().out
    assert "etude: underfitting: " in told
    assert told.count("etude: underfitting: ") == 1
    assert "etude: underfitting: " not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "kind"), [("plain convolutions", "convolves"), ("plain recurrent networks", "recurs")]
)
def test_what_reads_steps_is_held_against_its_own_kind(name, kind) -> None:
    from etude.diagnosis.symptoms import underfitting
    from tests.diagnosis.curves import FACTS, LAST_KEPT, evidence

    own = {"marks": (Mark(name, 0.9, 0.3),), "validation_rows": 2000, "yardstick_loss": 0.3}
    facts = replace(FACTS, yardstick="boosted trees", yardstick_accuracy=0.9, **own)
    curves = {"train_accuracy": (0.85,) * 3, "validation_accuracy": (0.85,) * 3}
    for is_of_it, severity in ((True, "diagnosis"), (False, "note")):
        setup = replace(LAST_KEPT, **{kind: is_of_it})
        seen = underfitting.look(evidence(facts=facts, setup=setup, **curves))
        assert seen is not None
        assert seen.severity == severity


def test_facts_stay_beside_what_is_added() -> None:
    facts = replace(facts_unknown(), classes=2, validation_rows=7)
    added = etude.yardsticks(ring(300, 0), ring(100, 1)).added_to(facts, "cross_entropy")
    assert (added.classes, added.validation_rows) == (2, 7)


def test_whole_numbers_that_a_loop_learns_as_numbers_are_no_classes() -> None:
    x, _ = line(300, 0)
    y = (x[:, 0] * 5 + 20).round().long()  # 0 to 40, say
    marks = etude.yardsticks((x, y), (x, y))
    spread = float(y.float().var(correction=0))
    of_numbers = replace(facts_unknown(), naive_loss=spread)
    assert repr(marks.added_to(of_numbers, "mse")) == repr(of_numbers)
    two = etude.yardsticks((x, (y > 20).long()), (x, (y > 20).long()))
    of_classes = replace(facts_unknown(), naive_loss=0.25)
    assert two.added_to(of_classes, "mse").yardstick


class Margin(nn.Module):
    """A loss of a person's own."""

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return nn.functional.multi_margin_loss(outputs, targets)


@pytest.mark.parametrize(("outputs", "is_known"), [(2, True), (5, False)])
def test_a_loss_of_ones_own_is_judged_by_right_answers(outputs: int, is_known: bool) -> None:
    x, y = ring(600, 0)
    marks = etude.yardsticks((x, y), ring(300, 1))
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, outputs))
    optimizer, loss = torch.optim.SGD(model.parameters(), lr=0.1), Margin()
    with etude.watch(
        model, optimizer, validation=ring(300, 1), loss=loss, yardsticks=marks
    ) as doctor:
        for _ in range(10):
            for rows in torch.randperm(600).split(32):
                optimizer.zero_grad()
                loss(model(x[rows]), y[rows]).backward()
                optimizer.step()
            doctor.epoch()
    curves, facts = doctor.record.runs[0].curves, doctor.record.facts
    assert bool(curves.validation_accuracy) == is_known
    assert (facts.yardstick_accuracy > 0.9) == is_known
    told = {one.symptom for one in doctor.findings if one.severity == "diagnosis"}
    assert ("underfitting" in told) == is_known


class Rates(nn.Module):
    """Another: outputs are logarithms of rates, or these turned around."""

    def __init__(self, sign: int) -> None:
        super().__init__()
        self.sign = sign

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return nn.functional.poisson_nll_loss(self.sign * outputs[:, 0], targets)


def counted(rows: int, seed: int) -> Rows:
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(rows, 3, generator=generator)
    means = (inputs @ torch.tensor([1.0, -0.5, 0.0]) + 1.0).exp()
    return inputs, torch.poisson(means, generator=generator)


@pytest.mark.parametrize(
    ("rate", "sign", "is_behind"), [(0.01, 1, False), (0.01, -1, False), (1e-6, 1, True)]
)
def test_of_numbers_it_is_judged_by_their_order(rate: float, sign: int, is_behind: bool) -> None:
    (x, y), judged = counted(600, 0), counted(300, 1)
    marks = etude.yardsticks((x, y), judged)
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer, loss = torch.optim.Adam(model.parameters(), lr=rate), Rates(sign)
    with etude.watch(model, optimizer, validation=judged, loss=loss, yardsticks=marks) as doctor:
        for _ in range(20):
            for rows in torch.randperm(600).split(32):
                optimizer.zero_grad()
                loss(model(x[rows]), y[rows]).backward()
                optimizer.step()
            doctor.epoch()
    facts = doctor.record.facts
    assert (facts.answers_order > 0.6) != is_behind
    best = facts.mark(facts.yardstick)
    assert best is not None
    assert best.order > 0.7
    told = {one.symptom: one for one in doctor.findings if one.severity == "diagnosis"}
    assert ("behind a plain network" in told) == is_behind
    if is_behind:
        assert "rank correlation" in told["behind a plain network"].seen


def test_some_of_the_models_serve_alone() -> None:
    marks = etude.yardsticks(ring(300, 0), ring(100, 1))
    linear = replace(marks, answers={"linear models": marks.answers["linear models"]})
    facts = linear.added_to(facts_unknown(), "cross_entropy")
    assert facts.yardstick == "linear models"
    assert facts.mark(*DENSE) is None  # not known


@pytest.mark.parametrize(
    ("learned", "judged", "apart"),
    [
        ([70, 30], [50, 50], (0, 0.7, 0.5)),
        ([80, 15, 5], [80, 2, 18], (1, 0.15, 0.02)),
        ([50, 50], [90, 10], None),  # made even
        ([52, 48], [90, 10], None),  # drawn evenly
        ([50, 50, 0], [0, 0, 60], (2, 0.0, 1.0)),  # even, but of other classes
    ],
)
def test_the_class_whose_share_differs_most(learned, judged, apart) -> None:
    parts = (
        torch.arange(len(one)).repeat_interleave(torch.tensor(one)) for one in (learned, judged)
    )
    facts = targets_apart(*parts)
    if apart is None:
        assert facts == {}
        return
    told = facts["apart_class"], facts["learned_share"], facts["validation_share"]
    assert told == pytest.approx(apart)
    assert 0.02 < facts["shares_error"] < 0.08


def test_numbers_whose_mean_differs() -> None:
    torch.manual_seed(0)
    facts = targets_apart(10 + 2 * torch.randn(400), 11 + 2 * torch.randn(100))
    assert facts["apart_class"] == -1
    assert facts["validation_share"] == pytest.approx(0.5, abs=0.2)
    assert facts["shares_error"] == pytest.approx(0.11, abs=0.02)
    assert targets_apart(torch.ones(5), torch.ones(5)) == {}


def test_parts_of_other_classes_are_told_of_all_rows_alone() -> None:
    torch.manual_seed(0)
    x, y = torch.randn(300, 4), (torch.arange(300) < 210).long()
    others = torch.randn(200, 4), (torch.arange(200) < 60).long()
    loader = [(x[:150], y[:150])] * 40  # more than are asked of: its first rows alone are known
    for training, apart in (((x, y), 0), (loader, -1)):
        facts = etude.yardsticks(training, others).added_to(facts_unknown(), "cross_entropy")
        assert facts.apart_class == apart


def test_plain_networks_are_what_is_said_of_them() -> None:
    said = behind_plain_network.PLAIN
    for name, settings in (
        (PLAIN_NETWORKS, cheap_models.SETTINGS), (UNSTOPPED_NETWORKS, cheap_models.UNSTOPPED),
    ):  # fmt: skip
        assert settings["hidden_layer_sizes"] == (128, 128)
        assert f"Adam at {settings['learning_rate_init']}" in said[name]
    assert f"{cheap_models.UNSTOPPED['max_iter']} epochs" in said[UNSTOPPED_NETWORKS]
    assert "{}, {} and {} channels".format(*plain_readers.FILTERS) in said[PLAIN_CONVOLUTIONS]
    assert f"Adam at {plain_readers.RATE}" in said[PLAIN_CONVOLUTIONS]
    told = f"{plain_readers.WIDTH} units, Adam at {plain_readers.RECURRENT_RATE}"
    assert told in said[PLAIN_RECURRENT]
    assert cheap_models.SETTINGS["batch_size"] == plain_readers.BATCH == 32


def test_printed_yardsticks_say_what_each_reaches_best_first() -> None:
    x, y = ring(300, 1)
    marks = etude.yardsticks(ring(600, 0), (x, y))
    assert repr(marks) == str(marks)
    title, *lines = str(marks).splitlines()
    assert title == "Cheap models on 300 validation rows, right answers:"
    told = {name: float(share) for share, name in (one.strip().split(" %  ") for one in lines)}
    assert set(told) == {*marks.answers, "naive prediction"}
    assert list(told.values()) == sorted(told.values(), reverse=True)
    facts = marks.added_to(facts_unknown(), "cross_entropy")
    assert next(iter(told)) == facts.yardstick
    assert told[facts.yardstick] == pytest.approx(100 * facts.yardstick_accuracy, abs=0.06)
    commonest = int(ring(600, 0)[1].bincount().argmax())
    naive = 100 * float((y == commonest).float().mean())
    assert told["naive prediction"] == pytest.approx(naive, abs=0.06)
    unknown = replace(marks, learned=torch.empty(0))  # what was learned from
    assert "naive" not in str(unknown)


def test_printed_yardsticks_of_numbers_say_their_squared_error() -> None:
    marks = etude.yardsticks(line(300, 0), line(100, 1))
    title, first, *_, last = str(marks).splitlines()
    assert title == "Cheap models on 100 validation rows, mean squared error:"
    assert first.split(maxsplit=1)[1] == "linear models"
    loss = marks.added_to(facts_unknown(), "mse").linear_loss
    assert float(first.split()[0]) == pytest.approx(loss, rel=1e-3)
    error, name = last.split(maxsplit=1)
    assert name == "naive prediction"
    naive = (line(100, 1)[1] - line(300, 0)[1].mean()).square().mean()
    assert float(error) == pytest.approx(float(naive), rel=1e-3)
    x, y = ring(100, 0)
    assert str(etude.yardsticks((x, 0 * y), (x, y))).startswith("No cheap model")


def test_missing_and_infinite_cells_stand_at_the_mean_and_empty_columns_count_for_nothing() -> None:
    (x, y), (judged, truth) = ring(400, 0), ring(200, 1)
    mean = x[:, 0].double().mean()
    cells = {"missing": torch.nan, "infinite": torch.inf, "filled": mean}
    asked = {}
    for name, value in cells.items():
        holed = judged.double()
        holed[::5, 0] = value
        asked[name] = etude.yardsticks((x.double(), y), (holed, truth)).answers
    for name, answer in asked["missing"].items():
        assert (answer == asked["infinite"][name]).all()
        is_filled = bool(abs(answer - asked["filled"][name]).max() < 1e-6)
        assert is_filled == (name != "boosted trees")  # which keep them apart
    empty = torch.full((400, 1), torch.nan)
    noise = 50 * torch.randn(200, 1, generator=torch.Generator().manual_seed(1))
    beside, without = (
        etude.yardsticks(
            (torch.cat([x, empty], 1), y), (torch.cat([judged, one], 1), truth)
        ).answers
        for one in (noise, empty[:200])
    )
    assert all((beside[name] == without[name]).all() for name in beside)
