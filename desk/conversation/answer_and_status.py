"""Verbs that answer and change the status as one step, and that take such a step back.

The answer leaves when the time to undo is over, together with the news of the status.
"""

from dataclasses import replace

from sqlalchemy import select

from db.models import Entry, EntryKind, any_of
from desk import Desk, Locked, Refused, TicketResult
from desk.acts.declaring import TicketAct
from desk.conversation import editing, entry_parts, thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import notifier
from desk.outbox import Say
from desk.policy import Verb
from desk.text import RichText
from desk.tickets import answers_awaiting_approval, lifecycle


async def send_and_move(desk: Desk, number: int, said: NewEntry, act: TicketAct) -> Entry:
    """Send an answer, and set the ticket pending or on hold, or resolve it; the news of that comes below the answer. A
    ticket that is so already only gets the answer.

    Raises what the answer and the change of status would raise; then nothing is sent.
    """
    async with desk.change(number, Verb.REPLY) as ticket:
        if desk.require_target(ticket, act.verb) is ticket.status:
            return await thread.add_reply(desk, number, said)
        known = ticket.tell or lifecycle.capture_state(desk, ticket)
        if not await answers_awaiting_approval.is_needed(desk):
            said = replace(said, held_until=desk.now + desk.rules.team.undo)
        entry = await thread.add_reply(desk, number, said)
        if entry.kind is EntryKind.REPLY:
            answers = [*known.get("answers", ()), entry.id]
            told = ticket.tell or lifecycle.capture_state(desk, ticket)
            ticket.tell = {**told, "before": known.get("before", known), "answers": answers}
        await act.run(desk, number)
    return entry


async def send_undoable(desk: Desk, number: int, said: NewEntry) -> Entry:
    """Send an answer that leaves when the time to undo is over. Raises what the answer would raise."""
    if not await answers_awaiting_approval.is_needed(desk):
        said = replace(said, held_until=desk.now + desk.rules.team.undo)
    return await thread.add_reply(desk, number, said)


async def reopen(desk: Desk, number: int) -> TicketResult:
    """Reopen the ticket. An answer of the actor's that has not left yet, because it was sent with the change of status,
    is taken back too."""
    async with desk.change(number, Verb.REOPEN) as ticket:
        if ticket.tell is None or not ticket.tell.get("answers") or not lifecycle.can_take_back(ticket, desk.actor_id):
            return await lifecycle.reopen(desk, number)
        await take_back(desk, number)
        taken = Say("answer-taken-back", {"number": number}, staff_only=True)
        notifier.post_letter(desk, desk.require_actor(), taken, ticket)
        return await desk.make_result(ticket)


async def take_back(desk: Desk, number: int) -> list[RichText]:
    """Undo the actor's own change of status before its requester is told, with the answers sent together with it, or
    their own answer that came later and has not left. Return the words.

    Raises Refused afterwards, or if another person changed the status since.
    """
    async with desk.change(number, Verb.PROGRESS) as ticket:
        alone = await _find_alone(desk, ticket)
        if alone is not None:
            return [await _withdraw_answer(desk, ticket, alone)]
        if ticket.tell is None or not lifecycle.can_take_back(ticket, desk.actor_id):
            raise Refused("undo-passed", number=number)
        answers = ticket.tell.get("answers", ())
        ticket.tell = ticket.tell.get("before", ticket.tell)
        await lifecycle.undo_change(desk, ticket)
        return [await _withdraw_answer(desk, ticket, entry_id) for entry_id in answers]


async def _find_alone(desk: Desk, ticket: Locked) -> int | None:
    """Return the actor's latest answer that has not left and was sent without a change of status, unless they changed
    the status later."""
    steps = (ticket.tell or {}).get("answers", ())
    held = select(Entry).where(
        any_of(Entry.ticket_id, ticket.thread_ids), Entry.author_id == desk.actor_id, Entry.kind == EntryKind.REPLY,
        Entry.held_until > desk.now, Entry.withdrawn_at.is_(None),
    )  # fmt: skip
    for entry in await desk.session.scalars(held.order_by(Entry.id.desc())):
        if entry.id not in steps:
            is_later = not lifecycle.can_take_back(ticket, desk.actor_id) or entry.created_at > ticket.status_at
            return entry.id if is_later else None
    return None


async def _withdraw_answer(desk: Desk, ticket: Locked, entry_id: int) -> RichText:
    entry = await desk.session.get_one(Entry, entry_id)
    said = entry_parts.join_words(part.words for part in entry_parts.list_parts(entry))
    if entry.withdrawn_at is None:
        await thread.forget_response(desk, ticket, entry)
        await editing.withdraw_entry(desk, entry)
    return said
