"""Join settings that are one thing: each new value is what the old ones said."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0034_joined_settings"
down_revision = "0033_backup_times"

_SWITCHES: dict[str, dict[str, tuple[str, bool]]] = {
    "tell": {
        "taken": ("tell_taken", True),
        "status": ("tell_status", True),
        "reminders": ("tell_reminders", True),
        "surveys": ("tell_surveys", True),
        "daily": ("tell_daily", False),
    },
    "group_tickets": {
        "created": ("group_created", True),
        "edited": ("group_edited", False),
        "closed": ("group_closed", False),
        "closed_by_requester": ("group_closed_by_requester", True),
    },
    "board_shows": {
        "places": ("board_places", True),
        "files": ("board_files", True),
        "earlier": ("board_earlier", False),
    },
    "briefings": {"daily": ("briefing_daily", False), "weekly": ("briefing_weekly", False)},
    "mask": {"cards": ("mask_cards", True), "passwords": ("mask_passwords", False)},
    "balances": {"show_balance": ("show_balance", False), "top_up": ("top_up", False)},
}
"""By the new key: what it lists, each with the old switch and its default."""
_RECEIVERS = ("team", "board", "desk", "security")

_ROWS = sa.text("select key, value from settings where key = any(:keys) and value is not null")
_JOIN = sa.text("""
insert into settings (key, value, previous, version, changed_by, changed_at)
select :key, cast(:value as jsonb), cast(:value as jsonb), version, changed_by, changed_at
from settings where key = any(:keys) order by version desc limit 1
on conflict (key) do nothing
""")
_DELETE = sa.text("delete from settings where key = any(:keys)")


def upgrade() -> None:
    for key, fields in _SWITCHES.items():
        old = [name for name, _ in fields.values()]
        said = _read(old)
        _join(key, old, said, [field for field, (name, default) in fields.items() if said.get(name, default)])
    for kind in _RECEIVERS:
        to, in_group = f"{kind}_notices_to", f"{kind}_notices_in_group"
        said = _read([to, in_group])
        receivers = [*(["group"] if said.get(in_group) else []), *said.get(to, [])]
        _join(f"{kind}_notices", [to, in_group], said, receivers)


def _read(old: list[str]) -> dict[str, Any]:
    return {row.key: row.value for row in op.get_bind().execute(_ROWS, {"keys": old})}


def _join(key: str, old: list[str], said: dict[str, Any], value: list[Any]) -> None:
    """Put one row in place of the old ones, if any of these has a value. Undo leaves it as it is."""
    if said:
        op.get_bind().execute(_JOIN, {"key": key, "keys": old, "value": json.dumps(value)})
    op.get_bind().execute(_DELETE, {"keys": old})
