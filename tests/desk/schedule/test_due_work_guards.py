"""Due items looked at again under lock, each condition by itself, at its edge, among several.

An item comes from a look that may be old by the time it is done: what was answered, filed, taken or put off meanwhile
has no effect any more, and so has an item done twice.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import EntryKind, Question, QuestionKind, Role, Status
from desk import Desk, Refused
from desk.inbound import message_lookup, receiver
from desk.questions import expiry
from desk.schedule import due_items, due_work, unreachable_people
from desk.schedule.due_items import Due, DueItem
from desk.tickets import assignment, lifecycle
from tests.desk.cast import lines, shows
from tests.desk.schedule.guarding import PRINTER, quiet, with_values
from tests.desk.stage import Someone, Stage
from tests.sql import add

MOMENT = timedelta(microseconds=1)


async def _do(stage: Stage, due: Due, row_id: int) -> None:
    async with stage.database.unit_of_work() as session:
        await due_work.do_item(DueItem(due, row_id, stage.now), session, stage.now, stage.rules)


async def _due(stage: Stage, now: datetime | None = None, **more: Any) -> list[tuple[Due, int]]:
    async with stage.database.sessions() as session:
        return [(work.due, work.id) for work in await due_items.find_due_work(session, now or stage.now, **more)]


async def _draft(stage: Stage, who: Someone, text: str = PRINTER) -> int:
    return (await stage.says(who, text)).number or 0


# What is due


async def test_a_reminder_of_the_admins_is_due_at_its_moment_and_not_before(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    await quiet(stage, number)
    assert await _due(stage) == []
    at = stage.now + timedelta(hours=1)
    await stage.change(number, escalate_at=at)
    assert (await _due(stage, at - MOMENT), await _due(stage, at)) == ([], [(Due.REMIND, 0)])


async def test_only_open_questions_are_due(stage: Stage, rita: Someone) -> None:
    for answered, closed in ((None, None), (stage.now, None), (None, stage.now)):
        times = {"asked_at": stage.now, "due_at": stage.now, "answered_at": answered, "closed_at": closed}
        await add(stage, Question(person_id=rita.id, kind=QuestionKind.NEW_NEXT, data={}, **times))
    async with stage.database.sessions() as session:
        [still] = await session.scalars(
            select(Question.id).where(Question.answered_at.is_(None), Question.closed_at.is_(None))
        )
    assert await _due(stage) == [(Due.QUESTION, still)]


async def test_of_each_kind_the_oldest_come_first_and_no_kind_keeps_another_out(stage: Stage, rita: Someone) -> None:
    numbers = [await stage.files(await stage.person("Ben"), PRINTER) for _ in range(3)]
    await quiet(stage, *numbers)
    for hours, number in zip((3, 1, 2), numbers, strict=True):
        await stage.change(number, close_at=stage.now - timedelta(hours=hours))
    await stage.change(numbers[0], tell_at=stage.now - timedelta(minutes=1))
    ids = [(await stage.ticket(number)).id for number in numbers]
    assert await _due(stage, limit=2) == [(Due.CLOSE, ids[0]), (Due.CLOSE, ids[2]), (Due.TELL, ids[0])]


async def test_who_left_or_came_back_is_due_until_it_is_said(stage: Stage, rita: Someone, olga: Someone) -> None:
    assert await _due(stage) == []
    await with_values(stage, rita, bot_blocked_at=stage.now)
    assert await _due(stage) == [(Due.ABSENCE, rita.id)]
    assert await _due(stage, limit=0) == []
    await _do(stage, Due.ABSENCE, rita.id)
    assert await _due(stage) == []
    await with_values(stage, rita, bot_blocked_at=None)
    assert await _due(stage) == [(Due.ABSENCE, rita.id)]


# Looked at again


async def test_a_draft_is_filed_at_its_moment_and_not_before(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _draft(stage, rita)
    ticket = await stage.ticket(number)
    for at, filed in ((stage.now + MOMENT, False), (None, False), (stage.now, True)):
        await stage.change(number, file_at=at)
        await _do(stage, Due.FILE, ticket.id)
        assert ((await stage.ticket(number)).filed_at is not None) is filed


async def test_a_draft_that_was_cancelled_or_filed_meanwhile_is_only_no_longer_due(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _draft(stage, rita)
    await stage.change(number, status=Status.CANCELLED, file_at=stage.now)
    ticket = await stage.ticket(number)
    await _do(stage, Due.FILE, ticket.id)
    after = await stage.ticket(number)
    assert (after.status, after.filed_at, after.file_at) == (Status.CANCELLED, None, None)
    assert await shows(stage, olga, f"card:{number}") == []


async def test_an_item_whose_row_is_gone_does_nothing(stage: Stage, rita: Someone) -> None:
    for due in (Due.FILE, Due.QUESTION, Due.ABSENCE):
        await _do(stage, due, 987654)


async def _two(stage: Stage, who: Someone) -> int:
    await stage.files(who, PRINTER)
    return await stage.files(who, "The coffee machine leaks a lot")


async def _asked(stage: Stage, rita: Someone) -> tuple[int, int]:
    """A question with words under it, and the ticket they fall to."""
    second = await _two(stage, rita)
    heard = await stage.says(rita, "it got worse")
    return heard.question_id or 0, second


async def _question(stage: Stage, question_id: int, **values: Any) -> None:
    async with stage.database.unit_of_work() as session:
        question = await session.get_one(Question, question_id)
        for name, value in values.items():
            setattr(question, name, value)


@pytest.mark.parametrize("meanwhile", ["answered_at", "closed_at", "later", "never"])
async def test_a_question_answered_or_put_off_meanwhile_does_not_run_out(
    stage: Stage, rita: Someone, meanwhile: str
) -> None:
    question_id, second = await _asked(stage, rita)
    stage.later(minutes=2)
    changes = {"later": {"due_at": stage.now + MOMENT}, "never": {"due_at": None}}
    await _question(stage, question_id, **changes.get(meanwhile, {meanwhile: stage.now}))
    await _do(stage, Due.QUESTION, question_id)
    assert await stage.texts(second) == ["The coffee machine leaks a lot"]


async def test_a_question_that_runs_out_twice_has_one_effect(stage: Stage, rita: Someone) -> None:
    question_id, second = await _asked(stage, rita)
    stage.later(minutes=2)
    for _ in range(2):
        await _do(stage, Due.QUESTION, question_id)
    assert await stage.texts(second) == ["The coffee machine leaks a lot", "it got worse"]
    assert (await stage.question(question_id)).answered_at == stage.now


async def _time_answers(desk: Desk) -> None:
    await expiry.expire_due(desk, (await message_lookup.look_up_message(desk)).questions)


async def test_a_message_works_off_its_writers_questions_and_nobody_elses(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    second, others = await _two(stage, rita), await _two(stage, ben)
    mine = (await stage.says(rita, "it got worse")).question_id or 0
    theirs = (await stage.says(ben, "it got worse")).question_id or 0
    stage.later(minutes=2)
    await stage.does(rita, _time_answers)
    assert (await stage.texts(second))[-1] == "it got worse"
    assert (await stage.question(mine)).answered_at == stage.now
    assert (await stage.question(theirs)).answered_at is None
    assert len(await stage.texts(others)) == 1


async def test_a_message_just_before_the_time_is_up_works_nothing_off(stage: Stage, rita: Someone) -> None:
    question_id, _ = await _asked(stage, rita)
    stage.later(minutes=2, microseconds=-1)
    await stage.does(rita, _time_answers)
    assert (await stage.question(question_id)).answered_at is None
    stage.later(microseconds=1)
    await stage.does(rita, _time_answers)
    assert (await stage.question(question_id)).answered_at is not None


async def test_a_notice_undone_or_put_off_meanwhile_is_not_told(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, lifecycle.resolve, number)
    ticket = await stage.ticket(number)
    due = ticket.tell_at
    assert due is not None
    for at, told in ((stage.now + MOMENT, 0), (None, 0)):
        await stage.change(number, tell_at=at)
        await _do(stage, Due.TELL, ticket.id)
        assert len([x for x in await stage.letters(rita) if x.get("view") == "resolved"]) == told


@pytest.mark.parametrize("meanwhile", ["put off", "off", "due"])
async def test_silence_put_off_meanwhile_closes_nothing(
    stage: Stage, rita: Someone, olga: Someone, meanwhile: str
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, lifecycle.resolve, number)
    at = {"put off": stage.now + MOMENT, "off": None, "due": stage.now}[meanwhile]
    await stage.change(number, close_at=at)
    await _do(stage, Due.CLOSE, (await stage.ticket(number)).id)
    ticket = await stage.ticket(number)
    assert ticket.status is (Status.CLOSED if meanwhile == "due" else Status.RESOLVED)
    assert ticket.close_at == (at if meanwhile == "put off" else None)


async def test_silence_closes_nothing_where_the_requester_spoke_last(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, lifecycle.resolve, number)
    await stage.change(number, close_at=stage.now, needs_answer=True)
    await _do(stage, Due.CLOSE, (await stage.ticket(number)).id)
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.close_at) == (Status.RESOLVED, None)


async def test_silence_of_one_at_work_is_only_no_longer_due(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, number)
    await stage.change(number, close_at=stage.now)
    before = (await stage.ticket(number)).status
    await _do(stage, Due.CLOSE, (await stage.ticket(number)).id)
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.close_at) == (before, None)


@pytest.mark.parametrize(
    ("values", "cards"),
    [
        ({}, 1),
        ({"broadcast_due_at": None}, 0),
        ({"status": Status.IN_PROGRESS}, 0),
        ({"status": Status.CANCELLED}, 0),
        ({"assignee_id": 0}, 0),
    ],
)
async def test_a_task_of_the_boards_is_broadcast_unless_somebody_has_it(
    stage: Stage, rita: Someone, olga: Someone, values: dict[str, Any], cards: int
) -> None:
    number = await stage.files(rita, PRINTER)
    before = len(await shows(stage, olga, f"card:{number}"))
    given = {"broadcast_due_at": stage.now, **values}
    if "assignee_id" in given:
        given["assignee_id"] = olga.id
    await stage.change(number, **given)
    await _do(stage, Due.BROADCAST, (await stage.ticket(number)).id)
    assert len(await shows(stage, olga, f"card:{number}")) - before == cards
    assert (await stage.ticket(number)).broadcast_due_at is None


async def test_a_broadcast_put_off_meanwhile_stays_due(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    before = len(await shows(stage, olga, f"card:{number}"))
    await stage.change(number, broadcast_due_at=stage.now + MOMENT)
    await _do(stage, Due.BROADCAST, (await stage.ticket(number)).id)
    assert len(await shows(stage, olga, f"card:{number}")) == before
    assert (await stage.ticket(number)).broadcast_due_at == stage.now + MOMENT


async def test_a_question_the_desk_refuses_to_answer_is_let_go_of(
    stage: Stage, rita: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the reason: what stays due for ever would be looked at for ever."""
    question_id, _ = await _asked(stage, rita)

    async def refuses(*_: object) -> None:
        raise Refused("not-yours")

    monkeypatch.setattr(due_work, "_do", refuses)
    await _do(stage, Due.QUESTION, question_id)
    assert (await stage.question(question_id)).closed_at == stage.now


