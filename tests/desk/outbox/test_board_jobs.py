"""When a card that changed here needs a job: where the board that the desk has now shows none of it yet."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db import queue
from db.models import BoardCard, Box, DeskRow, Entry, Job, JobState, Role
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.outbox import jobs
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.stage import Someone, Stage
from tests.sql import fetch, scalar


@pytest.mark.parametrize(
    ("card", "asked", "is_dirty"),
    [({}, 0, True), ({"project_id": "before"}, 1, True), ({"gone": "deleted"}, 1, False)],
)
async def test_only_a_card_on_this_board_is_compared_without_a_job(
    stage: Stage, rita: Someone, card: dict[str, Any], asked: int, is_dirty: bool
) -> None:
    ticket = await stage.ticket(await stage.files(rita, "The lamp flickers"))
    before = len(await stage.board_jobs())
    async with stage.database.unit_of_work() as session:
        await session.merge(DeskRow(id=1, project_id="P"))
        shown = {"project_id": "P", "task_id": "t", "dirty": False} | card
        session.add(BoardCard(ticket_id=ticket.id, created_at=stage.now, **shown))
    await stage.does(rita, jobs.request_compare, ticket.id)
    assert [job["do"] for job in (await stage.board_jobs())[before:]] == ["card"] * asked
    assert await scalar(stage, select(BoardCard.dirty)) is is_dirty


async def test_words_that_change_no_field_have_no_card_compared(stage: Stage, rita: Someone) -> None:
    """An answer to words that wait for one takes the label off; the requester's own may belong to the request."""
    olga = await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The lamp flickers")
    await stage.does(olga, assignment.claim, number)
    ticket = await stage.ticket(number)
    async with stage.database.unit_of_work() as session:
        await session.merge(DeskRow(id=1, project_id="P"))
        session.add(BoardCard(ticket_id=ticket.id, project_id="P", task_id="t", dirty=False, created_at=stage.now))

    async def compares(who: Someone, verb: Callable[[Desk, int, NewEntry], Awaitable[Entry]], words: str) -> bool:
        stage.later(minutes=1)
        await stage.does(who, verb, number, NewEntry(RichText(words)))
        async with stage.database.unit_of_work() as session:
            was = await session.scalar(select(BoardCard.dirty))
            await session.execute(update(BoardCard).values(dirty=False))
            return bool(was)

    assert await compares(olga, thread.add_reply, "I come at once")
    assert not await compares(olga, thread.add_reply, "It takes a minute more")
    assert not await compares(olga, thread.add_note, "The lamp is old")
    assert await compares(rita, thread.add_comment, "It is dark now")
    assert await compares(rita, thread.add_comment, "Quite dark")
    assert await compares(olga, thread.add_reply, "Here I am")


async def test_what_is_said_under_a_task_is_one_after_the_other_each_at_its_time(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The lamp flickers")
    ticket, later = (await stage.ticket(number)).id, stage.now + timedelta(minutes=1)
    async with stage.database.unit_of_work() as session:
        of = {"ticket_id": ticket, "now": stage.now, "rules": stage.rules}
        for entry, due_at in ((7, None), (8, later)):
            jobs.queue_comment(session, jobs.Do.COMMENT, entry_id=entry, due_at=due_at, **of)
    put = select(Job.key, Job.due_at).where(Job.box == Box.TO_TODOIST, Job.entry_id.in_((7, 8))).order_by(Job.id)
    assert await fetch(stage, put) == [(f"ticket:{ticket}", stage.now), (f"ticket:{ticket}", later)]


async def test_a_comment_that_could_not_be_read_is_tried_as_it_is_now_and_forgotten_also_when_given_up(
    stage: Stage,
) -> None:
    async with stage.database.unit_of_work() as session:
        for words in ("first", "edited"):
            jobs.retry_comment(session, 1, {"id": "c", "content": words}, now=stage.now)
    of_comment = Job.key == "comment:c"
    async with stage.database.unit_of_work() as session:
        (taken,) = await queue.claim_jobs(session, Box.TO_TODOIST, worker=1, now=stage.now, limit=5)
        assert b"edited" in taken.payload
        await session.execute(update(Job).where(of_comment).values(state=JobState.BURIED))
        await jobs.forget_unread(session, "c", now=stage.now)
        left = (await session.execute(select(Job.payload, Job.state).where(of_comment))).all()
        assert [(bytes(row.payload), row.state) for row in left] == [(b"{}", JobState.DONE)] * 2
