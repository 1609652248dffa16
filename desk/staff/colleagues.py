"""Find and lock the colleague (or oneself) whom a verb changes, and check the right to do so."""

from sqlalchemy import select

from db.models import Person
from desk import Desk, Refused
from desk.notifications import notifier
from desk.outbox import Args, Say
from desk.people import directory
from desk.policy import is_staff, permissions
from desk.policy.grants import Grant
from desk.policy.permissions import require_staff


async def lock_colleague(desk: Desk, person: int, *, oneself: bool = True) -> Person:
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
