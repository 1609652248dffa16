"""The word beside stars, and what happened where there were few, once they are edited or taken back: the mark, the
board and what the team read say the same. Knows no door.
"""

from db.models import Entry, EntryKind, Question, QuestionKind, Ticket
from desk import Desk
from desk.feedback import ratings
from desk.questions import low_marks
from desk.questions.asking import show


async def follow(desk: Desk, entry: Entry) -> None:
    """The actor edited these words of theirs, or took them back."""
    if entry.ticket_id is not None:
        if entry.kind is EntryKind.NOTE:
            await low_marks.note_changed(desk, entry)
        return
    question = await desk.session.get(Question, entry.question_id) if entry.question_id is not None else None
    if question is None or question.kind is not QuestionKind.RATING_WORD:
        return
    rated = await desk.session.get_one(Ticket, question.ticket_id)
    if entry.withdrawn_at is None:
        await ratings.reword(desk, rated.number, entry.body)
    else:
        await ratings.take_back_word(desk, rated.number)
        question.closed_at, question.data = desk.now, {**question.data, "gone": True}
        show(desk, question, only_edit=True)
    await low_marks.read_anew(desk, await desk.locked(rated.number))
