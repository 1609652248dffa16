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
from desk.settings.declaring import Setting
from desk.settings.hours import DayRanges, make_removal
from desk.settings.kinds import TO_GROUP, FieldOption, PersonList, Receivers, Several, StaffList
from desk.staff import who_is_there

_NAMED = 50
_MOST = 4  # with the ways that every setting has, a screen has at most eight buttons


@dataclass(frozen=True, slots=True)
class ValueButton:
    """A button: the key of its label with arguments, and the text that pressing it types."""

    label: str
    args: Args
    typed: str


async def list_buttons(
    session: AsyncSession, one: Setting, settings: DeskSettings, language: str
) -> Sequence[ValueButton]:
    """Return the first few buttons; further values are typed."""
    now = one.get_stored(settings)
    if isinstance(one.kind, DayRanges):
        shown = enumerate(one.kind.load_value(now)[:_MOST], start=1)
        return [ValueButton("btn-setting-remove", {"n": n}, make_removal(held)) for n, held in shown]
    if isinstance(one.kind, Several):
        return [_switch(choice, on=choice.value in now) for choice in one.kind.list_choices(language)]
    held, others = await list_people(session, one, settings, language)
    if isinstance(one.kind, PersonList):
        return [ValueButton("btn-setting-out", {"name": who.name}, f"remove {who.value}") for who in held[:_MOST]]
    group = [_switch(who, on=False) for who in others if who.value == TO_GROUP]
    first, people = [_switch(who, on=True) for who in held], [who for who in others if who.value != TO_GROUP]
    return [*group, *first, *(_switch(who, on=False) for who in people)][:_MOST]


async def list_people(
    session: AsyncSession, one: Setting, settings: DeskSettings, language: str
) -> tuple[Sequence[FieldOption], Sequence[FieldOption]]:
    """Return the people in a value, also those who have left the team, and those of the team who are not in it; of
    receivers the staff group comes first."""
    now = one.get_stored(settings)
    if isinstance(one.kind, PersonList):
        return [_name(person) for person in await _load_people(session, now)], ()
    if not isinstance(one.kind, StaffList | Receivers):
        return (), ()
    team = await who_is_there.list_team(session)
    people = await _load_people(session, [key for key in now if key != TO_GROUP])
    held = [_name(person, "" if person in team else language) for person in people]
    others = [_name(person) for person in team if person.id not in now]
    group = [FieldOption(TO_GROUP, say(language, "setting-receivers-group"))]
    if TO_GROUP in now:
        return [*group, *held], others
    has_group = isinstance(one.kind, Receivers) and settings.may_have_team_chat
    return held, [*group, *others] if has_group else others


def _name(person: Person, left_in: str = "") -> FieldOption:
    """`left_in`: the language in which the name says that the person has left the team."""
    name = say(left_in, "setting-has-left", name=person.name) if left_in else person.name
    return FieldOption(str(person.id), name)


def _switch(choice: FieldOption, *, on: bool) -> ValueButton:
    label, word = ("btn-setting-now", "remove") if on else ("btn-setting-value", "add")
    return ValueButton(label, {"value": choice.name}, f"{word} {choice.value}")


async def format_people(session: AsyncSession, one: Setting, settings: DeskSettings, language: str) -> str | None:
    """Return a value that holds people by their names, or None if the kind words it."""
    held, _ = await list_people(session, one, settings, language)
    return ", ".join(who.name for who in held[:_NAMED]) or None


async def _load_people(session: AsyncSession, ids: Sequence[int]) -> list[Person]:
    found = select(Person).where(any_of(Person.id, ids)).order_by(Person.name, Person.id)
    return list(await session.scalars(found)) if ids else []
