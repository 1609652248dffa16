"""Verbs of erasures: ask for one, call it off, list them. Their steps: `desk/privacy/erasure_timetable.py`.

A person asks for themselves, an admin for a requester, an integration for one of its users. It waits for a while, so
that it can be called off; then the person is told, and a moment later everything is erased.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Erasure,
    ExternalPerson,
    Origin,
    Person,
    Role,
    Ticket,
    any_of,
)
from desk import Desk, Refused, history
from desk.integrations import own_systems
from desk.notifications import notifier
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.outbox import Show
from desk.people import chat_ids
from desk.people.person_rows import find_by_telegram
from desk.policy.permissions import Grant
from desk.privacy import own_chats

_MOST_CALLED = 8
_GROUPS = (Role.GROUP, Role.INTAKE_GROUP)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """The person whom an erasure is about, as an admin sees them before. `owners`: to whose own accounts they write;
    what they wrote there is counted, as it is erased with them. `address`: from which they mail, and if that is proven.
    `open`: their erasure that waits. `others`: who mails from there, too, and is not erased with them: an address is no
    person, as anybody can claim it."""

    id: int
    name: str
    requests: int
    is_in_bot: bool
    owners: tuple[str, ...]
    address: str | None
    is_proven: bool
    open: Erasure | None
    others: tuple["FoundPerson", ...] = ()


async def find_open(session: AsyncSession, person_id: int) -> Erasure | None:
    """Return the erasure of a person that is not over."""
    mine = select(Erasure).where(Erasure.person_id == person_id, Erasure.withdrawn_at.is_(None))
    return await session.scalar(mine.where(Erasure.done_at.is_(None)).with_for_update())


async def ask_for_own(desk: Desk) -> Erasure:
    """Ask for the erasure of everything about the actor. Raises Refused for members of the team."""
    await desk.refresh_actor()
    me = desk.require_actor()
    require_no_team(me)
    return await _ask_everywhere(desk, me, desk.now + desk.rules.privacy.pause)


async def offer_erasure(desk: Desk, number: int) -> Person:
    """Ask the requester of a ticket whether everything about them is to be erased, for one of the team who has read
    that they wish it; return them. Their own press alone decides. Raises NotAllowed, and Refused for who cannot be
    asked."""
    await desk.require_grant(Grant.SEND)
    person = await desk.get_requester(await desk.lock_ticket(number))
    require_no_team(person)
    if person.erased_at is not None:
        raise Refused("erase-nobody")
    if not notifier.has_started(person):
        raise Refused("forget-cannot-ask", name=person.name, number=number)
    notifier.post_letter(desk, person, Show("forget", slot="forget", fresh=True))
    return person


async def _ask_everywhere(desk: Desk, person: Person, due_at: datetime) -> Erasure:
    """Ask for the erasure of somebody and of all that they wrote to colleagues' own accounts; return the first."""
    for other in await own_chats.list_same_person(desk.session, person):
        await _ask(desk, other, due_at)
    return await _ask(desk, person, due_at)


async def ask_once_more(desk: Desk, found: Erasure, person: Person) -> None:
    """Begin the pause anew after a restore, and show it to the person: if they called the erasure off after the backup,
    the desk does not know."""
    found.asked_at, found.due_at = desk.now, desk.now + desk.rules.privacy.pause
    notifier.post_letter(desk, person, Show("forget", slot="forget", fresh=True))


async def ask_for_newer(desk: Desk, person: Person) -> None:
    """Ask at once for what somebody wrote to colleagues' own accounts for the first time while their erasure waited."""
    for other in await own_chats.list_same_person(desk.session, person):
        await _ask(desk, other, desk.now)


async def ask_for(desk: Desk, person_id: int, *, at_once: bool = False) -> Erasure:
    """Ask for the erasure of a requester, for an admin. `at_once`: without the pause. From the panel it needs a
    confirmation. Raises Refused, FactorNeeded or ConfirmationNeeded."""
    await desk.require_grant(Grant.PRIVACY)
    person = await _get_requester(desk, person_id)
    if desk.origin is Origin.PANEL:
        await require_confirmation(desk, LastingAction.ERASE, await _name_unerased(desk.session, person_id))
    return await _ask_everywhere(desk, person, desk.now if at_once else desk.now + desk.rules.privacy.pause)


