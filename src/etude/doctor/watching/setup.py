"""What a network and its optimizer say of their own settings."""

import torch
from torch import nn
from torch.optim import Optimizer

from etude.records.setup import Setup

_DROPOUTS = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout)
_BATCH_NORMALISATION = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)
_RECURRENT = nn.RNNBase


def setup_of_loop(model: nn.Module, optimizer: Optimizer | None = None) -> Setup:
    """Everything that needs no batch; the rest is filled in by ``replace``."""
    groups = optimizer.param_groups if optimizer is not None else []
    decays = [float(group.get("weight_decay") or 0.0) for group in groups]
    return Setup(
        normalisation=_normalisation(model),
        dropout=max([0.0, *_dropouts(model)]),
        weight_decay=max(decays) if decays else None,
    )


def layers_of_two_minds(model: nn.Module) -> list[nn.Module]:
    """Layers that answer otherwise in training mode: dropout, batch statistics."""
    kinds = (*_DROPOUTS, _RECURRENT, nn.MultiheadAttention, nn.modules.batchnorm._BatchNorm)
    return [one for one in model.modules() if isinstance(one, kinds) and _is_of_two_minds(one)]


def _is_of_two_minds(layer: nn.Module) -> bool:
    if isinstance(layer, nn.modules.batchnorm._BatchNorm):
        return bool(layer.track_running_stats)
    share = layer.p if isinstance(layer, _DROPOUTS) else layer.dropout
    return float(share) > 0  # type: ignore[arg-type]


def is_of_two_minds(model: nn.Module) -> bool:
    """Whether training and evaluation mode are meant to differ: dropout, batch statistics."""
    return any(share > 0 for share in _dropouts(model)) or any(
        isinstance(one, torch.nn.modules.batchnorm._NormBase) for one in model.modules()
    )


def _normalisation(model: nn.Module) -> str:
    if any(isinstance(one, _BATCH_NORMALISATION) for one in model.modules()):
        return "batch"
    return "layer" if any(isinstance(one, nn.LayerNorm) for one in model.modules()) else "none"


def _dropouts(model: nn.Module) -> list[float]:
    found = [float(one.p) for one in model.modules() if isinstance(one, _DROPOUTS)]
    found += [float(one.dropout) for one in model.modules() if isinstance(one, _RECURRENT)]
    found += [
        float(one.dropout) for one in model.modules() if isinstance(one, nn.MultiheadAttention)
    ]
    return found
