"""Verbs that answer and change the status as one step, and that take such a step back.

The answer leaves when the time to undo is over, together with the news of the status.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from db.models import Entry, EntryKind, Status, any_of
from desk import AlreadyClaimed, Desk, Locked, Refused, TicketResult
from desk.acts.declaring import ActStep, TicketAct
from desk.conversation import editing, entry_parts, thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import notifier, to_assignee, to_requester
from desk.outbox import Say
from desk.policy import Verb
from desk.text import RichText
from desk.tickets import answers_awaiting_approval, fields, lifecycle


async def send_and_act(desk: Desk, number: int, said: NewEntry, steps: Sequence[ActStep]) -> Entry:
    """Send an answer, and do acts with it: set the ticket pending or on hold, or resolve it, whose news comes below
    the answer, or change who has it, and its fields. What is so already is left out; all of it is undone as one.

    Raises what the answer and the acts would raise, and Refused on a ticket that is over; then nothing is sent.
    """
    async with desk.change(number, Verb.REPLY) as ticket:
        left = [one for one in steps if one.values or not _is_so(desk, ticket, one.act)]
        if not left:
            return await thread.add_reply(desk, number, said)
        if ticket.is_finished or ticket.status is Status.RESOLVED:
            raise Refused("reply-acts-over", number=number)
        known, was = ticket.tell or lifecycle.capture_state(desk, ticket), fields.capture_fields(ticket)
        if not await answers_awaiting_approval.is_needed(desk):
            said = replace(said, held_until=desk.now + desk.rules.team.undo)
        entry = await thread.add_reply(desk, number, said)
        if entry.kind is EntryKind.REPLY or any(not one.act.moves for one in left):
            answers = [*known.get("answers", ()), entry.id]
            told = ticket.tell or lifecycle.capture_state(desk, ticket)
            ticket.tell = {**told, "before": known.get("before", known), "answers": answers}
        for one in left:
            with suppress(AlreadyClaimed):  # they have it
                await one.act.run(desk, number, **one.values)
        if any(one.values for one in left):
            await _note_changes(desk, ticket, entry, was)
    return entry


def _is_so(desk: Desk, ticket: Locked, act: TicketAct) -> bool:
    return act.moves and desk.require_target(ticket, act.verb) is ticket.status


async def _note_changes(desk: Desk, ticket: Locked, entry: Entry, was: dict[str, Any]) -> None:
    """Keep with the waiting notice what acts did beside the status, so that it is undone too."""
    if ticket.tell is None or entry.id not in ticket.tell.get("answers", ()):
        return  # the requester was told at once
    now, before = fields.capture_fields(ticket), ticket.tell.get("fields", {})
    changed = {name: (before.get(name, (old,))[0], now[name]) for name, old in was.items() if old != now[name]}
    notes = select(Entry.id).where(
        Entry.ticket_id == ticket.id, Entry.id > entry.id, Entry.kind == EntryKind.NOTE,
        Entry.author_id == desk.actor_id,
    )  # fmt: skip
    step = {"fields": before | changed, "notes": [*ticket.tell.get("notes", ()), *await desk.session.scalars(notes)]}
    ticket.tell = {**ticket.tell, **step, "holder": ticket.assignee_id}
    await lifecycle.tell_later(desk, ticket, ticket.tell)


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
        step, held = ticket.tell, ticket.assignee_id
        await _take_from(desk, ticket, step)
        await lifecycle.undo_change(desk, ticket)
        if held not in (ticket.assignee_id, desk.actor_id):
            await to_requester.tell_taken(desk, ticket, only_edit=True)
            await to_assignee.send_assignee_card(desk, ticket)
        await fields.restore_fields(desk, ticket, step.get("fields", {}))
        for entry_id in step.get("notes", ()):
            await _withdraw_answer(desk, ticket, entry_id)
        return [await _withdraw_answer(desk, ticket, entry_id) for entry_id in step.get("answers", ())]


async def _take_from(desk: Desk, ticket: Locked, step: dict[str, Any]) -> None:
    """Prepare the undo of a step: a colleague whom it gave the ticket to is told; who has it since then keeps it."""
    before = step.get("before", step)
    if step.get("holder", ticket.assignee_id) != ticket.assignee_id:
        before = {**before, "assignee": ticket.assignee_id, "taken": ticket.is_taken}
    elif ticket.assignee_id != before["assignee"]:
        former = await desk.get_person(before["assignee"])
        if former is None:
            await to_assignee.post_line_to_assignee(desk, ticket, "released-from-you")
        else:
            await to_assignee.post_line_to_assignee(desk, ticket, "taken-from-you", name=former.name)
    ticket.tell = before


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
            is_later = entry.created_at > ticket.status_at and entry.id > max(steps, default=0)
            return entry.id if is_later or not lifecycle.can_take_back(ticket, desk.actor_id) else None
    return None


async def _withdraw_answer(desk: Desk, ticket: Locked, entry_id: int) -> RichText:
    entry = await desk.session.get_one(Entry, entry_id)
    said = entry_parts.join_words(part.words for part in entry_parts.list_parts(entry))
    if entry.withdrawn_at is None:
        await thread.forget_response(desk, ticket, entry)
        await editing.withdraw_entry(desk, entry)
    return said
