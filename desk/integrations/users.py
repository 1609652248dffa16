"""Users of an integration, by its own ids, and the tickets that it sees. Knows no channel."""

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import queue
from db.models import (
    BY_SYSTEM,
    CLAIMED,
    Box,
    DeskRow,
    Entry,
    ExternalPerson,
    Integration,
    IntegrationLink,
    Job,
    Membership,
    Origin,
    Person,
    Status,
    Ticket,
    any_of,
)
from db.unit_of_work import NewJob
from desk import Desk, Outdated, Refused, history
from desk.integrations.integrations import OWN_DOORS, TOKEN_REQUESTS_PER_MINUTE, Bearer, hash_token
from desk.integrations.scopes import Scope
from desk.notifications import message_refresh, to_requester
from desk.outbox import Say, jobs, letters
from desk.people.directory import clean_person_name, take_turn
from desk.policy import permissions
from desk.policy.permissions import Grant, has_grant, is_member
from desk.settings.rules import MaskingRules
from desk.staff.board_accounts import merge_people
from desk.text.mail_address import find_address
from desk.text.masking.secret_masking import mask_secrets_in


async def find_user(session: AsyncSession, system: Integration, external_id: str) -> ExternalPerson | None:
    """Return the user of that id, or None if unknown."""
    theirs = (ExternalPerson.system_id == system.id, ExternalPerson.external_id == external_id)
    return await session.scalar(select(ExternalPerson).where(*theirs))


async def get_or_create(
    session: AsyncSession,
    system: Integration,
    external_id: str,
    *,
    name: str | None,
    language: str | None,
    now: datetime,
) -> ExternalPerson:
    """Return the user of that id, created if unknown. The given name counts until they have a Telegram account, which
    has its own; the language until they choose one."""
    found = await find_user(session, system, external_id)
    if found is None:
        found = await _create(session, system, external_id, now)
    person = await session.get_one(Person, found.person_id)
    if person.telegram_id is None:
        called = clean_person_name(mask_secrets_in(name or "", MaskingRules()))
        if called and person.name != called:
            person.name = called
        if language is not None and person.language != language:
            person.language = language
    return found


async def _create(session: AsyncSession, system: Integration, external_id: str, now: datetime) -> ExternalPerson:
    """Create the user; if two do so at once, the first one wins."""
    person = _make_person(system, external_id, now)
    session.add(person)
    await session.flush()
    row = insert(ExternalPerson).values(system_id=system.id, external_id=external_id, person_id=person.id, made_at=now)
    made = await session.scalar(row.on_conflict_do_nothing().returning(ExternalPerson.id))
    if made is None:
        await session.delete(person)
        await session.flush()
    found = await find_user(session, system, external_id)
    assert found is not None
    return found


def _make_person(system: Integration, external_id: str, now: datetime) -> Person:
    """Make a person without Telegram, named by their id until their integration says a name."""
    return Person(name=clean_person_name(f"{system.name} {external_id}"), system_id=system.id, created_at=now)


def _make_hint(external_id: str) -> str:
    """Return as much of an id as its owner recognizes, and no more: "m…y"."""
    return f"{external_id[:1]}…{external_id[-1:] if len(external_id) > 2 else ''}"


def is_ticket_visible(system_id: int) -> ColumnElement[bool]:
    """Match the tickets that an integration sees, joined with `ExternalPerson`: those filed as this user, and those
    that the connected person has filed in Telegram since; never those of another integration, of another of its users,
    or drafts."""
    since = and_(Ticket.system_id.is_(None), Ticket.created_at >= ExternalPerson.joined_at)
    unsaid = and_(Ticket.external_person_id.is_(None), Ticket.system_id == system_id)  # filed by the version before
    theirs = and_(ExternalPerson.system_id == system_id, ExternalPerson.person_id == Ticket.requester_id)
    as_them = or_(Ticket.external_person_id == ExternalPerson.id, unsaid, since)
    return and_(theirs, Ticket.filed_at.is_not(None), as_them)


