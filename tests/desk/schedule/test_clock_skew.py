"""A clock that was put back: of what is due later than it can be, each time is brought back, and no other."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db import queue
from db.models import Box, Job, Question, QuestionKind, Status
from desk.requests.drafts import MOST_TIMES
from desk.schedule import clock_skew
from tests.desk.stage import Someone, Stage

MOMENT, OFF = timedelta(microseconds=1), timedelta(0)
TIMES = ("file_at", "tell_at", "broadcast_due_at", "close_at")


def _latest(stage: Stage) -> dict[str, datetime]:
    """The farthest that each time of a ticket can be."""
    rules, latest = stage.rules, stage.now + clock_skew.SLACK
    lengths = (rules.intake_quiet * MOST_TIMES, rules.undo, rules.intake_quiet, rules.auto_close)
    return {name: latest + length for name, length in zip(TIMES, lengths, strict=True)}


async def _look(stage: Stage) -> None:
    async with stage.database.unit_of_work() as session:
        await clock_skew.look(session, stage.now, stage.rules)


async def _times(stage: Stage, number: int) -> dict[str, datetime | None]:
    ticket = await stage.ticket(number)
    return {name: getattr(ticket, name) for name in TIMES}


async def test_each_time_of_a_ticket_comes_back_by_itself(stage: Stage, rita: Someone) -> None:
    stage.with_rules(undo=timedelta(seconds=10))
    number, other = await stage.files(rita, "The lamp flickers"), await stage.files(rita, "The door is stuck")
    latest = _latest(stage)
    await stage.change(other, **latest)
    for name in TIMES:
        await stage.change(number, **{**latest, name: latest[name] + MOMENT})
        await _look(stage)
        back = stage.now + stage.rules.auto_close if name == "close_at" else stage.now
        assert await _times(stage, number) == {**latest, name: back}
    assert await _times(stage, other) == latest
    offered = {**latest, "broadcast_due_at": stage.now + stage.rules.question}  # what was offered is waited for
    await stage.change(number, **{**offered, "offered": {}, "file_at": latest["file_at"] + MOMENT})
    await _look(stage)
    assert await _times(stage, number) == {**offered, "file_at": stage.now}


async def test_silence_is_waited_for_as_long_as_the_status_has_it(stage: Stage, rita: Someone) -> None:
    stage.with_rules(targets=True, pending=timedelta(days=7), auto_close=timedelta(hours=72))
    number, close_at = await stage.files(rita, "The lamp flickers"), stage.now + timedelta(days=7)
    await stage.change(number, status=Status.PENDING, close_at=close_at)
    await _look(stage)
    assert (await stage.ticket(number)).close_at == close_at, "seven days are promised, whatever solved tickets have"
    await stage.change(number, close_at=close_at + clock_skew.SLACK + MOMENT)
    await _look(stage)
    assert (await stage.ticket(number)).close_at == close_at
    stage.with_rules(targets=False)
    await _look(stage)
    assert (await stage.ticket(number)).close_at == stage.now + stage.rules.auto_close
    neither = ((Status.PENDING, {"targets": False}), (Status.RESOLVED, {}), (Status.PENDING, {"pending": OFF}))
    for status, off in neither:
        stage.with_rules(**{"targets": True, "pending": timedelta(days=7), "auto_close": OFF, **off})
        await stage.change(number, status=status, close_at=close_at)
        await _look(stage)
        assert (await stage.ticket(number)).close_at == close_at, "whoever switches it off ends nothing by that"


async def test_a_question_comes_back_while_it_is_open(stage: Stage, rita: Someone) -> None:
    latest = stage.now + stage.rules.question + clock_skew.SLACK
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
        queue.put(session, queue.Put(Box.TO_TELEGRAM, "chat:1", queue.body({}), ahead))
        queue.put(session, queue.Put(Box.TO_TELEGRAM, "chat:2", queue.body({}), stage.now, due_at=ahead))
        queue.put(session, queue.Put(Box.TO_TELEGRAM, "chat:3", queue.body({}), stage.now + clock_skew.SLACK))
    await _look(stage)
    async with stage.database.reading() as session:
        due = dict((await session.execute(select(Job.key, Job.due_at))).all())
    assert due == {"chat:1": stage.now, "chat:2": ahead, "chat:3": stage.now + clock_skew.SLACK}
