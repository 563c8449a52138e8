"""Diagnosis: what recorded numbers mean (symptoms), and the one thing to change (remedies)."""
