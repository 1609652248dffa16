"""Verbs and steps on the participants of a ticket: those who take part besides its requester.

The requester is a column of the ticket and has no row here. People of a group and those who lead an organization follow
from the ticket, and have none either. A ticket without rows costs no query (`has_participants`). Knows no channel.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, or_, select, update
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Entry,
    EntryKind,
    ExternalPerson,
    Hears,
    Origin,
    Participation,
    Person,
    Status,
    Ticket,
    TicketParticipant,
    any_of,
)
from desk import Desk, Locked, NoSuchTicket, Outdated, Refused, history, references
from desk.i18n import TicketSubject
from desk.notifications import to_requester
from desk.outbox import Say
from desk.policy import Verb, permissions
from desk.policy.who_is_told import Told, Way, can_hear
from desk.references import Purpose
from desk.text.mail_address import find_address
from desk.tickets import mail_facts

MOST, MOST_SHARED = 20, 50
"""Addresses, and people with a link, that take part in one ticket."""


class ParticipantState(StrEnum):
    """States of participants: "blind" if the others do not see them, "off" after a press, "left" out by the requester's
    newest mail, "stopped" as they asked for it, "shared" by the requester's link."""

    ON = "on"
    BLIND = "blind"
    OFF = "off"
    LEFT = "left"
    STOPPED = "stopped"
    BOUNCED = "bounced"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class ParticipantInfo:
    """A participant as staff read of them. `is_foreign`: the address is of another firm than the requester's."""

    name: str
    state: ParticipantState
    is_foreign: bool = False

    def make_args(self) -> dict[str, str | int]:
        """Return the arguments of the text that names them."""
        return {"name": self.name, "state": self.state.value, "foreign": int(self.is_foreign)}


class Copy(StrEnum):
    """The decisions of the team on one address: a copy that all see, a blind one, or none."""

    SEEN = "seen"
    BLIND = "blind"
    NONE = "none"


async def follow_requester(desk: Desk, ticket: Locked, addresses: Iterable[str]) -> tuple[int, int]:
    """Let those hear the answers whom the requester's newest mail names, as far as the ticket has room, and nobody else
    of those in copy; return how many came, and how many are left out. Nobody who stopped is brought back. While answers
    go only to the requester, new ones hear nothing either."""
    held = [one for one in await list_rows(desk.session, ticket) if one.address is not None]
    wanted, known = list(dict.fromkeys(addresses)), {one.address for one in held}
    left = [one for one in held if one.part is Participation.COPIED and one.address not in wanted and not one.left_at]
    back = [one for one in held if one.left_at is not None and one.address in wanted]
    new = [one for one in wanted if one not in known][: max(0, MOST - len(held))]
    hears = Hears.NOTHING if is_off(held) else Hears.ANSWERS
    for one in held:
        one.left_at = desk.now if one in left else None if one in back else one.left_at
    for address in new:
        await _add(desk, ticket, address, Participation.COPIED, hears)
    if left or back:
        await desk.session.flush()
        await desk.publish(ticket)
    return len({*new, *(one.address for one in back)}), len({one.address for one in left if _hears(one)})


async def _add(desk: Desk, ticket: Locked, address: str, part: Participation, hears: Hears) -> None:
    row = {"ticket_id": ticket.id, "address": address, "part": part, "hears": hears, "at": desk.now}
    await desk.session.execute(insert(TicketParticipant).values(row).on_conflict_do_nothing())
    ticket.has_participants = True


def _hears(row: TicketParticipant) -> bool:
    return row.hears is not Hears.NOTHING and row.stopped_at is None and row.bounced_at is None


async def follow_merge(desk: Desk, source: Ticket, target: Ticket) -> list[int]:
    """Let only those hear answers on two requests that become one whom the newest mail of their requester names; return
    the ids of the rows that are left out. What one of them says is not for those in copy of the other."""
    if not (source.may_have_participants or target.may_have_participants):
        return []
    mails = select(Entry.ticket_id).where(
        any_of(Entry.ticket_id, [*source.thread_ids, *target.thread_ids]), Entry.origin == Origin.MAIL,
        Entry.kind == EntryKind.COMMENT, Entry.author_id == target.requester_id,
    )  # fmt: skip
    newest = await desk.session.scalar(mails.order_by(Entry.id.desc()).limit(1))
    if newest is None:
        return []
    chosen, other = (source, target) if newest in source.thread_ids else (target, source)
    named = {one.address for one in await list_rows(desk.session, chosen) if one.left_at is None}
    left = [
        one
        for one in await list_rows(desk.session, other)
        if one.part is Participation.COPIED and one.left_at is None and one.address not in named
    ]
    for one in left:
        one.left_at = desk.now
    return [one.id for one in left]


async def undo_merge(desk: Desk, left: Collection[int]) -> None:
    """Let those hear again who were left out as two requests became one."""
    back = update(TicketParticipant).where(any_of(TicketParticipant.id, left))
    await desk.session.execute(back.values(left_at=None))


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


async def list_addresses(session: AsyncSession, ticket: Ticket, what: Told) -> dict[str, Participation]:
    """Return the addresses that are sent that by mail, and as what: none that has stopped in one of the requests that
    are merged."""
    held = [one for one in await list_rows(session, ticket) if one.address is not None]
    off = {one.address for one in held if one.stopped_at is not None or one.bounced_at is not None}
    heard = {
        one.address: one.part
        for one in sorted(held, key=lambda one: one.part is Participation.COPIED)  # seen by all, if that is said, too
        if one.left_at is None and can_hear(one.part, Way.MAIL, what, one.hears)
    }
    return {address: part for address, part in heard.items() if address is not None and address not in off}


