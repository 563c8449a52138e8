"""The files that a kept encoder is made of."""

import hashlib
from pathlib import Path

CONFIG, PIECES, WEIGHTS = "config.json", "tokenizer.json", "model.safetensors"
FILES = (CONFIG, PIECES, WEIGHTS)
_DIGITS = 16


def fingerprint(folder: Path) -> str:
    """Of the files that an encoder is made of; "" where one of them is missing."""
    digest = hashlib.sha256()
    for name in FILES:
        try:
            with (folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            return ""
    return digest.hexdigest()[:_DIGITS]
