"""The guide's comparison of sequence models, measured: score, seconds and memory of each model.

    python -m benchmarks.sequence_models --data FOLDER [--only sms_spam] [--models lstm gru]

Each set of benchmarks/sequence_sets.py is given to the real command once for each model, with
--quick and a plan that names the model with the optimizer, rate and pooling that go with it: one
network, one layer of width 64, trained once, examined on the sealed rows. Memory is the largest
that any process of the command held. Two commands run side by side (``--workers``), each of one
thread. Cells that are kept in a file (``--kept``) are not run again. Writes
docs/results/sequence_models.md; about half an hour.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.sequence_sets import SETS, Set
from benchmarks.tables import short
from benchmarks.written import write_result
from etude.diagnosis.sequence_models import WORDS, settings_of

# Runs a command and says, as the last line, the memory of its largest process in MiB.
MEASURED = (
    "import resource, subprocess, sys;"
    "done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE);"
    "sys.stdout.buffer.write(done.stdout);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024);"
    "sys.exit(done.returncode)"
)


@dataclass(frozen=True)
class Outcome:
    """One model on one set; ``failed`` says why it has no figures."""

    score: float = float("nan")
    metric: str = ""
    training: float = 0.0
    memory: int = 0
    failed: str = ""
    budget: str = ""


def plan_text(model: str, kind: str) -> str:
    """A plan file that names the model and what goes with it."""
    settings = {"sequence_model": model, **dict(settings_of(model, kind))}
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())


def outcome(one: Set, model: str, data: Path, place: Path, budget: str) -> Outcome:
    """The command on this set with this model."""
    plan = place / f"{one.name}-{model}.toml"
    plan.write_text(plan_text(model, _kind(one)), encoding="utf-8")
    options = [str(data / option) if "/" in option else option for option in one.options]
    command = [sys.executable, "-m", "etude", "fit", str(data / one.file), "--json", "--quick"]
    command += ["--target", one.targets[0], "--plan", str(plan), "--budget", budget]
    command += ["--out", str(place / f"{one.name}-{model}"), *options]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        return Outcome(failed=(done.stderr.strip().splitlines() or ["no answer"])[-1])
    written, memory = done.stdout.rstrip().rsplit("\n", 1)
    result: dict[str, Any] = json.loads(written)
    seconds = result["seconds"]["by_phase"]["baseline"]
    score, metric = result["test"]["score"], result["metric"]
    return Outcome(score, metric, seconds, int(memory), budget=budget)


def _kind(one: Set) -> str:
    return "tokens" if one.simple == "linear" else "series"


def cell(one: Outcome) -> str:
    """Score, seconds of training, MiB."""
    if one.failed:
        return "failed"
    return f"{short(one.score)}; {one.training:.0f} s; {one.memory}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument(
        "--models", nargs="*", default=[one for one in WORDS if one != "pretrained"]
    )
    parser.add_argument("--budget", default="60s")
    parser.add_argument("--kept", type=Path, default=Path("studies/sequence_models.jsonl"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--written", type=Path, default=Path("docs/results/sequence_models.md"))
    options = parser.parse_args()
    lines, failures = [], []
    lines_kept = options.kept.read_text().splitlines() if options.kept.exists() else []
    kept = {key: Outcome(**found) for key, found in map(json.loads, lines_kept)}
    sets = [one for one in SETS if not options.only or one.name in options.only]
    jobs = [(one, model) for one in sets for model in options.models]
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(options.workers) as pool:

        def told(job: tuple[Set, str]) -> Outcome:
            key = f"{job[0].name}, {job[1]}"
            if key in kept:
                return kept[key]
            found = outcome(*job, options.data, Path(place), options.budget)
            print(f"{key}: {cell(found)}", flush=True)
            if not found.failed:
                with options.kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps((key, asdict(found))) + "\n")
            return found

        by_job = dict(zip(jobs, pool.map(told, jobs), strict=True))
    for one in sets:
        found = [by_job[one, model] for model in options.models]
        metric = next((each.metric for each in found if each.metric), "-")
        lines.append(f"| {one.name} | {metric} | {' | '.join(map(cell, found))} |")
        failures += [
            f"- {one.name}, {WORDS[model]}: {each.failed}"
            for model, each in zip(options.models, found, strict=True)
            if each.failed
        ]
    names = " | ".join(WORDS[model] for model in options.models)
    head = f"| set | metric | {names} |\n| --- | --- |{' --- |' * len(options.models)}\n"
    budgets = " or ".join(dict.fromkeys(one.budget for one in by_job.values() if one.budget))
    notes = (
        "Each cell: test score; seconds of the baseline's checks and its one training; MiB of the"
        f" largest process. Every run with `--quick`, one network, `--budget {budgets}`: long texts"
        " get few epochs in it."
        " One seed: differences of a few per cent between models are within the noise of seeds."
    )
    body = head + "\n".join(lines) + ("\n\n" + "\n".join(failures) if failures else "")
    write_result(options.written, "Six sequence models on 13 sets", body, notes)


if __name__ == "__main__":
    main()
