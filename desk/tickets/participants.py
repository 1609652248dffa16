"""Verbs and steps on the participants of a ticket: those who take part besides its requester.

The requester is a column of the ticket and has no row here. People of a group and those who lead an organization follow
from the ticket, and have none either. A ticket without rows costs no query (`has_participants`). Knows no channel.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, or_, select, update
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, Hears, Participation, Person, Status, Ticket, TicketParticipant, any_of
from desk import Desk, Locked, NoSuchTicket, Outdated, Refused, history
from desk.i18n import TicketSubject
from desk.notifications import to_requester
from desk.outbox import Say
from desk.policy import Verb, permissions
from desk.policy.who_is_told import Told, Way, can_hear

MOST, MOST_SHARED = 20, 50
"""Addresses, and people with a link, that take part in one ticket."""


class ParticipantState(StrEnum):
    """States of participants: "off" after a press, "stopped" as they asked for it, "shared" by the requester's link."""

    ON = "on"
    OFF = "off"
    STOPPED = "stopped"
    BOUNCED = "bounced"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class ParticipantInfo:
    """A participant as staff read of them."""

    name: str
    state: ParticipantState


async def add_copies(desk: Desk, ticket: Locked, addresses: Iterable[str]) -> int:
    """Let these addresses hear the answers, as far as the ticket has room; return how many are new. One that is there
    already stays as it is, so nobody who stopped is brought back. While answers go only to the requester, new ones
    hear nothing either."""
    held = [one for one in await list_rows(desk.session, ticket) if one.address is not None]
    known = {one.address for one in held}
    new = [one for one in dict.fromkeys(addresses) if one not in known][: max(0, MOST - len(held))]
    hears = Hears.NOTHING if is_off(held) else Hears.ANSWERS
    for address in new:
        row = {"ticket_id": ticket.id, "address": address, "part": Participation.COPIED, "hears": hears, "at": desk.now}
        await desk.session.execute(insert(TicketParticipant).values(row).on_conflict_do_nothing())
    if new:
        ticket.has_participants = True
    return len(new)


def is_off(held: Collection[TicketParticipant]) -> bool:
    """Return True if somebody in the team has said that answers go only to the requester."""
    heard = [one.hears for one in held if one.part is Participation.COPIED and one.stopped_at is None]
    return bool(heard) and all(one is Hears.NOTHING for one in heard)


async def list_rows(session: AsyncSession, ticket: Ticket) -> list[TicketParticipant]:
    """Return who takes part on the requester's side, also in what was merged into the ticket, in the order in which
    they came."""
    if not ticket.may_have_participants:
        return []
    theirs = (
        select(TicketParticipant)
        .where(any_of(TicketParticipant.ticket_id, ticket.thread_ids), TicketParticipant.part != Participation.ASIDE)
        .order_by(TicketParticipant.id)
    )
    return list(await session.scalars(theirs.execution_options(populate_existing=True)))


async def find_by_address(session: AsyncSession, ticket: Ticket, address: str) -> TicketParticipant | None:
    """Return the participant with that address, whatever they hear."""
    return next((one for one in await list_rows(session, ticket) if one.address == address), None)


async def list_addresses(session: AsyncSession, ticket: Ticket, what: Told) -> list[str]:
    """Return the addresses that are sent that by mail: none that has stopped in one of the requests that are merged."""
    held = [one for one in await list_rows(session, ticket) if one.address is not None]
    off = {one.address for one in held if one.stopped_at is not None or one.bounced_at is not None}
    heard = [one.address for one in held if can_hear(one.part, Way.MAIL, what, one.hears)]
    return [one for one in dict.fromkeys(heard) if one is not None and one not in off]


