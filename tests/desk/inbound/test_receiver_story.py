"""A request from its first words to the stars, as its requester writes it."""

import asyncio
from datetime import timedelta

from sqlalchemy import select, text

from db.models import Status, Ticket
from desk.inbound.routing_types import Destination
from desk.tickets import assignment
from tests.desk.stage import Someone, Stage


async def test_without_a_quiet_period_it_is_filed_at_once(stage: Stage) -> None:
    stage.with_rules(requests__intake_quiet=timedelta(0))
    rita = await stage.person("Rita")
    number = (await stage.says(rita, "wifi")).number or 0
    assert (await stage.ticket(number)).filed_at == stage.now


async def test_what_ends_this_very_moment_loses_no_words(stage: Stage, rita: Someone, olga: Someone) -> None:
    """The ticket is closed between the look and the words: looked at afresh, they are a request of their own."""
    number = await stage.files(rita, "The badge printer is jammed again")
    await stage.does(olga, assignment.claim, number)
    async with stage.database.sessions() as blocker:
        ticket = (await blocker.scalars(select(Ticket).where(Ticket.number == number).with_for_update())).one()
        words = asyncio.create_task(stage.says(rita, "The projector is dark now"))
        await _waits_for_a_lock(stage)
        ticket.status, ticket.ended_at = Status.CLOSED, stage.now
        await blocker.commit()
    heard = await words
    assert heard.destination is Destination.NEW_DRAFT and heard.number != number
    assert await stage.texts(heard.number or 0) == ["The projector is dark now"]
    assert len(await stage.entries(number)) == 1


async def _waits_for_a_lock(stage: Stage) -> None:
    """Return when some transaction stands at a lock."""
    waiting = text("select count(*) from pg_locks where not granted")
    for _ in range(1000):
        async with stage.database.sessions() as session:
            if (await session.execute(waiting)).scalar_one():
                return
    raise AssertionError("nobody waits")