# Integrations of the desk's own, made with the first request that needs them: the form on the web, whose senders are
# strangers, each known by the secret of one link, and the mailbox, whose people are known by their addresses. Knows no
# channel. Nobody has their tokens until an admin makes new ones; revoking such an integration closes its channel and
# its links.


NAME, MAIL = OWN_DOORS


def name_sender(address: str, *, is_proven: bool) -> str:
    """Return the id of a person of the mailbox. A mail that only claims to come from an address is of another person
    than one that is proven to: whatever becomes of the claim, the real one has no part in it."""
    return address if is_proven else f"{CLAIMED}{address}"


def read_sender(external_id: str) -> tuple[str, bool]:
    """Return the address of a person of the mailbox, and if it is proven."""
    return external_id.removeprefix(CLAIMED), not external_id.startswith(CLAIMED)


async def find_sender(session: AsyncSession, key: str) -> Bearer | None:
    """Return who has that link's secret, or None."""
    theirs = (_is_named(NAME), Integration.revoked_at.is_(None), ExternalPerson.external_id == _hash(key))
    joined = select(Integration, ExternalPerson).join(ExternalPerson, ExternalPerson.system_id == Integration.id)
    row = (await session.execute(joined.where(*theirs))).first()
    return Bearer(row[0], row[1]) if row is not None else None


async def create_sender(session: AsyncSession, key: str, *, name: str, language: str, now: datetime) -> Bearer | None:
    """Return the sender with that secret, created if unknown; None if an admin has revoked the form's integration."""
    system = await get_or_create_system(session, NAME, now)
    if system.revoked_at is not None:
        return None
    return Bearer(system, await get_or_create(session, system, _hash(key), name=name, language=language, now=now))


async def get_or_create_system(session: AsyncSession, name: str, now: datetime) -> Integration:
    """Return the desk's own integration of that name, created if there is none."""
    found = await session.scalar(select(Integration).where(_is_named(name)))
    if found is None:
        await session.execute(select(DeskRow.id).with_for_update())  # one at a time
        found = await session.scalar(select(Integration).where(_is_named(name)))
    if found is None:
        found = _make_system(name, now)
        session.add(found)
        await session.flush()
    return found


async def find_own_system(session: AsyncSession, name: str) -> Integration | None:
    """Return the desk's own integration of that name, None if nothing came that way yet or it is revoked."""
    return await session.scalar(select(Integration).where(_is_named(name), Integration.revoked_at.is_(None)))


async def find_form_address(session: AsyncSession, ticket: Ticket) -> str | None:
    """Return the address that answers about a request of the web form are mailed to. Nobody has confirmed that it is
    the sender's. None if they left none, if there was no mailbox then, or if form or mailbox are revoked."""
    address = find_address(" ".join(map(str, (ticket.context or {}).values())))
    form, mailbox = aliased(Integration), aliased(Integration)
    used = select(form.id).join(mailbox, mailbox.made_at <= ticket.created_at).where(
        form.id == ticket.system_id, func.lower(form.name) == NAME.lower(), form.revoked_at.is_(None),
        func.lower(mailbox.name) == MAIL.lower(), mailbox.revoked_at.is_(None),
    )  # fmt: skip
    return address if address is not None and await session.scalar(used) is not None else None


BEARER_DAYS = 30


def has_bearer_ended(ticket: Ticket, now: datetime) -> bool:
    """Return True if links, marks and pages of a request open it no more: it ended long ago."""
    return ticket.is_finished and ticket.status_at <= now - timedelta(days=BEARER_DAYS)


async def has_proved(session: AsyncSession, person_id: int) -> bool:
    """Return True if the person has more than an address that a mail came from: Telegram, or an organization."""
    person = await session.get_one(Person, person_id)
    belongs = select(Membership.id).where(Membership.person_id == person_id, is_member(confirmed=False))
    return person.telegram_id is not None or await session.scalar(belongs.limit(1)) is not None


