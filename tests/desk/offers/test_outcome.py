"""Helped, where its ticket has moved on since: taken and worked on, it ends; answered, it does not."""

import pytest

from db.database import Database
from db.enums import Status
from desk.errors import Outdated, Refused
from desk.offers import outcome
from tests.desk.cast import cast, lines
from tests.desk.stage import Stage


@pytest.mark.parametrize("status", list(Status))
async def test_it_ends_whatever_is_worked_on_and_unanswered(database: Database, status: Status) -> None:
    stage = Stage(database)
    anna, olga, *_ = await cast(stage)
    number = (await stage.says(anna, "How do I reset my password?")).number or 0
    values = {"status": status, "filed_at": stage.now, "offered": [1], "assignee_id": olga.id}
    await stage.change(number, **values)
    ends = status not in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED)
    if ends:
        await stage.change(number, first_response_at=stage.now)
        with pytest.raises(Outdated):
            await stage.does(anna, lambda desk: outcome.helped(desk, number))
        await stage.change(number, first_response_at=None)
        await stage.does(anna, lambda desk: outcome.helped(desk, number))
    else:
        with pytest.raises(Refused):
            await stage.does(anna, lambda desk: outcome.helped(desk, number))
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.end_reason) == ((Status.CLOSED, "answered") if ends else (status, None))
    assert ("requester-was-helped" in await lines(stage, olga)) is ends
