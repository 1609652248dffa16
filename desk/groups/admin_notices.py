"""Tells admins of groups, each thing once."""

from datetime import timedelta

from sqlalchemy import func, select

from db.models import GroupChat
from desk import Desk
from desk.notifications import to_staff
from desk.outbox import Args, make_press

RIGHTS, PRIVACY = "rights", "privacy"
_MOST_ADDED = 5  # within an hour; /groups shows the others
_AN_HOUR = timedelta(hours=1)


async def tell_added(desk: Desk, chat: GroupChat) -> None:
    """Tell that the bot was added. Anybody can add a bot, so after some within an hour nothing is told."""
    await desk.session.flush()
    lately = select(func.count()).select_from(GroupChat).where(GroupChat.created_at > desk.now - _AN_HOUR)
    if int(await desk.session.scalar(lately) or 0) <= _MOST_ADDED:
        await _tell(desk, "group-added", chat)


async def tell_left(desk: Desk, chat: GroupChat, count: int) -> None:
    """Tell that the bot was removed; `count`: open requests from there."""
    if chat.allowed_at is not None or count:
        await _tell(desk, "group-left", chat, n=count)


async def tell_moved(desk: Desk, chat: GroupChat) -> None:
    """Tell that the group became a supergroup."""
    if chat.allowed_at is not None:
        await _tell(desk, "group-moved", chat)


async def tell_once(desk: Desk, chat: GroupChat, what: str) -> None:
    """Tell of a problem with a group, if that was not told yet."""
    if what not in chat.told and chat.allowed_at is not None:
        chat.told = {**chat.told, what: desk.now.isoformat()}
        await _tell(desk, f"group-{what}", chat)


def forget(chat: GroupChat, what: str) -> None:
    """Note that a problem is over, so that it is told if it comes back."""
    if what in chat.told:
        chat.told = {name: at for name, at in chat.told.items() if name != what}


async def _tell(desk: Desk, key: str, chat: GroupChat, **more: int) -> None:
    args: Args = {"group": chat.title, **more}
    button = make_press("btn-chat", "chat", chat.id, args={"title": chat.title})
    await to_staff.notify_admins(desk, key, args, buttons=((button,),))