async def list_channels(session: AsyncSession) -> list[Origin]:
    """Return the channels through which requests come, in the order of the pages; e-mail once there is a mailbox."""
    has_mail = await session.scalar(select(Integration.id).where(_is_named(MAIL)))
    return [one for one in Origin if one is not Origin.CLOCK and (one is not Origin.MAIL or has_mail is not None)]


def _is_named(name: str) -> ColumnElement[bool]:
    return func.lower(Integration.name) == name.lower()


def _make_system(name: str, now: datetime) -> Integration:
    unknown = secrets.token_urlsafe(32)
    return Integration(
        name=name, token_hash=hash_token(unknown), token_hint=unknown[-4:], scopes=[Scope.TICKETS.value],
        cors=[], per_minute=TOKEN_REQUESTS_PER_MINUTE[0], made_by=None, made_at=now, expires_at=None,
    )  # fmt: skip


# The page of one request, for a person who is written to elsewhere. Its secret is a signature, so nothing is stored.


_ID_BYTES, _MARK_BYTES = 8, 16


def make_page_key(file_key: bytes, ticket_id: int) -> str:
    """Return the secret in the address of a request's page, as long as the one of a form's link."""
    said = ticket_id.to_bytes(_ID_BYTES)
    return urlsafe_b64encode(said + _sign_page(file_key, said)).decode()


async def find_page(session: AsyncSession, key: str) -> tuple[Bearer, int] | None:
    """Return the requester whose page has that secret, and the id of the request; None for another secret, if the
    integration is revoked, or while the requester reads their requests in Telegram."""
    said, mark = urlsafe_b64decode(key)[:_ID_BYTES], urlsafe_b64decode(key)[_ID_BYTES:]
    file_key = await session.scalar(select(DeskRow.file_key))
    if file_key is None or not hmac.compare_digest(_sign_page(file_key, said), mark):
        return None
    ticket_id = int.from_bytes(said)
    theirs = (Ticket.id == ticket_id, Integration.revoked_at.is_(None), ExternalPerson.joined_at.is_(None))
    filed = select(Integration, ExternalPerson).join(ExternalPerson, ExternalPerson.system_id == Integration.id)
    filed = filed.join(Ticket, Ticket.external_person_id == ExternalPerson.id)
    row = (await session.execute(filed.where(*theirs))).first()
    return (Bearer(row[0], row[1]), ticket_id) if row is not None else None


def _sign_page(file_key: bytes, said: bytes) -> bytes:
    return hmac.digest(file_key, b"page " + said, "sha256")[:_MARK_BYTES]


def _hash(key: str) -> str:
    """Return the id of the sender: the secret itself is stored nowhere."""
    return sha256(key.encode()).hexdigest()


# A person connected by an integration's link becomes two people again: requests made in Telegram stay theirs, those
# made through the integration go back to its user. The person or an admin may do it. Knows no channel.


@dataclass(frozen=True, slots=True)
class JoinedAs:
    """A user of an integration that a Telegram person is connected with, and since when; `key` is what undoes it."""

    key: int
    system: str
    hint: str
    since: datetime


async def list_connections(session: AsyncSession, person_id: int) -> list[JoinedAs]:
    """Return all connections of a person, oldest first."""
    found = (
        select(ExternalPerson, Integration.name)
        .join(Integration, Integration.id == ExternalPerson.system_id)
        .where(ExternalPerson.person_id == person_id, ExternalPerson.joined_at.is_not(None))
        .order_by(ExternalPerson.joined_at, ExternalPerson.id)
    )
    return [
        JoinedAs(row.id, name, _make_hint(row.external_id), row.joined_at)
        for row, name in await session.execute(found)
        if row.joined_at is not None
    ]


async def separate_person(desk: Desk, key: int) -> str:
    """Undo a connection; return the name of the integration. Requests filed through the integration go back to its
    user, who is blocked if the person is; all messages written in Telegram stay. Raises Outdated if it is undone
    already, or the actor is neither the person nor an admin."""
    await desk.refresh_actor()
    theirs = await desk.session.get(ExternalPerson, key)
    if theirs is None:
        raise Outdated
    await take_turn(desk.session, theirs.person_id)
    await desk.session.refresh(theirs, with_for_update=True)
    owner = await desk.session.get_one(Person, theirs.person_id)
    is_own = owner.id == desk.require_actor().id
    by_admin = has_grant(desk.require_actor(), Grant.INTEGRATIONS)
    if theirs.joined_at is None or not (is_own or by_admin):
        raise Outdated
    name = await _separate(desk, theirs, owner)
    if not is_own:
        letters.queue_letter(desk.session, owner.id, Say("system-parted", {"system": name}), now=desk.now)
    return name


