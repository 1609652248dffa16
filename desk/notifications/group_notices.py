"""Where the requester of a group's request is told: there, or in their own chat with the bot.

Answers go to the group unless it is set otherwise. What has buttons for the requester, and all other notices, go to
their own chat if they have started the bot; if not, the group gets a line in place of those that need them, and the
others are left out.
"""

from datetime import datetime

from db.models import Lane, Person, Ticket
from desk.context import Context
from desk.outbox import Args, Letter, React, Relay, Say, Show, letters

_WAITING = ("waiting-for-you", "waiting-for-you-team", "pending-reminder")


def is_for(person: Person, ticket: Ticket) -> bool:
    """Return True if this is the requester of a request from a group."""
    return ticket.intake_group_id is not None and person.id == ticket.requester_id


def is_answered_in_group(ctx: Context, person: Person, ticket: Ticket) -> bool:
    """Return True if answers go to the group. Nothing does once the requester has gone on in private, so that nothing
    said there can appear in the group."""
    if ticket.is_private or ticket.intake_group_id is None:
        return False
    place = ctx.rules.groups.find_by_person(ticket.intake_group_id)
    return place is None or not has_started(person) or (place.is_there and not place.answers_privately)


def has_started(person: Person) -> bool:
    """Return True if the bot may write to the person."""
    return person.started_at is not None and person.bot_blocked_at is None


def send_notice(
    ctx: Context, person: Person, ticket: Ticket, letter: Letter, *, lane: Lane | None, due_at: datetime | None
) -> None:
    """Queue the letter for the requester or their group, a line in its place, or nothing."""
    in_group = is_answered_in_group(ctx, person, ticket)
    to, said = person.id, letter
    if in_group and isinstance(letter, Relay):
        to = ticket.intake_group_id or person.id
    elif in_group and not has_started(person):
        line = _make_line(ticket, letter)
        if line is None:
            return
        to, said = ticket.intake_group_id or person.id, line
    letters.queue_letter(ctx.session, to, said, now=ctx.now, ticket_id=ticket.id, lane=lane, due_at=due_at)


def _make_line(ticket: Ticket, letter: Letter) -> Say | None:
    """Return what the group is told in place of a letter to a requester who never started the bot."""
    args: Args = {"number": ticket.number}
    if isinstance(letter, Show) and letter.view == "resolved" and letter.fresh:
        return Say("group-resolved", args, slot=f"resolved:{ticket.number}", silent=letter.silent)
    if isinstance(letter, Say) and letter.key in _WAITING and not letter.only_edit:
        return Say("group-waiting", args, slot=f"pending:{ticket.number}", silent=letter.silent)
    if isinstance(letter, Say) and letter.key == "waiting-over":
        return letter
    return None


def react(ctx: Context, chat_id: int, message_id: int, emoji: str) -> None:
    """Queue a reaction to a message in a group."""
    place = ctx.rules.groups.find_place(chat_id)
    if place is not None:
        letters.queue_letter(ctx.session, place.person_id, React(message_id, emoji), now=ctx.now)
