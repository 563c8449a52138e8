"""Faults planted in healthy trainings, and what doctors make of them.

    python -m benchmarks.clinic --data FOLDER                 # a sample, a minute or so
    python -m benchmarks.clinic --data FOLDER --part seen     # where thresholds were chosen
    python -m benchmarks.clinic --data FOLDER --part unseen   # where they are scored
    python -m benchmarks.clinic --data FOLDER --part fresh    # what the unseen part taught, scored
    python -m benchmarks.clinic --data FOLDER --part sealed   # again, with other kinds of fault
    python -m benchmarks.clinic --data FOLDER --part last     # what the sealed part taught, scored
    python -m benchmarks.clinic --data FOLDER --part final    # what the last part taught, scored
    python -m benchmarks.clinic --data FOLDER --part closing  # what the final part taught, scored
    python -m benchmarks.clinic --data FOLDER --part mutants  # its lessons; kinds by DeepCrime
    python -m benchmarks.clinic --data FOLDER --part taxonomy # a stranger's sets and kinds
    python -m benchmarks.clinic --data FOLDER --part reasons  # another stranger's
    python -m benchmarks.clinic --data FOLDER --part troubles # a third stranger's
    python -m benchmarks.clinic --data FOLDER --part lessons  # a fourth stranger's
    python -m benchmarks.clinic --data FOLDER --part pitfalls # a fifth stranger's
    python -m benchmarks.clinic --data FOLDER --part slips    # a sixth stranger's
    python -m benchmarks.clinic --data FOLDER --part literature   # cases that were published

FOLDER holds the real sets, in the places that `disk_rows.py` names. A run that was stopped goes on
from its `--kept` file; `--patients` draws so many of the sick ones, `--minutes` bounds the repairs,
`--healthy` asks for false alarms alone.

`case.py` describes one training wholly, each of its parts read by the file that performs it:
`rows.py` (with the sets of `made_rows/` and `disk_rows.py`), `network.py` and `training.py`;
`faults/` break it; `doctors/` repair it, each with the same number of trainings; `study.py` asks
which faults harm, which are seen, and which are repaired; `page.py` writes it down. `patients.py`
says which sets and kinds of fault are in a part; `made_rows/` has one file for each, `faults/` for
each that has kinds of its own.
`replay.py` asks today's rules of trainings recorded before.
`literature.py` holds the published cases, with rows, study and page of their own beside it.
"""
