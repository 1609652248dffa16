"""What was done to the desk itself: who, when, through which door, old, new. Append-only; knows no verb and no words.

A row is written in the unit of work of what it tells of, so that neither stands without the other.
"""

from db.models import AuditRecord
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


async def recorded(context: Context, record_id: int) -> AuditRecord | None:
    """The row of that id, to see what it tells of."""
    return await context.session.get(AuditRecord, record_id)
