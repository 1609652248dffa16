"""Ask a requester whether to close a request that they do not need any more."""

import re
from datetime import timedelta

from db.models import Question, QuestionKind
from desk import Desk
from desk.outbox.question_rows import list_open, show_question
from desk.questions.asking import add_question, ask_actor
from desk.sla import due_times
from desk.text import Heard, hear
from desk.tickets import closing

_PARTS = re.compile(r"[,.;!\n]+")
_CLOSES = re.compile(r"\bclos|закр")
OPEN_FOR = timedelta(days=1)


async def ask_whether_to_close(
    desk: Desk, ticket_id: int, message_id: int | None, *, works: bool, in_private: bool = True
) -> None:
    """Ask once while the question is open: for a day, as nothing waits for it. A draft waits for the answer instead of
    being filed, so of a draft no longer than other questions. `works`: that it works now is why they are asked. Not
    `in_private`: it is shown where they called the bot."""
    asked = [q for q in await list_open(desk, (QuestionKind.CLOSE,)) if q.ticket_id == ticket_id]
    if not in_private:
        question = asked[-1] if asked else await add_question(desk, QuestionKind.CLOSE, ticket_id=ticket_id)
    elif asked:
        question = asked[-1]
        is_above = desk.now - question.asked_at < desk.rules.requests.question
        question.asked_at = desk.now
        show_question(desk, question, message_id=message_id, fresh=not is_above)
    else:
        question = await ask_actor(desk, QuestionKind.CLOSE, ticket_id=ticket_id, message_id=message_id)
    question.data = {**question.data, "works": works or question.data.get("works", False)}
    ticket = await desk.lock_by_id(ticket_id)
    if not ticket.is_draft:
        question.due_at = desk.now + max(OPEN_FOR, desk.rules.requests.question)
        if works:
            due_times.put_off_reminders(ticket, question.due_at)
    elif ticket.file_at is not None and question.due_at is not None:
        ticket.file_at = max(ticket.file_at, question.due_at)


async def close(desk: Desk, question: Question, number: int, *, said: str = "") -> None:
    """End the request on the yes to the question: as what it was asked for and the yes `said` has it."""
    await closing.end_as_wished(desk, number, works=question.data.get("works", False) or is_said_to_work(said))


def is_said_to_work(said: str, heard: Heard | None = None) -> bool:
    """Return True if words say that it works; "you can close it" alone does not. `heard`: what they mean beside the
    subject of the request."""
    if _CLOSES.search(said.casefold()) is None:
        return (heard or hear(said)).works
    return any(hear(part).works for part in _PARTS.split(said) if _CLOSES.search(part.casefold()) is None)
