"""Rank correlation beside scipy's."""

import pytest
import torch
from scipy.stats import spearmanr

from etude.doctor.rank_correlation import rank_correlation


def test_it_is_spearmans_of_numbers_with_and_without_equal_ones() -> None:
    generator = torch.Generator().manual_seed(0)
    first = torch.randn(200, generator=generator)
    second = first + torch.randn(200, generator=generator)
    for one, other in ((first, second), (first.round(), second.round()), (first, -second.exp())):
        assert rank_correlation(one, other) == pytest.approx(spearmanr(one, other).statistic)


def test_what_is_the_same_throughout_has_no_order() -> None:
    assert rank_correlation(torch.ones(5), torch.arange(5.0)) == 0.0
