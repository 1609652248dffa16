"""Settings with the values of a test."""

from datetime import timedelta
from typing import Any

from desk import DeskSettings
from desk.settings.desk_settings import SETTINGS

DESK_DEFAULTS: dict[str, Any] = {one.variable: one.default for one in SETTINGS if one.variable is not None}
DESK_DEFAULTS["LOCALE"] = DeskSettings().locale
DESK_DEFAULTS["QUESTION_MINUTES"] = DeskSettings().requests.question // timedelta(minutes=1)
DESK_DEFAULTS["INVITE_HOURS"] = DeskSettings().team.invite // timedelta(hours=1)
"""Defaults of the variables that set a setting of the desk, as a stored value has them."""


def rules_with(rules: DeskSettings | None = None, **values: Any) -> DeskSettings:
    """Return these rules, or the defaults, with other values: `rules_with(limits__max_open=3)`."""
    return (rules or DeskSettings()).with_values({path.replace("__", "."): value for path, value in values.items()})
