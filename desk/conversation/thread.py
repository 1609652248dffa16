"""Verbs that add words to a ticket."""

from collections.abc import Container
from datetime import datetime

from sqlalchemy import func, select

from db.models import Delivery, Entry, EntryKind, Origin, Person, Status, Ticket, any_of
from desk import Desk, Locked, Refused, TicketResult, history
from desk.conversation import entries, entry_parts
from desk.conversation.answer_channel import find_channel
from desk.conversation.arrival_signs import get_chat, leave_group, react
from desk.conversation.message_grouping import find_entry_to_join
from desk.conversation.new_entry import NewEntry, dump_line
from desk.conversation.writing import HEART, NOTED, SEEN, put_entry, show_on_board, tell_words
from desk.i18n import catalog
from desk.notifications import (
    entry_receivers,
    message_refresh,
    notifier,
    to_approvers,
    to_assignee,
    to_requester,
    to_staff,
    topic_readers,
)
from desk.notifications.to_requester import FOOTER_PENDING
from desk.outbox import Do, React, Relay, Say
from desk.policy import Verb
from desk.policy.delivery_channels import DeliveryChannel
from desk.policy.followers import NewWords
from desk.policy.permissions import LEADING
from desk.policy.visibility import BY_RULE
from desk.sla import due_times
from desk.text import RichText
from desk.text.slashes import is_command
from desk.text.typed_moments import FARTHEST
from desk.tickets import (
    answers_awaiting_approval,
    assignment,
    escalation,
    fields,
    lifecycle,
    self_service,
    status,
)
from desk.tickets.self_service import OfferOutcome


async def add_automatic_reply(desk: Desk, number: int, said: NewEntry) -> Entry:
    """Send the requester words in the team's name; status, assignee and targets stay."""
    async with desk.change(number, Verb.REPLY) as ticket:
        desk.require_target(ticket, Verb.REPLY)
        requester = await desk.get_requester(ticket)
        is_sent = requester.telegram_id is not None or await _is_mailed(desk, ticket)
        delivery = Delivery.WAITING if is_sent else Delivery.NONE
        entry = await entries.write_entry(
            desk.session, ticket, EntryKind.REPLY, said, author_id=None,
            author_name=catalog.say(catalog.choose_language(requester, desk.rules.locale), "canned-team"),
            origin=desk.origin, now=desk.now, bot_id=desk.rules.bot_id, delivery=delivery,
        )  # fmt: skip
        ticket.last_entry_at = ticket.updated_at = desk.now
        await tell_words(desk, ticket, entry, NewWords.AUTOMATIC)
        await desk.publish(ticket, spoken=entry)
    return entry


ARRIVED = "👍"


