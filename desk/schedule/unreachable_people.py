"""People whom the bot cannot reach, and people who are back: update their tickets and notify the admins.

Other code only marks the person (`person_rows.mark_blocked`, `person_rows.get_or_create`); the clock does
everything else, so that one place does it in all cases.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, Role, Ticket
from desk import Desk, DeskSettings
from desk.conversation import thread
from desk.notifications import message_refresh, to_admins
from desk.own_accounts.other_chat import offer_other_chat
from desk.people.chat_ids import is_own_chat
from desk.policy import permissions

SINCE = func.coalesce(Person.bot_blocked_at, Person.absence_at)
NOT_UPDATED = (
    select(Person.id, SINCE.label("at"))
    .where(Person.bot_blocked_at.is_distinct_from(Person.absence_at))
    .order_by(Person.id)
)
"""People who left or came back since their tickets were last updated; `at`: when they left."""


async def update_tickets(session: AsyncSession, person_id: int, now: datetime, rules: DeskSettings) -> None:
    """Update the person's open tickets: a remark on the board, the cards. For staff, admins are notified."""
    person = await session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None or person.bot_blocked_at == person.absence_at:
        return
    left, known = person.bot_blocked_at is not None, person.absence_at is not None
    person.absence_at = person.bot_blocked_at
    desk = Desk(session, Origin.CLOCK, None, now=now, rules=rules)
    if left == known:
        return
    for ticket in await _open_tickets(session, person.id):
        await _mark(desk, ticket, person)
    if left and person.role is Role.GROUP:
        await to_admins.notify_admins(desk, "group-lost", {})
    elif left and permissions.is_staff(person):
        await to_admins.notify_admins(desk, "agent-blocked", {"name": person.name})


async def _open_tickets(session: AsyncSession, person_id: int) -> Sequence[Ticket]:
    mine = select(Ticket).where(Ticket.requester_id == person_id, Ticket.filed_at.is_not(None), Ticket.is_open)
    return (await session.scalars(mine.order_by(Ticket.id))).all()


async def _mark(desk: Desk, ticket: Ticket, person: Person) -> None:
    lost = "remark-own-account" if is_own_chat(person.telegram_id) else "remark-blocked"
    key = "remark-back" if person.bot_blocked_at is None else "remark-gone" if person.gone_at else lost
    await thread.add_remark(desk, ticket.number, key, name=person.name)
    if key == "remark-own-account":
        await offer_other_chat(desk, ticket, person)
    await message_refresh.refresh_messages(desk, ticket, staff_only=True)
