"""Reads arguments as strictly as the service may: unknown names, wrong types and texts too long are refused.

Lengths are counted in UTF-16 units, the least favourable reading of "characters".
"""

from collections.abc import Collection, Mapping
from typing import Any

from sandbox.todoist.errors import make_invalid_argument, make_missing_argument

CONTENT_LIMIT = 500
DESCRIPTION_LIMIT = 16_383
COMMENT_LIMIT = 15_000
PROJECT_NAME_LIMIT = 120
SECTION_NAME_LIMIT = 2_048
LABEL_NAME_LIMIT = 60
LABELS_PER_TASK = 100


def count_units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def check_names(args: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Refuse a name that the called method does not have."""
    for name in args:
        if name not in allowed:
            raise make_invalid_argument(name, f"Unknown argument {name}")


def check_text(name: str, value: Any, limit: int) -> str:
    """Return the text if it has at most `limit` units and no characters that cannot be stored."""
    if not isinstance(value, str):
        raise make_invalid_argument(name, f"{name} must be a string")
    if "\0" in value or any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise make_invalid_argument(name, f"{name} holds characters that cannot be stored")
    if count_units(value) > limit:
        raise make_invalid_argument(name, f"{name} is longer than {limit} characters")
    return value


def read_text(args: Mapping[str, Any], name: str, limit: int) -> str:
    """Return a required text that is not blank."""
    if args.get(name) is None:
        raise make_missing_argument(name)
    value = check_text(name, args[name], limit)
    if not value.strip():
        raise make_invalid_argument(name, f"{name} must not be empty")
    return value


def read_id(args: Mapping[str, Any], name: str) -> str:
    """Return a required id: an opaque, case-sensitive string."""
    value = args.get(name)
    if value is None:
        raise make_missing_argument(name)
    if not isinstance(value, str) or not value:
        raise make_invalid_argument(name, f"{name} must be a string id")
    return value


def read_number(args: Mapping[str, Any], name: str, low: int, high: int) -> int:
    """Return a whole number between `low` and `high`."""
    value = args.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise make_invalid_argument(name, f"{name} must be between {low} and {high}")
    return value


def read_flag(args: Mapping[str, Any], name: str, default: bool = False) -> bool:
    """Return a required or default bool."""
    value = args.get(name, default)
    if not isinstance(value, bool):
        raise make_invalid_argument(name, f"{name} must be true or false")
    return value


def read_labels(value: Any) -> list[str]:
    """Return the names of a task's labels; one that no account has is simply a shared label."""
    if not isinstance(value, list) or len(value) > LABELS_PER_TASK:
        raise make_invalid_argument("labels", f"labels must be a list of at most {LABELS_PER_TASK} names")
    names = [check_text("labels", name, LABEL_NAME_LIMIT) for name in value]
    return list(dict.fromkeys(names))
