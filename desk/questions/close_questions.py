"""Ask a requester whether to close a request that they do not need any more."""

from datetime import timedelta

from db.models import QuestionKind
from desk import Desk
from desk.questions.asking import ask_actor, list_open, show_question

OPEN_FOR = timedelta(days=1)


async def ask_whether_to_close(desk: Desk, ticket_id: int, message_id: int | None) -> None:
    """Ask once while the question is open: for a day, as nothing waits for it. A draft waits for the answer instead of
    being filed, so of a draft no longer than other questions."""
    asked = [q for q in await list_open(desk, (QuestionKind.CLOSE,)) if q.ticket_id == ticket_id]
    if asked:
        question = asked[-1]
        is_above = desk.now - question.asked_at < desk.rules.requests.question
        question.asked_at = desk.now
        show_question(desk, question, message_id=message_id, fresh=not is_above)
    else:
        question = await ask_actor(desk, QuestionKind.CLOSE, ticket_id=ticket_id, message_id=message_id)
    ticket = await desk.lock_by_id(ticket_id)
    if not ticket.is_draft:
        question.due_at = desk.now + max(OPEN_FOR, desk.rules.requests.question)
    elif ticket.file_at is not None and question.due_at is not None:
        ticket.file_at = max(ticket.file_at, question.due_at)
