"""How a result is written down: with machine, versions and date, for anyone to repeat."""

import os
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("torch", "numpy", "scikit-learn", "polars")


def machine() -> str:
    """One line: processor, cores, memory, Python and package versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB;"
        f" Python {platform.python_version()}, {packages}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def write_result(path: Path, title: str, table: str, notes: str = "", options: str = "") -> None:
    """Print a result and write it as a page of the docs. options: of the command, as told there."""
    module: str = sys.modules["__main__"].__spec__.name  # type: ignore[union-attr]
    command = f"python -m {module.removesuffix('.__main__')} {options}".rstrip()
    head = f"# {title}\n\n{date.today().isoformat()}; {machine()}. Made by `{command}`.\n"
    text = f"{head}\n{notes}\n\n{table}\n" if notes else f"{head}\n{table}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(text)
