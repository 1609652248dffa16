"""Verbs about shifts: set by the person, or by an admin for anybody."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Shift, any_of
from desk import Desk, Minutes, Refused, history
from desk.sla.shifts import Rota, load_rotas
from desk.staff.availability import lock_colleague, notify_of_change

_CHANGES = ("shifts-set", "shifts-copied")


async def require_version(desk: Desk, person: int, seen: int) -> None:
    """Lock the shifts of that person (Telegram id) until the end of the unit of work; raise Refused if they changed
    after `seen` (`version`), or NotAllowed."""
    member = await lock_colleague(desk, person)
    if await get_version(desk.session, member.id) != seen:
        raise Refused("edited-meanwhile")


async def require_unchanged(desk: Desk, persons: Collection[int], newest: int) -> None:
    """Lock the shifts of these people (Telegram ids) until the end of the unit of work; raise Refused if any changed
    after the page was shown, or NotAllowed. `newest`: the log's newest row (`audit.find_newest_id`) at that time."""
    for person in sorted(persons):  # in one order, so that two people who copy crosswise do not deadlock
        member = await lock_colleague(desk, person)
        if await get_version(desk.session, member.id) > newest:
            raise Refused("edited-meanwhile")


async def get_version(session: AsyncSession, person_id: int) -> int:
    """Return the id of the last change to the shifts of a person (`person_id`: the id of their row)."""
    return await history.find_newest_id(session, f"person:{person_id}", _CHANGES)


async def set_weekdays(desk: Desk, person: int, weekdays: Collection[int], spans: tuple[Minutes, ...]) -> None:
    """Set the shifts of that person (Telegram id) on these weekdays (0: Monday) of every week; no spans means days
    off."""
    member = await lock_colleague(desk, person)
    await desk.session.execute(
        delete(Shift).where(Shift.person_id == member.id, any_of(Shift.weekday, sorted(weekdays)))
    )
    for weekday in sorted(weekdays):
        _add(desk, member, spans, weekday=weekday)
    days = ",".join(str(weekday) for weekday in sorted(weekdays))
    await _notify_of_change(desk, member, days, spans)


async def set_week(desk: Desk, person: int, week: Sequence[tuple[Minutes, ...]]) -> bool:
    """Set the whole week from Monday; days that are equal stay. For a person without shifts a week without any changes
    nothing. Return True if something changed; the person is notified once."""
    member = await lock_colleague(desk, person)
    now = (await load_rotas(desk.session, [member])).get(member.id, Rota()).week
    changed = [day for day, spans in enumerate(week) if (now or any(week)) and now.get(day) != spans]
    if not changed:
        return False
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id, any_of(Shift.weekday, changed)))
    for spans in dict.fromkeys(week[day] for day in changed):
        days = [day for day in changed if week[day] == spans]
        for day in days:
            _add(desk, member, spans, weekday=day)
        _audit_change(desk, member, ",".join(map(str, days)), spans)
    await desk.session.flush()
    member.has_shifts = await _has_shifts(desk, member)
    notify_of_change(desk, member, "shifts-set-by")
    return True


async def set_date(desk: Desk, person: int, day: date, spans: tuple[Minutes, ...]) -> None:
    """Set the shifts of one date, which replace those of its weekday; past dates are deleted."""
    member = await lock_colleague(desk, person)
    today = desk.today
    gone = or_(Shift.day == day, Shift.day < today)
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id, gone))
    _add(desk, member, spans, day=day)
    await _notify_of_change(desk, member, day.isoformat(), spans)


async def clear_shifts(desk: Desk, person: int) -> None:
    """Remove all shifts: the desk's hours apply."""
    member = await lock_colleague(desk, person)
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id))
    await _notify_of_change(desk, member, "all", ())


async def copy_week(desk: Desk, person: int, to: int) -> None:
    """Replace the week of `to` by that of `person`."""
    source, member = await lock_colleague(desk, person), await lock_colleague(desk, to, oneself=False)
    if source.id == member.id:
        return
    week = select(Shift).where(Shift.person_id == source.id, Shift.weekday.is_not(None)).order_by(Shift.id)
    rows = list(await desk.session.scalars(week))
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id, Shift.weekday.is_not(None)))
    for row in rows:
        desk.session.add(Shift(person_id=member.id, weekday=row.weekday, starts=row.starts, ends=row.ends))
    await desk.session.flush()
    member.has_shifts = await _has_shifts(desk, member)
    history.record_action(desk, "shifts-copied", f"person:{member.id}", None, source.name)
    notify_of_change(desk, member, "shifts-set-by")


def _add(
    desk: Desk, member: Person, spans: tuple[Minutes, ...], *, weekday: int | None = None, day: date | None = None
) -> None:
    """Add the shifts. A day off is a row too, so that a person who is always off differs from one without shifts."""
    for starts, ends in spans:
        desk.session.add(Shift(person_id=member.id, weekday=weekday, day=day, starts=starts, ends=ends))
    if not spans:
        desk.session.add(Shift(person_id=member.id, weekday=weekday, day=day))


async def _notify_of_change(desk: Desk, member: Person, days: str, spans: tuple[Minutes, ...]) -> None:
    await desk.session.flush()
    member.has_shifts = await _has_shifts(desk, member)
    _audit_change(desk, member, days, spans)
    notify_of_change(desk, member, "shifts-set-by")


def _audit_change(desk: Desk, member: Person, days: str, spans: tuple[Minutes, ...]) -> None:
    said = ", ".join(f"{starts}-{ends}" for starts, ends in spans)
    history.record_action(desk, "shifts-set", f"person:{member.id}", days, said or None)


async def _has_shifts(desk: Desk, member: Person) -> bool:
    return await desk.session.scalar(select(Shift.id).where(Shift.person_id == member.id).limit(1)) is not None
