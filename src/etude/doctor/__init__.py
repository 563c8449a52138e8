"""The doctor: what the numbers of a training mean, for loops that Etude did not write."""
