"""The doctor inside other people's trainers: one file a library, imported where it is asked for."""
