"""Curves that other programs left on disk become a training record."""