async def _separate(desk: Desk, theirs: ExternalPerson, owner: Person) -> str:
    system = await desk.session.get_one(Integration, theirs.system_id)
    other = _make_person(system, theirs.external_id, desk.now)
    other.blocked_at, other.blocked_by = owner.blocked_at, owner.blocked_by
    desk.session.add(other)
    await desk.session.flush()
    await _links_end(desk, theirs, owner)
    theirs.person_id, theirs.joined_at = other.id, None
    await _back(desk, theirs, owner, other)
    history.record_action(desk, "system-parted", f"person:{owner.id}", system.name)
    return system.name


async def _links_end(desk: Desk, theirs: ExternalPerson, owner: Person) -> None:
    """Delete unopened links, and detach the next request from the one that was opened."""
    its = IntegrationLink.external_person_id == theirs.id
    if (
        await desk.session.scalar(select(IntegrationLink.id).where(its, IntegrationLink.id == owner.link_id))
        is not None
    ):
        owner.link_id = None
    await desk.session.execute(delete(IntegrationLink).where(its, IntegrationLink.opened_by.is_(None)))


async def _back(desk: Desk, theirs: ExternalPerson, owner: Person, other: Person) -> None:
    """Return the tickets filed through the integration, and the messages written there."""
    filed = select(Ticket).where(
        Ticket.requester_id == owner.id, Ticket.external_person_id == theirs.id, Ticket.origin.in_(BY_SYSTEM)
    )
    tickets = (await desk.session.scalars(filed.order_by(Ticket.id).with_for_update())).all()
    for ticket in tickets:
        ticket.requester_id = other.id
        await jobs.request_compare(desk, ticket.id)
    ids = [ticket.id for ticket in tickets]
    said = (any_of(Entry.ticket_id, ids), Entry.author_id == owner.id, Entry.origin.in_(BY_SYSTEM))
    await desk.session.execute(update(Entry).where(*said).values(author_id=other.id))
    await desk.session.flush()
    for ticket in tickets:
        await message_refresh.refresh_messages(desk, ticket, staff_only=True)


# An integration's user comes to Telegram by a link: once they agree, their tickets become those of the Telegram
# person, and the link's context is shown on the card of the next one. Either side may undo it
# (`desk/integrations/users.py`). Knows no channel. The context is stored under the link's token; the link itself says
# nothing of it. The person who opens a link is asked first: another person may have sent it to read along.


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
    asked: tuple[int, ...]


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
            token_hash=hash_token(payload), external_person_id=person.id, context=context, made_at=now,
            expires_at=now + GOOD_FOR,
        )
    )  # fmt: skip
    return payload


async def open_link(desk: Desk, payload: str) -> CameToTelegram | WantsToJoin:
    """Open a link: return what the actor is to agree to, or, if they are connected already, what they find. Raises
    Refused if the link is invalid, was used by another person, or the actor is on the team."""
    if permissions.is_staff(desk.require_actor()):
        raise Refused("system-link-staff")
    link = await _lock_link(desk, IntegrationLink.token_hash == hash_token(payload))
    if link.theirs.person_id == desk.require_actor().id and link.theirs.joined_at is not None:
        return await _connect(desk, link)
    if link.row.opened_by is not None:
        raise Refused("system-link-bad")
    other = await desk.session.get_one(Person, link.theirs.person_id)
    unnamed = _make_person(link.system, link.theirs.external_id, desk.now).name
    name = "" if other.name == unnamed else other.name
    return WantsToJoin(link.row.id, link.system.name, name, _make_hint(link.theirs.external_id))


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
    return _Link(row, theirs, system)


