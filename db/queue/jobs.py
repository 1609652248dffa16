"""What goes into the queue and what comes of it: values only."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.enums import Box, Lane


@dataclass(frozen=True, slots=True)
class Put:
    """A job to be: `dedup` inserts it once per box for ever; of one `slot` in a key only the newest waiting runs."""

    box: Box
    key: str
    payload: bytes
    now: datetime
    due_at: datetime | None = None
    lane: Lane = Lane.PEOPLE
    dedup: str | None = None
    slot: str | None = None
    ticket_id: int | None = None
    entry_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A claimed row; `lane`: the most urgent one waiting in its key. `repeated`: it was begun before and never settled,
    so what it did outside is unknown. `chat`: the Telegram id of the person it is for, where they have one."""

    id: int
    box: Box
    key: str
    lane: Lane
    slot: str | None
    payload: bytes
    attempts: int
    repeated: bool
    created_at: datetime
    ticket_id: int | None
    entry_id: int | None
    person_id: int | None
    chat: int | None = None

    @classmethod
    def of(cls, box: Box, row: Any) -> "ClaimedJob":
        """The job of a row of `jobs`, with `repeated` and `chat`."""
        return cls(
            row.id, box, row.key, Lane(row.lane), row.slot, bytes(row.payload), row.attempts, row.repeated,
            row.created_at, row.ticket_id, row.entry_id, row.person_id, row.chat,
        )  # fmt: skip

    def data(self) -> dict[str, Any]:
        """The payload as the JSON object it holds."""
        value: dict[str, Any] = json.loads(self.payload)
        return value


@dataclass(frozen=True, slots=True)
class Done:
    """The job had its effect (or none was needed any more: say why)."""

    why: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Try the same job again, not before `at`; `counts` says that it was a failure, `unknown` a lost answer."""

    at: datetime
    error: str
    counts: bool = True
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Park:
    """Keep it for the person who blocked the bot."""

    error: str


@dataclass(frozen=True, slots=True)
class Bury:
    """Give up, visibly."""

    error: str


Verdict = Done | Retry | Park | Bury


def body(value: dict[str, Any]) -> bytes:
    """A JSON object as the bytes of a payload; lone surrogates stay escaped."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")
