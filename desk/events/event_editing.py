"""Events (meetings): created, opened by their link, set on tickets, with their attendance.

Verbs of admins on events: create, remove, set attendance. Knows no channel.

Every process reads events as it reads settings, so that a desk without events pays nothing.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Event, Lane, Participant
from desk import Desk, Refused, history
from desk.admin_settings.changes import bump_settings_version, lock_settings
from desk.events.attendance import MOST_ATTENDANCE, AttendanceWrongError, read_file
from desk.outbox import queue_report
from desk.policy.permissions import Grant
from desk.text import clean_name, typed_days
from desk.text.subject import make_slug

KIND = "events"


async def queue_comparison(desk: Desk) -> None:
    """Queue the picture for the actor. Raises NotAllowed for all but admins, as it shows who of the team did what;
    Refused if there is no event."""
    await desk.require_grant(Grant.FIGURES)
    if not desk.rules.events:
        raise Refused("events-none")
    await queue_report(desk, KIND, desk.require_actor().id, {}, lane=Lane.PEOPLE)


LONGEST = 60
LONGEST_ID = 64
_MOST_DAYS, _YEARS = timedelta(days=366), range(2000, 2200)
_QUOTED = re.compile(r'["“”«»„]([^"“”«»„]+)["“”«»„]\s*')


@dataclass(frozen=True, slots=True)
class TypedEvent:
    """A typed event; days are inclusive, `external_id` is the platform's id."""

    name: str
    first: date
    last: date
    external_id: str | None


def parse_event(text: str, today: date) -> TypedEvent:
    """Read `"Hackathon Kazan" 1-3 december platform-id`; the id may be left out. Raises Refused."""
    quoted = _QUOTED.match(text.strip())
    days = typed_days.read_days(text.strip()[quoted.end() :], today) if quoted is not None else None
    if quoted is None or days is None:
        raise Refused("usage-event-new")
    name = _check_name(quoted[1])
    _check_days(days.first, days.last)
    return TypedEvent(name, days.first, days.last, parse_id(days.rest) if days.rest else None)


def _check_name(said: str) -> str:
    name = clean_name(said, LONGEST + 1)
    if not 0 < len(name) <= LONGEST:
        raise Refused("event-name-long")
    return name


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise Refused("event-ends-first")
    if last - first > _MOST_DAYS:
        raise Refused("event-too-long")
    if first.year not in _YEARS or last.year not in _YEARS:
        raise Refused("event-years", first=_YEARS[0], last=_YEARS[-1])


def parse_id(text: str) -> str:
    """Read the id of another platform: one word. Raises Refused."""
    word = clean_name(text, LONGEST_ID + 1)
    if not 0 < len(word) <= LONGEST_ID or " " in word:
        raise Refused("event-id-wrong")
    return word


@dataclass(frozen=True, slots=True)
class CreatedEvent:
    """A new event, for the message to its admin."""

    name: str
    slug: str


async def create_event(desk: Desk, typed: str) -> CreatedEvent:
    """Create an event from `"Hackathon Kazan" 2026-12-01..03 platform-id`. Raises NotAllowed, Refused with what would
    be right."""
    await desk.require_grant(Grant.TOPICS)
    said = parse_event(typed, desk.today)
    await bump_settings_version(desk)  # one at a time, so that no two get the same short name
    await _id_is_free(desk, said.external_id)
    event = await _add_event(desk, said)
    return CreatedEvent(event.name, event.slug)


async def add_event(desk: Desk, name: str, days: str) -> Event:
    """Create an event of that name on days such as "2026-12-01..03". Raises NotAllowed, Refused with what would be
    right."""
    await desk.require_grant(Grant.TOPICS)
    said = TypedEvent(_check_name(name), *read_event_days(days, desk.today), None)
    _check_days(said.first, said.last)
    await bump_settings_version(desk)
    event = await _add_event(desk, said)
    await desk.session.flush()
    return event


def read_event_days(text: str, today: date) -> tuple[date, date]:
    """Read first and last day, and nothing else. Raises Refused."""
    days = typed_days.read_days(text, today)
    if days is None or days.rest:
        raise Refused("event-days-wrong")
    return days.first, days.last