async def describe(session: AsyncSession, ticket: Ticket) -> tuple[ParticipantInfo, ...]:
    """Return the participants, for staff."""
    held = await list_rows(session, ticket)
    people = [one.person_id for one in held if one.person_id is not None]
    named = select(Person.id, Person.name).where(any_of(Person.id, people))
    names = {row.id: row.name for row in await session.execute(named)} if people else {}
    held.sort(key=lambda one: (one.stopped_at is not None or one.bounced_at is not None, one.left_at is None))
    found, own = {(one.address, one.person_id): one for one in held}, await _find_domain(session, ticket)
    return tuple(
        ParticipantInfo(
            one.address or names.get(one.person_id or 0, ""), _get_state(one), _is_foreign(one.address, own)
        )
        for one in found.values()  # the last of somebody counts
    )


async def _find_domain(session: AsyncSession, ticket: Ticket) -> str:
    """Return the domain where the requester is answered by mail; empty if there is none."""
    external = await session.get(ExternalPerson, ticket.external_person_id or 0)
    address = mail_facts.find_address_of(ticket, mail_facts.REPLY)
    address = address or (external.external_id if external is not None else "")
    return address.rpartition("@")[2].lower()


def _is_foreign(address: str | None, own: str) -> bool:
    """Return True for an address of another domain, and none below or above it."""
    other = (address or "").rpartition("@")[2]
    pair = (f".{other}", f".{own}")
    return bool(other and own) and not (pair[0].endswith(pair[1]) or pair[1].endswith(pair[0]))


def _get_state(row: TicketParticipant) -> ParticipantState:
    if row.stopped_at is not None:
        return ParticipantState.STOPPED
    if row.bounced_at is not None:
        return ParticipantState.BOUNCED
    if row.part is Participation.SHARED:
        return ParticipantState.SHARED
    if row.hears is Hears.NOTHING:
        return ParticipantState.OFF
    if row.left_at is not None:
        return ParticipantState.LEFT
    return ParticipantState.BLIND if row.part is Participation.BLIND else ParticipantState.ON


def list_switches(held: Iterable[ParticipantInfo]) -> list[bool]:
    """Return which presses make sense: True gives answers to all in copy, False to the requester alone."""
    states = {one.state for one in held}
    off, on = {ParticipantState.OFF, ParticipantState.LEFT}, {ParticipantState.ON, ParticipantState.BLIND}
    return [is_on for is_on, those in ((False, on), (True, off)) if states & those]


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
        held = [one for one in await list_rows(desk.session, ticket) if one.address is not None]
        if all(one.stopped_at is not None for one in held):
            raise Outdated(number)
        for one in held:
            one.hears = hears
            one.left_at = None if hears is Hears.ANSWERS else one.left_at
        history.record_action(desk, "copies-on" if hears is Hears.ANSWERS else "copies-off", f"ticket:{number}")
        await desk.session.flush()
        await desk.publish(ticket)


async def set_copy(desk: Desk, number: int, typed: str, copy: Copy) -> None:
    """Give an address copies of the answers, or none. Raises as `send_copies`; Refused if the request is none of
    e-mail, if that is no address, if too many take part, or if its owner wants none."""
    address = find_address(typed.strip())
    async with desk.change(number, Verb.SET_COPIES) as ticket:
        if ticket.origin is not Origin.MAIL:
            raise Refused("copies-no-mail")
        if address is None or address != typed.strip().lower() or not address.isascii():
            raise Refused("copies-bad-address")
        held = [one for one in await list_rows(desk.session, ticket) if one.address is not None]
        mine = [one for one in held if one.address == address]
        if copy is not Copy.NONE and any(one.stopped_at is not None for one in mine):
            raise Refused("copies-stopped", address=address)
        if not mine and len(held) >= MOST:
            raise Refused("copies-many", n=MOST)
        part = Participation.BLIND if copy is Copy.BLIND else Participation.COPIED
        for one in mine:
            one.part, one.hears, one.left_at = part, Hears.NOTHING if copy is Copy.NONE else Hears.ANSWERS, None
        if not mine and copy is not Copy.NONE:
            await _add(desk, ticket, address, part, Hears.ANSWERS)
        history.record_action(desk, "copies-off" if copy is Copy.NONE else "copies-on", f"ticket:{number}")
        await desk.session.flush()
        await desk.publish(ticket)


_PAYLOAD = re.compile(r"r_[A-Za-z0-9_-]{40}")
_PREFIX = "r_"


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
        return _PREFIX + await references.make_reference(desk.session, Purpose.SHARE, ticket.id, ticket.requester_id)


async def open_share(desk: Desk, payload: str) -> SharedRequest:
    """Let the actor take part in the request of a link; its requester is told. Raises Refused if the link is of no open
    request, is the actor's own, if they are on the team, or if there is no room."""
    await desk.refresh_actor()
    me = desk.require_actor()
    subject = await references.read_reference(desk.session, Purpose.SHARE, payload.removeprefix(_PREFIX))
    if subject is None:
        raise Refused("share-bad")
    if permissions.is_staff(me):
        raise Refused("share-staff")
    try:
        ticket = await desk.lock_thread(await desk.lock_by_id(subject[0]))
    except NoSuchTicket:  # it is deleted
        raise Refused("share-bad") from None
    if not ticket.is_worked_on or ticket.requester_id != subject[1]:
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
