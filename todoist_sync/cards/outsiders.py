"""Changes by accounts that may not act on the board, if it is for linked team members alone: refused, so that the
board is put back as it was. Knows no HTTP."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, Entry, EntryKind, Person, Ticket
from desk import Refused
from desk.conversation import thread
from desk.conversation.new_entry import dump_line
from todoist_sync import changers
from todoist_sync.cards import store
from todoist_sync.context import EARLIEST, SyncContext
from todoist_sync.merge.states import Field, Theirs
from todoist_sync.merge.three_way import Assign, Change, Complete, describe_change
from todoist_sync.project import members

NOT_A_MEMBER = "board-members-only"
"""The key of the refusal and of its remark."""


async def require_member(
    session: AsyncSession,
    ticket: Ticket,
    change: Change,
    theirs: Theirs,
    *,
    by: dict[str, str | None],
    ctx: SyncContext,
) -> None:
    """Raise Refused if the account that changed the task may not act. `by`: the accounts that the task itself names."""
    if not ctx.rules.board.members_only:
        return
    who = by.get("added") or await _find_account(session, ticket, change, theirs, by=by, ctx=ctx)
    if await members.is_outsider(session, who, ctx):
        raise Refused(NOT_A_MEMBER, name=await _get_name(session, who or "", ctx))


async def _find_account(
    session: AsyncSession,
    ticket: Ticket,
    change: Change,
    theirs: Theirs,
    *,
    by: dict[str, str | None],
    ctx: SyncContext,
) -> str | None:
    named = {Complete: by.get("completed"), Assign: by.get("assigned") if change != Assign(None) else None}
    if (uid := named.get(type(change))) is not None:
        return uid
    card = await store.get_live_card(session, ticket.id, ctx.project.project_id)
    if card is None or card.task_id is None:
        return None
    field, _ = describe_change(change)
    field = Field.LABELS.value if field == Field.ESCALATED else field
    return await changers.find_changer(session, card.task_id, field, ctx, since=_get_last_reading(card), at=theirs.at)


async def find_remover(session: AsyncSession, card: BoardCard, at: datetime | None, ctx: SyncContext) -> str | None:
    """Return the name of the account that deleted the card's task or moved it away, if it may not; None otherwise.
    `at`: when that was, if Todoist says so."""
    if not ctx.rules.board.members_only or card.task_id is None:
        return None
    since = _get_last_reading(card)
    who = await changers.find_changer(session, card.task_id, changers.GONE, ctx, since=since, at=at or EARLIEST)
    return await _get_name(session, who or "", ctx) if await members.is_outsider(session, who, ctx) else None


async def may_not_write(session: AsyncSession, ticket: Ticket, writer: Person, ctx: SyncContext) -> bool:
    """Return True if a comment by this account is for the team alone, because it may not act on the board. Everybody
    writes in their own ticket; a former member's comments are notes anyway."""
    if writer.id == ticket.requester_id or writer.dismissed_at is not None:
        return False
    return await members.is_outsider(session, writer.todoist_id, ctx)


async def add_remark(session: AsyncSession, ticket: Ticket, name: str, ctx: SyncContext) -> None:
    """Say once for each account and ticket why its changes have no effect."""
    said = select(Entry.content_line).where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REMARK)
    if dump_line(NOT_A_MEMBER, name=name) not in await session.scalars(said):
        await thread.add_remark(ctx.make_desk(session), ticket.number, NOT_A_MEMBER, name=name)


def _get_last_reading(card: BoardCard) -> datetime:
    return store.load_theirs(card.theirs).at if card.theirs else EARLIEST


async def _get_name(session: AsyncSession, todoist_id: str, ctx: SyncContext) -> str:
    return (await members.get_or_create_person(session, todoist_id, ctx)).name
