"""The people a rule tells. Stored as words: "leads", "assignee", "group" (the staff group), or a kind and a key, as
"person:12", "role:senior", "topic:3" (agents who answer it)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from db.models import AgentTopic, Person, Ticket
from desk import Desk, Locked, Refused
from desk.i18n import TicketSubject
from desk.notifications import notifier, staff_group
from desk.notifications.recent_sounds import RecentSounds
from desk.outbox import Say, Show, make_press
from desk.policy import permissions
from desk.staff import who_is_there
from desk.text.subject import LONGEST

LEADS, ASSIGNEE, GROUP = "leads", "assignee", "group"
KINDS = ("person", "role", "topic")


async def list_receivers(desk: Desk, ticket: Ticket, to: Sequence[str]) -> list[Person]:
    """Return who can be reached of these, without the ticket's requester, each once. Raises Refused if a person is no
    longer in the team."""
    staff = [one for one in await who_is_there.list_team(desk.session) if one.id != ticket.requester_id]
    wanted: set[int] = set()
    for one in to:
        wanted |= await _list_ids(desk, ticket, staff, one)
    return [person for person in who_is_there.filter_reachable(staff) if person.id in wanted]


async def _list_ids(desk: Desk, ticket: Ticket, staff: Sequence[Person], to: str) -> set[int]:
    kind, _, key = to.partition(":")
    if kind == LEADS:
        return {person.id for person in who_is_there.filter_called(staff, desk.rules.escalation.to)}
    if kind == ASSIGNEE:
        return {ticket.assignee_id} if ticket.assignee_id is not None else set()
    if kind == "role":
        return {person.id for person in staff if person.role.value == key and not person.away}
    if kind == "topic":
        chosen = select(AgentTopic.person_id).where(AgentTopic.category_id == int(key))
        return set(await desk.session.scalars(chosen))
    if kind == "person" and int(key) not in {person.id for person in staff} | {ticket.requester_id}:
        raise Refused("rule-person-gone")
    return {int(key)} if kind == "person" else set()


async def send_cards(desk: Desk, ticket: Locked, to: Sequence[str]) -> None:
    """Send the card of an untaken ticket to these people now, with a sound."""
    people = await list_receivers(desk, ticket, to)
    if ticket.is_taken:
        return
    sounds = RecentSounds.start(desk.session, await who_is_there.list_team(desk.session), desk.now)
    for person in people:
        sounds.note_person(person)
        notifier.supersede_card(desk, person, ticket)
        card = Show("card", slot=f"card:{ticket.number}", fresh=True, while_free=True)
        notifier.post_letter(desk, person, card, ticket)


async def notify_people(desk: Desk, ticket: Locked, rule: str, words: str, to: Sequence[str]) -> None:
    """Send these people a line about the ticket, with a sound, and the words of the rule below it."""
    named = TicketSubject(ticket.subject, ticket.subject_line).make_letter_args(LONGEST)
    args = {"number": ticket.number, "rule": rule, "words": words, "has_words": "yes" if words else "no", **named}
    buttons = ((make_press("btn-open", "open", ticket.number),),)
    line = Say("rule-notice", args, buttons, staff_only=True)
    people = await list_receivers(desk, ticket, to)
    sounds = RecentSounds.start(desk.session, await who_is_there.list_team(desk.session), desk.now)
    for person in people:
        if not (await permissions.get_access(desk.session, ticket, person)).staff:
            continue
        sounds.note_person(person)
        notifier.post_letter(desk, person, line, ticket)
    group = await staff_group.find_listening(desk.session, desk.rules) if GROUP in to else None
    if group is not None:
        staff_group.post_line(desk.session, group, replace(line, buttons=(), staff_only=False), now=desk.now)
