"""What stays of a ticket, and what goes, when it is given, let go, opened again, undone, put together."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import AgentTopic, Category, Entry, Origin, Person, Question, QuestionKind, Status, Timer
from desk import Desk, NoSuchTicket
from desk.board import board_moves
from desk.merging import merging, splitting
from desk.policy import timer_kinds
from desk.tickets import assignment, closing, fields, lifecycle, untaken_queue
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage
from tests.sql import add, scalars

CHAIR = "Somebody stole my chair again"


async def _taken(stage: Stage, rita: Someone, olga: Someone) -> int:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, number)
    return number


async def _timers(stage: Stage, kind: str) -> list[Any]:
    return await scalars(stage, select(Timer.due_at).where(Timer.kind == kind))


async def test_what_was_still_to_be_told_is_not_once_it_is_let_go(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita, olga)
    await stage.does(olga, lifecycle.put_on_hold, number)
    assert (await stage.ticket(number)).tell is not None
    await stage.does(olga, assignment.release, number)
    ticket = await stage.ticket(number)
    assert (ticket.tell, ticket.tell_at) == (None, None)


async def test_nobody_is_waited_for_with_an_answer_once_somebody_has_it(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    waits = {"broadcast_at": None, "offered": [1]}
    numbers = [await stage.files(rita, text) for text in (PRINTER, CHAIR)]
    for number in numbers:
        await stage.change(number, broadcast_due_at=stage.now + timedelta(minutes=2), **waits)
    await stage.does(olga, assignment.claim, numbers[0])

    async def on_board(desk: Desk) -> None:
        await board_moves.assign_by_board(desk, numbers[1], await desk.session.get_one(Person, olga.id))

    await stage.does(olga, on_board, origin=Origin.TODOIST)
    assert [(await stage.ticket(number)).is_waiting_on_preset for number in numbers] == [False, False]


async def test_what_becomes_urgent_in_somebodys_hands_is_asked_about_after_long_silence(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    stage.with_rules(targets__enabled=True)
    number = await _taken(stage, rita, olga)
    assert await _timers(stage, timer_kinds.STILL) == []
    await stage.does(olga, fields.prioritise, number, fields.HIGH)
    assert await _timers(stage, timer_kinds.STILL) == [stage.now + timedelta(hours=2)]


async def test_opened_again_by_the_team_what_was_added_is_still_owed_an_answer(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    await stage.change(number, status=Status.RESOLVED, needs_answer=True, tell=None, tell_at=None)
    await stage.does(olga, lifecycle.reopen, number)
    assert (await stage.ticket(number)).needs_answer is True


async def test_opened_again_nobody_has_it_and_nothing_is_promised(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    ended = {"status": Status.CLOSED, "ended_at": stage.now, "promised_at": stage.now + timedelta(hours=3)}
    await stage.change(number, **ended)
    await stage.does(olga, lifecycle.reopen, number)
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.is_taken, ticket.promised_at) == (Status.REOPENED, False, None)


async def test_when_it_is_not_solved_other_questions_about_it_stay_open(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    await stage.change(number, status=Status.RESOLVED, tell=None, tell_at=None)
    ticket_id = (await stage.ticket(number)).id
    asked = await add(
        stage,
        Question(person_id=olga.id, kind=QuestionKind.ESCALATION, ticket_id=ticket_id, data={}, asked_at=stage.now),
    )
    question_id = asked.id
    await stage.does(rita, closing.deny, number)
    assert (await stage.question(question_id)).answered_at is None


async def test_whoever_answers_a_group_of_topics_is_given_what_belongs_to_it(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    async with stage.database.unit_of_work() as session:
        group = Category(name="Things", folded="things", names={}, keywords=[], is_group=True)
        session.add(group)
        await session.flush()
        topic = Category(name="Lamps", folded="lamps", names={}, keywords=[], parent_id=group.id)
        session.add(topic)
        session.add(AgentTopic(person_id=olga.id, category_id=group.id))
        await session.flush()
        topic_id = topic.id
    await stage.change(number, category_id=topic_id)
    taken = await stage.does(olga, untaken_queue.take_first)
    assert taken is not None and taken.number == number


async def test_of_two_put_together_a_promise_that_has_passed_stays_behind_and_one_that_is_known_comes_back(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    into, passed, known = [await stage.files(rita, text) for text in (PRINTER, CHAIR, "The door is stuck")]
    later, sooner = stage.now + timedelta(hours=5), stage.now + timedelta(hours=3)
    await stage.change(passed, promised_at=stage.now, promise_told=stage.now)
    await stage.does(olga, merging.merge_ticket, passed, into)
    assert (await stage.ticket(into)).promised_at is None
    await stage.change(into, promised_at=later, promise_told=later)
    await stage.change(known, promised_at=sooner, promise_told=sooner)
    await stage.does(olga, merging.merge_ticket, known, into)
    assert (await stage.ticket(into)).promise_told == sooner
    await stage.does(olga, merging.unmerge_ticket, known)
    ticket = await stage.ticket(into)
    assert (ticket.promised_at, ticket.promise_told) == (later, later), "nobody is told again of what they know"
    assert await _timers(stage, timer_kinds.PROMISE) == []


async def test_on_the_board_a_former_member_is_no_member(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    former = await stage.person("Fred", dismissed_at=stage.now)
    with pytest.raises(NoSuchTicket):
        await stage.does(former, lifecycle.start_progress, number, origin=Origin.TODOIST)
    assert (await stage.ticket(number)).status is Status.NEW


async def test_what_was_promised_for_what_is_solved_is_promised_for_no_other(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    into, solved = [await stage.files(rita, text) for text in (PRINTER, CHAIR)]
    await stage.change(solved, status=Status.RESOLVED, promised_at=stage.now + timedelta(hours=3), tell=None)
    await stage.does(olga, merging.merge_ticket, solved, into)
    assert (await stage.ticket(into)).promised_at is None


async def test_what_was_part_of_one_that_stands_for_itself_again_is_part_of_that(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    first, middle, last = [await stage.files(rita, text) for text in (PRINTER, CHAIR, "The door is stuck")]
    await stage.does(olga, merging.merge_ticket, first, middle)
    await stage.does(olga, merging.merge_ticket, middle, last)
    assert (await stage.ticket(first)).merged_into_id == (await stage.ticket(last)).id
    await stage.does(olga, merging.unmerge_ticket, middle)
    assert (await stage.ticket(first)).merged_into_id == (await stage.ticket(middle)).id
    assert (await stage.ticket(last)).merged_ids == []


async def test_of_what_is_split_off_its_requester_has_waited_since_they_said_it(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    stage.later(minutes=1)
    await stage.says(rita, "and somebody stole my chair")
    said = (await stage.entries(number))[-1]
    stage.later(hours=2)

    async def splits(desk: Desk) -> int:
        return (await splitting.split_entry(desk, await desk.session.get_one(Entry, said.id))).number

    ticket = await stage.ticket(await stage.does(olga, splits))
    assert (ticket.requester_spoke_at, ticket.filed_at) == (said.created_at, stage.now)
