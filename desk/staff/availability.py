"""Verbs about the actor alone. Knows no door."""

from sqlalchemy import func, select

from db.models import Person, Ticket
from desk.desk import Desk
from desk.errors import NotAllowed, Refused
from desk.notifications import notifier
from desk.outbox.letters import Menu
from desk.policy.permissions import is_staff
from desk.policy.transitions import OPEN

LANGUAGES = ("en", "ru")


async def away(desk: Desk) -> int:
    """No broadcasts from now on; returns how many open tickets the actor holds."""
    me = await _staff(desk)
    me.away = True
    held = select(func.count()).where(Ticket.assignee_id == me.id, Ticket.status.in_(OPEN))
    return await desk.session.scalar(held) or 0


async def back(desk: Desk) -> None:
    """Broadcasts again."""
    (await _staff(desk)).away = False


async def quiet(desk: Desk) -> bool:
    """Broadcasts without sound, or with it again; returns whether they are silent now."""
    me = await _staff(desk)
    me.quiet = not me.quiet
    return me.quiet


async def set_language(desk: Desk, code: str) -> None:
    """`en` or `ru`; anything else raises Refused."""
    if code not in LANGUAGES:
        raise Refused("outdated")
    await desk.refresh_actor()
    desk.me().language_chosen = code
    notifier.post(desk, desk.me(), Menu())


async def _staff(desk: Desk) -> Person:
    await desk.refresh_actor()
    me = desk.me()
    if not is_staff(me):
        raise NotAllowed
    return me
