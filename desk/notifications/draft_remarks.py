"""The remarks on the board that something waits for approval: they are removed once it was decided. Knows no board."""

from sqlalchemy import or_, select

from db.models import Approval, ApprovalState, Entry, EntryKind, Ticket
from desk.context import Context
from desk.outbox import Do, board_jobs

ANSWER, STATUS = "remark-draft", "remark-draft-status"


async def remove_remarks(ctx: Context, ticket: Ticket, row: Approval) -> None:
    """Remove the remarks of a decided approval; while others wait in the ticket, only its first one."""
    if not ctx.rules.board.enabled:
        return
    waiting = or_(*(Entry.content_line.startswith(f'{{"key":"{key}"', autoescape=True) for key in (ANSWER, STATUS)))
    said = select(Entry).where(
        Entry.ticket_id == ticket.id,
        Entry.kind == EntryKind.REMARK,
        Entry.withdrawn_at.is_(None),
        Entry.created_at >= row.first_asked_at,
        waiting,
    )
    others = select(Approval.id).where(Approval.ticket_id == ticket.id, Approval.state == ApprovalState.WAITING)
    if await ctx.session.scalar(others.limit(1)) is not None:
        said = said.limit(1)
    for entry in (await ctx.session.scalars(said.order_by(Entry.id))).all():
        entry.withdrawn_at = ctx.now
        board_jobs.queue_comment(
            ctx.session, Do.COMMENT_DELETE, ticket_id=ticket.id, entry_id=entry.id, now=ctx.now, rules=ctx.rules
        )
