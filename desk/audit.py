"""What was done to the desk itself: who, when, through which door, old, new. Append-only; knows no verb and no words.

A row is written in the unit of work of what it tells of, so that neither stands without the other.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AuditRecord, any_of
from desk.context import Context


def record(
    context: Context,
    action: str,
    object_: str,
    old: str | None = None,
    new: str | None = None,
    *,
    address: str | None = None,
) -> None:
    """Add a row. `action`: the text `audit-<action>` says it; `object_`: what it was done to, as kind and key
    ("person:12", "category:3", "setting:remind_minutes", "ticket:42"). Values as they are stored: ids and names of the
    desk's own things, never a secret, a code or people's words. `address`: where a request over HTTP came from.
    """
    context.session.add(
        AuditRecord(
            at=context.now,
            actor_id=context.actor_id,
            origin=context.origin,
            action=action,
            object=object_,
            old=old,
            new=new,
            address=address,
        )
    )


async def newest(session: AsyncSession, object_: str | None = None, actions: Collection[str] | None = None) -> int:
    """The id of the newest row about something (None: anything), by one of these actions or any: whoever was shown it
    knows by that whether somebody has changed it since. 0: there is none."""
    rows = select(func.max(AuditRecord.id))
    if object_ is not None:
        rows = rows.where(AuditRecord.object == object_)
    if actions is not None:
        rows = rows.where(any_of(AuditRecord.action, actions))
    return await session.scalar(rows) or 0


async def last_at(context: Context, object_: str, action: str) -> datetime | None:
    """When that was last done to it; None: never."""
    same = select(func.max(AuditRecord.at)).where(AuditRecord.object == object_, AuditRecord.action == action)
    at: datetime | None = await context.session.scalar(same)
    return at


async def load_record(context: Context, record_id: int) -> AuditRecord | None:
    """The row of that id, to see what it tells of."""
    return await context.session.get(AuditRecord, record_id)