async def _deliver_reply(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Send the answer; if it asks the requester for something, with the line that says so."""
    requester = await desk.get_requester(ticket)
    told_pending = ticket.tell is None or ticket.tell["status"] == Status.PENDING
    if ticket.status is Status.PENDING and told_pending:
        await to_requester.end_pending(desk, ticket)
        entry.footer = FOOTER_PENDING
    is_stored_there = requester.telegram_id is None and requester.system_id is not None
    if _is_said_there(desk, ticket, entry) or (is_stored_there and entry.delivery is Delivery.NONE):
        _mark_arrived(desk, entry)
    await tell_words(desk, ticket, entry, NewWords.ANSWER)
    await _hint_at_notes(desk, requester)


def _mark_arrived(desk: Desk, entry: Entry) -> None:
    """Mark an answer as arrived: the requester reads it where it is stored."""
    if desk.actor is not None and entry.said_message_id and entry.said_chat_id == desk.actor.telegram_id:
        notifier.post_letter(desk, desk.actor, React(entry.said_message_id, ARRIVED))
    elif entry.said_message_id and entry.said_chat_id is not None:
        notifier.react_in_group(desk, entry.said_chat_id, entry.said_message_id, ARRIVED)


async def _hint_at_notes(desk: Desk, requester: Person) -> None:
    """Tell an agent, the first time they answer on the board, how to write an internal note there."""
    me = desk.actor
    if desk.origin is not Origin.TODOIST or me is None or me.id == requester.id:
        return
    if me.telegram_id and me.board_hint_at is None:
        me.board_hint_at = desk.now
        notifier.post_letter(desk, me, Say("board-comment-hint", {"name": requester.name}, staff_only=True))


async def add_comment(desk: Desk, number: int, said: NewEntry | Entry, *, small_talk: bool = False) -> Entry:
    """Add words of the requester, or of who leads their organization: a pending ticket becomes in progress; small talk
    gets ❤ instead of 👀 and changes nothing else.

    Words on a draft are only stored. Words that follow the author's last comment within 2 seconds join that entry,
    which is returned.
    """
    async with desk.change(number, Verb.COMMENT) as ticket:
        gathers = ticket.is_draft
        if ticket.intake_group_id is not None:
            leave_group(ticket, said)
        if not gathers and not small_talk:
            desk.require_target(ticket, Verb.COMMENT)
        before = None if small_talk else await find_entry_to_join(desk, ticket, said, EntryKind.COMMENT)
        first = ticket.last_entry_at is None
        entry = await put_entry(desk, ticket, EntryKind.COMMENT, said, into=before)
        if small_talk:
            entry.small_talk = True
            react(desk, said, HEART)
            await tell_words(desk, ticket, entry, NewWords.SMALL_TALK)
            return entry
        if not (gathers and first):
            react(desk, said, SEEN)
        ticket.requester_spoke_at = desk.get_act_time(ticket)
        if gathers:
            await desk.publish(ticket)
        elif before is None:
            await handle_comment(desk, ticket, entry)
        else:
            await _update_joined(desk, ticket, entry)
    return entry


async def _update_joined(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Send words that joined an entry to everyone who got it, as an edit. Their effect on the ticket is that of new
    words."""
    await _mark_waiting_for_staff(desk, ticket)
    await relay_edit(desk, ticket, entry)
    show_on_board(desk, entry, do=Do.COMMENT_EDIT)
    await desk.publish(ticket, spoken=entry)
    await _answer_to_words(desk, ticket, entry)


async def relay_edit(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Edit the entry in every chat that got it or is getting it."""
    again = Relay(entry.id, edit=True)
    got = await entry_receivers.list_receivers(desk, entry)
    if entry.kind is EntryKind.REPLY or entry.author_role in LEADING:
        got.add(ticket.requester_id)
    if ticket.assignee_id is not None:
        got.add(ticket.assignee_id)
    if desk.rules.groups.team is not None:
        got |= topic_readers.list_readers(desk, desk.rules.groups.team, entry)
    for person_id in sorted(got - {entry.author_id}):
        notifier.post_letter(desk, await desk.get_person(person_id), again, ticket, due_at=entry.held_until)


async def handle_comment(desk: Desk, ticket: Locked, entry: Entry, *, got: Container[int] = ()) -> None:
    """Apply a comment to a filed ticket, and relay it once no more words can join it.

    `got`: ids of people who have read it on the ticket it was moved from.
    """
    await _mark_waiting_for_staff(desk, ticket)
    if ticket.origin is Origin.IMPORT and ticket.broadcast_at is None and ticket.is_to_be_taken:
        await to_staff.broadcast_ticket(desk, ticket)  # an import tells nobody
    await tell_words(desk, ticket, entry, NewWords.COMMENT, got=got)
    await desk.publish(ticket, spoken=entry)
    await _answer_to_words(desk, ticket, entry)


async def _mark_waiting_for_staff(desk: Desk, ticket: Locked) -> None:
    """Set that the requester spoke last: an answer is due."""
    ticket.needs_answer, to = True, desk.require_target(ticket, Verb.COMMENT)
    if to is not ticket.status:
        await status.set_status(desk, ticket, to)


async def _answer_to_words(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Call a person if an automatic answer was not enough, and others if the words ask for that."""
    if ticket.offered:
        await self_service.alert_agents(desk, ticket, OfferOutcome.WORDS)
    await fields.prioritise_by_word(desk, ticket, entry.body)
    await escalation.escalate_by_word(desk, ticket, entry.body)


async def add_reply(desk: Desk, number: int, said: NewEntry | Entry) -> Entry:
    """Add an agent's answer: it takes an untaken ticket; a finished one keeps status and assignee.

    What was written in the group or the chat of the requesters has been read there, so it waits for no approval: those
    who give it are told. Raises Refused for words that begin like a command and were not read there.
    """
    if not desk.place.is_requesters_chat and (
        is_command(said.words.text)
        if isinstance(said, NewEntry)
        else entry_parts.has_command(entry_parts.list_parts(said))
    ):
        raise Refused("answer-command")
    async with desk.change(number, Verb.REPLY) as ticket:
        desk.require_target(ticket, Verb.REPLY)
        is_unapproved = await answers_awaiting_approval.is_needed(desk)
        needs_approval = is_unapproved and not _is_said_there(desk, ticket, said)
        joinable = (EntryKind.NOTE, EntryKind.DRAFT, *(() if needs_approval else (EntryKind.REPLY,)))
        before = await find_entry_to_join(desk, ticket, said, *joinable)
        if before is not None:
            joined = await put_entry(desk, ticket, before.kind, said, into=before)
            show_on_board(desk, joined, do=Do.COMMENT_EDIT, due_at=joined.held_until)
            await relay_edit(desk, ticket, joined)
            if joined.kind is EntryKind.DRAFT:
                await answers_awaiting_approval.follow_draft(desk, ticket, joined)
            return joined
        if needs_approval:
            return await _add_draft(desk, ticket, said)
        until = desk.get_act_time(ticket) if desk.place.acted_at is not None else None
        answers_id = said.answers_id or await entries.find_latest_comment(desk.session, ticket, until=until)
        delivery = await _choose_delivery(desk, ticket, said)
        entry = await put_entry(desk, ticket, EntryKind.REPLY, said, answers_id=answers_id, delivery=delivery)
        await _handle_reply(desk, ticket, entry)
        if is_unapproved:
            await add_remark(desk, number, "remark-unapproved", name=desk.require_actor().name)
            await to_approvers.tell_read(desk, ticket)
    return entry


async def _add_draft(desk: Desk, ticket: Locked, said: NewEntry | Entry) -> Entry:
    """Store an answer that waits for approval."""
    until = desk.get_act_time(ticket) if desk.place.acted_at is not None else None
    answers_id = said.answers_id or await entries.find_latest_comment(desk.session, ticket, until=until)
    entry = await put_entry(desk, ticket, EntryKind.DRAFT, said, answers_id=answers_id)
    await tell_words(desk, ticket, entry, NewWords.DRAFT)
    await answers_awaiting_approval.hold_answer(desk, ticket, entry)
    if desk.rules.board.enabled:
        await add_remark(desk, ticket.number, to_approvers.ANSWER_WAITS, name=desk.require_actor().name)
    await desk.publish(ticket, spoken=entry)
    return entry


async def send_draft(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Deliver an answer that was approved or planned: what a reply does happens now."""
    entry.kind, entry.created_at, entry.edited_at = EntryKind.REPLY, desk.get_act_time(ticket), None
    entry.delivery = await _choose_delivery(desk, ticket, entry)
    await desk.session.flush()
    await _handle_reply(desk, ticket, entry)
    ticket.last_entry_at = ticket.updated_at = desk.now


async def _choose_delivery(desk: Desk, ticket: Locked, said: NewEntry | Entry) -> Delivery:
    """Return WAITING for an answer that has to be sent; one that is read where it is stored has no state."""
    is_sent = await _reaches_chat(desk, ticket, said) or await _is_mailed(desk, ticket)
    return Delivery.WAITING if is_sent else Delivery.NONE


async def _is_mailed(desk: Desk, ticket: Locked) -> bool:
    return await find_channel(desk.session, ticket) is DeliveryChannel.MAIL


async def _reaches_chat(desk: Desk, ticket: Locked, said: NewEntry | Entry) -> bool:
    """Return True if the answer goes to the requester's chat: they have one and are not its author."""
    requester = await desk.get_requester(ticket)
    author_id = said.author_id if isinstance(said, Entry) else desk.actor_id
    shared = desk.origin is Origin.TODOIST  # with the bot's own account the author is unknown
    reaches = requester.telegram_id is not None and (shared or requester.id != author_id)
    in_group = _is_said_there(desk, ticket, said) and notifier.is_answered_in_group(desk, requester, ticket)
    return reaches and not (in_group or desk.place.is_requesters_chat)


def _is_said_there(desk: Desk, ticket: Ticket, said: NewEntry | Entry) -> bool:
    """Return True for words in the group or the chat that the request is from: those have been read there."""
    if desk.place.is_requesters_chat:
        return True
    place = desk.rules.groups.find_place(get_chat(said) or 0) if ticket.intake_group_id is not None else None
    return place is not None and place.person_id == ticket.intake_group_id


async def _handle_reply(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Apply a reply: assign, change the status, deliver. Words of the requester written since stay unanswered."""
    at = desk.get_act_time(ticket)
    took = ticket.is_open and await assignment.take_if_free(desk, ticket, desk.actor)
    await status.set_status(desk, ticket, desk.require_target(ticket, Verb.REPLY))
    ticket.first_response_at = ticket.first_response_at or at
    await self_service.withdraw_offers(desk, ticket)
    spoke_at = ticket.requester_spoke_at
    if spoke_at is None or spoke_at <= at or spoke_at > desk.now:  # later than now: by a clock that was ahead
        ticket.needs_answer = False
    due_times.note_written(desk, ticket)
    await _deliver_reply(desk, ticket, entry)
    await to_requester.offer_same_answer(desk, ticket, entry)
    if entry.author_id == ticket.assignee_id:
        status.note_assignee_told(desk, ticket)
    if took:
        await to_assignee.update_assignee_card(desk, ticket)
    await desk.publish(ticket, spoken=entry)


async def add_note(desk: Desk, number: int, said: NewEntry | Entry) -> Entry:
    """Add an internal note, whose words come without their `//`. An album with one such part is a note as a whole."""
    async with desk.change(number, Verb.NOTE) as ticket:
        return await add_note_locked(desk, ticket, said)


async def put_on_hold(desk: Desk, number: int, reason: str = "", *, until: datetime | None = None) -> TicketResult:
    """Put the ticket on hold with a reason, kept as a note, and a time at which the agent is reminded, which its
    requester is told too.

    A reason given later only adds the note, the same one nothing. Raises Refused for a time that has passed or is too
    far away.
    """
    if until is not None and until <= desk.now:
        raise Refused("hold-past")
    if until is not None and until > desk.now + FARTHEST:
        raise Refused("time-far")
    async with desk.change(number, Verb.HOLD) as ticket:
        value = await lifecycle.put_on_hold(desk, number, until=until)
        if reason and reason != ticket.hold_reason:
            desk.record(ticket, history.HOLD_REASON, ticket.hold_reason, reason)
            ticket.hold_reason = reason
            await add_note(desk, number, NewEntry(RichText(reason)))
    return value


async def add_note_locked(desk: Desk, ticket: Locked, said: NewEntry | Entry, *, told: int | None = None) -> Entry:
    """Add a note to a locked ticket. `told`: the id of a person who gets it in another way."""
    if desk.place.is_public:
        raise Refused("group-note-public")  # requesters have read it: what follows shall not be taken for inside
    before = await find_entry_to_join(desk, ticket, said, EntryKind.REPLY, EntryKind.NOTE)
    entry = await put_entry(desk, ticket, EntryKind.NOTE, said, into=before)
    if before is not None and before.kind is EntryKind.REPLY:
        await _turn_into_note(desk, ticket, before)
    if before is not None:
        show_on_board(desk, entry, do=Do.COMMENT_EDIT, due_at=entry.held_until)
        await relay_edit(desk, ticket, entry)
    react(desk, said, NOTED)
    if before is None:
        await tell_words(desk, ticket, entry, NewWords.NOTE, got=(told,))
    await message_refresh.refresh_messages(desk, ticket, staff_only=True, only_opened=True)
    return entry


async def _turn_into_note(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Turn an answer into a note because a later part of the album is one; messages that were sent are withdrawn."""
    entry.kind = EntryKind.NOTE
    entry.delivery = Delivery.NONE
    entry.footer = None
    await forget_response(desk, ticket, entry)
    spoke = ticket.requester_spoke_at
    ticket.needs_answer = spoke is not None and ticket.is_working


async def forget_response(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Let the first response be the next answer that stands, if this one, which was taken back, was the first."""
    if ticket.first_response_at == entry.created_at:
        later = select(func.min(Entry.created_at)).where(
            any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind == EntryKind.REPLY, Entry.withdrawn_at.is_(None),
            Entry.created_at > entry.created_at, ~BY_RULE,
        )  # fmt: skip
        ticket.first_response_at = await desk.session.scalar(later)


async def add_remark(desk: Desk, number: int, key: str, /, **args: str | int) -> Entry:
    """Add a line of the desk's own for staff, by text key."""
    ticket = await desk.lock_ticket(number)
    said = NewEntry(content_line=dump_line(key, **args))
    entry = await entries.write_entry(
        desk.session, ticket, EntryKind.REMARK, said,
        author_id=None, author_name="", origin=desk.origin, now=desk.now, bot_id=desk.rules.bot_id,
    )  # fmt: skip
    await tell_words(desk, ticket, entry, NewWords.REMARK)
    return entry
