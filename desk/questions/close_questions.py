"""Ask a requester whether to close a request that they do not need any more."""

from db.models import QuestionKind
from desk import Desk
from desk.questions.asking import ask_actor, list_open, show_question


async def ask_whether_to_close(desk: Desk, ticket_id: int, message_id: int | None) -> None:
    """Ask once while the question is open. A draft waits for the answer instead of being filed."""
    asked = [q for q in await list_open(desk, (QuestionKind.CLOSE,)) if q.ticket_id == ticket_id]
    if asked:
        show_question(desk, asked[-1], message_id=message_id)
        return
    question = await ask_actor(desk, QuestionKind.CLOSE, ticket_id=ticket_id, message_id=message_id)
    ticket = await desk.lock_by_id(ticket_id)
    if ticket.is_draft and ticket.file_at is not None and question.due_at is not None:
        ticket.file_at = max(ticket.file_at, question.due_at)
