"""plan.toml: a plan that a person can read, edit and run again."""

import json
import tomllib
from dataclasses import fields
from pathlib import Path

from etude.errors import BadOption
from etude.records.plan import Plan


def plan_text(plan: Plan) -> str:
    """The plan as TOML: every setting with its meaning and source beside it."""
    lines = ["# A plan of Etude. Change a setting and run it: etude fit DATA --plan plan.toml", ""]
    for one in fields(plan):
        unit = f" [{one.metadata['unit']}]" if one.metadata["unit"] else ""
        lines.append(f"# {one.metadata['meaning']}{unit}")
        value = getattr(plan, one.name)
        lines.append(f"{one.name} = {json.dumps(list(value) if one.name == 'hidden' else value)}")
    return "\n".join(lines) + "\n"


def read_plan(path: Path | str) -> tuple[tuple[str, object], ...]:
    """Settings of a plan file; raises BadOption naming the setting that is wrong."""
    try:
        settings = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        Plan(**settings)
    except OSError:
        raise BadOption(f"The plan {path} cannot be read; give the path of a plan.toml.") from None
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise BadOption(f"The plan {path} is not a valid plan: {error}.") from None
    return tuple(settings.items())
