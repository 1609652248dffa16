"""Buttons on a setting's screen besides its presets: entries to remove, people to choose. Reads; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, any_of
from desk import DeskSettings
from desk.admin_settings.hours_kinds import DayRanges, StaffList, make_removal
from desk.admin_settings.people_kinds import PersonList
from desk.admin_settings.registry import Setting
from desk.outbox import Args
from desk.policy import STAFF

_NAMED = 50
_MOST = 4  # with the ways that every setting has, a screen has at most eight buttons


@dataclass(frozen=True, slots=True)
class ValueButton:
    """A button: the key of its label with arguments, and the text that pressing it types."""

    label: str
    args: Args
    typed: str


async def list_staff(session: AsyncSession) -> list[Person]:
    """Return all staff, oldest first."""
    staff = Person.role.in_(STAFF), Person.dismissed_at.is_(None)
    return list(await session.scalars(select(Person).where(*staff).order_by(Person.id)))


async def list_buttons(session: AsyncSession, one: Setting, settings: DeskSettings) -> Sequence[ValueButton]:
    """Return the first few buttons; further values are typed."""
    now = one.get_stored(settings)
    if isinstance(one.kind, DayRanges):
        shown = enumerate(one.kind.load_value(now)[:_MOST], start=1)
        return [ValueButton("btn-setting-remove", {"n": n}, make_removal(held)) for n, held in shown]
    if isinstance(one.kind, PersonList):
        held = await _load_people(session, now[:_MOST])
        return [ValueButton("btn-setting-out", {"name": person.name}, f"remove {person.id}") for person in held]
    if not isinstance(one.kind, StaffList):
        return ()
    people = sorted(await list_staff(session), key=lambda person: (person.id not in now, person.id))[:_MOST]
    keys = {True: "btn-setting-now", False: "btn-setting-value"}
    words = {True: "remove", False: "add"}
    return [
        ValueButton(keys[person.id in now], {"value": person.name}, f"{words[person.id in now]} {person.id}")
        for person in people
    ]


async def format_people(session: AsyncSession, one: Setting, settings: DeskSettings) -> str | None:
    """Return a value that holds people by their names, or None if the kind words it."""
    if isinstance(one.kind, PersonList):
        return (
            ", ".join(person.name for person in await _load_people(session, one.get_stored(settings)[:_NAMED])) or None
        )
    chosen = one.get_stored(settings) if isinstance(one.kind, StaffList) else []
    names = [person.name for person in await list_staff(session) if person.id in chosen] if chosen else []
    return ", ".join(names) or None


async def _load_people(session: AsyncSession, ids: Sequence[int]) -> list[Person]:
    found = select(Person).where(any_of(Person.id, ids)).order_by(Person.name, Person.id)
    return list(await session.scalars(found)) if ids else []
