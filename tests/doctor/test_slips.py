"""What the settings of the clinic's part "slips" do, and whether its bases are sound."""

import copy

import numpy as np
import pytest
import torch
from benchmarks.clinic import faults, made_rows, training
from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors.random_search import RIGHT
from benchmarks.clinic.doctors.repairs import REPAIRS
from benchmarks.clinic.faults.fault import Fault
from benchmarks.clinic.network import Masked, network_of
from benchmarks.clinic.patients import PARTS, SLIPS_BASES
from benchmarks.clinic.rows import REGRESSION, data_of
from torch import Tensor, nn

CLASSES, NUMBERS = Case("batteries"), Case("rivers")
# Columns, or steps of one channel, and classes; 0 for numbers.
SHAPES = {
    "batteries": (8, 3),
    "auctions": (10, 2),
    "glazes": (12, 4),
    "hikes": (8, 0),
    "rivers": (8, 0),
    "gallops": (24, 3),
    "streaks": (12, 0),
    "records": (12, 3),
    "tempers": (20, 4),
}


def epoch(case: Case, number: int = 1) -> tuple[nn.Module, nn.Module, float]:
    """The network before and after one epoch, and the mean loss."""
    data = data_of(case)
    network = network_of(case, data)
    before = copy.deepcopy(network)
    optimizer = training._optimizer(case.descent, network)
    loss = training._Loss(case.objective, data)
    mean = training._epoch(case, network, optimizer, loss, data, number, [], None, None)
    return before, network, mean


def moved(case: Case) -> float:
    """How far one epoch moves the weights."""
    before, after, _ = epoch(case)
    pairs = zip(before.parameters(), after.parameters(), strict=True)
    return sum(float((one - other).detach().abs().sum()) for one, other in pairs)


