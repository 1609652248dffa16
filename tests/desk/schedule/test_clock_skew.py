"""A clock that was put back: of what is due later than it can be, each time is brought back, and no other."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from db import queue
from db.models import Box, DeskRow, DueFailure, Job, Person, Question, QuestionKind, Status, Timer
from db.queue import consumer
from db.unit_of_work import NewJob
from desk.requests import deciding
from desk.requests.drafts import MOST_TIMES
from desk.schedule import clock_skew, timer_actions
from tests.desk.stage import Someone, Stage
from tests.holding import held
from tests.sql import add, execute, fetch, scalar

MOMENT, OFF = timedelta(microseconds=1), timedelta(0)
TIMES = ("file_at", "tell_at", "broadcast_due_at", "close_at")


def _latest(stage: Stage) -> dict[str, datetime]:
    """The farthest that each time of a ticket can be."""
    rules, latest = stage.rules, stage.now + clock_skew.SLACK
    lengths = (
        max(rules.requests.intake_quiet * MOST_TIMES, deciding.LOOK_AGAIN),
        rules.team.undo,
        rules.requests.intake_quiet,
        rules.requests.auto_close,
    )
    return {name: latest + length for name, length in zip(TIMES, lengths, strict=True)}


async def _look(stage: Stage) -> None:
    async with stage.database.unit_of_work() as session:
        await clock_skew.repair_due_times(session, stage.now, stage.rules)


async def _times(stage: Stage, number: int) -> dict[str, datetime | None]:
    ticket = await stage.ticket(number)
    return {name: getattr(ticket, name) for name in TIMES}


async def test_each_time_of_a_ticket_comes_back_by_itself(stage: Stage, rita: Someone) -> None:
    stage.with_rules(team__undo=timedelta(seconds=10))
    number, other = await stage.files(rita, "The lamp flickers"), await stage.files(rita, "The door is stuck")
    latest = _latest(stage)
    await stage.change(other, **latest)
    for name in TIMES:
        await stage.change(number, **{**latest, name: latest[name] + MOMENT})
        await _look(stage)
        back = stage.now + stage.rules.requests.auto_close if name == "close_at" else stage.now
        assert await _times(stage, number) == {**latest, name: back}
    assert await _times(stage, other) == latest
    offered = {
        **latest,
        "broadcast_due_at": stage.now + stage.rules.requests.question,
    }  # what was offered is waited for
    await stage.change(number, **{**offered, "offered": {}, "file_at": latest["file_at"] + MOMENT})
    await _look(stage)
    assert await _times(stage, number) == {**offered, "file_at": stage.now}


async def test_silence_is_waited_for_as_long_as_is_set(stage: Stage, rita: Someone) -> None:
    stage.with_rules(requests__auto_close=timedelta(days=7))
    number, close_at = await stage.files(rita, "The lamp flickers"), stage.now + timedelta(days=7)
    await stage.change(number, status=Status.PENDING, close_at=close_at)
    await _look(stage)
    assert (await stage.ticket(number)).close_at == close_at
    await stage.change(number, close_at=close_at + clock_skew.SLACK + MOMENT)
    await _look(stage)
    assert (await stage.ticket(number)).close_at == close_at
    stage.with_rules(requests__auto_close=OFF)
    for status in (Status.PENDING, Status.RESOLVED):
        await stage.change(number, status=status, close_at=close_at)
        await _look(stage)
        assert (await stage.ticket(number)).close_at == close_at, "whoever switches it off ends nothing by that"


async def test_a_question_comes_back_while_it_is_open(stage: Stage, rita: Someone) -> None:
    latest = stage.now + stage.rules.requests.question + clock_skew.SLACK
    late, given = latest + MOMENT, {"person_id": rita.id, "kind": QuestionKind.SUBJECT, "asked_at": stage.now}
    async with stage.database.unit_of_work() as session:
        asked = [
            Question(**given, due_at=latest),
            Question(**given, due_at=late),
            Question(**given, due_at=late, answered_at=stage.now),
            Question(**given, due_at=late, closed_at=stage.now),
        ]
        session.add_all(asked)
        await session.flush()
        ids = [question.id for question in asked]
    await _look(stage)
    assert [(await stage.question(each)).due_at for each in ids] == [latest, stage.now, late, late]


async def test_a_job_comes_back_that_was_put_in_the_future_and_none_that_waits_for_its_hour(stage: Stage) -> None:
    ahead = stage.now + timedelta(hours=3)
    async with stage.database.unit_of_work() as session:
        queue.put_job(session, NewJob(Box.TO_TELEGRAM, "chat:1", queue.encode_payload({}), ahead))
        queue.put_job(session, NewJob(Box.TO_TELEGRAM, "chat:2", queue.encode_payload({}), stage.now, due_at=ahead))
        queue.put_job(
            session, NewJob(Box.TO_TELEGRAM, "chat:3", queue.encode_payload({}), stage.now + clock_skew.SLACK)
        )
    await _look(stage)
    due = dict(await fetch(stage, select(Job.key, Job.due_at)))
    assert due == {"chat:1": stage.now, "chat:2": ahead, "chat:3": stage.now + clock_skew.SLACK}


async def test_a_job_that_was_tried_ahead_is_tried_again_now(stage: Stage) -> None:
    farthest = stage.now + consumer.LONGEST + clock_skew.SLACK
    for key, due_at, attempts in (("1", farthest, 1), ("2", farthest + MOMENT, 1), ("3", farthest + MOMENT, 0)):
        async with stage.database.unit_of_work() as session:
            queue.put_job(session, NewJob(Box.TO_TELEGRAM, key, queue.encode_payload({}), stage.now, due_at=due_at))
        await execute(stage, update(Job).where(Job.key == key).values(attempts=attempts))
    await _look(stage)
    due = dict(await fetch(stage, select(Job.key, Job.due_at)))
    assert due == {"1": farthest, "2": stage.now, "3": farthest + MOMENT}


async def test_no_timer_is_later_than_it_can_be(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The lamp flickers")
    ticket, ahead, longest = (
        await stage.ticket(number),
        stage.now + timedelta(days=30),
        clock_skew._longest(stage.rules),
    )
    await execute(stage, delete(Timer))
    await add(stage, *(Timer(ticket_id=ticket.id, kind=kind, due_at=ahead) for kind in timer_actions.KINDS))
    await _look(stage)
    due = dict(await fetch(stage, select(Timer.kind, Timer.due_at)))
    assert due == {kind: stage.now + longest[kind] if kind in longest else ahead for kind in timer_actions.KINDS}
    assert timer_actions.KINDS.keys() - longest.keys() == {"still", "low_mark", "survey", "deleted_there", "later"}


async def test_who_spoke_ahead_is_told_of_after_the_same_time(stage: Stage, rita: Someone) -> None:
    number, other = await stage.files(rita, "The lamp flickers"), await stage.files(rita, "The door is stuck")
    ahead, wait = stage.now + timedelta(hours=5), stage.rules.team.remind
    tomorrow = stage.now + timedelta(days=1)
    await stage.change(
        number, requester_spoke_at=ahead, broadcast_at=ahead, remind_at=ahead + wait, escalate_at=ahead + 2 * wait
    )
    await stage.change(other, remind_at=tomorrow)
    await _look(stage)
    ticket = await stage.ticket(number)
    assert (ticket.requester_spoke_at, ticket.broadcast_at) == (stage.now, stage.now)
    assert (ticket.remind_at, ticket.escalate_at) == (stage.now + wait, stage.now + 2 * wait)
    assert (await stage.ticket(other)).remind_at == tomorrow


async def test_who_spoke_ahead_can_be_answered_now(stage: Stage, rita: Someone) -> None:
    """Though nobody is to be reminded of it; what came from their request a moment later is not for later either."""
    number = await stage.files(rita, "The lamp flickers")
    ahead = stage.now + timedelta(hours=5)
    given = {"requester_spoke_at": ahead, "broadcast_at": ahead + timedelta(seconds=1)}
    await stage.change(number, **given, remind_at=None, escalate_at=None)
    await _look(stage)
    ticket = await stage.ticket(number)
    assert (ticket.requester_spoke_at, ticket.broadcast_at) == (stage.now, stage.now)
    assert (ticket.remind_at, ticket.escalate_at) == (None, None)


async def test_what_is_the_desks_own_comes_back(stage: Stage, rita: Someone) -> None:
    ahead = stage.now + timedelta(days=30)
    async with stage.database.unit_of_work() as session:
        await session.execute(insert(DeskRow).values(id=1).on_conflict_do_nothing())
        await session.execute(update(DeskRow).values(recalculate_at=ahead))
        await session.execute(update(Person).where(Person.id == rita.id).values(digest_at=ahead))
        session.add(
            DueFailure(kind="file", object_id=1, due_at=stage.now, attempts=1, not_before=ahead, error="ValueError")
        )
    await _look(stage)
    assert await scalar(stage, select(DeskRow.recalculate_at)) == stage.now
    digest_at = await scalar(stage, select(Person.digest_at).where(Person.id == rita.id))
    assert digest_at is not None and stage.now < digest_at <= stage.now + timedelta(days=1)
    assert await scalar(stage, select(DueFailure.not_before)) == stage.now


async def test_a_row_that_somebody_holds_keeps_no_other_from_coming_back(stage: Stage, rita: Someone) -> None:
    number, other = await stage.files(rita, "The lamp flickers"), await stage.files(rita, "The door is stuck")
    for each in (number, other):
        await stage.change(each, close_at=stage.now + timedelta(days=300))
    async with held(stage.database, f"tickets where number = {number}"):
        await _look(stage)
    assert (await stage.ticket(other)).close_at == stage.now + stage.rules.requests.auto_close
