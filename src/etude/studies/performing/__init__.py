"""Performing: each kind of move with real parts. One file = one kind of work."""
