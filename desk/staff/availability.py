"""Verbs about who is available: for oneself, or by an admin for a colleague."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, Category, Person, Shift, Ticket, any_of
from desk import Desk, Minutes, NotAllowed, NotPossible, Refused, history
from desk.notifications import notifier
from desk.outbox import Args, Say, make_press
from desk.people import directory
from desk.policy import is_staff, permissions
from desk.policy.permissions import Grant, has_grant, require_staff
from desk.sla import work_calendar
from desk.sla.shifts import Rota, load_rotas
from desk.sla.work_calendar import get_desk_calendar
from desk.tickets import assignment

# Find and lock the colleague (or oneself) whom a verb changes, and check the right to do so.


async def _lock_colleague(desk: Desk, person: int, *, oneself: bool = True) -> Person:
    """Return the member of staff (Telegram id), the row locked against other changes. With `oneself` everybody may
    change themselves; for others only admins may. Raises NotAllowed, or Refused if the person is not on the team."""
    await desk.refresh_actor()
    me = desk.require_actor()
    mine = me.telegram_id == person
    require_staff(me)
    if not (mine and oneself):
        permissions.require_grant(me, Grant.TEAM)
    found = await directory.find_by_telegram(desk.session, person)
    if found is None:
        raise Refused("no-such-person")
    locked = select(Person).where(Person.id == found.id).with_for_update(key_share=True)
    found = (await desk.session.scalars(locked.execution_options(populate_existing=True))).one()
    if not is_staff(found):
        raise Refused("not-staff", name=found.name)
    return found


def notify_of_change(desk: Desk, person: Person, key: str, args: Args | None = None) -> None:
    """Notify a person of what another did to them: one line without sound, which the next one of its kind replaces."""
    if person.id != desk.actor_id:
        given: Args = {"by": desk.require_actor().name, **(args or {})}
        notifier.post_letter(desk, person, Say(key, given, silent=True, staff_only=True))


async def set_away(desk: Desk, until: datetime | None = None) -> int:
    """Stop broadcasts to the actor, `until` then or until they come back; return how many open tickets they have."""
    me = await require_staff_actor(desk)
    me.away, me.away_until = True, until
    return await _count_open_tickets(desk.session, me)


async def _count_open_tickets(session: AsyncSession, person: Person) -> int:
    """Return how many open tickets are assigned to a person."""
    held = select(func.count()).where(Ticket.assignee_id == person.id, Ticket.is_open)
    return await session.scalar(held) or 0


async def set_available(desk: Desk) -> None:
    """Resume broadcasts to the actor."""
    me = await require_staff_actor(desk)
    me.away, me.away_until = False, None


async def set_colleague_away(desk: Desk, person: int, until: datetime | None) -> None:
    """Mark a colleague (Telegram id) as away, for an admin; the colleague is notified."""
    member = await _lock_colleague(desk, person)
    member.away, member.away_until = True, until
    history.record_action(
        desk, "member-away", f"person:{member.id}", None, until.isoformat() if until is not None else None
    )
    if until is None:
        notify_of_change(desk, member, "away-by")
    else:
        notify_of_change(desk, member, "away-until-by", {"until": int(until.timestamp())})


async def set_colleague_available(desk: Desk, person: int) -> None:
    """Mark a colleague as available again, for an admin; the colleague is notified."""
    member = await _lock_colleague(desk, person)
    member.away, member.away_until = False, None
    history.record_action(desk, "member-back", f"person:{member.id}")
    notify_of_change(desk, member, "back-by")


async def end_absence(desk: Desk, person_id: int) -> bool:
    """End an absence whose time is over, and notify the person with the number of waiting tickets. Return False if it
    is not over (any more)."""
    query = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    person = await desk.session.scalar(query.execution_options(populate_existing=True))
    if person is None or person.away_until is None or person.away_until > desk.now:
        return False
    was_away = person.away
    person.away, person.away_until = False, None
    if was_away and is_staff(person):
        n = await assignment.count_listed(desk.session, person)
        row = (make_press("btn-queue", "queue", 1),)
        notifier.post_letter(desk, person, Say("back-by-itself", {"n": n}, (row,) if n else (), staff_only=True))
    return True


def get_tomorrow(desk: Desk) -> datetime:
    """Return when a person who is away until tomorrow is back."""
    return get_return_time(desk, desk.now.astimezone(ZoneInfo(desk.rules.timezone)).date() + timedelta(days=1))


def get_return_time(desk: Desk, day: date) -> datetime:
    """Return when a person who is away until that day is back: at the desk's first opening from then on, or at nine
    o'clock if it has no hours."""
    return work_calendar.get_day_start(day, desk.rules.timezone, get_desk_calendar(desk.rules))


async def require_staff_actor(desk: Desk) -> Person:
    """Return the actor, read anew, who has to be on the team. Raises NotAllowed."""
    await desk.refresh_actor()
    me = desk.require_actor()
    if not is_staff(me):
        raise NotAllowed
    return me


# Verbs about the topics that a person answers best: chosen by themselves, or by an admin.


