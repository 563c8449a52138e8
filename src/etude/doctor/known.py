"""Facts that targets tell: classes and their shares, and the loss of knowing nothing."""

import math
from dataclasses import replace

import torch
from torch import Tensor

from etude.diagnosis.evidence import Facts
from etude.doctor.losses import (
    CLASSES,
    NUMBERS,
    OWN_OF_CLASSES,
    YES_OR_NO,
    are_numbers_of,
    naive_loss,
)
from etude.doctor.record import facts_unknown

ENOUGH, ENOUGH_A_CLASS = 50, 10  # rows, under which shares of classes are guesses


def facts_of(kind: str, targets: Tensor | None, outputs: int = 0, rows: int = 0) -> Facts:
    """What is known of the problem.

    In:  the loss's kind; targets seen, or None; the network's outputs, 0 where unknown; rows
         learned from, 0 where unknown.
    """
    facts = replace(facts_unknown(), learn_rows=rows)
    if kind in CLASSES:
        if targets is None or targets.is_floating_point():
            loss = naive_loss(kind, torch.empty(0), outputs)
            return replace(facts, classes=outputs, naive_loss=loss)
        labels = targets.flatten().cpu()
        counts = torch.bincount(labels[labels >= 0], minlength=outputs)
        return _with_shares(facts, counts, naive_loss(kind, targets))
    if kind in YES_OR_NO:
        if targets is None or not bool(((targets == 0) | (targets == 1)).all()):
            return replace(facts, classes=2 if outputs <= 1 else 0)
        if outputs > 1:  # several yes-or-no questions of each row
            return replace(facts, naive_loss=naive_loss(kind, targets))
        counts = torch.bincount(targets.flatten().long().cpu(), minlength=2)
        return _with_shares(facts, counts, naive_loss(kind, targets))
    is_numbered = targets is not None and are_numbers_of(targets, outputs)
    if kind in (*NUMBERS, OWN_OF_CLASSES) and targets is not None and is_numbered:
        labels = targets.flatten().long().cpu()
        counts = torch.bincount(labels, minlength=outputs)
        loss = naive_loss(kind, labels, outputs)
        return _with_shares(facts, counts, loss, of_few=math.nan)
    if kind in NUMBERS:
        return _of_numbers(replace(facts, majority_share=0.0, rarest_share=1.0), kind, targets)
    return facts


def _of_numbers(facts: Facts, kind: str, targets: Tensor | None) -> Facts:
    if targets is None or targets.numel() < ENOUGH:
        return facts
    above, below = (float(one.float().mean()) for one in (targets > 0, targets < 0))
    return replace(
        facts,
        naive_loss=naive_loss(kind, targets),
        target_positive_share=above,
        target_negative_share=below,
    )


def _with_shares(
    facts: Facts, counts: Tensor, loss: float, *, of_few: float | None = None
) -> Facts:
    """Shares of classes and the loss of knowing them; of few rows the number of classes alone, and
    ln K or what is given instead."""
    classes = len(counts)
    if int(counts.sum()) < max(ENOUGH, ENOUGH_A_CLASS * classes):
        equal = math.log(max(classes, 2)) if of_few is None else of_few
        return replace(facts, classes=classes, naive_loss=equal)
    shares = counts.double() / int(counts.sum())
    return replace(
        facts,
        classes=classes,
        majority_share=float(shares.max()),
        rarest_share=float(shares[shares > 0].min()),
        naive_loss=loss,
    )
