"""One file = one symptom. See ``catalogue.Symptom`` for what a file holds."""
