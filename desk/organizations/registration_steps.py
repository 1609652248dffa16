"""Questions to a registering person: for their own contact, then up to four things in words. One question is open at a
time, and any message that is clearly no answer goes its usual way. Knows no organization."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Profile, Question, QuestionKind
from desk import Desk, Outdated
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import LANGUAGES, say
from desk.outbox import Say, Show, letters

KINDS = (QuestionKind.REGISTER_NUMBER, QuestionKind.REGISTER)
WITHOUT_NUMBER, NOT_NOW = "key-register-without", "key-register-not-now"
_KEYS = ("key-register-number", WITHOUT_NUMBER, NOT_NOW)
WITHIN = {QuestionKind.REGISTER_NUMBER: timedelta(days=1), QuestionKind.REGISTER: timedelta(minutes=15)}
"""The time for an answer: a number is at hand, a tax id has to be found."""
TOGETHER = timedelta(seconds=2)
_LONGEST, _MOST_WORDS = 100, 8
_MOST_NAMES = 5
_WORDS_OF_REQUESTS = """
is are isn't aren't doesn't don't didn't can't cannot won't not broken broke stopped works working error problem help
prints when please не нет работает работают сломался сломалась сломалось сломан сломана сломали ошибка проблема помогите
помощь нужна нужно пожалуйста когда почему
"""
_IN_NO_NAME = frozenset(_WORDS_OF_REQUESTS.split())
"""Nobody is called so. A word that is missing does no harm: admins read the name."""
_NAMED = 3  # words: as many as a tax id with something beside it


class Step(StrEnum):
    """A thing that a registering person is asked for. ORGANIZATION: its name, if only its tax id is known."""

    NAME = "name"
    TAX_ID = "tax_id"
    POSITION = "position"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class StepInfo:
    """A question as it is shown: `value` is what the profile has now, `skipped`: the person declined to answer."""

    step: Step
    value: str
    skipped: bool


async def ask_number(desk: Desk) -> None:
    """Ask the actor for their own contact, once even if the button is pressed twice."""
    if any(desk.now - question.asked_at < TOGETHER for question in await list_open_steps(desk)):
        return
    await stop_steps(desk)
    question = await _add(desk, desk.require_actor().id, QuestionKind.REGISTER_NUMBER)
    letter = Say("register-number", keys=_KEYS, question_id=question.id)
    letters.queue_letter(desk.session, question.person_id, letter, now=desk.now)


async def ask_step(desk: Desk, person_id: int, step: Step) -> None:
    """Ask the person for a thing in words."""
    question = await _add(desk, person_id, QuestionKind.REGISTER)
    question.data = {"step": step.value}
    show_step(desk, question)


async def _add(desk: Desk, person_id: int, kind: QuestionKind) -> Question:
    due_at = desk.now + WITHIN[kind]
    question = Question(person_id=person_id, kind=kind, data={}, asked_at=desk.now, due_at=due_at)
    desk.session.add(question)
    await desk.session.flush()
    return question


def show_step(desk: Desk, question: Question, *, only_edit: bool = False) -> None:
    """Send the question, or edit the message that shows it; the one for the contact cannot be edited."""
    if question.kind is QuestionKind.REGISTER:
        letter = Show("which", slot=f"question:{question.id}", question_id=question.id, only_edit=only_edit)
        letters.queue_letter(desk.session, question.person_id, letter, now=desk.now)


def remove_keys(desk: Desk, question: Question) -> None:
    """Remove the keyboard of a question for the contact whose time is over."""
    line = Say("register-over", drop_keys=True, silent=True)
    letters.queue_letter(desk.session, question.person_id, line, now=desk.now)


async def get_open_step(desk: Desk, question_id: int) -> Question:
    """Lock and return an open question of the actor's. Raises Outdated."""
    found = await desk.session.get(Question, question_id, with_for_update=True, populate_existing=True)
    if found is None or found.person_id != desk.require_actor().id or found.kind not in KINDS:
        raise Outdated
    if found.answered_at is not None or found.closed_at is not None:
        raise Outdated
    return found


def wait_longer(desk: Desk, question: Question) -> None:
    """Wait again as long as at first, because the answer was wrong."""
    question.due_at = desk.now + WITHIN[question.kind]


def close_step(desk: Desk, question: Question, *, skipped: bool = False) -> None:
    """Mark the question as answered or skipped, and show that in its message."""
    question.answered_at = desk.now
    if skipped:
        question.data = {**question.data, "skipped": True}
    show_step(desk, question, only_edit=True)


async def stop_steps(desk: Desk) -> bool:
    """Ask the actor nothing more. Return True if they were asked something."""
    asked = await list_open_steps(desk)
    for question in asked:
        question.closed_at = desk.now
        show_step(desk, question, only_edit=True)
    return bool(asked)


async def stop_words(desk: Desk) -> None:
    """Ask the actor for no more words, as they have written something else; their contact can still come."""
    for question in await list_open_steps(desk):
        if question.kind is QuestionKind.REGISTER:
            question.closed_at = desk.now
            show_step(desk, question, only_edit=True)


async def list_open_steps(desk: Desk) -> Sequence[Question]:
    """Return the actor's open questions of a registration."""
    open_ = (Question.answered_at.is_(None), Question.closed_at.is_(None))
    theirs = select(Question).where(Question.person_id == desk.require_actor().id, Question.kind.in_(KINDS), *open_)
    return (await desk.session.scalars(theirs.order_by(Question.id))).all()


def find_key(incoming: IncomingMessage) -> str | None:
    """Return which key of the keyboard was pressed, by its label in any language; None for other words."""
    words = incoming.words.text.strip()
    return next((key for key in (WITHOUT_NUMBER, NOT_NOW) for code in LANGUAGES if words == say(code, key)), None)


def is_answer(question: Question, incoming: IncomingMessage) -> bool:
    """Return True if the message may answer the question: a contact or a key, or words that are no request."""
    if incoming.forwarded_from is not None and incoming.content is None:
        return False
    if question.kind is QuestionKind.REGISTER_NUMBER:
        return incoming.content == "contact" or find_key(incoming) is not None
    words = incoming.words.text.strip()
    if incoming.files or incoming.content is not None or not words:
        return False
    if len(words) > _LONGEST or len(words.split()) > _MOST_WORDS or set("\n?!") & set(words):
        return False
    has_digits = any(char.isdigit() for char in words)
    if question.data.get("step") == Step.NAME:
        return not has_digits and len(words.split()) <= _MOST_NAMES and not _says_what_is_wrong(words)
    return question.data.get("step") != Step.TAX_ID or has_digits or len(words.split()) < _NAMED


def _says_what_is_wrong(words: str) -> bool:
    said = words.casefold().replace("’", "'").split()
    return any(word.strip(".,;:") in _IN_NO_NAME for word in said)


async def describe_step(session: AsyncSession, question: Question) -> StepInfo | None:
    """Return a question in words as it is shown; None for other questions."""
    if question.kind is not QuestionKind.REGISTER:
        return None
    step = Step(question.data["step"])
    profile = await session.get(Profile, question.person_id)
    known = {} if profile is None else {
        Step.NAME: profile.full_name, Step.TAX_ID: profile.tax_id or "", Step.POSITION: profile.position,
    }  # fmt: skip
    return StepInfo(step, known.get(step, ""), bool(question.data.get("skipped")))
