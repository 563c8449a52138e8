"""Compare: two plans on the same rows and seeds; measuring only, the verdict is decided."""

import numpy as np

from etude.measuring.comparison import (
    compare,
    compare_groups,
    draw_groups,
    ensemble_outputs,
    group_losses,
)
from etude.measuring.losses import losses_by_unit
from etude.records.moves import Compare, Compared
from etude.studies.performing.outputs import Floats, judged, judging_rows
from etude.studies.performing.workspace import Workspace


def unit_losses(work: Workspace, outputs: Floats) -> Floats:
    """Losses of the deciding metric by unit, float64 [R, U], from outputs [R, n, outputs]."""
    rows = judging_rows(work)
    truth, clusters = work.truth(rows), work.typed.clusters[rows]
    scale = work.scale(rows)
    return np.stack([losses_by_unit(work.problem, truth, one, clusters, scale) for one in outputs])


def perform_compare(move: Compare, work: Workspace) -> Compared:
    """The crossed comparison; with ``members`` above 1, of groups of networks with single ones."""
    outputs = judged(work, move.incumbent)
    incumbent = unit_losses(work, outputs)
    if move.members == 1:
        return Compared(compare(incumbent, unit_losses(work, judged(work, move.candidate))))
    groups = draw_groups(len(outputs), move.members)
    together = unit_losses(work, ensemble_outputs(outputs, groups))
    alone = group_losses(incumbent, groups)
    return Compared(compare_groups(alone, together, len(outputs), move.members))
