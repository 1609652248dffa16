"""Reads from the desk's database what the demo page shows: changes that wait for the board, statuses, the team.

Reads a few tables, changes nothing. Must not know why anything waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import asyncpg

from db.embedded.shared_server import EmbeddedServer

NO_CHANGES: dict[str, Any] = {"cards": {}, "comments": [], "changes": 0, "statuses": {}}

_OWED = """
with owed as (
    select ticket_id, entry_id from jobs where box = 'to_todoist' and state = 'waiting' and ticket_id is not null
    union
    select ticket_id, entry_id from board_commands where answered_at is null and ticket_id is not null
    union
    select ticket_id, null from board_cards where dirty and gone is null
)
"""
_CARDS = f"""{_OWED}
select number, status::text, count(distinct coalesce(entry_id, 0)) as changes
from owed join tickets on tickets.id = ticket_id group by 1, 2
"""  # noqa: S608 - made of constants
_COMMENTS = f"""{_OWED}
select distinct entries.id, number, author_name, kind::text, body, entries.created_at
from owed join entries on entries.id = entry_id join tickets on tickets.id = entries.ticket_id
where withdrawn_at is null
and not exists (select from board_comments where board_comments.entry_id = entries.id) order by entries.id
"""  # noqa: S608 - made of constants
_STATUSES = "select number, status::text from tickets where filed_at is not null order by number desc limit 30"
_TEAM = """
select telegram_id, dismissed_at is not null as former
from people where telegram_id > 0 and (dismissed_at is not null or role not in ('requester', 'group', 'intake_group'))
"""


@dataclass(frozen=True, slots=True)
class Team:
    """Telegram ids of the team and of its former members."""

    staff: frozenset[int] = frozenset()
    former: frozenset[int] = frozenset()


class PendingChanges:
    """Reads one desk over a connection of its own, which is replaced when it breaks.

    A change that was not there at the previous reading is still on its way as usual and not reported.
    """

    def __init__(self, server: EmbeddedServer, database: str) -> None:
        self._server = server
        self._database = database
        self._connection: asyncpg.Connection | None = None
        self._before: tuple[set[int], set[int]] = set(), set()
        self.team = Team()

    async def read_changes(self) -> dict[str, Any]:
        """Return the changes that wait for the board.

        `cards`: status and number of waiting changes by ticket; `comments`: those that are not on the board yet;
        `changes`: their total; `statuses`: those of the newest tickets. Sets `team` if the reading succeeds; otherwise
        returns `NO_CHANGES`.
        """
        try:
            if self._connection is None or self._connection.is_closed():
                self._connection = await self._server.connect(self._database, command_timeout=5)
            cards = await self._connection.fetch(_CARDS)
            comments = await self._connection.fetch(_COMMENTS) if cards else []
            statuses = await self._connection.fetch(_STATUSES)
            self.team = _make_team(await self._connection.fetch(_TEAM))
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await self.close()
            return NO_CHANGES
        (known, said), self._before = self._before, ({row["number"] for row in cards}, {row["id"] for row in comments})
        cards = [row for row in cards if row["number"] in known]
        return {
            "cards": {str(row["number"]): {"status": row["status"], "changes": row["changes"]} for row in cards},
            "comments": [_make_comment_view(row) for row in comments if row["id"] in said],
            "changes": sum(row["changes"] for row in cards),
            "statuses": {str(row["number"]): row["status"] for row in statuses},
        }

    async def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()


def _make_team(rows: list[asyncpg.Record]) -> Team:
    former = frozenset(row["telegram_id"] for row in rows if row["former"])
    return Team(frozenset(row["telegram_id"] for row in rows) - former, former)


def _make_comment_view(row: asyncpg.Record) -> dict[str, Any]:
    return {
        "id": row["id"],
        "number": row["number"],
        "name": row["author_name"],
        "note": row["kind"] in {"note", "remark"},
        "text": row["body"],
        "at": row["created_at"].isoformat(),
    }
