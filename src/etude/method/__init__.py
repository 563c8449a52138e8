"""Deciding: phases, the next move, the verdict, the budget. Pure: no torch, no clock, no files."""
