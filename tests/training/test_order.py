"""Every row once an epoch, batches of nearly equal size, order keyed by seed and epoch."""

import pytest
import torch

from etude.training.order import epoch_order, places, steps_per_epoch
from etude.training.rows import LearnRows

CPU = torch.device("cpu")


def table(starts: tuple[int, ...], counts: tuple[int, ...]) -> LearnRows:
    return LearnRows({}, {}, torch.ones(sum(counts)), starts, counts, None, ({},) * len(counts))


@pytest.mark.parametrize(("count", "batch_size"), [(65, 32), (64, 32), (5, 32), (1, 1), (97, 10)])
def test_every_row_once_and_shares_of_a_batch_sum_to_one(count: int, batch_size: int) -> None:
    found = places([count], batch_size, CPU)
    order = epoch_order(found, table((0,), (count,)), (3,), 1)
    shares = found.shares[0].view(found.steps, found.width)
    assert sorted(order[0][found.shares[0] > 0].tolist()) == list(range(count))
    torch.testing.assert_close(shares.sum(1), torch.ones(found.steps))
    assert found.width <= batch_size
    sizes = (shares > 0).sum(1)
    assert sizes.max() - sizes.min() <= 1


def test_members_of_different_size_batch_as_they_would_alone() -> None:
    together = places([63, 64], 32, CPU)
    alone = places([63], 32, CPU)
    kept = together.shares[0] > 0
    torch.testing.assert_close(together.rank[0][kept], alone.rank[0][alone.shares[0] > 0])


def test_order_follows_seed_and_epoch_alone() -> None:
    rows = table((0, 0), (50, 50))
    found = places(rows.counts, 10, CPU)
    one = epoch_order(found, rows, (1, 2), 3)
    two = epoch_order(found, rows, (2, 1), 3)
    assert torch.equal(one[0], two[1])
    assert not torch.equal(one[0], one[1])
    assert not torch.equal(one, epoch_order(found, rows, (1, 2), 4))


def test_members_pick_from_their_own_rows() -> None:
    rows = table((0, 50), (50, 49))
    found = places(rows.counts, 10, CPU)
    order = epoch_order(found, rows, (1, 2), 1)
    assert order[0].max() == 49
    assert order[1].min() == 50


def test_steps_per_epoch() -> None:
    assert [steps_per_epoch(n, 32) for n in (1, 32, 33)] == [1, 1, 2]
