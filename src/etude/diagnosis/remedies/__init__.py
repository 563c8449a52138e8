"""One file = one remedy. See ``catalogue.Remedy`` for what a file holds."""