class Heard(nn.Module):
    """A loss that writes down the targets that it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[Tensor] = []

    def shaped(self, targets: Tensor) -> Tensor:
        return targets.unsqueeze(1)

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        self.targets.append(targets)
        return (outputs - targets).square().mean()


@pytest.mark.parametrize("base", SLIPS_BASES, ids=lambda one: one.data)
def test_a_base_makes_finite_rows_of_its_shape_again_and_again(base: Case) -> None:
    columns, classes = SHAPES[base.data]
    first, again = (made_rows.SETS[base.data](np.random.default_rng(0)) for _ in range(2))
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    inputs, targets = first
    assert inputs.shape == (1500, columns)
    assert targets.shape == (1500,)
    assert np.isfinite(inputs).all()
    assert np.isfinite(targets).all()
    assert (base.data in REGRESSION) == (classes == 0)
    if classes:
        assert set(targets) == set(range(classes))
        assert np.bincount(targets.astype(int)).min() > 100
    one, same, other = (data_of(base.changed(seed=seed)) for seed in (0, 0, 1))
    assert torch.equal(one.learn.inputs, same.learn.inputs)
    assert not torch.equal(one.learn.inputs, other.learn.inputs)
    assert one.sides == (columns, 1)


def test_the_part_has_twelve_kinds_of_names_of_their_own() -> None:
    bases, kinds = PARTS["slips"]
    assert len(bases) == 9
    assert len(kinds) == 12
    names = [one.name for one in faults.EVERY]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("fault", faults.SLIPS, ids=lambda one: one.name)
def test_each_severity_differs_from_the_healthy_case_and_fits_somewhere(
    fault: Fault,
) -> None:
    bases = [one for one in SLIPS_BASES if fault.fits(one)]
    assert bases
    planted = [fault.planted(bases[0], severity) for severity in range(3)]
    assert len({*planted, bases[0]}) == 4
    for case in planted:
        data = data_of(case)
        assert torch.isfinite(data.learn.inputs).all()
        assert torch.isfinite(network_of(case, data)(data.learn.inputs[:8])).all()


def test_codes_are_eight_numbers_without_order_in_a_share_of_the_columns() -> None:
    plain = data_of(CLASSES.changed(standardise=False)).learn.inputs
    coded = data_of(CLASSES.changed(standardise=False, coded=0.5)).learn.inputs
    assert all(set(column.tolist()) == set(range(8)) for column in coded[:, :4].T)
    assert torch.equal(coded[:, 4:], plain[:, 4:])
    order = coded[plain[:, 0].argsort(), 0]
    steps = (order[1:] != order[:-1]).sum()
    assert steps == 7  # each code is one stretch of the column
    assert not torch.equal(order, order.sort().values)


def test_codes_given_one_hot_have_a_column_for_every_category() -> None:
    data = data_of(CLASSES.changed(standardise=False, coded=0.5, one_hot=True))
    assert data.learn.inputs.shape[1] == 4 * 8 + 4
    assert data.sides == (36, 1)
    assert torch.equal(data.learn.inputs[:, :8].sum(1), torch.ones(len(data.learn.inputs)))
    plain = data_of(CLASSES).learn.inputs
    assert torch.equal(data_of(CLASSES.changed(one_hot=True)).learn.inputs, plain)


def test_what_is_told_ahead_holds_in_learning_and_validation_rows_alone() -> None:
    data = data_of(NUMBERS.changed(told_ahead=10.0))
    assert data.sides == (9, 1)
    told = [
        abs(float(torch.corrcoef(torch.stack([part.inputs[:, -1], part.targets]))[0, 1]))
        for part in (data.learn, data.validation, data.test)
    ]
    assert min(told[:2]) > 0.98
    assert told[2] < 0.3
    assert torch.equal(data.learn.inputs[:, :-1], data_of(NUMBERS).learn.inputs)


def test_padded_apart_blanks_stand_behind_in_learning_and_before_when_judged() -> None:
    base = Case("streaks", "recurrent")
    data, plain = data_of(base.changed(padded_apart=5)), data_of(base)
    assert data.sides == (17, 1)
    assert torch.equal(data.learn.inputs[:, :12], plain.learn.inputs)
    assert not data.learn.inputs[:, 12:].any()
    for one, other in ((data.validation, plain.validation), (data.test, plain.test)):
        assert torch.equal(one.inputs[:, 5:], other.inputs)
        assert not one.inputs[:, :5].any()


def test_pieces_change_places_and_stay_whole() -> None:
    generator = torch.Generator().manual_seed(0)
    inputs = torch.arange(24.0).repeat(50, 1)
    cut = training._in_pieces(inputs, (12, 2), 4, generator)
    assert torch.equal(cut.sort(1).values, inputs)
    pieces = cut.reshape(50, 4, 6)
    assert torch.equal(pieces.diff(dim=2), torch.ones(50, 4, 5))
    assert len({tuple(row.tolist()) for row in cut}) > 10
    assert epoch(Case("streaks", "recurrent", seed=1).changed(pieces=4, width=8))[2] > 0


def test_whole_targets_are_multiples_of_it_nearer_to_0() -> None:
    case = NUMBERS.changed(whole_targets=0.5)
    data, heard = data_of(case), Heard()
    network = network_of(case, data)
    optimizer = training._optimizer(case.descent, network)
    training._epoch(case, network, optimizer, heard, data, 1, [], None, None)
    targets = torch.cat(heard.targets)
    assert torch.equal(targets, (2 * targets).round() / 2)
    assert targets.abs().sum() < data.learn.targets.abs().sum()
    assert len(targets.unique()) > 3


def test_the_rate_falls_evenly_to_0_and_stays() -> None:
    case = NUMBERS.changed(falls_for=0.2, epochs=20)
    shares = [training._rate(case, number) / case.descent.rate for number in range(1, 21)]
    assert shares[:4] == pytest.approx([1.0, 0.75, 0.5, 0.25])
    assert shares[4:] == [0.0] * 16
    assert training._rate(NUMBERS, 30) == NUMBERS.descent.rate


def test_accumulated_gradients_make_one_step_and_what_is_left_is_lost() -> None:
    plain = NUMBERS.changed(optimizer="sgd", batch=300)  # three batches of equal size
    whole = NUMBERS.changed(optimizer="sgd", batch=900)
    together = plain.changed(accumulated=3)
    networks = epoch(together)[1], epoch(whole)[1]
    for one, other in zip(*(each.parameters() for each in networks), strict=True):
        assert torch.allclose(one, other, atol=1e-6)
    assert moved(plain.changed(accumulated=4)) == 0.0
    assert 0.0 < moved(plain.changed(accumulated=2)) < moved(plain)


def test_focal_loss_weighs_rows_by_what_they_are_short_of_certain() -> None:
    outputs, targets = torch.randn(20, 3), torch.arange(20) % 3
    data = data_of(CLASSES)
    plain, none, some = (
        training._Loss(CLASSES.changed(**one).objective, data)(outputs, targets)
        for one in ({}, {"loss": "focal"}, {"loss": "focal", "focus": 5.0})
    )
    assert torch.isclose(none, plain)
    told = outputs.softmax(1)[torch.arange(20), targets]
    assert torch.isclose(some, -((1 - told) ** 5 * told.log()).mean())


def test_the_loss_of_a_quantile_is_least_where_that_share_lies_below() -> None:
    loss = training._Loss(
        NUMBERS.changed(loss="quantile", quantile=0.9).objective, data_of(NUMBERS)
    )
    targets = torch.arange(100.0).unsqueeze(1)
    said = [float(loss(torch.full((100, 1), float(one)), targets)) for one in range(100)]
    assert 88 <= int(np.argmin(said)) <= 91
    ask_for_more, ask_for_less = loss(targets - 1, targets), loss(targets + 1, targets)
    assert float(ask_for_more) == pytest.approx(9 * float(ask_for_less), rel=1e-4)


def test_a_share_of_the_rows_is_subtracted() -> None:
    case = CLASSES.changed(negative=0.25)
    weights = training._row_weights(case, 4000)
    assert set(weights.tolist()) == {-1.0, 1.0}
    assert float((weights < 0).float().mean()) == pytest.approx(0.25, abs=0.03)
    assert torch.equal(weights, training._row_weights(case, 4000))
    loss = training._Loss(case.objective, data_of(case))
    outputs, targets = torch.randn(4, 3), torch.tensor([0, 1, 2, 0])
    plain = float(loss(outputs, targets))
    loss.row_weights = torch.full((4,), -1.0)
    assert float(loss(outputs, targets)) == pytest.approx(-plain)
    assert set(training._row_weights(CLASSES, 40).tolist()) == {1.0}


def test_the_same_mask_drops_the_same_units_in_training_alone() -> None:
    case = CLASSES.changed(dropout=0.5, same_mask=True)
    data = data_of(case)
    network = network_of(case, data)
    masks = [one for one in network.modules() if isinstance(one, Masked)]
    assert [int((one.mask == 0).sum()) for one in masks] == [32, 32]
    network.train()
    assert torch.equal(network(data.learn.inputs), network(data.learn.inputs))
    said = masks[0](torch.ones(3, 64))
    assert torch.equal(said[0], said[2])
    assert float(said.mean()) == pytest.approx(1.0)
    network.eval()
    assert torch.equal(masks[0](torch.ones(3, 64)), torch.ones(3, 64))


def test_residual_sums_grow_with_the_layers() -> None:
    kind = next(one for one in faults.SLIPS if one.name == "residual sums that grow")
    spreads = []
    for severity in range(3):
        case = kind.planted(NUMBERS, severity)
        data = data_of(case)
        spreads.append(float(network_of(case, data)(data.learn.inputs).detach().std()))
    assert 3.0 < spreads[0] < spreads[1] < spreads[2]


@pytest.mark.parametrize(
    ("symptom", "settings"),
    [
        ("one column tells the target", {"told_ahead": 10.0}),
        ("validation unlike training", {"padded_apart": 6}),
        ("rows changed on the way", {"pieces": 4}),
        ("targets of other rows", {"whole_targets": 1.0}),
        ("rate falls too soon", {"falls_for": 0.1}),
        ("rows weighed unevenly", {"negative": 0.1}),
        ("pushed away from the targets", {"negative": 0.1}),
        ("training and evaluation mode disagree", {"same_mask": True}),
    ],
)
def test_advice_that_names_a_setting_sets_it_right(symptom: str, settings: dict) -> None:
    assert REPAIRS[symptom][0](NUMBERS.changed(**settings)) == NUMBERS


def test_advice_on_codes_gives_them_one_hot_and_on_weights_takes_the_usual_loss() -> None:
    coded = CLASSES.changed(coded=0.6)
    assert REPAIRS["codes taken for numbers"][0](coded) == coded.changed(one_hot=True)
    focused = CLASSES.changed(loss="focal", focus=15.0)
    assert REPAIRS["rows weighed unevenly"][0](focused).objective.loss == "fitting"


def test_a_search_that_rewrites_the_loop_knows_what_is_written_wrongly() -> None:
    written = {"told_ahead", "padded_apart", "same_mask", "negative", "whole_targets", "loss"}
    assert written <= RIGHT.keys()
    assert RIGHT["one_hot"] is True