async def test_an_absence_said_or_over_meanwhile_is_not_said_again(stage: Stage, rita: Someone, olga: Someone) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    await with_values(stage, olga, bot_blocked_at=stage.now)
    for _ in range(2):
        await _do(stage, Due.ABSENCE, olga.id)
    assert (await lines(stage, vera)).count("agent-blocked") == 1
    await with_values(stage, olga, bot_blocked_at=stage.now + timedelta(hours=1))  # blocked again before anybody looked
    await _do(stage, Due.ABSENCE, olga.id)
    assert (await lines(stage, vera)).count("agent-blocked") == 1
    assert await lines(stage, olga) == []
    await with_values(stage, rita, bot_blocked_at=stage.now)
    await _do(stage, Due.ABSENCE, rita.id)
    assert (await lines(stage, vera)).count("agent-blocked") == 1


async def test_an_absence_marks_the_persons_own_open_filed_tickets(stage: Stage, rita: Someone, olga: Someone) -> None:
    ben = await stage.person("Ben")
    mine, closed = await stage.files(rita, PRINTER), await stage.files(rita, "The coffee machine leaks")
    theirs = await stage.files(ben, "Somebody stole my chair")
    await stage.change(closed, status=Status.CLOSED)
    message = stage.message(rita, "One more thing that is broken")
    draft = (await stage.does(rita, receiver.begin_request, message)).number
    await with_values(stage, rita, bot_blocked_at=stage.now)
    async with stage.database.unit_of_work() as session:
        await unreachable_people.update_tickets(session, rita.id, stage.now, stage.rules)
    said = {n: [e.kind for e in await stage.entries(n)].count(EntryKind.REMARK) for n in (mine, closed, theirs, draft)}
    assert said == {mine: 1, closed: 0, theirs: 0, draft: 0}
    await with_values(stage, ben, bot_blocked_at=stage.now, gone_at=stage.now)
    group = await stage.person("The team", Role.GROUP, absence_at=stage.now)
    vera = await stage.person("Vera", Role.ADMIN)
    async with stage.database.unit_of_work() as session:
        for one in (ben, group):
            await unreachable_people.update_tickets(session, one.id, stage.now, stage.rules)
    remarks = [(await stage.entries(number))[-1].content_line or "" for number in (mine, theirs)]
    assert [json.loads(one)["key"] for one in remarks] == ["remark-blocked", "remark-gone"]
    assert await lines(stage, vera) == [], "the group is open again"
