from sqlalchemy import Select, select

from db.models import BoardCard, BoardCommand, Ticket
from todoist_sync.cards import store
from todoist_sync.cards.store import LOST
from todoist_sync.context import SyncContext


def _missing(round_: SyncContext) -> Select[int]:
    """Cards without a task, most urgent first; not those whose command is under way or was refused just now."""
    under_way = select(BoardCommand.id).where(
        BoardCommand.ticket_id == BoardCard.ticket_id,
        BoardCommand.kind == store.ADD,
        BoardCommand.project_id == round_.place.project_id,
        BoardCommand.answered_at.is_(None)
        | (BoardCommand.error == LOST)
        | (BoardCommand.error.is_not(None) & (BoardCommand.answered_at > round_.now - store.REST)),
    )
    return (
        select(BoardCard.id)
        .join(Ticket, Ticket.id == BoardCard.ticket_id)
        .where(
            BoardCard.project_id == round_.place.project_id,
            BoardCard.gone.is_(None),
            BoardCard.task_id.is_(None),
            ~under_way.exists(),
        )
        .order_by(Ticket.priority, Ticket.number)
    )
