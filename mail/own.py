"""The desk's own side of e-mail: its addresses, and the queue of what leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box
from db.settings import DeskAddress
from db.unit_of_work import NewJob
from mail import marks


@dataclass(frozen=True, slots=True)
class OwnMailbox:
    """The main address of the mailbox, and the server whose words about senders are believed. `topic`: the name of the
    topic of what comes there; `others`: further addresses."""

    address: str
    name: str = ""
    has_plus: bool = True
    trusted_server: str = ""
    has_mailbox: bool = True
    """False if mails are only posted, and are nowhere else."""
    topic: str = ""
    others: tuple[DeskAddress, ...] = ()
    whole_bytes: int = 10 * 1024 * 1024
    """Of a mail that is kept as it came; of a larger one its text and its files are."""

    @property
    def listed(self) -> tuple[DeskAddress, ...]:
        """All addresses, the main one first."""
        return DeskAddress(self.address, self.name, self.topic), *self.others

    @property
    def addresses(self) -> tuple[str, ...]:
        """The same without names."""
        return tuple(one.address for one in self.listed)

    def find(self, written: Iterable[str]) -> DeskAddress:
        """Return the first of these addresses that is the desk's, or else the main one."""
        found = next(filter(None, (marks.find_own_address(self.addresses, one) for one in written)), self.address)
        return next(one for one in self.listed if one.address == found)

    def is_own(self, address: str) -> bool:
        """Return True if an address leads to the desk itself."""
        return marks.is_own_address(self.addresses, address)


def queue_mail(
    session: AsyncSession,
    ticket_id: int,
    payload: dict[str, str | int],
    *,
    now: datetime,
    due_at: datetime | None = None,
    entry_id: int | None = None,
    dedup: str | None = None,
) -> None:
    """Queue a mail to the requester; those about one request leave in order."""
    job = NewJob(
        Box.TO_MAIL, f"{ticket_id}", queue.encode_payload(payload), now, due_at=due_at, ticket_id=ticket_id,
        entry_id=entry_id, dedup=dedup,
    )  # fmt: skip
    queue.put_job(session, job)
