"""How one hears each kind of news, switched by oneself. Knows no door."""

from desk import Desk, NotAllowed, audit
from desk.policy import Hearing, StaffNews, hearing, is_staff
from desk.policy.staff_notifications import ADMINS_NEWS


async def hear(desk: Desk, news: StaffNews, how: Hearing) -> None:
    """With a sound, silently, or not at all; `/quiet` is the same switch of the cards. Raises NotAllowed."""
    await desk.refresh_actor()
    me = desk.me()
    if not is_staff(me) or (news in ADMINS_NEWS and me.role.value != "admin"):
        raise NotAllowed
    old = hearing(me, news)
    if news is StaffNews.CARDS:
        me.quiet = how is Hearing.SILENT
    me.switches = {**(me.switches or {}), news.value: how.value}
    if old is not how:
        audit.record(desk, "hearing-set", f"person:{me.id}", f"{news.value} {old.value}", f"{news.value} {how.value}")
