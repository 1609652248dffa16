"""A yes, a no, a choice and a withdrawal of what was asked last are never a comment, nor for another ticket."""

from typing import Any

import pytest

from db.models import Question, QuestionKind
from desk.conversation.new_entry import NewEntry
from desk.inbound.routing import decide_route
from desk.inbound.routing_types import AskedFor, Destination, Route
from desk.questions import held_messages
from desk.text import RichText
from desk.tickets import assignment, closing, lifecycle
from tests.desk.inbound.looking import CHAIR, PRINTER, id_of, is_asked, looks
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.sentence("2 Where a message goes")

_YES_NO = "yes|да|ok|no|нет"
_ANSWERED: dict[QuestionKind | AskedFor, str] = {
    QuestionKind.WHICH_TICKET: "no|нет|#1|the first|первая|both|обе|new|новая|another one|printer",
    QuestionKind.CLOSE: f"{_YES_NO}|confirm|подтверждаю|закрывайте|no wait|keep it|оставьте|thanks",
    QuestionKind.RESOLVED_ADDED: f"{_YES_NO}|works now|всё ещё нет|new|новая заявка",
    QuestionKind.CLOSED_REPLY: f"{_YES_NO}|reopen|открой снова|new|новая|it is back",
    QuestionKind.RATING_WORD: "reopen|да, открыть снова|new|новая заявка",
    QuestionKind.ADD_SAME: f"{_YES_NO}|new|новая",
    QuestionKind.WROTE_MAIL: _YES_NO,
    QuestionKind.SUBJECT: "The red one|never mind|отмена|no",
    QuestionKind.NEW_NEXT: "never mind|отмена|не надо|no",
    QuestionKind.NOT_YOURS: f"{_YES_NO}|undo|отмена",
    QuestionKind.WHERE_TO: f"{_YES_NO}|1|Rita|the first|nowhere|никуда|отмена|never mind",
    AskedFor.SOLVED: "yes|да|no|нет|works now|got it|still broken|5 stars|#1 works",
    AskedFor.RATING: "5|четыре|later|не сейчас|lovely people",
}
"""Each question, and what answers it in words."""
_TAKES_ANY = {
    QuestionKind.ADD_TO, QuestionKind.MISSING, QuestionKind.TOPIC_FORM, QuestionKind.ORGANIZATION,
    QuestionKind.REGISTER, QuestionKind.REGISTER_NUMBER, QuestionKind.HOLD_REASON, QuestionKind.ESCALATION,
    QuestionKind.LOW_MARK,
}  # fmt: skip
"""Asks for words or for a name: whatever is said is what was asked for."""
_NO_QUESTION = {QuestionKind.ALBUM, QuestionKind.FOCUS, QuestionKind.PRESET}
"""Nothing is asked; an automatic answer is confirmed or refused by what happens next."""
_OF_STAFF = {QuestionKind.NOT_YOURS, QuestionKind.WHERE_TO}
_ENDED = {QuestionKind.CLOSED_REPLY, QuestionKind.RATING_WORD, AskedFor.RATING}


def test_a_new_question_says_which_words_answer_it() -> None:
    named = {kind for kind in _ANSWERED if isinstance(kind, QuestionKind)}
    assert named | _TAKES_ANY | _NO_QUESTION == set(QuestionKind)


async def _resolve(stage: Stage, olga: Someone, number: int) -> None:
    await stage.does(olga, lifecycle.resolve, number)
    stage.later(minutes=1)
    await stage.ticks()


@pytest.mark.parametrize(("kind", "other_first"), [(kind, bool(at % 2)) for at, kind in enumerate(_ANSWERED)], ids=str)
async def test_what_answers_the_question_goes_to_it(
    stage: Stage, rita: Someone, olga: Someone, kind: QuestionKind | AskedFor, other_first: bool
) -> None:
    """One more ticket is open, older or newer than the one that is asked about."""
    asker = olga if kind in _OF_STAFF else rita
    texts = (PRINTER, CHAIR) if not other_first else (CHAIR, PRINTER)
    ids = {text: await id_of(stage, await stage.files(rita, text)) for text in texts}
    numbers = {text: at for at, text in enumerate(texts, 1)}
    for number in numbers.values():
        await stage.does(olga, assignment.claim, number)
    if kind in _ENDED or kind in (QuestionKind.RESOLVED_ADDED, AskedFor.SOLVED):
        await _resolve(stage, olga, numbers[PRINTER])
    if kind in _ENDED:
        await stage.does(rita, closing.confirm, numbers[PRINTER])
    stage.later(seconds=5)
    asked = 0
    if isinstance(kind, QuestionKind):
        of_all = kind in (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO)
        more: dict[str, Any] = {"data": {"options": [*ids.values()] if of_all else [ids[PRINTER]]}}
        more |= {"ticket_id": None if of_all or kind is QuestionKind.NEW_NEXT else ids[PRINTER]}
        more["data"] |= {"doubtful": True} if kind is QuestionKind.NOT_YOURS else {}
        asked = await is_asked(stage, asker, kind, **more)
        if kind is QuestionKind.WHERE_TO:
            await _hold(stage, olga, asked)
    stage.later(seconds=20)
    wrong = {}
    for said in _ANSWERED[kind].split("|"):
        typed = said.replace("#1", f"#{numbers[PRINTER]}")
        route = decide_route(await looks(stage, asker, typed))
        if not _is_right(route, kind, asked, ids[PRINTER]):
            wrong[typed] = route
    assert wrong == {}


async def _hold(stage: Stage, who: Someone, question_id: int) -> None:
    async def holding(desk: Any) -> None:
        question = await desk.session.get_one(Question, question_id)
        await held_messages.hold_message(desk, question, NewEntry(RichText("it is on the way")))

    await stage.does(who, holding)


def _is_right(route: Route, kind: QuestionKind | AskedFor, asked: int, ticket_id: int) -> bool:
    if route.destination is Destination.SMALL_TALK:
        return route.ticket_id == ticket_id
    if route.destination is not Destination.ANSWER:
        return False
    chooses = kind in (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO)
    return route.question_id == asked if chooses else asked == route.question_id or route.ticket_id == ticket_id
