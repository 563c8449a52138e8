"""The optional library behind pretrained encoders, imported where it is needed and not before."""

import importlib.util
import os
from typing import Any

from etude.errors import BadOption

INSTALL = 'pip install "etude[pretrained]"'


def check_installed() -> None:
    """Raises BadOption where the library is not installed; imports nothing."""
    if importlib.util.find_spec("transformers") is None:
        raise BadOption(
            f"Pretrained encoders need the library transformers, which is not installed: {INSTALL}"
        )


def transformers() -> Any:
    """The library, made quiet: what it has to say is said in one sentence of our own.

    Raises: BadOption where it is not installed.
    """
    check_installed()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # workers of one thread each
    import transformers as library

    library.utils.logging.set_verbosity_error()
    library.utils.logging.disable_progress_bar()
    return library


def first_line(error: Exception) -> str:
    """What the library says of an error, without its advice."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".:") if lines else type(error).__name__
