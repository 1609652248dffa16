"""Requests from messages in groups: a new one, or further words of one.

What is said here to the group is one line: everything else about a request is for its requester and the team.
"""

from datetime import timedelta

from sqlalchemy import select

from db.models import GroupChat, Person, Status, Ticket
from desk import Desk, events
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import notifier
from desk.outbox import Args, Button, Say, letters
from desk.policy import FINISHED
from desk.requests import drafts
from desk.settings.rules import GroupPlace
from desk.tickets import filing, lifecycle

_SAY_AGAIN = timedelta(minutes=10)


async def open_request(
    desk: Desk, place: GroupPlace, chat: GroupChat, said: NewEntry, *, thread_id: int | None, by: Person | None = None
) -> int | None:
    """File a request of the actor's at once, and confirm it in the group; return its number. `by`: the agent who made
    a request of the message. With too many requests the words join the newest from this group; without one there,
    nothing is stored and the group is told: None."""
    full = await _find_full(desk)
    if full:
        return await _join_newest(desk, place, said)
    held = await drafts.file_gathering(desk)
    if held is not None and await drafts.find_gathering(desk.session, desk.require_actor().id) is not None:
        await thread.add_comment(desk, held.number, said)  # their draft waits for consent
        return held.number
    _take_event(desk, place)
    made = await filing.begin_draft(desk)
    ticket = await desk.lock_by_id(made.id)
    ticket.intake_group_id, ticket.intake_thread_id = place.person_id, thread_id
    await thread.add_comment(desk, made.number, said)
    await drafts.file_now(desk, made.number)
    await _remark(desk, ticket, chat, by)
    _confirm(desk, place, ticket, said)
    return ticket.number


async def join_request(desk: Desk, ticket_id: int, said: NewEntry) -> None:
    """Add further words of the actor to their request; one that has ended, or waits to be confirmed, is reopened.
    Raises Refused if that is too late."""
    ticket = await desk.lock_by_id(ticket_id)
    thread_of = await desk.lock_thread(ticket)
    if thread_of.status in FINISHED or thread_of.status is Status.RESOLVED:
        await lifecycle.reopen(desk, thread_of.number)
    await thread.add_comment(desk, ticket.number, said)


def _take_event(desk: Desk, place: GroupPlace) -> None:
    """Let the actor's request belong to the group's event, as if they had come by its link."""
    event = next((one for one in desk.rules.events if one.id == place.event_id), None)
    if event is not None:
        events.note_event(desk, event)


async def _find_full(desk: Desk) -> bool:
    if drafts.is_exempt(desk):
        return False
    free = await drafts.list_untaken(desk.session, desk.require_actor().id)
    return await drafts.find_joinable(desk, free) is not None or await drafts.find_reached_limit(desk) is not None


async def _join_newest(desk: Desk, place: GroupPlace, said: NewEntry) -> int | None:
    ticket = await _find_newest(desk, place)
    await drafts.tell_admins(desk, "crowded")
    if ticket is None:
        _say_crowded(desk, place, said)
        return None
    await join_request(desk, ticket.id, said)
    return ticket.number


def _say_crowded(desk: Desk, place: GroupPlace, said: NewEntry) -> None:
    """Say that there are too many requests, and not again for ten minutes."""
    me = desk.require_actor()
    if me.flood_at is None or abs(desk.now - me.flood_at) >= _SAY_AGAIN:
        me.flood_at = desk.now
        _say_in_group(desk, place, Say("group-crowded", reply_to_message=said.message_id))


async def _find_newest(desk: Desk, place: GroupPlace) -> Ticket | None:
    theirs = Ticket.requester_id == desk.actor_id, Ticket.intake_group_id == place.person_id
    newest = select(Ticket).where(*theirs, Ticket.status.not_in(FINISHED)).order_by(Ticket.id.desc()).limit(1)
    found: Ticket | None = await desk.session.scalar(newest)
    return found


async def _remark(desk: Desk, ticket: Ticket, chat: GroupChat, by: Person | None) -> None:
    """Tell the team where the request was written, and who made one of it."""
    if by is None:
        await thread.add_remark(desk, ticket.number, "remark-group", group=chat.title)
    else:
        await thread.add_remark(desk, ticket.number, "remark-group-by", group=chat.title, name=by.name)


def _confirm(desk: Desk, place: GroupPlace, ticket: Ticket, said: NewEntry) -> None:
    me = desk.require_actor()
    there = notifier.is_answered_in_group(desk, me, ticket)
    args: Args = {"number": ticket.number, "there": int(there)}
    line = Say("group-receipt", args, _private_button(desk, me), reply_to_message=said.message_id, silent=True)
    _say_in_group(desk, place, line, ticket_id=ticket.id)


def _private_button(desk: Desk, person: Person) -> tuple[tuple[Button, ...], ...]:
    """Return the button that opens the bot, for those who have not started it; an address changes nothing, whoever
    opens it."""
    name = desk.rules.groups.username
    if not name or notifier.has_started(person):
        return ()
    return ((Button("btn-group-start", url=f"https://t.me/{name}"),),)


def _say_in_group(desk: Desk, place: GroupPlace, line: Say, *, ticket_id: int | None = None) -> None:
    """Queue a line for a group."""
    letters.queue_letter(desk.session, place.person_id, line, now=desk.now, ticket_id=ticket_id)
