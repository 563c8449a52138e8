"""Made sets of the clinic, each drawn from one generator, and those that scikit-learn carries.

One file a part of `patients.py`; `sizes.py` says how many rows and steps they have.
"""

from benchmarks.clinic.made_rows import (
    closing,
    final,
    fresh,
    last,
    lessons,
    mutants,
    pitfalls,
    reasons,
    sealed,
    seen,
    slips,
    taxonomy,
    troubles,
    unseen,
)
from benchmarks.clinic.made_rows.sizes import Draw

# By name, over all parts.
SETS: dict[str, Draw] = (
    seen.SETS
    | unseen.SETS
    | fresh.SETS
    | sealed.SETS
    | last.SETS
    | final.SETS
    | closing.SETS
    | mutants.SETS
    | taxonomy.SETS
    | reasons.SETS
    | troubles.SETS
    | lessons.SETS
    | pitfalls.SETS
    | slips.SETS
)
