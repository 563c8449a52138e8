"""What can be seen of a training loop from the outside, by hooks that change nothing."""
