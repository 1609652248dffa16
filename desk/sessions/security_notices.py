"""Notices of security about signing in: from a network where a person never was, and of many sign-ins that failed."""

from datetime import timedelta

from sqlalchemy import func, select

from db.models import Person, WebSession, WebSignIn
from desk import Context, history
from desk.notifications import notifier
from desk.notifications.confirmations import alert_admins, make_end_button
from desk.outbox import Args, Say
from desk.policy.permissions import Grant, has_grant
from desk.sessions import address_info
from desk.sessions.sign_in_limits import list_own_networks

MANY = 20
"""How many browsers that ask within an hour and are not let in are many."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


async def tell_of_new_place(context: Context, person: Person, row: WebSession) -> None:
    """Tell the admins, and the person, of a sign-in from a network where none of their sessions was. The first session
    of a person is no news."""
    known = await list_own_networks(context.session, person.id, but=row.id)
    if not known or address_info.get_network(row.address) in known:
        return
    args: Args = {"name": person.name, "browser": row.browser, "address": row.address}
    await alert_admins(context, "security-new-place", args, row)
    if not has_grant(person, Grant.TEAM):
        slot, buttons = make_end_button(context, row)
        notifier.post_letter(context, person, Say("security-new-place", args, buttons, slot=slot, staff_only=True))


async def tell_of_many(context: Context) -> None:
    """Tell the admins, once a day, that many browsers asked within an hour and were not let in."""
    failed = select(func.count()).where(WebSignIn.asked_at > context.now - _HOUR, WebSignIn.let_in_at.is_(None))
    n = await context.session.scalar(failed) or 0
    if n < MANY:
        return
    told_at = await history.find_last_time(context, "desk", "web-many-failed")
    if told_at is None or told_at <= context.now - _DAY:
        history.record_action(context, "web-many-failed", "desk")
        await alert_admins(context, "security-many-failed", {"n": n})
