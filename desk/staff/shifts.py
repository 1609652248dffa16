"""Verbs about somebody's shifts: said by themselves, or by an admin for anybody. Knows no door."""

from collections.abc import Collection, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Shift, any_of
from desk import Desk, Minutes, Refused, audit
from desk.sla.shifts import Rota, rotas
from desk.staff.colleagues import colleague, told

WEEK = frozenset(range(7))
_CHANGES = ("shifts-set", "shifts-copied")


async def as_seen(desk: Desk, person: int, seen: int) -> None:
    """Nobody has changed the shifts of that person (Telegram id) after `seen` (`version`), nor does until the end of
    the unit of work. Raises NotAllowed, Refused."""
    member = await colleague(desk, person)
    if await version(desk.session, member.id) != seen:
        raise Refused("edited-meanwhile")


async def as_shown(desk: Desk, persons: Collection[int], newest: int) -> None:
    """Nobody has changed the shifts of any of these (Telegram ids) since a page was shown, nor does until the end of
    the unit of work; `newest`: the newest row of the audit (`audit.newest`) then. Raises NotAllowed, Refused."""
    for person in sorted(persons):  # two who copy crosswise wait for each other in one order
        member = await colleague(desk, person)
        if await version(desk.session, member.id) > newest:
            raise Refused("edited-meanwhile")


async def version(session: AsyncSession, person_id: int) -> int:
    """Which change of their shifts was the last; `person_id`: of their row."""
    return await audit.newest(session, f"person:{person_id}", _CHANGES)


async def set_weekdays(desk: Desk, person: int, weekdays: Collection[int], spans: tuple[Minutes, ...]) -> None:
    """On these weekdays (0: Monday) that person (Telegram id) works then, each week; no spans: not at all."""
    member = await colleague(desk, person)
    await desk.session.execute(
        delete(Shift).where(Shift.person_id == member.id, any_of(Shift.weekday, sorted(weekdays)))
    )
    for weekday in sorted(weekdays):
        _add(desk, member, spans, weekday=weekday)
    days = ",".join(str(weekday) for weekday in sorted(weekdays))
    await _changed(desk, member, days, spans)


async def set_week(desk: Desk, person: int, week: Sequence[tuple[Minutes, ...]]) -> bool:
    """Their whole week from Monday; what is so already stays. Where they had none, a week without a shift is none
    either. Returns whether something changed; they are told once."""
    member = await colleague(desk, person)
    now = (await rotas(desk.session, [member])).get(member.id, Rota()).week
    changed = [day for day, spans in enumerate(week) if (now or any(week)) and now.get(day) != spans]
    if not changed:
        return False
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id, any_of(Shift.weekday, changed)))
    for spans in dict.fromkeys(week[day] for day in changed):
        days = [day for day in changed if week[day] == spans]
        for day in days:
            _add(desk, member, spans, weekday=day)
        _audited(desk, member, ",".join(map(str, days)), spans)
    await desk.session.flush()
    member.has_shifts = await _has(desk, member)
    told(desk, member, "shifts-set-by")
    return True


async def set_date(desk: Desk, person: int, day: date, spans: tuple[Minutes, ...]) -> None:
    """On that one day they work then, whatever the week says; what is over is forgotten."""
    member = await colleague(desk, person)
    today = desk.now.astimezone(ZoneInfo(desk.rules.timezone)).date()
    gone = or_(Shift.day == day, Shift.day < today)
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id, gone))
    _add(desk, member, spans, day=day)
    await _changed(desk, member, day.isoformat(), spans)


async def clear(desk: Desk, person: int) -> None:
    """They have no shifts: the desk's hours are theirs."""
    member = await colleague(desk, person)
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id))
    await _changed(desk, member, "all", ())


async def copy_week(desk: Desk, person: int, to: int) -> None:
    """The week of one is another's too, instead of what they had."""
    source, member = await colleague(desk, person), await colleague(desk, to, oneself=False)
    if source.id == member.id:
        return
    week = select(Shift).where(Shift.person_id == source.id, Shift.weekday.is_not(None)).order_by(Shift.id)
    rows = list(await desk.session.scalars(week))
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id, Shift.weekday.is_not(None)))
    for row in rows:
        desk.session.add(Shift(person_id=member.id, weekday=row.weekday, starts=row.starts, ends=row.ends))
    await desk.session.flush()
    member.has_shifts = await _has(desk, member)
    audit.record(desk, "shifts-copied", f"person:{member.id}", None, source.name)
    told(desk, member, "shifts-set-by")


def _add(
    desk: Desk, member: Person, spans: tuple[Minutes, ...], *, weekday: int | None = None, day: date | None = None
) -> None:
    """A day off is a row too, so that somebody who is always off is not taken for one without shifts."""
    for starts, ends in spans:
        desk.session.add(Shift(person_id=member.id, weekday=weekday, day=day, starts=starts, ends=ends))
    if not spans:
        desk.session.add(Shift(person_id=member.id, weekday=weekday, day=day))


async def _changed(desk: Desk, member: Person, days: str, spans: tuple[Minutes, ...]) -> None:
    await desk.session.flush()
    member.has_shifts = await _has(desk, member)
    _audited(desk, member, days, spans)
    told(desk, member, "shifts-set-by")


def _audited(desk: Desk, member: Person, days: str, spans: tuple[Minutes, ...]) -> None:
    said = ", ".join(f"{starts}-{ends}" for starts, ends in spans)
    audit.record(desk, "shifts-set", f"person:{member.id}", days, said or None)


async def _has(desk: Desk, member: Person) -> bool:
    """Whether any row of theirs says something."""
    return await desk.session.scalar(select(Shift.id).where(Shift.person_id == member.id).limit(1)) is not None
