"""The nouns of the house: immutable records, one file each, standard library only."""
