"""Buttons on a setting's screen besides its presets: entries to remove, people to choose; and values that hold people,
by their names. Reads; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, any_of
from desk import DeskSettings
from desk.i18n import say
from desk.outbox import Args
from desk.policy import STAFF
from desk.settings.declaring import Setting
from desk.settings.hours import DayRanges, make_removal
from desk.settings.kinds import TO_GROUP, PersonList, Receivers, Several, StaffList

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


async def list_buttons(
    session: AsyncSession, one: Setting, settings: DeskSettings, language: str
) -> Sequence[ValueButton]:
    """Return the first few buttons; further values are typed."""
    now = one.get_stored(settings)
    if isinstance(one.kind, DayRanges):
        shown = enumerate(one.kind.load_value(now)[:_MOST], start=1)
        return [ValueButton("btn-setting-remove", {"n": n}, make_removal(held)) for n, held in shown]
    if isinstance(one.kind, PersonList):
        held = await _load_people(session, now[:_MOST])
        return [ValueButton("btn-setting-out", {"name": person.name}, f"remove {person.id}") for person in held]
    if isinstance(one.kind, Several):
        return [_switch(one.kind.name_field(language, field), field, on=field in now) for field in one.kind.fields]
    if not isinstance(one.kind, StaffList | Receivers):
        return ()
    group = TO_GROUP in now or (isinstance(one.kind, Receivers) and settings.may_have_team_chat)
    first = [_switch(say(language, "setting-receivers-group"), TO_GROUP, on=TO_GROUP in now)] if group else []
    people = sorted(await list_staff(session), key=lambda person: (person.id not in now, person.id))
    others = [_switch(person.name, str(person.id), on=person.id in now) for person in people]
    return [*first, *others][:_MOST]


def _switch(name: str, typed: str, *, on: bool) -> ValueButton:
    label, word = ("btn-setting-now", "remove") if on else ("btn-setting-value", "add")
    return ValueButton(label, {"value": name}, f"{word} {typed}")


async def format_people(session: AsyncSession, one: Setting, settings: DeskSettings, language: str) -> str | None:
    """Return a value that holds people by their names, or None if the kind words it."""
    if isinstance(one.kind, PersonList):
        return (
            ", ".join(person.name for person in await _load_people(session, one.get_stored(settings)[:_NAMED])) or None
        )
    chosen = one.get_stored(settings) if isinstance(one.kind, StaffList | Receivers) else []
    group = [say(language, "setting-receivers-group")] if TO_GROUP in chosen else []
    names = [person.name for person in await list_staff(session) if person.id in chosen] if chosen else []
    return ", ".join([*group, *names]) or None


async def _load_people(session: AsyncSession, ids: Sequence[int]) -> list[Person]:
    found = select(Person).where(any_of(Person.id, ids)).order_by(Person.name, Person.id)
    return list(await session.scalars(found)) if ids else []
