"""What a network and its optimizer say of their own settings."""

import torch
from torch import nn
from torch.optim import Optimizer

from etude.doctor.losses import MODULES
from etude.records.setup import Setup

_DROPOUTS = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout)
_BATCH_NORMALISATION = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)
_READERS: tuple[type[nn.Module], ...] = (nn.Conv1d, nn.RNNBase, nn.MultiheadAttention)
_WITH_DROPOUT = (nn.RNNBase, nn.MultiheadAttention)


def setup_of_loop(model: nn.Module, optimizer: Optimizer | None = None) -> Setup:
    """Everything that needs no batch; the rest is filled in by ``replace``."""
    groups = optimizer.param_groups if optimizer is not None else []
    decays = [float(group.get("weight_decay") or 0.0) for group in groups]
    return Setup(
        normalisation=_normalisation(model),
        dropout=max(map(_dropout, model.modules())),
        weight_decay=max(decays) if decays else None,
        reads_columns=_reads_columns(model),
        convolves=_reads_steps(model, nn.Conv1d),
        recurs=_reads_steps(model, nn.RNNBase),
        has_biases=_has_biases(model),
    )


def _reads_columns(model: nn.Module) -> bool:
    """Whether all weights of two dimensions and more are of dense layers."""
    wide = {id(one) for one in model.parameters() if one.ndim > 1}
    dense = {id(one.weight) for one in model.modules() if isinstance(one, nn.Linear)}
    attends = any(isinstance(one, nn.MultiheadAttention) for one in model.modules())
    return bool(wide) and wide <= dense and not attends


def _reads_steps(model: nn.Module, by: type[nn.Module]) -> bool:
    """Whether some layer reads steps by this means, and none by another."""
    found = [one for one in _READERS if any(isinstance(layer, one) for layer in model.modules())]
    return found == [by]


def _has_biases(model: nn.Module) -> bool | None:
    """Whether any parameter is a row of numbers that is no weight, whatever it is called; None
    where the network does not read columns or convolve: others are often meant to have none."""
    if not (_reads_columns(model) or _reads_steps(model, nn.Conv1d)):
        return None
    ends = ((name.rpartition(".")[2], one) for name, one in model.named_parameters())
    return any(one.ndim < 2 and end != "weight" for end, one in ends)


def is_plain(loss: object) -> bool | None:
    """Whether a loss weighs no class and smooths no label; None where it is no module of torch."""
    if type(loss) not in MODULES:
        return None
    return not weighs_classes(loss) and not getattr(loss, "label_smoothing", 0.0)


def left_out_by(loss: object) -> tuple[int, ...]:
    """Classes whose rows a module of torch leaves out: its ``ignore_index``, and of weight 0."""
    weights, ignored = getattr(loss, "weight", None), getattr(loss, "ignore_index", -1)
    if type(loss) not in MODULES:
        return ()
    none = (weights == 0).nonzero().flatten().tolist() if weights is not None else []
    return (int(ignored), *none)


def weighs_classes(loss: object) -> bool:
    """Whether it is a module of torch that weighs its classes."""
    weights = [getattr(loss, name, None) for name in ("weight", "pos_weight")]
    return type(loss) in MODULES and any(one is not None for one in weights)


def computes_in_half(model: nn.Module) -> bool:
    """Whether it is called in float16: by its own numbers, or under autocast as that stands now."""
    first = next(model.parameters())
    if first.dtype == torch.float16:
        return True
    kind = first.device.type
    return torch.is_autocast_enabled(kind) and torch.get_autocast_dtype(kind) == torch.float16


def layers_of_two_minds(model: nn.Module) -> list[nn.Module]:
    """Layers that are meant to answer otherwise in training mode: dropout, kept statistics."""
    return [one for one in model.modules() if _dropout(one) > 0 or _keeps_statistics(one)]


def _keeps_statistics(layer: nn.Module) -> bool:
    norms = torch.nn.modules.batchnorm._NormBase
    return isinstance(layer, norms) and bool(layer.track_running_stats)


def _dropout(layer: nn.Module) -> float:
    """Share that a layer drops by itself; 0 where it drops nothing."""
    if isinstance(layer, _DROPOUTS):
        return float(layer.p)
    return float(layer.dropout) if isinstance(layer, _WITH_DROPOUT) else 0.0


def _normalisation(model: nn.Module) -> str:
    if any(isinstance(one, _BATCH_NORMALISATION) for one in model.modules()):
        return "batch"
    return "layer" if any(isinstance(one, nn.LayerNorm) for one in model.modules()) else "none"
