"""Who takes part in a ticket besides its requester: verbs and steps on `ticket_participants`.

The requester is a column of the ticket and has no row here. People of a group and those who lead an organization follow
from the ticket, and have none either. A ticket without rows costs no query (`has_participants`). Knows no channel.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Hears, Participation, Ticket, TicketParticipant, any_of
from desk import Desk, Locked, Outdated, history
from desk.policy import Verb
from desk.policy.hearing import Told, Way, can_hear

MOST = 20
"""Addresses of one ticket that take part."""


@dataclass(frozen=True, slots=True)
class ParticipantInfo:
    """A participant as staff read of them. `state`: "on", "off" (a press), "stopped" (they asked), "bounced"."""

    name: str
    state: str


async def add_copies(desk: Desk, ticket: Locked, addresses: Iterable[str]) -> int:
    """Let these addresses hear the answers, as far as the ticket has room; return how many are new. One that is there
    already stays as it is, so nobody who stopped is brought back. While answers go only to the requester, new ones
    hear nothing either."""
    held = await list_rows(desk.session, ticket)
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
    """Return who takes part, also in what was merged into the ticket, in the order in which they came."""
    if not ticket.has_participants and not ticket.merged_ids:
        return []
    theirs = (
        select(TicketParticipant)
        .where(any_of(TicketParticipant.ticket_id, ticket.thread_ids))
        .order_by(TicketParticipant.id)
    )
    return list(await session.scalars(theirs.execution_options(populate_existing=True)))


async def find_by_address(session: AsyncSession, ticket: Ticket, address: str) -> TicketParticipant | None:
    """Return the participant with that address, whatever they hear."""
    return next((one for one in await list_rows(session, ticket) if one.address == address), None)


async def list_addresses(session: AsyncSession, ticket: Ticket, what: Told) -> list[str]:
    """Return the addresses that are sent that by mail."""
    found = [
        one.address
        for one in await list_rows(session, ticket)
        if one.address is not None and one.stopped_at is None and one.bounced_at is None
        and can_hear(one.part, Way.MAIL, what, one.hears)
    ]  # fmt: skip
    return list(dict.fromkeys(found))


async def describe(session: AsyncSession, ticket: Ticket) -> tuple[ParticipantInfo, ...]:
    """Return the participants by address, for staff."""
    held = await list_rows(session, ticket)
    found = {one.address: ParticipantInfo(one.address, _get_state(one)) for one in held if one.address is not None}
    return tuple(found.values())


def _get_state(row: TicketParticipant) -> str:
    if row.stopped_at is not None:
        return "stopped"
    if row.bounced_at is not None:
        return "bounced"
    return "off" if row.hears is Hears.NOTHING else "on"


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