async def _add_event(desk: Desk, said: TypedEvent) -> Event:
    event = Event(
        slug=await _free_slug(desk, make_slug(said.name)),
        name=said.name,
        starts_on=said.first,
        ends_on=said.last,
        external_id=said.external_id,
        created_at=desk.now,
    )
    desk.session.add(event)
    history.record_action(desk, "event-made", f"event:{event.slug}", None, said.name)
    return event


@dataclass(frozen=True, slots=True)
class EventChanges:
    """The values that a platform gives an event; None leaves one as it is."""

    name: str | None = None
    first: date | None = None
    last: date | None = None
    attendance: int | None = None


async def change_event(desk: Desk, slug: str, said: EventChanges) -> None:
    """Set name and days. Raises NotAllowed, Refused with what would be right."""
    event = await _live(desk, slug)
    await _change_event(desk, event, said)


async def put_event(desk: Desk, external_id: str, said: EventChanges) -> Event:
    """Create the event that the platform calls so, or change the one of that id or short name. Raises NotAllowed,
    Refused, also if it was removed: only an admin restores it."""
    await _require_editor(desk)
    await lock_settings(desk)  # before the row, as an import of attendance does
    event = await load_named_event(desk.session, external_id, lock=True)
    if event is not None and event.removed_at is not None:
        raise Refused("event-removed-before", name=event.name)
    if event is None:
        event = await _put_new(desk, external_id, said)
    else:
        await _change_event(desk, event, said)
    if said.attendance is not None and said.attendance != event.attendance:
        await desk.session.execute(delete(Participant).where(Participant.event_id == event.id))
        _set_attendance(desk, event, said.attendance)
    await desk.session.flush()
    return event


async def _put_new(desk: Desk, external_id: str, said: EventChanges) -> Event:
    if said.name is None or said.first is None:
        raise Refused("event-new-needs")
    name, last = _check_name(said.name), said.last or said.first
    _check_days(said.first, last)
    await bump_settings_version(desk)
    return await _add_event(desk, TypedEvent(name, said.first, last, external_id))


async def _change_event(desk: Desk, event: Event, said: EventChanges) -> None:
    """Set name and days. Requests that were filed already keep their event."""
    old = (event.name, event.starts_on, event.ends_on)
    name = event.name if said.name is None else _check_name(said.name)
    new = (name, said.first or event.starts_on, said.last or event.ends_on)
    if new == old:
        return
    _check_days(new[1], new[2])
    event.name, event.starts_on, event.ends_on = new
    was, now = (f"{name}, {first}..{last}" for name, first, last in (old, new))
    history.record_action(desk, "event-changed", f"event:{event.slug}", was, now)
    await bump_settings_version(desk)


async def load_named_event(session: AsyncSession, name: str, *, lock: bool = False) -> Event | None:
    """Return the event with that platform's id or short name, in any case; a removed one only if no other has it."""
    called = or_(func.lower(Event.slug) == name.casefold(), func.lower(Event.external_id) == name.casefold())
    wanted = select(Event).where(called).order_by(Event.removed_at.is_not(None), Event.id.desc()).limit(1)
    wanted = wanted.with_for_update() if lock else wanted
    return await session.scalar(wanted.execution_options(populate_existing=True))


async def _require_editor(desk: Desk) -> None:
    """Raise NotAllowed unless the actor may change events; an integration may by its scope."""
    if not desk.is_integration:
        await desk.require_grant(Grant.TOPICS)


async def _free_slug(desk: Desk, wanted: str) -> str:
    """Return a free short name. A removed event keeps its own, as its link must not lead to another; nor may it equal a
    platform's id."""
    taken = await _list_names(desk)
    slug, n = wanted or "event", 2
    while slug in taken:
        slug, n = f"{wanted or 'event'}-{n}", n + 1
    return slug


async def _id_is_free(desk: Desk, external_id: str | None, mine: str = "") -> None:
    """Raise Refused if another event than `mine` has that name, in any case: a line of a file means one event."""
    if external_id is not None and (name := (await _list_names(desk, mine)).get(external_id.casefold())) is not None:
        raise Refused("event-id-taken", name=name)


