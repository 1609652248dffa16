"""The page of one request, for who is written to elsewhere. Its secret is a signature, so nothing is stored."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    DeskRow,
    ExternalPerson,
    Integration,
    Ticket,
)
from desk.conversation import entries
from desk.integrations.token_bearers import Bearer

ID_BYTES, _MARK_BYTES = 8, 16
HANDED = "remark-handed"
"""The remark on a request that became somebody else's: its page is closed, whose link the one before may have."""


def make_page_key(file_key: bytes, ticket_id: int) -> str:
    """Return the secret in the address of a request's page, as long as the one of a form's link."""
    said = ticket_id.to_bytes(ID_BYTES)
    return urlsafe_b64encode(said + _sign_page(file_key, said)).decode()


async def find_page(session: AsyncSession, key: str) -> tuple[Bearer, int] | None:
    """Return the requester whose page has that secret, and the id of the request; None for another secret, if the
    integration is revoked, or while the requester reads their requests in Telegram."""
    said, mark = urlsafe_b64decode(key)[:ID_BYTES], urlsafe_b64decode(key)[ID_BYTES:]
    file_key = await session.scalar(select(DeskRow.file_key))
    if file_key is None or not hmac.compare_digest(_sign_page(file_key, said), mark):
        return None
    ticket_id = int.from_bytes(said)
    theirs = (Ticket.id == ticket_id, Integration.revoked_at.is_(None), ExternalPerson.joined_at.is_(None))
    filed = select(Integration, ExternalPerson).join(ExternalPerson, ExternalPerson.system_id == Integration.id)
    filed = filed.join(Ticket, Ticket.external_person_id == ExternalPerson.id)
    row = (await session.execute(filed.where(*theirs))).first()
    return (Bearer(row[0], row[1]), ticket_id) if row is not None and await has_page(session, ticket_id) else None


async def has_page(session: AsyncSession, ticket_id: int) -> bool:
    """Return False for a request that became somebody else's."""
    return await find_handed_at(session, ticket_id) is None


async def find_handed_at(session: AsyncSession, ticket_id: int) -> datetime | None:
    """Return when a request became somebody else's, None if it never did. What was to be told before is not theirs."""
    remark = await entries.find_remark(session, ticket_id, HANDED)
    return remark.created_at if remark is not None else None


def _sign_page(file_key: bytes, said: bytes) -> bytes:
    return hmac.digest(file_key, b"page " + said, "sha256")[:_MARK_BYTES]


def hash_key(key: str) -> str:
    """Return the id of the sender: the secret itself is stored nowhere."""
    return sha256(key.encode()).hexdigest()
