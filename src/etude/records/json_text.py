"""Plain values as JSON that every reader takes."""

import json
import math


def json_text(content: object, *, indent: int | None = None) -> str:
    """JSON on one line or, with ``indent``, on many; an undefined figure becomes null."""
    return json.dumps(_finite(content), indent=indent, ensure_ascii=False, allow_nan=False)


def _finite(value: object) -> object:
    """JSON has no NaN and no infinity."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
