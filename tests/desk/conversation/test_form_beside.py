"""Answers in a form: each of its own ticket, question and comment, beside others."""

import pytest
from sqlalchemy import select

from db.models import Entry, FormAnswer, Question, QuestionKind
from desk import Desk
from desk.conversation import editing, form, thread
from desk.conversation.new_entry import NewEntry
from desk.questions import asking
from tests.desk.cast import cast, shows
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _answers(stage: Stage, who: Someone, number: int, key: str, words: str) -> int:
    """A comment that stands in the form; its id."""
    stage.later(minutes=1)
    said = stage.message(who, words)
    entry = await stage.does(who, lambda desk: thread.comment(desk, number, NewEntry.of(said)))
    line = form.FormLine(f"Which {key}?", words, entry.id)
    ticket_id = (await stage.ticket(number)).id
    await stage.does(who, lambda desk: form.put(desk, ticket_id, key, line, message_id=said.message_id))
    return int(entry.id)


async def _stand(stage: Stage) -> set[str]:
    async with stage.database.reading() as session:
        return set(await session.scalars(select(FormAnswer.value)))


async def _two(stage: Stage) -> tuple[Someone, int, int]:
    anna, *_ = await cast(stage)
    numbers = [await _files(stage, anna, words) for words in ("The lamp", "The chair")]
    for number in numbers:
        await stage.change(number, asked=[QuestionKind.MISSING.value])
    return anna, numbers[0], numbers[1]


async def test_what_went_elsewhere_answers_nothing_and_other_comments_still_do(stage: Stage) -> None:
    anna, first, second = await _two(stage)
    went = await _answers(stage, anna, first, "room", "Hall B")
    await _answers(stage, anna, first, "seat", "Row 5")
    await _answers(stage, anna, second, "room", "Hall C")

    async def goes(desk: Desk) -> None:
        await form.left(desk, await stage.ticket(first), await desk.session.get_one(Entry, went))

    await stage.does(anna, goes)
    assert await _stand(stage) == {"Row 5", "Hall C"}


async def test_one_answer_is_of_its_ticket_and_question(stage: Stage) -> None:
    anna, first, second = await _two(stage)
    await _answers(stage, anna, first, "room", "Hall B")
    await _answers(stage, anna, first, "seat", "Row 5")
    await _answers(stage, anna, second, "room", "Hall C")
    ids = [(await stage.ticket(number)).id for number in (first, second)]
    async with stage.database.reading() as session:
        found = [await form.value_of(session, one, key) for one in ids for key in ("room", "seat")]
    assert found == ["Hall B", "Row 5", "Hall C", None]


async def test_an_edited_answer_is_shown_under_the_answered_questions_of_its_form(stage: Stage) -> None:
    anna, first, second = await _two(stage)
    entry = await _answers(stage, anna, first, "room", "Hall B")
    await _answers(stage, anna, first, "seat", "Row 5")
    asked: dict[str, Question] = {}
    for name, number, kind, answered in (
        ("it", first, QuestionKind.MISSING, True),
        ("open", first, QuestionKind.MISSING, False),
        ("another kind", first, QuestionKind.ADD_TO, True),
        ("another ticket", second, QuestionKind.MISSING, True),
    ):
        ticket_id = (await stage.ticket(number)).id

        async def ask(
            desk: Desk, kind: QuestionKind = kind, ticket_id: int = ticket_id, answered: bool = answered
        ) -> Question:
            made = await asking.opened(desk, kind, ticket_id=ticket_id)
            made.answered_at = desk.now if answered else None
            return made

        asked[name] = await stage.does(anna, ask)

    async def edits(desk: Desk) -> None:
        await editing.withdraw(desk, await desk.session.get_one(Entry, entry))

    await stage.does(anna, edits)
    again = {name for name, one in asked.items() if await shows(stage, anna, f"question:{one.id}")}
    assert again == {"it"}
    assert await _stand(stage) == {"Row 5"}
