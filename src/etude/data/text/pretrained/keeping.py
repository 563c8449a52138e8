"""Fetching a pretrained encoder, once, into the study: from a folder or the Hugging Face hub."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import torch

from etude.data.text.pretrained.body import body_of
from etude.data.text.pretrained.files import CONFIG, PIECES, fingerprint
from etude.data.text.pretrained.library import first_line, transformers
from etude.data.text.pretrained.reader import ABOUT, Reader, reader_in
from etude.data.text.pretrained.trying import tried_out
from etude.data.typed import Documents
from etude.errors import BadOption
from etude.records.codec import to_plain
from etude.records.durable import write_bytes_atomically
from etude.records.pretrained import Pretrained

OPTION = "--pretrained"
HUB_SECONDS = 10  # within which the hub has to answer
_WEIGHTS, _PICKLES = ("*.safetensors",), ("pytorch_model*.bin",)


def check_source(name: str) -> None:
    """Raises BadOption for a folder that holds no model, before any work."""
    folder = Path(name)
    if not folder.is_dir():
        if folder.exists() or folder.is_absolute() or name.startswith((".", "~")):
            raise BadOption(f"{OPTION} {name} is no folder; give one that holds a saved model.")
        return
    if not (folder / CONFIG).is_file():
        raise BadOption(
            f"{OPTION} {name} holds no model: it has no config.json; give a folder that"
            " save_pretrained wrote, or a name on the hub."
        )
    if not any(folder.glob(_WEIGHTS[0])):
        pickled = any(folder.glob(_PICKLES[0]))
        why = "only as a pickle, which is not opened" if pickled else "not at all"
        raise BadOption(
            f"{OPTION} {name} has its weights {why}; save them as model.safetensors"
            " (save_pretrained does)."
        )


def keep_pretrained(name: str, folder: Path) -> Reader:
    """The encoder of this name, kept in ``folder``: its configuration, its tokenizer and its
    weights as float32 in safetensors. One that is there already is used as it is.

    Out:    the reader; ``about.long`` and ``about.steps`` are 0, since no text was seen.
    Raises: BadOption, in one sentence, where there is no such encoder or it is none.
    """
    found = reader_in(folder)
    if found is not None and fingerprint(folder) == found.about.files:
        return found
    check_source(name)
    tokenizer, model = _fetched(name)
    coming = folder.with_name(f"{folder.name}.coming")
    shutil.rmtree(coming, ignore_errors=True)
    coming.mkdir(parents=True)
    model.save_pretrained(coming)
    tokenizer.backend_tokenizer.save(str(coming / PIECES))
    write_about(coming, tried_out(name, tokenizer, model.config, coming))
    body_of.cache_clear()  # it knows them by the folder that they came in
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(coming, folder)
    return Reader(str(folder), _about_of(folder))


def write_about(folder: Path, about: Pretrained) -> None:
    """Write down beside the files what is known of them."""
    text = json.dumps(to_plain(about), indent=1, ensure_ascii=False)
    write_bytes_atomically(folder / ABOUT, text.encode())


def _about_of(folder: Path) -> Pretrained:
    reader = reader_in(folder)
    assert reader is not None
    return reader.about


def with_texts(reader: Reader, documents: Documents) -> Reader:
    """The reader that also knows how long these documents are in its pieces."""
    counts = reader.counts(documents.tolist())
    long = float(np.quantile(counts, 0.95)) if len(counts) else 0.0
    measured = replace(reader.about, long=long)
    seen = counts.clip(max=measured.usual)
    steps = float(seen.mean()) if len(seen) else 0.0
    about = replace(measured, steps=steps)
    write_about(Path(reader.folder), about)
    return Reader(reader.folder, about)


# --- fetching --------------------------------------------------------------------------------


def _fetched(name: str) -> tuple[Any, Any]:
    """(Tokenizer, model) as the library loads them: no code of others, no pickle."""
    library = transformers()
    is_folder = Path(name).is_dir()
    connected = is_folder or _is_hub_reachable()
    options = {"trust_remote_code": False, "local_files_only": is_folder or not connected}
    try:
        tokenizer = library.AutoTokenizer.from_pretrained(name, **options)
        with torch.random.fork_rng(devices=[]):
            model, loaded = library.AutoModel.from_pretrained(
                name,
                use_safetensors=True,
                output_loading_info=True,
                dtype=torch.float32,
                **options,
            )
    except ImportError as error:
        raise BadOption(
            f"{OPTION} {name} needs a library that is not installed: {first_line(error)}."
        ) from error
    except Exception as error:  # whatever it raises of all that a folder or a hub may hold
        _refuse(name, connected, error)
    if not hasattr(tokenizer, "backend_tokenizer"):
        raise BadOption(f"{OPTION} {name} has no tokenizer.json; save it with its fast tokenizer.")
    missing = [one for one in loaded["missing_keys"] if not one.startswith("pooler.")]
    if missing or loaded["mismatched_keys"]:
        raise BadOption(
            f"{OPTION} {name} lacks weights of its own model ({len(missing)} of them, for example"
            f" {sorted(missing)[0] if missing else 'of another shape'}); the files do not belong"
            " together."
        )
    return tokenizer, model


def _refuse(name: str, connected: bool, error: Exception) -> NoReturn:
    if not connected:
        raise BadOption(
            f"{OPTION} {name} is no folder here, and the Hugging Face hub cannot be reached; give"
            " the folder of a saved model, or try again with a connection."
        ) from error
    if Path(name).is_dir():
        told = "cannot be loaded as an encoder of texts with its tokenizer"
    else:
        told = "is no folder here, and the hub has no such encoder with weights in safetensors"
    raise BadOption(f"{OPTION} {name} {told} ({first_line(error)}).") from error


def _is_hub_reachable() -> bool:
    """One short try: the library itself would try for half a minute."""
    from huggingface_hub import constants, get_session

    if constants.HF_HUB_OFFLINE:
        return False
    try:
        get_session().head(constants.ENDPOINT, timeout=HUB_SECONDS)
    except Exception:
        return False
    return True
