"""The values of the queue: jobs and verdicts."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from db.enums import Box, Lane
from db.sealed_words import open_json, seal_payload


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to store: of one `dedup` a box only ever takes one; of one `slot` in a key only the newest waiting job
    runs."""

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
class DeliveryPart:
    """One of several equal parts of the people whose letters a process delivers."""

    number: int
    of: int


ALL, NOTHING = DeliveryPart(0, 1), DeliveryPart(0, 0)


@dataclass(frozen=True)
class ClaimedJob:
    """A claimed row; `lane`: the most urgent one waiting in its key. `repeated`: it was begun before and never settled,
    so its effects outside are unknown. `chat`: the Telegram id of the person it is for, if they have one."""

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
    def from_row(cls, box: Box, row: Any) -> "ClaimedJob":
        """Build from a row of `jobs`, with `repeated` and `chat`."""
        return cls(
            row.id, box, row.key, Lane(row.lane), row.slot, bytes(row.payload), row.attempts, row.repeated,
            row.created_at, row.ticket_id, row.entry_id, row.person_id, row.chat,
        )  # fmt: skip

    def load_payload(self) -> dict[str, Any]:
        """Return the payload as the JSON object it holds, which is parsed once: it is not to be changed."""
        return self._data

    @cached_property
    def _data(self) -> dict[str, Any]:
        value: dict[str, Any] = decode_payload(self.payload)
        return value


@dataclass(frozen=True, slots=True)
class Done:
    """The job had its effect, or none was needed any more (`why`)."""

    why: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Retry the job, not before `at`; `counts`: it was a failure, `unknown`: an answer was lost."""

    at: datetime
    error: str
    counts: bool = True
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Park:
    """Keep the job for the person who blocked the bot."""

    error: str


@dataclass(frozen=True, slots=True)
class Bury:
    """Stop retrying; admins see the job."""

    error: str


Verdict = Done | Retry | Park | Bury


def encode_payload(value: dict[str, Any]) -> bytes:
    """Return a JSON object as the bytes of a payload, its words encrypted if they are at rest; lone surrogates stay
    escaped."""
    return json.dumps(seal_payload(value), ensure_ascii=True, separators=(",", ":")).encode("ascii")


def decode_payload(payload: bytes, **how: Any) -> Any:
    """Return the JSON object of a payload. `how`: options of `json.loads`."""
    return open_json(json.loads(payload, **how), **how)
