"""Put a letter into the outbox, and name the person who acted.

For staff, tickets that are not critical make no sound outside business hours.

Where the requester of a group's request is told: there, or in their own chat with the bot. Answers go to the group
unless it is set otherwise. What has buttons for the requester, and all other notices, go to their own chat if they have
started the bot; if not, the group gets a line in place of those that need them, and the others are left out.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from db.models import FeedEvent, Lane, Origin, Person, Status, Ticket
from desk.api_event_kinds import NOTICE
from desk.context import Context
from desk.notifications import staff_group
from desk.outbox import Args, Button, Letter, React, Relay, Say, Show, letters
from desk.place import TeamPlace
from desk.policy import permissions
from desk.policy.rating_rules import BY_SILENCE
from desk.sla.desk_hours import get_waiting_end

GROUP_RECEIPT = "groupreceipt"  # the slot of a request's receipt in a group of requesters
GROUP_CLOSE = ("groupclose", "groupworks")
"""The slots of the question there whether to close a request: as it is not needed, or as it works."""
_ON_RECEIPT = {"taken": "group-taken", "taken-released": "group-taken-released"}
"""What the receipt says from then on, instead of a line in the requester's own chat."""
_WAITING = ("waiting-for-you", "waiting-for-you-team", "pending-reminder")


def is_answered_in_group(ctx: Context, person: Person, ticket: Ticket) -> bool:
    """Return True if answers go to the group. Nothing does once the requester has gone on in private, so that nothing
    said there can appear in the group, and nothing once the group is the team's: it is not theirs to read there."""
    if ticket.is_private or ticket.intake_group_id is None:
        return False
    place = ctx.rules.groups.find_by_person(ticket.intake_group_id)
    if ctx.rules.groups.team is not None and ctx.rules.groups.team.person_id == ticket.intake_group_id:
        return False
    return place is None or not has_started(person) or (place.is_there and not place.answers_privately)


def has_started(person: Person) -> bool:
    """Return True if the bot may write to the person."""
    return person.started_at is not None and person.bot_blocked_at is None


def _post_group_notice(
    ctx: Context, person: Person, ticket: Ticket, letter: Letter, *, lane: Lane | None, due_at: datetime | None
) -> None:
    """Queue the letter for the requester or their group, a line in its place, or nothing."""
    in_group = is_answered_in_group(ctx, person, ticket)
    to, said = person.id, letter
    if in_group and isinstance(letter, Say) and letter.key in _ON_RECEIPT:
        to, slot = ticket.intake_group_id or person.id, f"{GROUP_RECEIPT}:{ticket.number}"
        said = Say(_ON_RECEIPT[letter.key], letter.args, offer_private_chat(ctx, person), slot=slot, only_edit=True)
    elif in_group and isinstance(letter, Relay):
        to = ticket.intake_group_id or person.id
    elif in_group and not has_started(person):
        line = _make_line(ticket, letter)
        if line is None:
            return
        to, said = ticket.intake_group_id or person.id, line
    letters.queue_letter(ctx.session, to, said, now=ctx.now, ticket_id=ticket.id, lane=lane, due_at=due_at)


def offer_private_chat(ctx: Context, person: Person) -> tuple[tuple[Button, ...], ...]:
    """Return the button that opens the bot, for those who have not started it; an address changes nothing, whoever
    opens it."""
    name = ctx.rules.groups.username
    if not name or has_started(person):
        return ()
    return ((Button("btn-group-start", url=f"https://t.me/{name}"),),)


def _make_line(ticket: Ticket, letter: Letter) -> Say | None:
    """Return what the group is told in place of a letter to a requester who never started the bot."""
    args: Args = {"number": ticket.number}
    if isinstance(letter, Show) and letter.view == "resolved" and letter.fresh:
        if ticket.status is Status.CLOSED:
            return None
        return Say("group-resolved", args, slot=f"resolved:{ticket.number}", silent=letter.silent)
    if isinstance(letter, Say) and letter.key in _WAITING and not letter.only_edit:
        return Say("group-waiting", args, slot=f"pending:{ticket.number}", silent=letter.silent)
    if isinstance(letter, Say) and letter.key == "waiting-over":
        return letter
    return None


def react_in_group(ctx: Context, chat_id: int, message_id: int, emoji: str | None) -> None:
    """Queue a reaction to a message in a group, or its removal."""
    groups, mark = ctx.rules.groups, React(message_id, emoji, chat_id)
    team, place = groups.find_team(chat_id), groups.find_place(chat_id)
    if team is not None:
        staff_group.post_aside(ctx.session, team.person_id, mark, now=ctx.now)
    elif place is not None:
        letters.queue_letter(ctx.session, place.person_id, mark, now=ctx.now)


