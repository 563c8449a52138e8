"""Measuring: metrics, losses, comparisons, intervals and where a model fails. No torch."""
