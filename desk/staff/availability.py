"""Verbs about who is available: for oneself, or by an admin for a colleague."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import Person, Ticket
from desk import Desk, NotAllowed, Outdated, Refused, history
from desk.notifications import notifier
from desk.outbox import Args, Say, make_press
from desk.people import person_rows
from desk.policy import is_staff, permissions
from desk.policy.permissions import Grant, require_staff
from desk.sla import day_bounds
from desk.sla.desk_hours import get_desk_calendar
from desk.tickets import untaken_queue


async def lock_colleague(desk: Desk, person: int, *, oneself: bool = True) -> Person:
    """Return the member of staff (Telegram id), the row locked against other changes. With `oneself` everybody may
    change themselves; for others only admins may. Raises NotAllowed, or Refused if the person is not on the team."""
    await desk.refresh_actor()
    me = desk.require_actor()
    mine = me.telegram_id == person
    require_staff(me)
    if not (mine and oneself):
        permissions.require_grant(me, Grant.TEAM)
    found = await person_rows.find_by_telegram(desk.session, person)
    if found is None:
        raise Refused("no-such-person")
    lock = {"key_share": True}
    found = await desk.session.get_one(Person, found.id, with_for_update=lock, populate_existing=True)
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
    held = select(func.count()).where(Ticket.assignee_id == me.id, Ticket.is_open)
    return await desk.session.scalar(held) or 0


async def set_available(desk: Desk) -> None:
    """Resume broadcasts to the actor."""
    me = await require_staff_actor(desk)
    me.away, me.away_until = False, None


async def set_colleague_away(desk: Desk, person: int, until: datetime | None) -> None:
    """Mark a colleague (Telegram id) as away, for an admin; the colleague is notified. Raises Outdated if they are."""
    member = await lock_colleague(desk, person)
    if member.away:
        raise Outdated
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
    member = await lock_colleague(desk, person)
    member.away, member.away_until = False, None
    history.record_action(desk, "member-back", f"person:{member.id}")
    notify_of_change(desk, member, "back-by")


async def end_absence(desk: Desk, person_id: int) -> bool:
    """End an absence whose time is over, and notify the person with the number of waiting tickets. Return False if it
    is not over (any more)."""
    person = await desk.session.get(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person is None or person.away_until is None or person.away_until > desk.now:
        return False
    was_away = person.away
    person.away, person.away_until = False, None
    if was_away and is_staff(person):
        n = await untaken_queue.count_listed(desk.session, person)
        row = (make_press("btn-queue", "queue", 1),)
        notifier.post_letter(desk, person, Say("back-by-itself", {"n": n}, (row,) if n else (), staff_only=True))
    return True


def get_tomorrow(desk: Desk) -> datetime:
    """Return when a person who is away until tomorrow is back: at the desk's first opening from then on, or at nine
    o'clock if it has no hours."""
    tomorrow = desk.today + timedelta(days=1)
    return day_bounds.get_day_start(tomorrow, desk.rules.timezone, get_desk_calendar(desk.rules))


async def require_staff_actor(desk: Desk) -> Person:
    """Return the actor, read anew, who has to be on the team. Raises NotAllowed."""
    await desk.refresh_actor()
    me = desk.require_actor()
    if not is_staff(me):
        raise NotAllowed
    return me


WEEK = frozenset(range(7))