async def _list_names(desk: Desk, but: str = "") -> dict[str, str]:
    """Return names of events by short name and platform's id, in lower case."""
    found: dict[str, str] = {}
    for event in await desk.session.scalars(select(Event).where(Event.slug != but)):
        found[event.slug] = event.name
        if event.external_id is not None and event.removed_at is None:
            found[event.external_id.casefold()] = event.name
    return found


async def set_external_id(desk: Desk, slug: str, typed: str) -> str:
    """Set the platform's id of an event, nothing: it has none; return the event's name."""
    await desk.require_grant(Grant.TOPICS)
    external_id = parse_id(typed) if typed.strip() else None
    event = await _live(desk, slug)
    if event.external_id != external_id:
        await _id_is_free(desk, external_id, event.slug)
        history.record_action(desk, "event-id-set", f"event:{event.slug}", event.external_id, external_id)
        event.external_id = external_id
        await bump_settings_version(desk)
    return event.name


async def remove_event(desk: Desk, slug: str) -> Event:
    """Remove an event, so that it is neither offered nor counted, and return it; its tickets keep it, and
    `restore_event` undoes that."""
    await _require_editor(desk)
    if not slug:
        raise Refused("usage-event-remove")
    event = await _live(desk, slug)
    event.removed_at = desk.now
    history.record_action(desk, "event-removed", f"event:{event.slug}", event.name)
    await bump_settings_version(desk)
    return event


async def restore_event(desk: Desk, slug: str) -> None:
    """Undo a removal."""
    event = await _live(desk, slug, removed=True)
    await _id_is_free(desk, event.external_id, event.slug)
    event.removed_at = None
    history.record_action(desk, "event-restored", f"event:{event.slug}", None, event.name)
    await bump_settings_version(desk)


async def set_attendance(desk: Desk, slug: str, typed: str) -> str:
    """Set the attendance as a number, or as unknown (nothing), which drops the list of participants. Return the name of
    the event."""
    await desk.require_grant(Grant.TOPICS)
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 9 and int(typed) <= MOST_ATTENDANCE):
        raise Refused("event-attendance-wrong")
    event = await _live(desk, slug)
    await desk.session.execute(delete(Participant).where(Participant.event_id == event.id))
    _set_attendance(desk, event, int(typed) if typed else None)
    return event.name


async def import_attendance(desk: Desk, content: bytes) -> list[tuple[str, int]]:
    """Import a whole file (`attendance_file`), or nothing of it; it replaces earlier values. Return names and numbers.
    Raises NotAllowed, Refused with the line that is wrong."""
    await desk.require_grant(Grant.TOPICS)
    await bump_settings_version(desk)
    live = list(await desk.session.scalars(select(Event).where(Event.removed_at.is_(None)).order_by(Event.starts_on)))
    known = {event.slug: event.id for event in live}
    known |= {event.external_id.casefold(): event.id for event in live if event.external_id is not None}
    try:
        said = read_file(content, known)
    except AttendanceWrongError as error:
        raise Refused(error.key, **error.args_) from None
    counted = [event for event in live if event.id in said.numbers]
    await desk.session.execute(delete(Participant).where(Participant.event_id.in_(said.numbers)))
    for event in counted:
        people = [{"event_id": event.id, "participant": one} for one in sorted(said.participants.get(event.id, ()))]
        if people:
            await desk.session.execute(insert(Participant), people)
        _set_attendance(desk, event, said.numbers[event.id])
    return [(event.name, said.numbers[event.id]) for event in counted]


def _set_attendance(desk: Desk, event: Event, number: int | None) -> None:
    old, new = (None if one is None else str(one) for one in (event.attendance, number))
    history.record_action(desk, "event-attendance", f"event:{event.slug}", old, new)
    event.attendance = number


async def _live(desk: Desk, slug: str, *, removed: bool = False) -> Event:
    """Return the event with its row locked, after the settings. Raises NotAllowed for all but admins, Refused if there
    is none."""
    await _require_editor(desk)
    await lock_settings(desk)
    gone = Event.removed_at.is_not(None) if removed else Event.removed_at.is_(None)
    wanted = select(Event).where(func.lower(Event.slug) == slug.casefold(), gone).with_for_update()
    event = await desk.session.scalar(wanted.execution_options(populate_existing=True))
    if event is None:
        raise Refused("no-such-event", name=slug[:60])
    return event
