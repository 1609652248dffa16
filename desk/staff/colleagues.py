"""A colleague as an admin's verb changes them, or oneself: found, locked, the right to it checked. Knows no door."""

from sqlalchemy import select

from db.models import Person, Role
from desk import Desk, NotAllowed, Refused
from desk.notifications import notifier
from desk.outbox import Args, Say
from desk.people import directory
from desk.policy import is_staff
from desk.policy.permissions import staff_only


async def colleague(desk: Desk, person: int, *, oneself: bool = True) -> Person:
    """The member of staff (Telegram id), their row locked against other changes; `oneself`: everybody may do it to
    themselves, else admins only. Raises NotAllowed, Refused for who is not on the team."""
    await desk.refresh_actor()
    me = desk.me()
    mine = me.telegram_id == person
    staff_only(me)
    if me.role is not Role.ADMIN and not (mine and oneself):
        raise NotAllowed("only-admins")
    found = await directory.by_telegram(desk.session, person)
    if found is None:
        raise Refused("no-such-person")
    locked = select(Person).where(Person.id == found.id).with_for_update(key_share=True)
    found = (await desk.session.scalars(locked.execution_options(populate_existing=True))).one()
    if not is_staff(found):
        raise Refused("not-staff", name=found.name)
    return found


def told(desk: Desk, person: Person, key: str, args: Args | None = None) -> None:
    """Somebody else did it to them: one line without a sound, which the next of the kind replaces."""
    if person.id != desk.actor_id:
        given: Args = {"by": desk.me().name, **(args or {})}
        notifier.post(desk, person, Say(key, given, silent=True, staff_only=True))
