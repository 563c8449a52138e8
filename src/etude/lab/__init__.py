"""The lab: sentences of the guide tried out, one experiment a file of ``experiments/``."""
