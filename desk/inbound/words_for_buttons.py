"""Short words that stand for a button of an open question: "yes", "no", "reopen it", "only us"."""

from collections.abc import Callable
from enum import Enum, auto

from db.models import Question, QuestionKind
from desk import Desk
from desk.acts.staff_sentences import StaffMeaning
from desk.inbound.message_lookup import get_number
from desk.inbound.routing_types import AskedFor, Destination, Route, WordTraits
from desk.policy import is_staff
from desk.questions import answer_buttons
from desk.text import Meaning


class _Press(Enum):
    """The buttons that words can stand for."""

    YES, NEW, NOWHERE, NOTHING = auto(), auto(), auto(), auto()


async def read_press(desk: Desk, question: Question, said: WordTraits) -> Route | None:
    """Return the press of a button of the question that the words stand for, if it is open."""
    if not question.is_open:
        return None
    if question.kind is QuestionKind.WROTE_MAIL and is_staff(desk.require_actor()):
        return None  # they may have had it asked themselves: they press
    read = _READ_AS_PRESS.get(question.kind)
    pressed = read(said) if read is not None else None
    if pressed is None or (question.kind is QuestionKind.WHERE_TO and _chooses_none(question, pressed)):
        return None
    options = question.data.get("options") or [question.ticket_id]
    number = await get_number(desk, options[0]) if pressed is _Press.YES else None
    choice = answer_buttons.ToTicket(number) if number is not None else _CHOICES[pressed]
    return Route(
        Destination.ANSWER, question.ticket_id, question.id,
        asked_for=AskedFor.PRESS, choice=choice, asked_at=question.asked_at,
    )  # fmt: skip


def _chooses_none(question: Question, pressed: _Press) -> bool:
    """Return True for a yes to "where should I send this?" if there is a choice."""
    return pressed is _Press.NEW and bool(question.data.get("options"))


_CHOICES = {
    _Press.NEW: answer_buttons.NEW_REQUEST,
    _Press.NOWHERE: answer_buttons.NOWHERE,
    _Press.NOTHING: answer_buttons.NOTHING,
}
_UNDOES, _YES, _PLAINLY_YES, _NO, _REOPENS, _IS_NEW, _FORGETS = (
    lambda said: said.staff is StaffMeaning.UNDO,
    lambda said: said.meaning.is_yes,
    lambda said: said.meaning.is_yes and not said.meaning.is_only(Meaning.RATING, Meaning.AGREEMENT),  # "ok" is none
    lambda said: said.meaning.is_no,
    lambda said: said.meaning.reopens,
    lambda said: said.meaning.is_only(Meaning.OTHER, but=[Meaning.NO]),
    lambda said: said.meaning.declines,
)


def _read(*rules: tuple[Callable[[WordTraits], bool], _Press]) -> Callable[[WordTraits], _Press | None]:
    return lambda said: next((press for fits, press in rules if not said.meaning.asks and fits(said)), None)


_READ_AS_PRESS: dict[QuestionKind, Callable[[WordTraits], _Press | None]] = {
    QuestionKind.CLOSED_REPLY: _read((_REOPENS, _Press.YES), (_NO, _Press.NEW), (_IS_NEW, _Press.NEW)),
    QuestionKind.RESOLVED_ADDED: _read((_IS_NEW, _Press.NEW)),
    QuestionKind.NOT_YOURS: _read((_YES, _Press.YES), (_UNDOES, _Press.NOTHING), (_NO, _Press.NOWHERE)),
    QuestionKind.WHERE_TO: _read((_NO, _Press.NOWHERE), (_FORGETS, _Press.NOWHERE), (_PLAINLY_YES, _Press.NEW)),
    QuestionKind.ADD_SAME: _read((_YES, _Press.YES), (_NO, _Press.NEW), (_IS_NEW, _Press.NEW)),
    QuestionKind.RATING_WORD: _read((_REOPENS, _Press.YES), (_IS_NEW, _Press.NEW)),
    QuestionKind.WROTE_MAIL: _read((_YES, _Press.YES), (_NO, _Press.NOWHERE)),
}
"""The buttons that short words stand for, by the question under which they are."""
