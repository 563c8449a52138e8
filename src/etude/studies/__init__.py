"""Studies: the only place where deciding, performing and writing down are wired together."""
