"""What a fetched encoder is: found by trying it out, before anything is built on it."""

from pathlib import Path
from typing import Any

import torch

from etude.data.text.pretrained.body import body_of
from etude.data.text.pretrained.files import fingerprint
from etude.data.text.pretrained.library import first_line
from etude.data.text.pretrained.reader import cutter_in
from etude.errors import BadOption
from etude.records.pretrained import Marks, Pretrained

_PLACES = 2**16  # pieces of an encoder that sets no bound
_TRIED = 2**11  # pieces read at once; an encoder with places for more states them rightly


def tried_out(name: str, tokenizer: Any, config: Any, folder: Path) -> Pretrained:
    """What is known of the encoder in this folder, found by trying it out, since families name
    their settings in many ways.

    Raises: BadOption where it is no encoder of texts, or its files do not belong together.
    """
    files = fingerprint(folder)
    cut = cutter_in(folder)
    marks = _marks(tokenizer, cut)
    around = len(marks.before) + len(marks.after)
    states = _states(name, str(folder), files)
    body = body_of(str(folder), files)
    pieces = body.module.get_input_embeddings().weight.shape[0]
    if cut.get_vocab_size() > pieces:
        raise BadOption(
            f"--pretrained {name}: its tokenizer knows {cut.get_vocab_size():,} pieces"
            f" and its weights {pieces:,}; the files do not belong together."
        )
    return Pretrained(
        name=name,
        files=files,
        kind=str(config.model_type),
        width=states.shape[2],
        layers=int(getattr(config, "num_hidden_layers", 1)),
        inner=int(getattr(config, "intermediate_size", 4 * states.shape[2])),
        learned=sum(one.numel() for key, one in body.module.named_parameters() if key in body.used),
        vocabulary=pieces,
        longest=_places(str(folder), files, config, tokenizer, marks) - around,
        marks=marks,
    )


def _marks(tokenizer: Any, cut: Any) -> Marks:
    around = cut.encode("a", add_special_tokens=True)
    inner = [place for place, mark in enumerate(around.special_tokens_mask) if not mark]
    first, last = (inner[0], inner[-1]) if inner else (len(around.ids), len(around.ids))
    padding = _first(tokenizer.pad_token_id, tokenizer.eos_token_id, 0)
    return Marks(
        before=tuple(around.ids[:first]),
        after=tuple(around.ids[last + 1 :]),
        padding=padding,
        unknown=_first(tokenizer.unk_token_id, tokenizer.mask_token_id, padding),
        separator=_first(tokenizer.sep_token_id, tokenizer.eos_token_id, padding),
    )


def _first(*ids: int | None) -> int:
    return next(one for one in ids if one is not None)


def _states(name: str, folder: str, files: str) -> torch.Tensor:
    """States of a small text; BadOption where the model gives none, or where a piece does not
    know what stands behind it."""
    one, other = torch.tensor([[4, 5, 6, 7]]), torch.tensor([[4, 5, 6, 8]])
    known = torch.ones(1, 4, dtype=torch.bool)
    try:
        with torch.inference_mode():
            body = body_of(folder, files)
            states, others = body.states(one, known), body.states(other, known)
    except Exception as error:
        raise BadOption(
            f"--pretrained {name} is no encoder of texts: given pieces of a text it has no"
            f" states for them ({first_line(error)})."
        ) from error
    if torch.equal(states[:, 0], others[:, 0]):
        raise BadOption(
            f"--pretrained {name} is no encoder: a word of it knows only what stands before it, not"
            " what comes after; give an encoder such as BERT."
        )
    return states


def _places(folder: str, files: str, config: Any, tokenizer: Any, marks: Marks) -> int:
    """The most pieces it can read at once; some families keep a few places for themselves."""
    stated = getattr(config, "max_position_embeddings", None) or _PLACES
    most = min(int(stated), int(getattr(tokenizer, "model_max_length", _PLACES)), _PLACES)
    for fewer in (0, marks.padding + 1):
        if _reads(folder, files, min(most - fewer, _TRIED)):
            return most - fewer
    return most // 2


def _reads(folder: str, files: str, steps: int) -> bool:
    ids = torch.full((1, steps), 4)
    try:
        with torch.inference_mode():
            body_of(folder, files).states(ids, torch.ones(1, steps, dtype=torch.bool))
    except (IndexError, RuntimeError):
        return False
    return True
