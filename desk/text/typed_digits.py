"""Whole numbers as programs and forms name rows and requests: digits alone, so few that the database holds them."""

_MOST = 18


def parse_digits(typed: str) -> int | None:
    """Return the number, or None for anything else."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _MOST else None
