"""Questions to people, whatever they ask: each is one row and one message. It says what is asked, of whom, about which
ticket and until when, and its buttons and words act on the row alone. It ends once, answered or closed; both are shown
in its message.

What a kind of question means, and what follows from it, is elsewhere: `desk/questions`, `desk/tickets` and
`desk/organizations/registration.py`.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from db.models import Question, QuestionKind
from desk.context import Context
from desk.errors import Outdated
from desk.outbox import letters
from desk.outbox.letters import Show

TOGETHER = timedelta(seconds=2)
"""What comes so shortly after another is of one gesture: parts of an album, a button pressed twice."""
MOVABLE = (QuestionKind.WHICH_TICKET, QuestionKind.RATING_WORD)
"""Kinds whose answer can be changed until they are closed."""
ON_RECEIPT = "receipt"
"""In the data of a question that has no message of its own: the number of the request whose receipt asks it."""


async def ask_person(
    ctx: Context,
    person_id: int,
    kind: QuestionKind,
    *,
    ticket_id: int | None = None,
    due_at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> Question:
    """Add the row of a question; the caller shows it. `due_at`: until when it can be answered, None: for good."""
    question = Question(
        person_id=person_id, kind=kind, ticket_id=ticket_id, data=data or {}, asked_at=ctx.now, due_at=due_at
    )
    ctx.session.add(question)
    await ctx.session.flush()
    return question


def show_question(
    ctx: Context,
    question: Question,
    *,
    message_id: int | None = None,
    only_edit: bool = False,
    fresh: bool = False,
    why: str | None = None,
) -> None:
    """Send the question, or edit the message that shows it. `fresh`: send it again; `why`: under the line of this key.
    The one for a contact is sent with its keyboard, and cannot be edited."""
    if question.kind is QuestionKind.REGISTER_NUMBER:
        return
    message_id = ctx.place.get_reply_target(message_id)
    letter = Show(
        "which",
        slot=f"question:{question.id}",
        question_id=question.id,
        reply_to_message=message_id,
        only_edit=only_edit,
        fresh=fresh,
    )
    letter = letter if why is None else replace(letter, note=why)
    ticket_id = question.ticket_id if question.kind is not QuestionKind.WROTE_MAIL else None  # it is not theirs
    letters.queue_letter(ctx.session, question.person_id, letter, now=ctx.now, ticket_id=ticket_id)


def is_just_asked(ctx: Context, asked: Iterable[Question]) -> bool:
    """Return True if one of these was asked a moment ago, also where the clock was set back since."""
    return any(abs(ctx.now - question.asked_at) < TOGETHER for question in asked)


def note_answer(ctx: Context, question: Question, **known: object) -> None:
    """End a question with its answer. `known`: what its data says from then on."""
    question.answered_at, question.data = ctx.now, {**question.data, **known}
    show_question(ctx, question, only_edit=True)


def close_question(ctx: Context, question: Question, **known: object) -> None:
    """End a question that was not answered, or whose answer can be changed no more."""
    question.closed_at, question.data = question.closed_at or ctx.now, {**question.data, **known}
    show_question(ctx, question, only_edit=True)


async def list_open(ctx: Context, kinds: Collection[QuestionKind]) -> list[Question]:
    """Return the actor's open questions of these kinds, oldest first."""
    theirs = (Question.person_id == ctx.require_actor().id, Question.kind.in_(kinds), Question.is_open)
    return list(await ctx.session.scalars(select(Question).where(*theirs).order_by(Question.id)))


async def close_open(ctx: Context, kinds: Collection[QuestionKind]) -> list[Question]:
    """Close these, and return them: nothing of the kind is asked any more."""
    found = await list_open(ctx, kinds)
    for question in found:
        close_question(ctx, question)
    return found


async def find_open(
    ctx: Context,
    question_id: int,
    kinds: Collection[QuestionKind] = tuple(QuestionKind),
    again: Collection[QuestionKind] = (),
) -> Question | None:
    """Lock and return a question of the actor's that is open and of these kinds, or None. `again`: kinds that may have
    an answer already."""
    found = await ctx.session.get(Question, question_id, with_for_update=True, populate_existing=True)
    if found is None or found.person_id != ctx.require_actor().id or found.kind not in kinds:
        return None
    return found if found.is_open or (found.kind in again and found.closed_at is None) else None


async def require_open(
    ctx: Context, question_id: int, kinds: Collection[QuestionKind] = tuple(QuestionKind)
) -> Question:
    """Do the same; raises Outdated if there is none."""
    found = await find_open(ctx, question_id, kinds)
    if found is None:
        raise Outdated
    return found