async def _name_unerased(session: AsyncSession, person_id: int) -> str:
    """Return what stands for the person in messages that stay: the number of their newest request, or their id."""
    newest = select(func.max(Ticket.number)).where(Ticket.requester_id == person_id)
    number = await session.scalar(newest)
    return f"#{number}" if number is not None else f"id {person_id}"


async def ask_for_user(desk: Desk, person_id: int) -> Erasure:
    """Ask for the erasure of a user of an integration, which has been checked to be one; as far as their data reaches
    that it can read."""
    return await _ask_everywhere(desk, await _get_requester(desk, person_id), desk.now + desk.rules.privacy.pause)


async def _get_requester(desk: Desk, person_id: int) -> Person:
    person = await desk.session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise Refused("erase-nobody")
    require_no_team(person)
    return person


def require_no_team(person: Person) -> None:
    """Raise Refused for members of the team and groups."""
    if _is_of_team(person):
        raise Refused("erase-team", name=person.name)


def _is_of_team(person: Person) -> bool:
    return person.role is not Role.REQUESTER and (person.dismissed_at is None or person.role in _GROUPS)


async def _ask(desk: Desk, person: Person, due_at: datetime) -> Erasure:
    found = await find_open(desk.session, person.id)
    if found is not None:
        if found.told_at is None and due_at < (found.due_at or due_at):
            found.due_at = due_at
        return found
    made = Erasure(
        person_id=person.id, asked_by=desk.actor_id, origin=desk.origin, asked_at=desk.now, due_at=due_at
    )  # fmt: skip
    desk.session.add(made)
    await desk.session.flush()
    history.record_action(desk, "erasure-asked", f"person:{person.id}")
    if desk.actor_id != person.id and due_at > desk.now:
        notifier.post_letter(desk, person, Show("forget", slot="forget", fresh=True))
    return made


async def withdraw_own(desk: Desk) -> bool:
    """Call off the actor's erasure; return False if none waits any more."""
    await desk.refresh_actor()
    return await _withdraw(desk, desk.require_actor().id)


async def withdraw_for(desk: Desk, person_id: int) -> bool:
    """Call off the erasure of a requester, for an admin."""
    await desk.require_grant(Grant.PRIVACY)
    return await _withdraw(desk, person_id)


async def _withdraw(desk: Desk, person_id: int) -> bool:
    """Call off an erasure, and those of the same person in own accounts of the team."""
    person = await desk.session.get_one(Person, person_id)
    others = [one.id for one in await own_chats.list_same_person(desk.session, person)]
    done = [await _withdraw_one(desk, one) for one in (person_id, *others)]
    return done[0]


async def _withdraw_one(desk: Desk, person_id: int) -> bool:
    found = await find_open(desk.session, person_id)
    if found is None or found.told_at is not None:
        return False
    found.withdrawn_at, found.due_at = desk.now, None
    history.record_action(desk, "erasure-withdrawn", f"person:{person_id}")
    return True


async def find_people(desk: Desk, said: str, number: int | None) -> list[int]:
    """Return the id of the requester of a request, or those of all with that name, user name or address. Raises Refused
    if there is none, and for a single one of the team."""
    await desk.require_grant(Grant.PRIVACY)
    if number is not None:
        found = list(await desk.session.scalars(select(Ticket.requester_id).where(Ticket.number == number)))
    else:
        found = await _find_called(desk.session, said)
    if not found:
        raise Refused("erase-nobody")
    if len(found) == 1:
        await _get_requester(desk, found[0])
    return found


async def _find_called(session: AsyncSession, said: str) -> list[int]:
    """Return the people with this name, user name or address, each once: what they wrote to own accounts is erased with
    them."""
    name = said.strip().lstrip("@").casefold()
    if not name:
        return []
    if "@" in name:
        return await _list_mailing_from(session, [name])
    called = or_(func.lower(Person.name) == name, func.lower(Person.username) == name)
    here = (Person.erased_at.is_(None), Person.role.not_in(_GROUPS))
    rows = await session.scalars(select(Person).where(called, *here).order_by(Person.id).limit(_MOST_CALLED))
    found = [await _find_in_bot(session, one) or one for one in rows]
    return list(dict.fromkeys(one.id for one in found))


