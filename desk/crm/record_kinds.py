"""Records of the CRM as values: which there are, and how each is named."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class RecordKind(StrEnum):
    """The kinds of records, as they are stored and named in CRM_MAPPING."""

    ORGANIZATION = "organization"
    OUTLET = "outlet"
    CONTACT = "contact"
    REQUEST = "request"
    MESSAGE = "message"
    STATUS = "status"
    RATING = "rating"
    PAYMENT = "payment"


OF_REQUESTS = frozenset({RecordKind.MESSAGE, RecordKind.STATUS, RecordKind.RATING})
"""Kinds that belong to a request and are sent in one order with it."""


@dataclass(frozen=True, slots=True, order=True)
class RecordKey:
    """A record: its kind and our id of it."""

    kind: RecordKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind.value} {self.id}"


@dataclass(frozen=True, slots=True)
class RecordContent:
    """The content of a record. `parents`: by field, the records it names, which the CRM gets first; `external_id`: the
    id that it already has in the operator's system, if any."""

    key: RecordKey
    values: dict[str, Any]
    parents: dict[str, RecordKey] = field(default_factory=dict)
    external_id: str | None = None

    def make_hash(self) -> bytes:
        """Return a hash of the content, the same for the same content."""
        named = {name: one.id for name, one in self.parents.items()}
        return hashlib.sha256(json.dumps([self.values, named], sort_keys=True).encode()).digest()


@dataclass(frozen=True, slots=True)
class RecordToSend:
    """A record to send. `ref`: its id in the CRM, if known; `values`: with `<parent>_id` (ours) and `<parent>_ref` (the
    CRM's) of what it names; `content_hash`, `idempotency_key`: the same for the same content."""

    key: RecordKey
    ref: str | None
    values: dict[str, Any]
    content_hash: bytes
    idempotency_key: str


def format_time(at: datetime) -> str:
    """Return a time as the CRM reads it: UTC, such as 2026-11-20T09:00:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
