"""Faults to plant, each at three severities fixed beforehand, from mild to gross.

One file a part of `patients.py` that has kinds of its own; `fault.py` says what a kind is.
"""

from benchmarks.clinic.faults.closing import CLOSING
from benchmarks.clinic.faults.final import FINAL
from benchmarks.clinic.faults.lessons import LESSONS
from benchmarks.clinic.faults.mutants import MUTANTS
from benchmarks.clinic.faults.pitfalls import PITFALLS
from benchmarks.clinic.faults.reasons import REASONS
from benchmarks.clinic.faults.sealed import SEALED
from benchmarks.clinic.faults.seen import SEEN
from benchmarks.clinic.faults.slips import SLIPS
from benchmarks.clinic.faults.taxonomy import TAXONOMY
from benchmarks.clinic.faults.troubles import TROUBLES
from benchmarks.clinic.faults.unseen import UNSEEN

EVERY = (
    *(*SEEN, *UNSEEN, *SEALED, *FINAL, *CLOSING, *MUTANTS, *TAXONOMY, *REASONS, *TROUBLES),
    *(*LESSONS, *PITFALLS, *SLIPS),
)
