"""A colleague is asked about a ticket: a note reaches them, their answer, a note too, comes back to who asked. The
requester hears of neither. Knows no door."""

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
class Asked:
    """Who is asked, and what whoever asks should know: until when they are away, that nothing reaches them now."""

    entry_id: int
    number: int
    name: str
    away: bool
    until: datetime | None
    unreachable: bool


async def ask(desk: Desk, number: int, said: NewEntry) -> Asked | Entry:
    """A note on the ticket; where it begins with "@" and a colleague's name they are asked, else the entry waits for
    `ask_whom`. Raises Refused, before anything is stored, for a name that nobody or several have."""
    wanted = said.words.text.lstrip()
    person = await _named(desk, wanted[len(AT) :]) if wanted.startswith(AT) else None
    async with desk.change(number, Verb.NOTE) as ticket:
        if person is not None:
            await _may_read(desk, ticket, person)
        entry = await thread.noted(desk, ticket, said, told=person.id if person is not None else None)
        return entry if person is None else _sent(desk, ticket, entry, person)


async def ask_whom(desk: Desk, entry_id: int, to: int) -> Asked:
    """The note of one's own goes to a colleague, by Telegram id. Raises Outdated for another's, or one taken back."""
    entry = await desk.session.get(Entry, entry_id)
    mine = entry is not None and entry.author_id == desk.actor_id and entry.kind is EntryKind.NOTE
    if entry is None or not mine or entry.withdrawn_at is not None or entry.ticket_id is None:
        raise Outdated
    ticket = await desk.locked_id(entry.ticket_id)
    person = await directory.by_telegram(desk.session, to)
    if person is None or not is_staff(person):
        raise Refused("not-staff", name=person.name) if person is not None else Refused("no-such-person")
    async with desk.change(ticket.number, Verb.NOTE) as changed:
        await _may_read(desk, changed, person)
        return _sent(desk, changed, entry, person)


async def ask_on_board(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """A note written on the board that begins with "@" and the name of a colleague. Of a name that is nobody's it is
    only a note, and a remark says so."""
    said = entry.body.lstrip()
    if not said.startswith(AT) or not said[len(AT) : len(AT) + 1].isalpha():
        return
    try:
        person = await _named(desk, said[len(AT) :])
        await _may_read(desk, ticket, person)
    except Refused as refused:
        if refused.key in _REMARKS:
            await thread.remark(desk, ticket.number, _REMARKS[refused.key])
        return
    asked = _sent(desk, ticket, entry, person, told=ticket.assignee_id)
    if asked.away:
        await thread.remark(desk, ticket.number, "remark-asked-away", name=person.name)


def _sent(desk: Desk, ticket: Locked, entry: Entry, person: Person, told: int | None = None) -> Asked:
    """`told`: who has got the note as the ticket's assignee."""
    if person.id != told:
        notifier.post(desk, person, Relay(entry.id, asked=True), ticket)
    if desk.actor is not None:
        desk.session.add(Ask(entry_id=entry.id, asker_id=desk.actor.id, asked_id=person.id, at=desk.now))
    unreachable = person.telegram_id is None or person.bot_blocked_at is not None
    return Asked(entry.id, ticket.number, person.name, person.away, person.away_until, unreachable)


async def _may_read(ctx: Context, ticket: Locked, person: Person) -> None:
    """Whoever filed it reads no notes of it; oneself is not asked."""
    if person.id == ctx.actor_id:
        raise Refused("ask-yourself")
    if ticket.requester_id == person.id and not await is_only_staff(ctx.session, person):
        raise NotAllowed("own-ticket", number=ticket.number)


async def _named(ctx: Context, words: str) -> Person:
    """The colleague whose name the words begin with: the whole name, else the first one alone."""
    team = select(Person).where(Person.role.in_(STAFF), Person.dismissed_at.is_(None), Person.telegram_id.is_not(None))
    staff = list(await ctx.session.scalars(team.order_by(Person.id)))
    said = " ".join(words.casefold().split())
    whole = [person for person in staff if _begins(said, person.name)]
    found = whole or [person for person in staff if _begins(said, person.name.partition(" ")[0])]
    if not found:
        raise Refused("ask-nobody")
    return found[0] if len(found) == 1 else _one(found, max(found, key=lambda person: len(person.name)))


def _one(found: Sequence[Person], longest: Person) -> Person:
    """Of "Ivan" and "Ivan P." who is called so; of two of one name nobody."""
    if sum(person.name.casefold() == longest.name.casefold() for person in found) > 1 or any(
        not longest.name.casefold().startswith(person.name.casefold()) for person in found
    ):
        raise Refused("ask-several")
    return longest


def _begins(said: str, called: str) -> bool:
    name = called.casefold()
    return bool(name) and said.startswith(name) and not said[len(name) : len(name) + 1].isalnum()
