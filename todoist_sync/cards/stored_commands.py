"""Commands to the board before they are sent: how one is made, and how those that a pull made stale are dropped. Works
in the caller's unit of work; sends nothing."""

from collections.abc import Collection
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, BoardCommand, Entry, any_of
from todoist_sync.context import SyncContext

FIELD_KINDS = frozenset({"item_update", "item_move", "item_complete", "item_uncomplete"})
ADD = "item_add"
EVICT = "delete_collaborator"
REMOVE = "item_delete"


async def drop_unsent(session: AsyncSession, project_id: str, card_ids: Collection[int] | None = None) -> int:
    """Delete field changes that were never sent: after a pull they are planned again against the board as it is.
    `card_ids`: only those of these cards; None: all. Return how many."""
    mine = select(BoardCard.ticket_id).where(any_of(BoardCard.id, card_ids or ()))
    unsent = [
        BoardCommand.project_id == project_id,
        BoardCommand.answered_at.is_(None),
        BoardCommand.sent_at.is_(None),
        BoardCommand.kind.in_(FIELD_KINDS),
        *([] if card_ids is None else [BoardCommand.ticket_id.in_(mine)]),
    ]
    tickets = (await session.scalars(delete(BoardCommand).where(*unsent).returning(BoardCommand.ticket_id))).all()
    if tickets:
        cards = update(BoardCard).where(any_of(BoardCard.ticket_id, tickets), BoardCard.gone.is_(None))
        await session.execute(cards.values(dirty=True))
    return len(tickets)


def make_command(ctx: SyncContext, kind: str, args: dict[str, Any], ticket_id: int | None, **more: Any) -> BoardCommand:
    """Return a new command, to be added to the session."""
    return BoardCommand(
        uuid=str(uuid4()),
        project_id=ctx.project.project_id,
        kind=kind,
        args=args,
        ticket_id=ticket_id,
        created_at=ctx.now,
        **more,
    )


def make_comment_command(ctx: SyncContext, kind: str, args: dict[str, Any], entry: Entry, part: int) -> BoardCommand:
    """Return a new command about one part of an entry's comments."""
    temp_id = str(uuid4()) if kind == "note_add" else None
    return make_command(ctx, kind, args, entry.ticket_id, entry_id=entry.id, part=part, temp_id=temp_id)
