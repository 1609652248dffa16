"""A task that was deleted or moved out of the project: its ticket is closed, within what the brake lets pass.

The brake: more than max(5, 10 % of the open tickets) within an hour are held; those tickets go on without a task.
"""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, Ticket
from desk.errors import Refused
from todoist_sync import cards, trouble
from todoist_sync.face import ENDED
from todoist_sync.round import Round
from todoist_sync.trouble import Trouble

DELETED = "deleted"
MOVED = "moved"
_WITHIN = timedelta(hours=1)
_LEAST = 5
_SHARE = 10


async def gone(session: AsyncSession, round_: Round, card: BoardCard, ticket: Ticket, why: str) -> None:
    """The card's task is no longer on the board."""
    if ticket.status in ENDED:
        card.gone, card.dirty = why, False
        return
    if await _too_many(session, round_):
        card.gone, card.dirty = cards.HELD + why, False
        await trouble.note(session, Trouble.BRAKE, now=round_.now, project_id=round_.place.project_id)
        return
    card.gone, card.dirty = why, False
    await session.flush()
    try:
        async with session.begin_nested():
            await round_.desk(session).vanish(ticket.number, why)
    except Refused:
        return  # it ended meanwhile


async def back(session: AsyncSession, round_: Round, card: BoardCard, ticket: Ticket) -> bool:
    """A task that was moved away is there again: the ticket is reopened. False: another task shows it by now."""
    if await cards.live(session, ticket.id, round_.place.project_id) is not None:
        return False
    card.gone, card.dirty = None, True
    await session.flush()
    if ticket.status in ENDED:
        try:
            async with session.begin_nested():
                await round_.desk(session).reopen(ticket.number)
        except Refused:
            return True  # too late: the task will be completed again
    return True


async def _too_many(session: AsyncSession, round_: Round) -> bool:
    project = BoardCard.project_id == round_.place.project_id
    recent = (
        select(func.count())
        .select_from(BoardCard)
        .join(Ticket, Ticket.id == BoardCard.ticket_id)
        .where(project, BoardCard.gone.in_([DELETED, MOVED]), Ticket.ended_at > round_.now - _WITHIN)
    )
    still_open = select(func.count()).where(Ticket.filed_at.is_not(None), Ticket.status.not_in(list(ENDED)))
    passed = (await session.execute(recent)).scalar_one()
    known = (await session.execute(still_open)).scalar_one() + passed
    return bool(passed + 1 > max(_LEAST, known // _SHARE))
