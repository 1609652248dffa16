"""The verb that makes a message a ticket of its own."""

from sqlalchemy import func, select

from db.models import Entry, EntryKind
from desk import Desk, Locked, Outdated, Refused, TicketResult, history
from desk.conversation import answered_questions, editing, entries, form_answers, thread, writing
from desk.i18n import subjects
from desk.notifications import message_refresh, to_requester, to_staff
from desk.outbox import Do, Show
from desk.policy import Verb
from desk.tickets import filing


async def split(desk: Desk, number: int, entry: int) -> TicketResult:
    """Split off the entry with that id. Raises Outdated if it is not of this ticket, else as `split_entry`."""
    found = await desk.session.get(Entry, entry)
    if found is None or found.ticket_id not in (await desk.lock_thread(await desk.lock_ticket(number))).thread_ids:
        raise Outdated(number)
    return await split_entry(desk, found)


async def split_entry(desk: Desk, entry: Entry) -> TicketResult:
    """Make a message of the requester an untaken ticket, and move it there. Raises Refused if the requester did not
    write it, or if it is all its ticket has."""
    if entry.ticket_id is None:
        raise Outdated
    number = (await desk.lock_by_id(entry.ticket_id)).number
    async with desk.change(number, Verb.SPLIT) as source:
        await desk.session.refresh(entry)
        await _check_can_split(desk, source, entry)
        requester = await desk.get_requester(source)
        named = subjects.make_ticket_subject(
            [entry.body], subjects.word_subject(desk.rules.locale, "subject-split", number=number)
        )
        ticket = await filing.add_ticket(desk, requester, subject=named, filed=True)
        _copy_visibility(ticket, source)
        ticket.is_private |= await message_refresh.is_of_call(desk, source)  # no message there shows it
        desk.record(source, history.SPLIT, None, f"#{ticket.number}")
        ticket.last_entry_at, ticket.requester_spoke_at = desk.now, entry.created_at
        await filing.mark_filed(desk, ticket, split_off=True)
        await desk.session.flush()  # integrations get its event before those of its messages
        writing.show_on_board(desk, entry, do=Do.COMMENT_DELETE)
        await entries.write_entry(
            desk.session, ticket, EntryKind.COMMENT, entry,
            author_id=entry.author_id, author_name=entry.author_name, origin=entry.origin,
            now=desk.now, bot_id=desk.rules.bot_id,
        )  # fmt: skip
        await form_answers.drop_answers(desk, source, entry)
        await editing.update_after_removal(desk, await desk.lock_thread(source))
        await desk.publish(source)
        await answered_questions.note_split(desk, entry, ticket)
        await _tell_everyone(desk, source, ticket, entry)
    return await desk.make_result(ticket)


def _copy_visibility(ticket: Locked, source: Locked) -> None:
    """Copy what decides who sees the ticket, integrations and members of its organization: the words came there, and no
    later than the source began."""
    ticket.system_id, ticket.external_person_id = source.system_id, source.external_person_id
    ticket.answers_from = source.answers_from
    ticket.context, ticket.created_at = source.context, source.created_at
    ticket.organization_id, ticket.outlet_id = source.organization_id, source.outlet_id
    ticket.named_organization_id = source.named_organization_id
    ticket.intake_group_id, ticket.intake_thread_id = source.intake_group_id, source.intake_thread_id
    ticket.is_private = source.is_private


async def _check_can_split(desk: Desk, source: Locked, entry: Entry) -> None:
    if entry.ticket_id != source.id or entry.withdrawn_at is not None:
        raise Outdated
    if entry.kind is not EntryKind.COMMENT or entry.author_id != source.requester_id:
        raise Refused("split-not-theirs")
    if source.merged_into_id is not None:
        return  # the rest of the thread stays where it is shown
    others = select(func.count()).where(
        Entry.ticket_id == source.id,
        Entry.kind == EntryKind.COMMENT,
        Entry.withdrawn_at.is_(None),
        Entry.id != entry.id,
    )
    if not await desk.session.scalar(others):
        raise Refused("split-all", number=source.number)


async def _tell_everyone(desk: Desk, source: Locked, ticket: Locked, entry: Entry) -> None:
    """Tell the requester by the new receipt, the team by a card, the board under both tasks."""
    args: dict[str, str | int] = {"number": ticket.number, "before": source.number}
    receipt = Show(
        "receipt", slot=f"receipt:{ticket.number}", reply_to_entry=entry.id, note="split-told", note_args=args
    )
    await to_requester.post_letter(desk, ticket, receipt)
    await thread.add_remark(desk, source.number, "remark-split", number=ticket.number)
    await thread.add_remark(desk, ticket.number, "remark-split-off", number=source.number)
    await to_staff.broadcast_ticket(desk, ticket)
    await thread.relay_edit(desk, ticket, entry)
    await desk.publish(ticket)
