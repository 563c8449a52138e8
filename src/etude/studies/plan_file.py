"""plan.toml: a plan that a person can read, edit and run again (``cli/plan_file.py`` reads it)."""

import json
from dataclasses import fields

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
