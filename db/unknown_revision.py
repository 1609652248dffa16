"""The error of a database whose revision this program does not know: running migrations raises it, doors name it."""


class UnknownRevisionError(Exception):
    """The database is at a revision that this program does not know."""