async def _connect(desk: Desk, link: _Link) -> CameToTelegram:
    me, row, theirs = desk.require_actor(), link.row, link.theirs
    if row.opened_by is None:
        row.opened_by, row.opened_at = me.id, desk.now
        me.link_id = row.id
    if theirs.joined_at is None and link.system.name == MAIL:
        await _prove_address(desk, link)
    theirs.joined_at = theirs.joined_at or desk.now
    asked: tuple[int, ...] = ()
    if theirs.person_id != me.id:
        other = await desk.session.get_one(Person, theirs.person_id)
        await desk.session.flush()
        asked = await _find_waiting(desk, other)
        if other.blocked_at is not None and me.blocked_at is None:
            me.blocked_at, me.blocked_by = other.blocked_at, other.blocked_by
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


# All requests of an address in Telegram: asked of the address itself by a mail with a link that nobody else gets, and
# told to it afterwards with a way to undo it. Their secrets are signatures, so nothing about them is stored.


_UNDO_BYTES, _UNDO_MARK = 16, 14
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
            token_hash=hash_token(secrets.token_urlsafe(24)), external_person_id=theirs.id, context={}, made_at=now,
            expires_at=expires_at,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        row.token_hash = hash_token(make_join_payload((await session.get_one(DeskRow, 1)).file_key, row.id))
        _queue_to_address(session, theirs, {"do": "join", "link": row.id}, now, name)
    name, _, domain = address.rpartition("@")
    return f"{_make_hint(name)}@{domain}"


def _queue_to_address(
    session: AsyncSession, theirs: ExternalPerson, payload: dict[str, str | int], now: datetime, name: str
) -> None:
    said = queue.encode_payload({**payload, "external": theirs.id})
    queue.put_job(session, NewJob(Box.TO_MAIL, f"address {theirs.id}", said, now, dedup=name))


def queue_question(session: AsyncSession, theirs: ExternalPerson, question_id: int, now: datetime) -> None:
    """Have the address asked if it wrote a mail; `desk/questions/sender_questions.py` takes the answer."""
    _queue_to_address(session, theirs, {"do": "wrote", "question": question_id}, now, f"wrote:{question_id}")


def make_join_payload(file_key: bytes, link_id: int) -> str:
    """Return the payload behind `?start=` of a link that is mailed to an address."""
    mark = hmac.digest(file_key, b"join " + link_id.to_bytes(_ID_BYTES), "sha256")
    return PREFIX + urlsafe_b64encode(mark[:24]).decode()


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


def make_undo_key(file_key: bytes, theirs: ExternalPerson) -> str | None:
    """Return the secret in the address of the page that undoes a connection; None if there is none."""
    if theirs.joined_at is None:
        return None
    said = theirs.id.to_bytes(_ID_BYTES) + int(theirs.joined_at.timestamp() * 1000).to_bytes(_ID_BYTES)
    return urlsafe_b64encode(said + _sign_undo(file_key, said)).decode()


def _sign_undo(file_key: bytes, said: bytes) -> bytes:
    return hmac.digest(file_key, b"undo " + said, "sha256")[:_UNDO_MARK]


async def find_undoable(session: AsyncSession, key: str, now: datetime) -> ExternalPerson | None:
    """Return the person whose connection that secret undoes; None for another secret, if it is undone, or after thirty
    days."""
    said, mark = urlsafe_b64decode(key)[:_UNDO_BYTES], urlsafe_b64decode(key)[_UNDO_BYTES:]
    file_key = await session.scalar(select(DeskRow.file_key))
    if file_key is None or not hmac.compare_digest(_sign_undo(file_key, said), mark):
        return None
    found = await session.get(ExternalPerson, int.from_bytes(said[:_ID_BYTES]), populate_existing=True)
    if found is None or found.joined_at is None or found.joined_at <= now - timedelta(days=BEARER_DAYS):
        return None
    return found if make_undo_key(file_key, found) == key else None


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
    name = await _separate(desk, theirs, owner)
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
