"""Errors that more than one room of the database names."""


class UnknownRevisionError(Exception):
    """The database is at a revision that this program does not know."""
