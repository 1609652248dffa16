"""A system's person comes to Telegram by its link: their tickets are those of the Telegram person from then on, and
what they were at stands on the card of the next one. Knows no door.

The context lies here, behind the link's token; the link says nothing of it. A link is good for whoever opens it first.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ExternalPerson, Person, Status, System, SystemLink, Ticket
from desk import Desk, Refused, audit
from desk.notifications import to_requester
from desk.people.one_at_a_time import take_turn
from desk.policy import WORKING, permissions
from desk.staff.board_accounts import merge_people
from desk.systems.systems import hashed

PREFIX = "w_"
GOOD_FOR = timedelta(days=30)
_PAYLOAD = re.compile(r"w_[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class CameToTelegram:
    """Through which system, how many open requests they find here, and which of theirs have a question open: it was
    asked there."""

    system: str
    open: int
    asked: tuple[int, ...]


def is_link(payload: str) -> bool:
    """Whether what came with /start is a link of a system's."""
    return _PAYLOAD.fullmatch(payload) is not None


async def link(session: AsyncSession, person: ExternalPerson, context: dict[str, str], now: datetime) -> str:
    """What comes after `?start=`: 192 random bits, as Telegram allows in a link."""
    payload = PREFIX + secrets.token_urlsafe(24)
    session.add(
        SystemLink(
            token_hash=hashed(payload), external_person_id=person.id, context=context, made_at=now,
            expires_at=now + GOOD_FOR,
        )
    )  # fmt: skip
    return payload


async def opened(desk: Desk, payload: str) -> CameToTelegram:
    """The actor opened a link. Raises Refused where it is not good (any more), was another's, or they are on the
    team."""
    me = desk.me()
    await take_turn(desk.session, me.id)
    if permissions.is_staff(me):
        raise Refused("system-link-staff")
    await _turn_of_other(desk.session, payload)
    found = select(SystemLink).where(SystemLink.token_hash == hashed(payload)).with_for_update()
    row = await desk.session.scalar(found)
    if row is None or (row.opened_by or me.id) != me.id or (row.opened_by is None and row.expires_at <= desk.now):
        raise Refused("system-link-bad")
    theirs = await desk.session.get_one(ExternalPerson, row.external_person_id, with_for_update=True)
    system = await desk.session.get_one(System, theirs.system_id)
    other = await desk.session.get_one(Person, theirs.person_id)
    if system.revoked_at is not None or (other.id != me.id and other.telegram_id is not None):
        raise Refused("system-link-bad")
    if row.opened_by is None:
        row.opened_by, row.opened_at = me.id, desk.now
        me.link_id = row.id
    theirs.joined_at = theirs.joined_at or desk.now
    asked: tuple[int, ...] = ()
    if other.id != me.id:
        await desk.session.flush()
        asked = await _asked(desk, other)
        await merge_people(desk, other, me)
        await desk.session.refresh(theirs)
        audit.record(desk, "system-joined", f"person:{me.id}", new=system.name)
    open_ = (
        Ticket.requester_id == me.id,
        Ticket.filed_at.is_not(None),
        Ticket.status.in_(WORKING),
    )
    count = await desk.session.scalar(select(func.count()).where(*open_))
    return CameToTelegram(system.name, count or 0, asked)


async def ask_here(desk: Desk, ticket_ids: Sequence[int]) -> None:
    """What their system had asked them is asked in their chat, where reminders and the end of it come from now on."""
    for ticket_id in ticket_ids:
        ticket = await desk.locked_id(ticket_id)
        if ticket.status is Status.RESOLVED:
            await to_requester.resolved(desk, ticket)
        elif ticket.status is Status.PENDING:
            await to_requester.asked_for_words(desk, ticket, in_chat=True)


async def _asked(desk: Desk, other: Person) -> tuple[int, ...]:
    """What may still be undone is told later anyway. Where nothing is to be told any more, versions before have stored
    a null of JSON."""
    waiting = (Ticket.status.in_((Status.PENDING, Status.RESOLVED)), Ticket.tell["status"].astext.is_(None))
    found = select(Ticket.id).where(Ticket.requester_id == other.id, *waiting)
    return tuple(await desk.session.scalars(found.order_by(Ticket.id)))


async def _turn_of_other(session: AsyncSession, payload: str) -> None:
    """Whoever the link is for does nothing else meanwhile at their system, nor does the clock for them."""
    link = SystemLink.token_hash == hashed(payload)
    brought = select(ExternalPerson.person_id).join(SystemLink, SystemLink.external_person_id == ExternalPerson.id)
    brought = brought.join(Person, Person.id == ExternalPerson.person_id)
    person_id = await session.scalar(brought.where(link, Person.telegram_id.is_(None)))
    if person_id is not None:
        await take_turn(session, person_id)
