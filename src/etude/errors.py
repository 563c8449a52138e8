"""The errors of Etude, drawn as a tree.

    EtudeError
    ├── Mendable            the person can mend it: printed as one plain sentence, exit status 2
    │   ├── UnreadableData  a file or frame that cannot be read as a table
    │   ├── BadColumn       a column that is absent, or cannot be used as asked
    │   ├── BadOption       an option whose value makes no sense
    │   └── BadStudy        a study folder that is absent, damaged or of another version
    └── SealBroken          a second opening of the sealed test rows

Each message names the file, column or row, says why, and what to do.
"""


class EtudeError(Exception):
    """Any error that Etude raises on purpose."""


class Mendable(EtudeError):
    """An error the person can mend; ``str(error)`` is one plain sentence for them."""


class UnreadableData(Mendable):
    """The data cannot be read as a table."""


class BadColumn(Mendable):
    """A column is absent, or cannot be used as asked."""


class BadOption(Mendable):
    """An option has a value that makes no sense."""


class BadStudy(Mendable):
    """A study folder is absent, damaged, or written by another version."""


class SealBroken(EtudeError):
    """The sealed test rows were asked for a second time."""
