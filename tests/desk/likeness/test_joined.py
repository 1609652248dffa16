"""What is counted beside a request: those like it, those joined with it, and both."""

import pytest
from sqlalchemy import update

from db.models import Person, Status, Ticket, TicketGroup
from desk.likeness.shown import AlikeCount, alike_page, counted
from tests.desk.stage import Someone, Stage


@pytest.fixture
async def numbers(stage: Stage, olga: Someone) -> list[int]:
    """Seven requests: the first, three like it, of which two are joined with it and one is over; one that is joined
    only; one of another group; one like nothing."""
    made = [await stage.files(await stage.person(f"Guest {n}"), f"it is on fire, {n}") for n in range(7)]
    async with stage.database.unit_of_work() as session:
        groups = [TicketGroup(made_at=stage.now, made_by=olga.id) for _ in range(2)]
        session.add_all(groups)
        await session.flush()
        first = (await stage.ticket(made[0])).id
        await session.execute(update(Ticket).values(filed_at=stage.now, alike_id=None))
        for which, values in (
            (made[0:4], {"alike_id": first}),
            (made[0:3] + made[4:5], {"group_id": groups[0].id}),
            (made[5:6], {"group_id": groups[1].id}),
            (made[3:4], {"status": Status.CLOSED}),
        ):
            await session.execute(update(Ticket).where(Ticket.number.in_(which)).values(**values))
    return made


@pytest.mark.broad
async def test_both_are_counted_and_named_once(stage: Stage, olga: Someone, numbers: list[int]) -> None:
    ticket = await stage.ticket(numbers[0])
    async with stage.database.reading() as session:
        assert await counted(session, ticket) == AlikeCount(like=2, joined=3, total=3)
        page = await alike_page(session, ticket.id, await session.get_one(Person, olga.id))
    assert page is not None
    shown = [(one.number, one.joined) for one in page.lines]
    assert shown == [(numbers[1], True), (numbers[2], True), (numbers[4], True)]


@pytest.mark.broad
async def test_of_what_is_joined_only_it_is_said_as_well(stage: Stage, olga: Someone, numbers: list[int]) -> None:
    ticket = await stage.ticket(numbers[4])
    async with stage.database.reading() as session:
        assert await counted(session, ticket) == AlikeCount(like=0, joined=3, total=3)
        page = await alike_page(session, ticket.id, await session.get_one(Person, olga.id))
        assert await counted(session, await stage.ticket(numbers[5])) == AlikeCount()
        assert await counted(session, await stage.ticket(numbers[6])) == AlikeCount()
    assert page is not None and [one.number for one in page.lines] == numbers[:3]
