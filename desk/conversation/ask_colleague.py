"""Ask a colleague about a ticket with an internal note. Their answer, a note too, goes back to the person who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db.models import Ask, Entry, EntryKind, Person
from desk import Context, Desk, Locked, NotAllowed, Outdated, Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import notifier
from desk.outbox import Relay
from desk.people import directory
from desk.policy import STAFF, Verb, is_staff
from desk.policy.permissions import is_only_staff

AT = "@"
_REMARKS = {"ask-nobody": "remark-asked-nobody", "ask-several": "remark-asked-several"}


@dataclass(frozen=True, slots=True)
class AskedColleague:
    """The colleague who was asked: until when they are away, and whether the bot can reach them."""

    entry_id: int
    number: int
    name: str
    away: bool
    until: datetime | None
    unreachable: bool


async def ask_by_name(desk: Desk, number: int, said: NewEntry) -> AskedColleague | Entry:
    """Add a note; if it begins with "@" and a colleague's name, send it to them, else `ask_chosen` follows.

    Raises Refused, before anything is stored, for a name that matches no colleague or several.
    """
    wanted = said.words.text.lstrip()
    person = await _find_colleague(desk, wanted[len(AT) :]) if wanted.startswith(AT) else None
    async with desk.change(number, Verb.NOTE) as ticket:
        if person is not None:
            await _refuse_reader(desk, ticket, person)
        entry = await thread.add_note_locked(desk, ticket, said, told=person.id if person is not None else None)
        return entry if person is None else _send(desk, ticket, entry, person)


async def ask_chosen(desk: Desk, entry_id: int, to: int) -> AskedColleague:
    """Send the actor's own note to the colleague with that Telegram id. Raises Outdated if it is not theirs or was
    withdrawn."""
    entry = await desk.session.get(Entry, entry_id)
    mine = entry is not None and entry.author_id == desk.actor_id and entry.kind is EntryKind.NOTE
    if entry is None or not mine or entry.withdrawn_at is not None or entry.ticket_id is None:
        raise Outdated
    ticket = await desk.lock_by_id(entry.ticket_id)
    person = await directory.find_by_telegram(desk.session, to)
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
    try:
        person = await _find_colleague(desk, said[len(AT) :])
        await _refuse_reader(desk, ticket, person)
    except Refused as refused:
        if refused.key in _REMARKS:
            await thread.add_remark(desk, ticket.number, _REMARKS[refused.key])
        return
    asked = _send(desk, ticket, entry, person, told=ticket.assignee_id)
    if asked.away:
        await thread.add_remark(desk, ticket.number, "remark-asked-away", name=person.name)


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


async def _find_colleague(ctx: Context, words: str) -> Person:
    """Return the colleague whose whole name, or else first name, the words begin with."""
    team = select(Person).where(Person.role.in_(STAFF), Person.dismissed_at.is_(None), Person.telegram_id.is_not(None))
    staff = list(await ctx.session.scalars(team.order_by(Person.id)))
    said = " ".join(words.casefold().split())
    whole = [person for person in staff if _begins_with_name(said, person.name)]
    found = whole or [person for person in staff if _begins_with_name(said, person.name.partition(" ")[0])]
    if not found:
        raise Refused("ask-nobody")
    return found[0] if len(found) == 1 else _pick_namesake(found, max(found, key=lambda person: len(person.name)))


def _pick_namesake(found: Sequence[Person], longest: Person) -> Person:
    """Of "Ivan" and "Ivan P." return the one whose name is written out; raise Refused for two of one name."""
    if sum(person.name.casefold() == longest.name.casefold() for person in found) > 1 or any(
        not longest.name.casefold().startswith(person.name.casefold()) for person in found
    ):
        raise Refused("ask-several")
    return longest


def _begins_with_name(said: str, called: str) -> bool:
    name = called.casefold()
    return bool(name) and said.startswith(name) and not said[len(name) : len(name) + 1].isalnum()