async def describe(session: AsyncSession, ticket: Ticket) -> tuple[ParticipantInfo, ...]:
    """Return the participants, for staff."""
    held = await list_rows(session, ticket)
    people = [one.person_id for one in held if one.person_id is not None]
    named = select(Person.id, Person.name).where(any_of(Person.id, people))
    names = {row.id: row.name for row in await session.execute(named)} if people else {}
    held.sort(key=lambda one: one.stopped_at is not None or one.bounced_at is not None)  # the last of somebody counts
    found = {(one.address, one.person_id): one for one in held}
    return tuple(
        ParticipantInfo(one.address or names.get(one.person_id or 0, ""), _get_state(one)) for one in found.values()
    )


def _get_state(row: TicketParticipant) -> ParticipantState:
    if row.stopped_at is not None:
        return ParticipantState.STOPPED
    if row.bounced_at is not None:
        return ParticipantState.BOUNCED
    if row.part is Participation.SHARED:
        return ParticipantState.SHARED
    return ParticipantState.OFF if row.hears is Hears.NOTHING else ParticipantState.ON


async def stop(desk: Desk, ticket: Ticket, address: str) -> None:
    """Let an address hear nothing more of a ticket, as its owner asks."""
    for one in await list_rows(desk.session, ticket):
        if one.address == address:
            one.stopped_at = one.stopped_at or desk.now
    await desk.session.flush()
    await desk.publish(await desk.lock_by_id(ticket.id))


async def note_bounced(desk: Desk, ticket: Ticket, addresses: Collection[str]) -> bool:
    """Note that these addresses could not be reached, and that nothing more is sent there; return False if none of them
    takes part."""
    held = [one for one in await list_rows(desk.session, ticket) if one.address in addresses]
    for one in held:
        one.bounced_at = one.bounced_at or desk.now
    if held:
        await desk.session.flush()
        await desk.publish(await desk.lock_by_id(ticket.id))
    return bool(held)


async def note_reached(session: AsyncSession, ticket: Ticket, address: str) -> None:
    """Note that somebody wrote from an address, which is sent answers again if it was only out of reach."""
    for one in await list_rows(session, ticket):
        if one.address == address:
            one.bounced_at = None


async def send_copies(desk: Desk, number: int) -> None:
    """Let answers go also to the addresses in copy. Raises as `send_no_copies`."""
    await _switch_copies(desk, number, Hears.ANSWERS)


async def send_no_copies(desk: Desk, number: int) -> None:
    """Let answers go only to the requester. Raises NoSuchTicket, NotAllowed, Merged; Outdated if nobody is in copy any
    more."""
    await _switch_copies(desk, number, Hears.NOTHING)


async def _switch_copies(desk: Desk, number: int, hears: Hears) -> None:
    async with desk.change(number, Verb.SET_COPIES) as ticket:
        held = [one for one in await list_rows(desk.session, ticket) if one.part is Participation.COPIED]
        if all(one.stopped_at is not None for one in held):
            raise Outdated(number)
        for one in held:
            one.hears = hears
        history.record_action(desk, "copies-on" if hears is Hears.ANSWERS else "copies-off", f"ticket:{number}")
        await desk.session.flush()
        await desk.publish(ticket)


_PAYLOAD = re.compile(r"r_[A-Za-z0-9_-]{40}")
_PREFIX, _ID_BYTES, _MARK_BYTES = "r_", 8, 14


@dataclass(frozen=True, slots=True)
class SharedRequest:
    """A request that somebody hears of by a link."""

    number: int
    subject: TicketSubject
    status: Status


def is_share(payload: str) -> bool:
    """Return True if the payload of /start is the link of a request."""
    return _PAYLOAD.fullmatch(payload) is not None


async def share(desk: Desk, number: int) -> str:
    """Return the payload behind `?start=` that shares the actor's own open request, as long as it is theirs. Raises
    NoSuchTicket, NotAllowed, NotPossible, Merged."""
    async with desk.change(number, Verb.SHARE) as ticket:
        desk.require_target(ticket, Verb.SHARE)
        said = ticket.id.to_bytes(_ID_BYTES) + ticket.requester_id.to_bytes(_ID_BYTES)
        return _PREFIX + urlsafe_b64encode(said + await _sign(desk.session, said)).decode()


