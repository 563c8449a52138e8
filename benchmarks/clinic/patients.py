"""Who comes to the clinic: healthy cases, hard healthy ones, and sick ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.clinic import faults
from benchmarks.clinic.case import Case
from benchmarks.clinic.faults.fault import Fault

# Thresholds were chosen while looking at these sets, and at no other.
SEEN_BASES = (Case("moons"), Case("diabetes"), Case("digits"), Case("digits", "recurrent"))
UNSEEN_BASES = (
    *(Case(name) for name in ("circles", "blobs", "xor", "friedman", "spambase", "concrete")),
    Case.of("italy_power", "convolution", width=32, layers=1),
    Case.of("italy_power", "recurrent", width=32, layers=1),
    Case.of("italy_power", "transformer", width=32, layers=1),
)
# What the unseen part taught is scored on these, which were looked at by nobody before.
FRESH_BASES = (
    *(Case(name) for name in ("breast_cancer", "wine", "energy")),
    Case.of("letter", epochs=20),
    Case.of("gunpoint", "convolution", width=32, layers=1, batch=8),
    Case.of("gunpoint", "transformer", width=32, layers=1, batch=8),
    Case.of("breast_cancer", "recurrent", width=32),
    Case.of("breast_cancer", "convolution", width=32),
)
# Sets that nobody had looked at before the second freezing; their kinds of fault: `faults.SEALED`.
SEALED_BASES = (
    *(Case(name) for name in ("spirals", "penguins")),
    *(Case.of(name, epochs=15) for name in ("adult", "california", "bike_sharing")),
    Case.of("fashion", "convolution", width=32, layers=1, epochs=20),
    Case.of("waves", "convolution", width=32, layers=1),
    Case.of("sunspots", "recurrent", width=32, layers=1),
    Case.of("fashion", "transformer", width=32, layers=1, epochs=10),
)
# What the sealed part taught is scored on these, which nobody had looked at.
LAST_BASES = (
    *(Case(name) for name in ("checkerboard", "shells", "impedance", "cultivars", "clusters")),
    Case.of("chirps", "convolution", width=32, layers=1),
    Case.of("bumps", "recurrent", width=32, layers=1),
    Case.of("temperatures", "recurrent", width=16, layers=1),
    Case.of("bumps", "transformer", width=32, layers=1, epochs=15),
)
# What the last part taught is scored on these. Those that make sequences need a network of the kind
# that reads them.
FINAL_BASES = (
    *(Case(name) for name in ("hastie", "swiss_roll", "pinwheel", "phase", "ripples")),
    Case.of("diamonds", epochs=15),
    Case.of("motifs", "convolution", width=32, layers=1),
    Case.of("turns", "recurrent", width=32, layers=1),
    Case.of("tides", "recurrent", width=32, layers=1),
    Case.of("vowels", "transformer", width=32, layers=1, epochs=15),
)
# What the final part taught is scored on these.
CLOSING_BASES = (
    *(Case(name) for name in ("folds", "band", "petals", "saddle", "staircase")),
    Case.of("texas", epochs=40),
    Case.of("pulses", "convolution", width=32, layers=1),
    Case.of("highest", "convolution", width=32, layers=1),
    Case.of("latest", "recurrent", width=32, layers=1),
    Case.of("pulses", "transformer", width=32, layers=1, epochs=15),
)
# What the closing part taught is scored on these; their kinds of fault are those of others.
MUTANT_BASES = (
    *(Case(name) for name in ("dunes", "largest", "lens", "peaks", "pull", "bank")),
    Case.of("shapes", "convolution", width=32, layers=1),
    Case.of("steepest", "convolution", width=32, layers=1),
    Case.of("balance", "recurrent", width=32, layers=1),
    Case.of("etth1", "recurrent", width=16, layers=1),
    Case.of("balance", "transformer", width=32, layers=1, epochs=15),
)
# What somebody else planted, who had not seen the rules: sets and kinds of fault alike.
TAXONOMY_BASES = (
    *(Case(name) for name in ("triangle", "intervals", "throw", "growth", "mushroom")),
    Case.of("medical", epochs=40),
    Case.of("leads", "convolution", width=32, layers=1),
    Case.of("grain", "convolution", width=32, layers=1),
    Case.of("knocks", "recurrent", width=32, layers=1),
    Case.of("reservoir", "recurrent", width=32, layers=1),
    Case.of("knocks", "transformer", width=32, layers=1, epochs=15),
)
# What another somebody planted, who had not seen the rules either: sets and kinds of fault alike.
REASONS_BASES = (
    Case.of("crescent", epochs=60),
    *(Case(name) for name in ("chase", "ballots", "antennas")),
    *(Case(name) for name in ("loan", "swing", "harvest")),
    Case.of("slopes", "convolution", width=32, layers=1),
    Case.of("loudest", "convolution", width=32, layers=1),
    Case.of("levels", "recurrent", width=32, layers=1, epochs=45),
    Case.of("swells", "transformer", width=32, layers=1, epochs=15),
)
# What a third stranger planted, who had not seen the rules either: sets and kinds of fault alike.
TROUBLES_BASES = (
    *(Case(name) for name in ("orbits", "quilt", "pairs", "tickets", "messages")),
    *(Case(name) for name in ("beams", "wells", "bills")),
    Case.of("echoes", "convolution", width=32, layers=1),
    Case.of("marked", "recurrent", width=32, layers=1),
    Case.of("sides", "transformer", width=32, layers=1, epochs=15),
)
# What a fourth stranger planted, who had not seen the rules either: sets and kinds of fault alike.
LESSONS_BASES = (
    *(Case(name) for name in ("leavers", "crops", "motors", "urgent", "cards")),
    *(Case(name) for name in ("rents", "vessel", "turbines")),
    Case.of("bursts", "convolution", width=32, layers=1),
    Case.of("thermostat", "recurrent", width=32, layers=1, epochs=45),
    Case.of("asked", "transformer", width=32, layers=1, epochs=15),
)
# What a fifth stranger planted, who had not seen the rules either: sets and kinds of fault alike.
PITFALLS_BASES = (
    *(Case(name) for name in ("ferries", "recipes", "offices", "sectors", "rivals")),
    *(Case(name) for name in ("queues", "commutes", "pulleys")),
    Case.of("hooks", "convolution", width=32, layers=1),
    Case.of("since", "recurrent", width=32, layers=1),
    Case.of("witness", "transformer", width=32, layers=1, epochs=15),
)
# What a sixth stranger planted, who had not seen the rules either: sets and kinds of fault alike.
SLIPS_BASES = (
    *(Case(name) for name in ("batteries", "auctions", "glazes")),
    *(Case(name) for name in ("hikes", "rivers")),
    Case.of("gallops", "convolution", width=32, layers=1),
    Case.of("streaks", "recurrent", width=32, layers=1),
    Case.of("records", "recurrent", width=32, layers=1),
    Case.of("tempers", "transformer", width=32, layers=1),
)
# Bases and kinds of fault of each part.
PARTS: dict[str, tuple[tuple[Case, ...], tuple[Fault, ...]]] = {
    "seen": (SEEN_BASES, faults.SEEN),
    "unseen": (UNSEEN_BASES, faults.UNSEEN),
    "fresh": (FRESH_BASES, faults.UNSEEN),
    "sealed": (SEALED_BASES, faults.SEALED),
    "last": (LAST_BASES, faults.SEALED),
    "final": (FINAL_BASES, faults.FINAL),
    "closing": (CLOSING_BASES, faults.CLOSING),
    "mutants": (MUTANT_BASES, faults.MUTANTS),
    "taxonomy": (TAXONOMY_BASES, faults.TAXONOMY),
    "reasons": (REASONS_BASES, faults.REASONS),
    "troubles": (TROUBLES_BASES, faults.TROUBLES),
    "lessons": (LESSONS_BASES, faults.LESSONS),
    "pitfalls": (PITFALLS_BASES, faults.PITFALLS),
    "slips": (SLIPS_BASES, faults.SLIPS),
}
# Healthy all the same: what a doctor should not cry at.
HARD = {
    "plain": {},
    "noisy labels": {"label_noise": 0.1, "validation_noise": 0.1},
    "low ceiling": {"label_noise": 0.3, "validation_noise": 0.3, "epochs": 12},
    "high rate that works": {"rate": 0.01},
    "sparse ReLU": {"width": 128, "bias": -0.1},
    "dropout": {"dropout": 0.2},
    "large batch": {"batch": 128},
    "batch normalisation": {"normalisation": True},
    "momentum": {"optimizer": "momentum", "rate": 0.03},
    "few rows": {"rows": 0.5},
    "rate that decays": {"decay": 0.9},
    "clipped": {"clip": 1.0},
}


# What a practitioner would try on a training that looks well: where none of it gains as much as
# counts as harm, nor a plain network (`study.tuned`), it is well.
TUNINGS: tuple[dict[str, Any], ...] = (
    {"epochs": 90, "patience": 10},
    {"rate": 0.001, "epochs": 90, "patience": 10},
    {"rate": 0.01, "optimizer": "adam", "epochs": 60, "patience": 10},
    {"width": 128, "layers": 3, "epochs": 60, "patience": 10},
)
# The same for what reads steps: without it a reader that sees too few of them passes for healthy.
DEEPER_READER: dict[str, Any] = {"reader_layers": 3, "epochs": 60, "patience": 10}


def tunings(case: Case) -> list[Case]:
    """The case after each tuning that fits its network."""
    deeper = () if case.network == "dense" else (DEEPER_READER,)
    return [case.changed(**one) for one in (*TUNINGS, *deeper)]


@dataclass(frozen=True)
class Patient:
    """A case with a fault or without. fault: "" for a healthy one, told apart by ``variant``."""

    base: Case
    fault: str = ""
    severity: int = 0
    variant: str = "plain"
    seed: int = 0

    @property
    def case(self) -> Case:
        """What is trained."""
        case = self.base.changed(seed=self.seed, **HARD[self.variant])
        return fault_of(self.fault).planted(case, self.severity) if self.fault else case

    def again(self, seed: int) -> "Patient":
        """The same patient from another seed."""
        return Patient(self.base, self.fault, self.severity, self.variant, seed)


def fault_of(name: str) -> Fault:
    """The fault of this name."""
    return next(one for one in faults.EVERY if one.name == name)


def healthy(bases: tuple[Case, ...]) -> Iterator[Patient]:
    """Every healthy variant of these bases, from seed 0."""
    for base in bases:
        for variant in HARD:
            yield Patient(base, variant=variant)


def sick(bases: tuple[Case, ...], kinds: tuple[Fault, ...]) -> Iterator[Patient]:
    """Every fault at every severity, wherever it can be planted, from seed 0."""
    for base in bases:
        for fault in kinds:
            if fault.fits(base):
                yield from (Patient(base, fault.name, severity) for severity in range(3))
