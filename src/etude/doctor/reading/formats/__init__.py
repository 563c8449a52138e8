"""One file = one format of training logs. See ``catalogue.Format`` for what a file holds."""