def mark_in_group(ctx: Context, emoji: str) -> bool:
    """Queue a reaction to the message of the team in a group that is being taken; return False if it is in none."""
    if not isinstance(ctx.place, TeamPlace):
        return False
    react_in_group(ctx, ctx.place.chat_id, ctx.place.message_id, emoji)
    return True


ANSWER, SOLVED = "answer", "solved"
"""What a notice asks the requester for: words, or whether it is solved and how it was."""
_ASKS = dict.fromkeys(("waiting-for-you", "waiting-for-you-team", "pending-reminder"), ANSWER)


def _store_notice(ctx: Context, ticket: Ticket, letter: Letter) -> None:
    """Store what the letter would have said as an event, if it says anything new."""
    refs = _refs(ticket, letter)
    if refs is not None:
        told = FeedEvent(ticket_id=ticket.id, kind=NOTICE, at=ctx.now, origin=ctx.origin, refs=refs)
        ctx.session.add(told)


def is_told_by_system(ctx: Context, person: Person, ticket: Ticket) -> bool:
    """Return True if this is the requester, reached through an integration alone, and not the actor, whom the
    response tells."""
    acts = ctx.actor_id == person.id and ctx.origin is not Origin.CLOCK
    return person.telegram_id is None and person.system_id is not None and person.id == ticket.requester_id and not acts


def _refs(ticket: Ticket, letter: Letter) -> dict[str, Any] | None:
    if isinstance(letter, Show) and letter.view == "resolved" and letter.fresh:
        return {"say": _question_key(ticket), "args": {"number": ticket.number}, "asks": SOLVED}
    if isinstance(letter, Say) and not letter.only_edit and not letter.staff_only:
        args = {name: value for name, value in letter.args.items() if name not in letter.secret}
        return {"say": letter.key, "args": args, "keyed": list(letter.keyed), "asks": _ASKS.get(letter.key)}
    return None


def _question_key(ticket: Ticket) -> str:
    silence = ticket.end_reason == BY_SILENCE
    if ticket.status is Status.CLOSED:
        return "resolved-stars-silence" if silence else "resolved-stars"
    return "resolved-ask-silence" if silence else "resolved-ask-team"


_NOT_A_PERSON = {Origin.CLOCK: "the-clock", Origin.API: "the-system"}
"""Text keys that name actors that are no person."""


def post_letter(
    ctx: Context,
    person: Person | None,
    letter: Letter,
    ticket: Ticket | None = None,
    *,
    lane: Lane | None = None,
    due_at: datetime | None = None,
) -> None:
    """Queue a letter for a person with Telegram; a requester without it is told through their integration, one who
    wrote in a group as that group is set. Nobody is told by the clock of what it has filed for them."""
    if person is None:
        return
    is_theirs = ticket is not None and person.id == ticket.requester_id
    if ticket is not None and is_theirs and ctx.actor is None and ticket.is_filed_silently:
        return  # nobody has pressed anything
    if ticket is not None and person.telegram_id is None and is_told_by_system(ctx, person, ticket):
        _store_notice(ctx, ticket, letter)
    elif ticket is not None and is_theirs and ticket.intake_group_id is not None:
        _post_group_notice(ctx, person, ticket, letter, lane=lane, due_at=due_at)
    elif person.telegram_id is not None:
        ticket_id, of_others = ticket.id if ticket is not None else None, None if is_theirs else ticket
        if of_others is not None and isinstance(letter, Say | Show | Relay) and _is_off_hours(ctx, person, of_others):
            letter = replace(letter, silent=True)
        letters.queue_letter(ctx.session, person.id, letter, now=ctx.now, ticket_id=ticket_id, lane=lane, due_at=due_at)


def _is_off_hours(ctx: Context, person: Person, ticket: Ticket) -> bool:
    """Return True if this agent should not hear of the ticket at this hour; the actor hears the response."""
    if is_actor(ctx, person) or not permissions.is_staff(person):
        return False
    return get_waiting_end(ctx.rules, ctx.now, ticket.priority) is not None


def name_actor(ctx: Context, **args: str | int) -> tuple[Args, tuple[str, ...]]:
    """Return the arguments of a line with the actor's name in `by`, and which arguments are text keys."""
    if ctx.actor is not None:
        return {**args, "by": ctx.actor.name}, ()
    return {**args, "by": _NOT_A_PERSON.get(ctx.origin, "the-board")}, ("by",)


def supersede_card(ctx: Context, person: Person, ticket: Ticket) -> None:
    """Turn an earlier card of the person into a line, because a newer card follows."""
    slot = f"card:{ticket.number}"
    line = Say("card-below", {"number": ticket.number}, slot=slot, only_edit=True, staff_only=True)
    post_letter(ctx, person, line, ticket, lane=Lane.EDITS)


def is_actor(ctx: Context, person: Person) -> bool:
    return ctx.actor is not None and ctx.actor.id == person.id
