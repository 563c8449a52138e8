"""Sequence models: how words and time become features."""

from etude.networks.sequences.build import sequence_model

__all__ = ["sequence_model"]
