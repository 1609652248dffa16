"""Ask a colleague about a ticket with an internal note. Their answer, a note too, goes back to the person who asked."""

from dataclasses import dataclass
from datetime import datetime

from db.models import Ask, Entry, EntryKind, Person
from desk import Context, Desk, Locked, NotAllowed, Outdated, Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import notifier
from desk.outbox import Relay
from desk.people import person_rows
from desk.people.team_names import CalledMember, find_called
from desk.policy import Verb, is_staff
from desk.policy.permissions import is_only_staff

AT = "@"


@dataclass(frozen=True, slots=True)
class AskedColleague:
    """The colleague who was asked: until when they are away, and whether the bot can reach them."""

    entry_id: int
    number: int
    name: str
    away: bool
    until: datetime | None
    unreachable: bool


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A note that no colleague has been sent yet; `called`: the name that it began with, if any."""

    entry: Entry
    called: CalledMember


async def ask_by_name(desk: Desk, number: int, said: NewEntry) -> AskedColleague | NotAsked:
    """Add a note; if it begins with a colleague's name, with "@" or without, send it to them, else `ask_chosen`
    follows."""
    wanted = said.words.text.lstrip()
    called = await find_called(desk.session, wanted.removeprefix(AT))
    if not wanted.startswith(AT) and (called.person is None or called.person.id == desk.actor_id):
        called = CalledMember(None)
    person = called.person
    async with desk.change(number, Verb.NOTE) as ticket:
        if person is not None:
            await _refuse_reader(desk, ticket, person)
        entry = await thread.add_note_locked(desk, ticket, said, told=person.id if person is not None else None)
        return NotAsked(entry, called) if person is None else _send(desk, ticket, entry, person)


async def ask_chosen(desk: Desk, entry_id: int, to: int) -> AskedColleague:
    """Send the actor's own note to the colleague with that Telegram id. Raises Outdated if it is not theirs or was
    withdrawn."""
    entry = await desk.session.get(Entry, entry_id)
    mine = entry is not None and entry.author_id == desk.actor_id and entry.kind is EntryKind.NOTE
    if entry is None or not mine or entry.withdrawn_at is not None or entry.ticket_id is None:
        raise Outdated
    ticket = await desk.lock_by_id(entry.ticket_id)
    person = await person_rows.find_by_telegram(desk.session, to)
    if person is None or not is_staff(person):
        raise Refused("not-staff", name=person.name) if person is not None else Refused("no-such-person")
    async with desk.change(ticket.number, Verb.NOTE) as changed:
        await _refuse_reader(desk, changed, person)
        return _send(desk, changed, entry, person)


async def ask_on_board(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Send a note written on the board that begins with "@" and a colleague's name to that colleague.

    If the name matches no colleague, it stays a note, and a remark says so.
    """
    said = entry.body.lstrip()
    if not said.startswith(AT) or not said[len(AT) : len(AT) + 1].isalpha():
        return
    called = await find_called(desk.session, said[len(AT) :])
    if called.person is None:
        key = "remark-asked-several" if called.several else "remark-asked-nobody"
        await thread.add_remark(desk, ticket.number, key)
        return
    try:
        await _refuse_reader(desk, ticket, called.person)
    except Refused:  # they are its author or its requester: the note stays where it is
        return
    asked = _send(desk, ticket, entry, called.person, told=ticket.assignee_id)
    if asked.away:
        await thread.add_remark(desk, ticket.number, "remark-asked-away", name=called.person.name)


def _send(desk: Desk, ticket: Locked, entry: Entry, person: Person, told: int | None = None) -> AskedColleague:
    """Send the note, unless the colleague is `told`: the assignee who has got it already."""
    if person.id != told:
        notifier.post_letter(desk, person, Relay(entry.id, asked=True), ticket)
    if desk.actor is not None:
        desk.session.add(Ask(entry_id=entry.id, asker_id=desk.actor.id, asked_id=person.id, at=desk.now))
    unreachable = person.telegram_id is None or person.bot_blocked_at is not None
    return AskedColleague(entry.id, ticket.number, person.name, person.away, person.away_until, unreachable)


async def _refuse_reader(ctx: Context, ticket: Locked, person: Person) -> None:
    """Raise Refused for the actor, and NotAllowed for the ticket's requester, who may not read its notes."""
    if person.id == ctx.actor_id:
        raise Refused("ask-yourself")
    if ticket.requester_id == person.id and not await is_only_staff(ctx.session, person):
        raise NotAllowed("own-ticket", number=ticket.number)
