"""Settings with the values of a test."""

from typing import Any

from desk import DeskSettings


def rules_with(rules: DeskSettings | None = None, **values: Any) -> DeskSettings:
    """Return these rules, or the defaults, with other values: `rules_with(limits__max_open=3)`."""
    return (rules or DeskSettings()).with_values({path.replace("__", "."): value for path, value in values.items()})
