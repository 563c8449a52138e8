"""Checks before a training, one file each: NAME, and ``measure``, which changes nothing.

A check measures; what its numbers mean is for the symptom that reads them.
"""
