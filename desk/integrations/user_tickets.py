"""Users of an integration, by its own ids, and the tickets that it sees. Knows no channel.

An integration's user comes to Telegram by a link: once they agree, their tickets become those of the Telegram person,
and the link's context is shown on the card of the next one. Either side may undo it
(`desk/integrations/separating_people.py`). The context is stored under the link's token; the link itself says nothing
of it. The person who opens a link is asked first: another person may have sent it to read along.
"""

import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    Box,
    Erasure,
    ExternalPerson,
    Integration,
    IntegrationLink,
    Job,
    Person,
    Status,
    Ticket,
    any_of,
)
from db.unit_of_work import NewJob
from desk import Desk, Outdated, Refused, history, references
from desk.integrations.own_systems import BEARER_DAYS, MAIL, read_sender
from desk.integrations.separating_people import separate
from desk.integrations.user_rows import find_user, make_hint, make_person
from desk.notifications import to_requester
from desk.outbox import Say, letters
from desk.people.person_locks import take_turn
from desk.policy import permissions
from desk.references import Purpose, hash_secret
from desk.staff.board_accounts import merge_people

PREFIX = "w_"
GOOD_FOR = timedelta(hours=1)
_PAYLOAD = re.compile(r"w_[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class CameToTelegram:
    """The integration, its user, how many open requests they have here, and which of them wait for an answer that was
    asked there."""

    system: str
    external: int
    open: int
    waiting_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WantsToJoin:
    """The two sides a link would connect: a user of an integration, by name ("" if unknown) and a hint of the user's
    id there."""

    link: int
    system: str
    name: str
    hint: str


def is_link(payload: str) -> bool:
    """Return True if the payload of /start is an integration's link."""
    return _PAYLOAD.fullmatch(payload) is not None


async def create_link(session: AsyncSession, person: ExternalPerson, context: dict[str, str], now: datetime) -> str:
    """Return the payload behind `?start=`: 192 random bits, as Telegram allows in a link."""
    payload = PREFIX + secrets.token_urlsafe(24)
    session.add(
        IntegrationLink(
            token_hash=hash_secret(payload), external_person_id=person.id, context=context, made_at=now,
            expires_at=now + GOOD_FOR,
        )
    )  # fmt: skip
    return payload


async def open_link(desk: Desk, payload: str) -> CameToTelegram | WantsToJoin:
    """Open a link: return what the actor is to agree to, or, if they are connected already, what they find. Raises
    Refused if the link is invalid, was used by another person, or the actor is on the team."""
    if permissions.is_staff(desk.require_actor()):
        raise Refused("system-link-staff")
    link = await _lock_link(desk, IntegrationLink.token_hash == hash_secret(payload))
    if link.theirs.person_id == desk.require_actor().id and link.theirs.joined_at is not None:
        return await _connect(desk, link)
    if link.row.opened_by is not None:
        raise Refused("system-link-bad")
    other = await desk.session.get_one(Person, link.theirs.person_id)
    unnamed = make_person(link.system, link.theirs.external_id, desk.now).name
    name = "" if other.name == unnamed else other.name
    return WantsToJoin(link.row.id, link.system.name, name, make_hint(link.theirs.external_id))


async def accept_link(desk: Desk, link_id: int) -> CameToTelegram:
    """Connect the actor with the user of the link: they are one person from now on. Raises Refused."""
    return await _connect(desk, await _lock_link(desk, IntegrationLink.id == link_id))


async def decline_link(desk: Desk, link_id: int) -> str:
    """Decline a link, which is invalid then; return the name of the integration. Raises Refused."""
    link = await _lock_link(desk, IntegrationLink.id == link_id)
    if link.row.opened_by is not None:
        raise Refused("system-link-bad")
    link.row.expires_at = desk.now
    history.record_action(desk, "system-declined", f"person:{desk.require_actor().id}", new=link.system.name)
    return link.system.name


@dataclass(frozen=True, slots=True)
class _Link:
    """A link that is valid for the actor, and its user; the rows are locked."""

    row: IntegrationLink
    theirs: ExternalPerson
    system: Integration


async def _lock_link(desk: Desk, which: ColumnElement[bool]) -> _Link:
    me = desk.require_actor()
    await take_turn(desk.session, me.id)
    await _turn_of_other(desk.session, which)
    row = await desk.session.scalar(select(IntegrationLink).where(which).with_for_update())
    if row is None or (row.opened_by or me.id) != me.id or (row.opened_by is None and row.expires_at <= desk.now):
        raise Refused("system-link-bad")
    theirs = await desk.session.get_one(
        ExternalPerson, row.external_person_id, with_for_update=True, populate_existing=True
    )
    system = await desk.session.get_one(Integration, theirs.system_id)
    other = await desk.session.get_one(Person, theirs.person_id)
    if system.revoked_at is not None or (other.id != me.id and other.telegram_id is not None):
        raise Refused("system-link-bad")
    if permissions.is_staff(me):
        raise Refused("system-link-staff")
    if row.opened_by is not None and (theirs.person_id != me.id or theirs.joined_at is None):
        raise Refused("system-link-bad")
    erased = select(Erasure.id).where(any_of(Erasure.person_id, [me.id, other.id]))
    waits = erased.where(Erasure.withdrawn_at.is_(None), Erasure.done_at.is_(None))
    if other.id != me.id and await desk.session.scalar(waits.limit(1)) is not None:
        raise Refused("system-link-erased")
    return _Link(row, theirs, system)


async def _connect(desk: Desk, link: _Link) -> CameToTelegram:
    me, row, theirs = desk.require_actor(), link.row, link.theirs
    if row.opened_by is None:
        row.opened_by, row.opened_at = me.id, desk.now
        me.link_id = row.id
    if theirs.joined_at is None and link.system.door == MAIL:
        await _prove_address(desk, link)
    theirs.joined_at = theirs.joined_at or desk.now
    asked: tuple[int, ...] = ()
    if theirs.person_id != me.id:
        other = await desk.session.get_one(Person, theirs.person_id)
        await desk.session.flush()
        asked = await _find_waiting(desk, other)
        await merge_people(desk, other, me)
        await desk.session.refresh(theirs)
        history.record_action(desk, "system-joined", f"person:{me.id}", new=link.system.name)
    open_ = (
        Ticket.requester_id == me.id,
        Ticket.filed_at.is_not(None),
        Ticket.is_working,
    )
    count = await desk.session.scalar(select(func.count()).where(*open_))
    return CameToTelegram(link.system.name, theirs.id, count or 0, asked)


_JOIN_DAYS = 1


async def request_join(session: AsyncSession, asking: ExternalPerson, now: datetime) -> str:
    """Have the address mailed a link into Telegram, at most once an hour; return as much of the address as its owner
    recognizes."""
    address, _ = read_sender(asking.external_id)
    system = await session.get_one(Integration, asking.system_id)
    theirs = await find_user(session, system, address) or asking
    name = f"join:{theirs.id}:{now:%Y%m%d%H}"
    if await session.scalar(select(Job.id).where(Job.box == Box.TO_MAIL.value, Job.dedup == name)) is None:
        expires_at = now + timedelta(days=_JOIN_DAYS)
        row = IntegrationLink(
            token_hash=hash_secret(secrets.token_urlsafe(24)), external_person_id=theirs.id, context={}, made_at=now,
            expires_at=expires_at,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        row.token_hash = hash_secret(await make_join_payload(session, row.id))
        _queue_to_address(session, theirs, {"do": "join", "link": row.id}, now, name)
    name, _, domain = address.rpartition("@")
    return f"{make_hint(name)}@{domain}"


def _queue_to_address(
    session: AsyncSession, theirs: ExternalPerson, payload: dict[str, str | int], now: datetime, name: str
) -> None:
    said = queue.encode_payload({**payload, "external": theirs.id})
    queue.put_job(session, NewJob(Box.TO_MAIL, f"address {theirs.id}", said, now, dedup=name))


def queue_question(session: AsyncSession, theirs: ExternalPerson, question_id: int, now: datetime) -> None:
    """Have the address asked if it wrote a mail; `desk/questions/sender_questions.py` takes the answer."""
    _queue_to_address(session, theirs, {"do": "wrote", "question": question_id}, now, f"wrote:{question_id}")


async def make_join_payload(session: AsyncSession, link_id: int) -> str:
    """Return the payload behind `?start=` of a link that is mailed to an address."""
    mark = references.sign(await references.load_key(session), Purpose.JOIN, link_id.to_bytes(8))
    return PREFIX + urlsafe_b64encode(mark).decode()


async def _prove_address(desk: Desk, link: _Link) -> None:
    """Count an address as proven, as the link was mailed to it, and tell it what happened. What others claim to send
    from there goes on as before. Raises Refused if it has become another person's."""
    theirs, address = link.theirs, read_sender(link.theirs.external_id)[0]
    if theirs.external_id != address:
        if await find_user(desk.session, link.system, address) is not None:
            raise Refused("system-link-bad")
        theirs.external_id = address
    name = f"joined:{theirs.id}:{int(desk.now.timestamp())}"
    _queue_to_address(desk.session, theirs, {"do": "joined", "name": desk.require_actor().name}, desk.now, name)


async def make_undo_key(session: AsyncSession, theirs: ExternalPerson, joined_at: datetime) -> str:
    """Return the secret in the address of the page that undoes a connection."""
    return await references.make_reference(session, Purpose.UNDO, theirs.id, int(joined_at.timestamp() * 1000))


async def find_undoable(session: AsyncSession, key: str, now: datetime) -> ExternalPerson | None:
    """Return the person whose connection that secret undoes; None for another secret, if it is undone, or after thirty
    days."""
    theirs_id, _ = await references.read_reference(session, Purpose.UNDO, key) or (0, 0)
    found = await session.get(ExternalPerson, theirs_id, populate_existing=True)
    if found is None or found.joined_at is None or found.joined_at <= now - timedelta(days=BEARER_DAYS):
        return None
    return found if await make_undo_key(session, found, found.joined_at) == key else None


async def undo_join(desk: Desk, key: str) -> None:
    """Undo a connection as the owner of the address, and tell the person in Telegram. Raises Outdated."""
    theirs = await find_undoable(desk.session, key, desk.now)
    if theirs is None:
        raise Outdated
    await take_turn(desk.session, theirs.person_id)
    await desk.session.refresh(theirs, with_for_update=True)
    if theirs.joined_at is None:
        raise Outdated
    owner = await desk.session.get_one(Person, theirs.person_id)
    name = await separate(desk, theirs, owner)
    letters.queue_letter(desk.session, owner.id, Say("system-parted", {"system": name}), now=desk.now)


async def ask_here(desk: Desk, ticket_ids: Sequence[int]) -> None:
    """Ask in the chat what the integration was asked, as reminders and the end come here from now on."""
    for ticket_id in ticket_ids:
        ticket = await desk.lock_by_id(ticket_id)
        if ticket.status is Status.RESOLVED:
            await to_requester.ask_resolved(desk, ticket)
        elif ticket.status is Status.PENDING:
            await to_requester.ask_for_words(desk, ticket, in_chat=True)


async def _find_waiting(desk: Desk, other: Person) -> tuple[int, ...]:
    """Return tickets that wait for the person. What may still be undone is notified later anyway. Earlier versions
    stored a JSON null if nothing is left to notify."""
    waiting = (Ticket.status.in_((Status.PENDING, Status.RESOLVED)), Ticket.tell["status"].astext.is_(None))
    found = select(Ticket.id).where(Ticket.requester_id == other.id, *waiting)
    return tuple(await desk.session.scalars(found.order_by(Ticket.id)))


async def _turn_of_other(session: AsyncSession, link: ColumnElement[bool]) -> None:
    """Keep the other person from doing anything else until this ends."""
    brought = select(ExternalPerson.person_id).join(
        IntegrationLink, IntegrationLink.external_person_id == ExternalPerson.id
    )
    brought = brought.join(Person, Person.id == ExternalPerson.person_id)
    person_id = await session.scalar(brought.where(link, Person.telegram_id.is_(None)))
    if person_id is not None:
        await take_turn(session, person_id)
