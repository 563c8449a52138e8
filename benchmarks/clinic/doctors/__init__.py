"""Doctors: each mends a case with the same number of trainings, one file each."""