async def _list_mailing_from(session: AsyncSession, addresses: Iterable[str]) -> list[int]:
    """Return the people who mail from one of these addresses, also those who only claim to."""
    ids = own_systems.name_senders(addresses)
    theirs = select(ExternalPerson.person_id).join(Person, Person.id == ExternalPerson.person_id)
    theirs = theirs.where(own_systems.is_of_mail(), any_of(ExternalPerson.external_id, ids))
    return list(dict.fromkeys(await session.scalars(theirs.where(Person.erased_at.is_(None)).order_by(Person.id))))


async def _find_in_bot(session: AsyncSession, person: Person) -> Person | None:
    """Return the row in the chat with the bot of somebody who writes to an own account, if an erasure begins there."""
    if not chat_ids.is_own_chat(person.telegram_id):
        return None
    other = await find_by_telegram(session, chat_ids.get_user_id(person.telegram_id or 0))
    is_whole = other is not None and other.erased_at is None
    return other if is_whole and other is not None and not _is_of_team(other) else None


async def list_called(session: AsyncSession, said: str) -> list[FoundPerson]:
    """Return the people with a name or address as an admin sees them before an erasure."""
    found = [await load_person(session, one) for one in await _find_called(session, said)]
    return [one for one in found if one is not None]


async def load_person(session: AsyncSession, person_id: int) -> FoundPerson | None:
    """Return a person as an admin sees them before an erasure; None if there is nothing left of them."""
    found = await _load_one(session, person_id)
    others = [await _load_one(session, one) for one in await list_same_address(session, person_id)]
    return found and replace(found, others=tuple(one for one in others if one is not None))


async def list_same_address(session: AsyncSession, person_id: int) -> list[int]:
    """Return who mails from an address of this person, too, and is not erased with them."""
    addresses = await list_addresses(session, person_id)
    return [one for one in await _list_mailing_from(session, addresses) if one != person_id]


async def list_addresses(session: AsyncSession, person_id: int) -> dict[str, bool]:
    """Return the addresses from which a person mails, and which of them are proven, those first."""
    theirs = select(ExternalPerson.external_id).where(ExternalPerson.person_id == person_id)
    named = await session.scalars(theirs.where(own_systems.is_of_mail()))
    return dict(sorted(map(own_systems.read_sender, named), key=lambda one: not one[1]))


async def _load_one(session: AsyncSession, person_id: int) -> FoundPerson | None:
    person = await session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        return None
    is_own = chat_ids.is_own_chat(person.telegram_id)
    chats = [person] if is_own else await own_chats.list_same_person(session, person)
    owners = tuple(await own_chats.list_owners(session, chats))
    theirs = any_of(Ticket.requester_id, [person_id, *(one.id for one in chats)])
    count = await session.scalar(select(func.count()).where(theirs)) or 0
    mine = select(Erasure).where(Erasure.person_id == person_id, Erasure.withdrawn_at.is_(None))
    waits = await session.scalar(mine.where(Erasure.done_at.is_(None)))
    is_in_bot = not is_own and (person.telegram_id or 0) > 0
    address, is_proven = next(iter((await list_addresses(session, person_id)).items()), (None, False))
    return FoundPerson(person.id, person.name, count, is_in_bot, owners, address, is_proven, waits)


async def has_more(desk: Desk, person_id: int, since: datetime) -> bool:
    """Return True if the erasure of a requester reaches a request that was begun after that moment, or one of somebody
    who has become the same person since."""
    await desk.require_grant(Grant.PRIVACY)
    person = await _get_requester(desk, person_id)
    theirs = [person_id, *(one.id for one in await own_chats.list_same_person(desk.session, person))]
    begun = select(Ticket.id).where(any_of(Ticket.requester_id, theirs), Ticket.created_at > since)
    joined = select(ExternalPerson.id).where(ExternalPerson.person_id == person_id, ExternalPerson.joined_at > since)
    return bool(await desk.session.scalar(select(or_(begun.exists(), joined.exists()))))


async def list_erasures(session: AsyncSession) -> list[Erasure]:
    """Return the twenty newest erasures."""
    return list(await session.scalars(select(Erasure).order_by(Erasure.id.desc()).limit(20)))


async def list_erased(session: AsyncSession, known: Collection[int]) -> list[tuple[int, datetime]]:
    """Return the ids of those who were erased, but for the known ones, each with the time, oldest first."""
    done = select(Erasure.person_id, Erasure.erased_at).where(Erasure.erased_at.is_not(None))
    done = done.where(~any_of(Erasure.person_id, known))
    return [(one.person_id, one.erased_at) for one in await session.execute(done.order_by(Erasure.erased_at))]
