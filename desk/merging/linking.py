"""Tickets about the same are linked, and one answer is sent to all of them."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from db.database import savepoint
from db.models import Entry, EntryKind, Ticket, TicketGroup
from desk import Desk, Locked, Outdated, Refused, history
from desk.conversation import entries, thread
from desk.conversation.new_entry import NewEntry
from desk.policy import Verb, permissions
from desk.ticket_similarity import is_grouped_with, is_like


@dataclass(frozen=True, slots=True)
class LinkedCount:
    """The number of other tickets linked with a ticket."""

    number: int
    others: int


async def link_alike(desk: Desk, number: int) -> LinkedCount:
    """Link the ticket with those that say the same: open ones, not the actor's own. A ticket in another group stays
    there. Raises Outdated if there are none."""
    wanted = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    ids = [wanted.id] if wanted is not None else []
    if wanted is not None:
        ids += await desk.session.scalars(select(Ticket.id).where(is_like(wanted)))
    alike = await desk.lock_all(select(Ticket).where(Ticket.id.in_(ids)))
    async with desk.change(number, Verb.JOIN) as ticket:
        desk.require_target(ticket, Verb.JOIN)
        others = [one for one in alike if one.id != ticket.id and one.is_working]
        others = [one for one in others if await _may_answer(desk, one)]
        group_id = ticket.group_id or next((one.group_id for one in others if one.group_id is not None), None)
        if group_id is None and others:
            group = TicketGroup(made_at=desk.now, made_by=desk.require_actor().id)
            desk.session.add(group)
            await desk.session.flush()
            group_id = group.id
        for one in (ticket, *others):
            if group_id is not None and one.group_id is None:
                one.group_id = group_id
                desk.record(one, history.JOINED, None, f"#{number}")
        for one in others:
            await desk.publish(one)
        await desk.session.flush()
        together = (await desk.session.scalars(select(Ticket.id).where(is_grouped_with(ticket)))).all()
    if not together:
        raise Outdated(number)
    return LinkedCount(number, len(together))


async def send_to_linked(desk: Desk, entry_id: int) -> tuple[int, ...]:
    """Add the actor's answer to the linked tickets too: each is answered, and taken if it was untaken. Pressed
    again, it goes only to those without it. Return their numbers; raises Outdated if there are none."""
    await desk.refresh_actor()
    permissions.require_staff(desk.require_actor())
    entry = await desk.session.get(Entry, entry_id)
    if entry is None or entry.ticket_id is None or entry.author_id != desk.actor_id:
        raise Outdated
    group = select(Ticket.group_id).where(Ticket.id == entry.ticket_id).scalar_subquery()
    together = select(Ticket).where(or_(Ticket.id == entry.ticket_id, Ticket.group_id == group))
    found = {one.id: one for one in await desk.lock_all(together)}
    await desk.session.refresh(entry)
    ticket = found[entry.ticket_id]
    if entry.kind is not EntryKind.REPLY or entry.withdrawn_at is not None:
        raise Outdated(ticket.number)
    said = await _copy_answer(desk, entry)
    had = {ticket.id, *await desk.session.scalars(select(Entry.ticket_id).where(Entry.also_of_id == entry.id))}
    entry.also_of_id = entry.id
    others = [one for one in found.values() if had.isdisjoint(one.thread_ids) and one.is_working]
    numbers = [one.number for one in others if await _add_answer(desk, one, said)]
    if not numbers:
        raise Outdated(ticket.number)
    return tuple(numbers)


async def _add_answer(desk: Desk, ticket: Locked, said: NewEntry) -> bool:
    """Return True if the answer was added; False in a ticket the actor filed."""
    try:
        async with savepoint(desk.session):
            await thread.add_reply(desk, ticket.number, said)
    except Refused:
        return False
    return True


async def _copy_answer(desk: Desk, entry: Entry) -> NewEntry:
    """Copy words and files, without the message and the quote, which is another requester's."""
    return NewEntry(
        words=entries.get_words(entry),
        files=await entries.list_files(desk.session, entry),
        content_line=entry.content_line,
        preview=entry.preview,
        also_of_id=entry.id,
    )


async def _may_answer(desk: Desk, ticket: Ticket) -> bool:
    return (await permissions.get_access(desk.session, ticket, desk.require_actor())).staff
