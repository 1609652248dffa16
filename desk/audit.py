"""The audit log: who changed the desk itself, when, from where, old, new. Append-only; knows no verb and no wording.

A row is written in the same unit of work as the change, so that neither exists without the other.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AuditRecord, any_of
from desk.context import Context

_OF_RIGHTS = ("role", "grant-given", "grant-taken", "web-signed-out", "factor-reset")


def record_action(
    context: Context,
    action: str,
    object_: str,
    old: str | None = None,
    new: str | None = None,
    *,
    address: str | None = None,
) -> None:
    """Add a row. `action`: the text `audit-<action>` describes it; `object_`: its object as kind and key
    ("person:12", "category:3", "setting:remind_minutes", "ticket:42"). Values as stored: ids and names of the desk's
    own things, never a secret, a code or people's words. `address`: where a request over HTTP came from."""
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


async def find_newest_id(
    session: AsyncSession, object_: str | None = None, actions: Collection[str] | None = None
) -> int:
    """Return the id of the newest row about an object (None: any) by one of these actions or any, 0 without one. A
    person who was shown it can tell by it whether it was changed since."""
    rows = select(func.max(AuditRecord.id))
    if object_ is not None:
        rows = rows.where(AuditRecord.object == object_)
    if actions is not None:
        rows = rows.where(any_of(AuditRecord.action, actions))
    return await session.scalar(rows) or 0


async def find_last_time(context: Context, object_: str, action: str) -> datetime | None:
    """Return when the action was last done to the object; None: never."""
    same = select(func.max(AuditRecord.at)).where(AuditRecord.object == object_, AuditRecord.action == action)
    at: datetime | None = await context.session.scalar(same)
    return at


async def list_old_values(
    session: AsyncSession, action: str, objects: Collection[str]
) -> list[tuple[datetime, str, str | None]]:
    """Return when the action was done to these objects, to which one, and its value before, the newest first."""
    done = select(AuditRecord.at, AuditRecord.object, AuditRecord.old).where(
        any_of(AuditRecord.object, objects), AuditRecord.action == action
    )
    rows = await session.execute(done.order_by(AuditRecord.id.desc()))
    return [(row.at, row.object, row.old) for row in rows]


async def load_record(context: Context, record_id: int) -> AuditRecord | None:
    """Load the row with that id."""
    return await context.session.get(AuditRecord, record_id)


def select_newest_right() -> ScalarSelect[int]:
    """Return the id of the newest row about a role, a grant or an ended session, of the last hundred rows, as part of a
    query."""
    newest = select(AuditRecord.id, AuditRecord.action).order_by(AuditRecord.id.desc()).limit(100).subquery()
    return select(func.max(newest.c.id)).where(newest.c.action.in_(_OF_RIGHTS)).scalar_subquery()