async def set_topic(desk: Desk, person: int, category_id: int, *, on: bool) -> bool:
    """Add the category to the topics of that person (Telegram id), or remove it; return True if that changed
    anything."""
    member = await _lock_colleague(desk, person)
    category = await desk.session.get(Category, category_id)
    if category is None or (category.removed_at is not None and on):
        raise Refused("no-such-category")
    if on:
        row = insert(AgentTopic).values(person_id=member.id, category_id=category_id)
        done = await desk.session.execute(row.on_conflict_do_nothing().returning(AgentTopic.person_id))
    else:
        theirs = (AgentTopic.person_id == member.id, AgentTopic.category_id == category_id)
        done = await desk.session.execute(delete(AgentTopic).where(*theirs).returning(AgentTopic.person_id))
    changed = done.first() is not None
    if changed:
        old, new = (None, category.name) if on else (category.name, None)
        history.record_action(desk, "topic-set", f"person:{member.id}", old, new)
        notify_of_change(desk, member, "topic-set-by", {"name": category.name, "on": int(on)})
    return changed


async def list_answering(session: AsyncSession, category_id: int) -> list[tuple[Person, bool]]:
    """Return everybody on the team, by name, and whether the category is one of their topics."""
    theirs = select(AgentTopic.person_id).where(AgentTopic.category_id == category_id)
    team = select(Person).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
    found = await session.scalars(team.order_by(Person.name, Person.id))
    chosen = set(await session.scalars(theirs))
    return [(person, person.id in chosen) for person in found]


async def list_topics(desk: Desk, person_id: int) -> set[int]:
    """Return the ids of the categories that a person answers."""
    return set(await desk.session.scalars(select(AgentTopic.category_id).where(AgentTopic.person_id == person_id)))


# Move a person's tickets to the queue or to a colleague, all or those of a topic.


@dataclass(frozen=True, slots=True)
class MoveResult:
    """How many tickets moved, and how many stayed because their requester is the receiver or the actor."""

    went: int
    stayed: int


async def move_tickets(desk: Desk, person: int, *, to: int | None, category: int | None) -> MoveResult:
    """Move the tickets of that person (Telegram id) `to` a colleague (Telegram id), or to the queue (None). `category`:
    by id, 0 for tickets without one, None for all. Resolved ones stay. Raises NotAllowed for everybody except
    admins."""
    member = await _lock_colleague(desk, person, oneself=False)
    receiver = await _receiver(desk, to)
    theirs = select(Ticket.number).where(Ticket.assignee_id == member.id, Ticket.is_working)
    if category is not None:
        theirs = theirs.where(Ticket.category_id == category if category else Ticket.category_id.is_(None))
    went = stayed = 0
    for number in list(await desk.session.scalars(theirs.order_by(Ticket.id))):
        try:
            done = await (assignment.release(desk, number) if to is None else assignment.hand_over(desk, number, to))
        except (NotAllowed, NotPossible):
            stayed += 1
        else:
            went += done.changed
    history.record_action(desk, "tickets-moved", f"person:{member.id}", str(went), receiver)
    return MoveResult(went, stayed)


async def _receiver(desk: Desk, to: int | None) -> str:
    """Return the receiver's name, or the queue's; raises Refused for a person who is not on the team, before anything
    moves."""
    if to is None:
        return "queue"
    receiver = await directory.find_by_telegram(desk.session, to)
    if receiver is None or not has_grant(receiver, Grant.WORK):
        raise Refused("no-such-person")
    return receiver.name


# Verbs about shifts: set by the person, or by an admin for anybody.


WEEK = frozenset(range(7))
_CHANGES = ("shifts-set", "shifts-copied")


async def require_version(desk: Desk, person: int, seen: int) -> None:
    """Lock the shifts of that person (Telegram id) until the end of the unit of work; raise Refused if they changed
    after `seen` (`version`), or NotAllowed."""
    member = await _lock_colleague(desk, person)
    if await get_version(desk.session, member.id) != seen:
        raise Refused("edited-meanwhile")


async def require_unchanged(desk: Desk, persons: Collection[int], newest: int) -> None:
    """Lock the shifts of these people (Telegram ids) until the end of the unit of work; raise Refused if any changed
    after the page was shown, or NotAllowed. `newest`: the log's newest row (`audit.find_newest_id`) at that time."""
    for person in sorted(persons):  # in one order, so that two people who copy crosswise do not deadlock
        member = await _lock_colleague(desk, person)
        if await get_version(desk.session, member.id) > newest:
            raise Refused("edited-meanwhile")


async def get_version(session: AsyncSession, person_id: int) -> int:
    """Return the id of the last change to the shifts of a person (`person_id`: the id of their row)."""
    return await history.find_newest_id(session, f"person:{person_id}", _CHANGES)


async def set_weekdays(desk: Desk, person: int, weekdays: Collection[int], spans: tuple[Minutes, ...]) -> None:
    """Set the shifts of that person (Telegram id) on these weekdays (0: Monday) of every week; no spans means days
    off."""
    member = await _lock_colleague(desk, person)
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
    member = await _lock_colleague(desk, person)
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
    member = await _lock_colleague(desk, person)
    today = desk.now.astimezone(ZoneInfo(desk.rules.timezone)).date()
    gone = or_(Shift.day == day, Shift.day < today)
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id, gone))
    _add(desk, member, spans, day=day)
    await _notify_of_change(desk, member, day.isoformat(), spans)


async def clear_shifts(desk: Desk, person: int) -> None:
    """Remove all shifts: the desk's hours apply."""
    member = await _lock_colleague(desk, person)
    await desk.session.execute(delete(Shift).where(Shift.person_id == member.id))
    await _notify_of_change(desk, member, "all", ())


async def copy_week(desk: Desk, person: int, to: int) -> None:
    """Replace the week of `to` by that of `person`."""
    source, member = await _lock_colleague(desk, person), await _lock_colleague(desk, to, oneself=False)
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