async def _sign(session: AsyncSession, said: bytes) -> bytes:
    key = (await session.get_one(DeskRow, 1)).file_key
    return hmac.digest(key, b"share " + said, "sha256")[:_MARK_BYTES]


async def open_share(desk: Desk, payload: str) -> SharedRequest:
    """Let the actor take part in the request of a link; its requester is told. Raises Refused if the link is of no open
    request, is the actor's own, if they are on the team, or if there is no room."""
    await desk.refresh_actor()
    me, raw = desk.require_actor(), urlsafe_b64decode(payload.removeprefix(_PREFIX))
    said, mark = raw[:-_MARK_BYTES], raw[-_MARK_BYTES:]
    if not hmac.compare_digest(await _sign(desk.session, said), mark):
        raise Refused("share-bad")
    if permissions.is_staff(me):
        raise Refused("share-staff")
    try:
        ticket = await desk.lock_thread(await desk.lock_by_id(int.from_bytes(said[:_ID_BYTES])))
    except NoSuchTicket:  # it is deleted
        raise Refused("share-bad") from None
    if not ticket.is_worked_on or ticket.requester_id != int.from_bytes(said[_ID_BYTES:]):
        raise Refused("share-bad")
    if ticket.requester_id == me.id:
        raise Refused("share-own")
    held = [one for one in await list_rows(desk.session, ticket) if one.part is Participation.SHARED]
    mine = [one for one in held if one.person_id == me.id]  # several, of requests that were merged
    if not mine and len(held) >= MOST_SHARED:
        raise Refused("share-bad")
    if not mine:
        ticket.has_participants = True
        part = {"part": Participation.SHARED, "hears": Hears.NEWS}
        desk.session.add(TicketParticipant(ticket_id=ticket.id, person_id=me.id, at=desk.now, **part))
        told = Say("share-opened", {"number": ticket.number, "name": me.name}, silent=True)
        await to_requester.post_letter(desk, ticket, told)
        await desk.session.flush()
        await desk.publish(ticket)
    for one in mine:
        one.stopped_at = None
    return SharedRequest(ticket.number, TicketSubject(ticket.subject, ticket.subject_line), ticket.status)


async def end_shares(desk: Desk, ticket_ids: Collection[int]) -> None:
    """Let nobody hear of requests any more whose requester gave them a link, as they are somebody else's now."""
    held = (any_of(TicketParticipant.ticket_id, ticket_ids), TicketParticipant.part == Participation.SHARED)
    over = update(TicketParticipant).where(*held, TicketParticipant.stopped_at.is_(None))
    await desk.session.execute(over.values(stopped_at=desk.now))


async def leave(desk: Desk, number: int) -> None:
    """Let the actor hear nothing more of a request that was shared with them. Raises Outdated if none was."""
    await desk.refresh_actor()
    found = (await desk.session.execute(_select_own(desk.require_actor(), number))).all()
    if not found:
        raise Outdated
    for row in found:
        row.TicketParticipant.stopped_at = desk.now


async def find_shared(session: AsyncSession, person: Person, number: int) -> SharedRequest | None:
    """Return the request that was shared with the person, while they want to hear of it."""
    found = (await session.execute(_select_own(person, number))).first()
    if found is None:
        return None
    ticket: Ticket = found.Ticket
    return SharedRequest(ticket.number, TicketSubject(ticket.subject, ticket.subject_line), ticket.status)


def _select_own(person: Person, number: int) -> Select[TicketParticipant, Ticket]:
    of_it = or_(
        Ticket.id == TicketParticipant.ticket_id, Ticket.merged_ids.contains(array([TicketParticipant.ticket_id]))
    )
    mine = (TicketParticipant.person_id == person.id, TicketParticipant.stopped_at.is_(None))
    return select(TicketParticipant, Ticket).join(Ticket, of_it).where(*mine, Ticket.number == number)
