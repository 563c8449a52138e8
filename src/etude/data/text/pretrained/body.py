"""A pretrained encoder loaded from the study's own copy: codes of pieces in, their states out."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from etude.data.text.pretrained.files import fingerprint
from etude.data.text.pretrained.library import transformers
from etude.errors import BadStudy


@dataclass(frozen=True)
class Body:
    """The encoder on a device, for good in evaluation mode: its own dropout draws from a
    generator that no seed of ours keys, so it is left out and the trunk's dropout does its work.

    used: names of the parameters that the states hang on; a head for another task has others.
    """

    module: Any  # an nn.Module of the library, which has no types
    used: tuple[str, ...]

    def states(self, ids: Tensor, known: Tensor) -> Tensor:
        """float32 [B, L, width] of ids int64 [B, L], where bool [B, L] says which are known."""
        given = {"input_ids": ids, "attention_mask": known.long()}
        states: Tensor = self.module(**given).last_hidden_state
        return states


@lru_cache(maxsize=4)
def body_of(folder: str, files: str, device: str = "cpu") -> Body:
    """The encoder kept in this folder.

    files:  what ``fingerprint`` must say of it.
    Raises: BadStudy where the files are not those that the study was begun with.
    """
    if fingerprint(Path(folder)) != files:
        raise BadStudy(
            f"The pretrained encoder in {folder} is not the one that the study was begun with"
            f" (its files are missing, damaged or were exchanged); put them back."
        )
    with torch.inference_mode(False):  # whoever asks first: it may have to learn later
        module = _loaded(folder).to(device).eval().requires_grad_(False)
        return Body(module, _used(module))


def _loaded(folder: str) -> Any:
    """Never from the net, never a pickle, never code that came with the files."""
    with torch.random.fork_rng(devices=[]):  # the library may draw values that it then overwrites
        return transformers().AutoModel.from_pretrained(
            folder,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            dtype=torch.float32,
        )


def _used(module: nn.Module) -> tuple[str, ...]:
    """Found by asking for the gradient of a small text's states."""
    named = {name: one for name, one in module.named_parameters() if one.is_floating_point()}
    module.requires_grad_(True)
    device = next(module.parameters()).device
    ids = torch.arange(1, 4, device=device).unsqueeze(0)
    with torch.enable_grad():
        states = module(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        found = torch.autograd.grad(states.sum(), list(named.values()), allow_unused=True)
    module.requires_grad_(False)
    return tuple(name for name, one in zip(named, found, strict=True) if one is not None)
