"""A change of a ticket, published by itself: only if it shows, once, and never when it was refused."""

import pytest
from sqlalchemy import update

from db.models import Box, Job, JobState, Status
from db.unit_of_work import get_unit
from desk import Desk, Refused
from desk.policy import Verb
from desk.tickets import fields, lifecycle
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Someone, Stage
from tests.sql import execute


def _published(desk: Desk) -> int:
    """How many edits and messages to the board this unit of work has put, those of one slot each by itself."""
    return len(get_unit(desk.session).jobs)


async def _on_show(stage: Stage) -> tuple[int, Someone]:
    """A ticket of which one message stands in a chat and none is on its way, and who may change it."""
    rita, olga, *_ = await cast(stage)
    number = await stage.files(rita, PRINTER)
    await stage.shown(rita, f"receipt:{number}", number)
    await execute(stage, update(Job).values(state=JobState.DONE))
    return number, olga


async def test_what_changes_nothing_that_shows_is_not_published(stage: Stage) -> None:
    number, olga = await _on_show(stage)

    async def act(desk: Desk) -> int:
        async with desk.change(number, Verb.RENAME) as ticket:
            ticket.subject_kept, ticket.last_entry_at = True, desk.now
        return _published(desk)

    assert await stage.does(olga, act) == 0


async def test_a_verb_within_a_verb_is_published_once_by_the_outer(stage: Stage) -> None:
    number, olga = await _on_show(stage)

    async def act(desk: Desk) -> tuple[int, int]:
        async with desk.change(number, Verb.RENAME):
            await fields.prioritise(desk, number, 2)
            within = _published(desk)
        return within, _published(desk)

    assert await stage.does(olga, act) == (0, 2)


async def test_what_its_steps_publish_is_published_once_after_them(stage: Stage) -> None:
    number, olga = await _on_show(stage)

    async def act(desk: Desk) -> tuple[int, int]:
        async with desk.change(number, Verb.PRIORITISE) as ticket:
            ticket.priority = 1
            await desk.publish(ticket)
            within = _published(desk)
        return within, _published(desk)

    assert await stage.does(olga, act) == (0, 2)


async def test_a_refusal_publishes_nothing_and_the_next_try_does(stage: Stage) -> None:
    number, olga = await _on_show(stage)

    async def act(desk: Desk) -> tuple[int, int]:
        with pytest.raises(Refused):
            async with desk.change(number, Verb.PRIORITISE) as ticket:
                ticket.priority = 4
                raise Refused("outdated")
        refused = _published(desk)
        await fields.prioritise(desk, number, 2)
        return refused, _published(desk)

    assert await stage.does(olga, act) == (0, 2)


async def test_what_is_brought_back_by_the_status_it_had_is_published(stage: Stage) -> None:
    """Resolved a moment ago, in progress before: nobody was told, but cards and board showed it as resolved."""
    number, olga = await _on_show(stage)
    await stage.does(olga, lifecycle.start_progress, number)
    stage.later(minutes=1)
    await stage.ticks()
    await stage.does(olga, lifecycle.resolve, number)

    async def act(desk: Desk) -> list[object]:
        await lifecycle.start_progress(desk, number)
        return [put.box for put in get_unit(desk.session).jobs]

    assert Box.TO_TODOIST in await stage.does(olga, act)
    assert (await stage.ticket(number)).status is Status.IN_PROGRESS
