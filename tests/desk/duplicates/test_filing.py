"""What is looked up as a request is filed: nothing where nothing else was, and the ends of the hour."""

import pytest
from sqlalchemy import select

from db.models import Question, Ticket, TicketGroup
from desk.conversation.new_entry import NewEntry
from desk.merging import linking, merging
from desk.queries.same_reports import AlikeCount, count_alike
from desk.requests import drafts
from desk.text import RichText
from desk.tickets import assignment, lifecycle
from tests.desk.cast import cast
from tests.desk.stage import Someone, Stage
from tests.sql import add, scalar

LOGIN = "I cannot log in, it says wrong password"


async def _files(stage: Stage, who: Someone, text: str = LOGIN) -> int:
    """A request, filed at once; its number."""
    number = (await stage.says(who, text)).number or 0
    if number:
        ticket = await scalar(stage, select(Ticket).where(Ticket.number == number))
        if ticket is not None and ticket.filed_at is None:
            await stage.does(who, drafts.send_draft, number)
    return number


async def _offers(stage: Stage) -> int:
    async with stage.database.sessions() as session:
        rows = await session.scalars(select(Question.kind))
        return sum(kind.value == "add_same" for kind in rows)


async def _like(stage: Stage, number: int) -> AlikeCount:
    async with stage.database.sessions() as session:
        ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).one()
        return await count_alike(session, ticket)


async def test_the_hour_ends_and_what_is_over_counts_no_more(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    ben, cleo = [await stage.person(name) for name in ("Ben", "Cleo")]
    first = await _files(stage, rita)
    stage.later(minutes=30)
    second = await _files(stage, ben)
    stage.later(minutes=30)
    third = await _files(stage, cleo)
    assert [await _like(stage, n) for n in (first, second, third)] == [
        AlikeCount(2, 0, 2),
        AlikeCount(2, 0, 2),
        AlikeCount(2, 0, 2),
    ]
    stage.later(seconds=1)
    await stage.does(olga, lifecycle.resolve, second)
    assert (await _like(stage, third)).like == 1
    done = await stage.does(olga, linking.link_alike, third)
    assert done.others == 1
    assert await _like(stage, first) == AlikeCount(1, 1, 1)
    await stage.does(olga, merging.unlink_ticket, first)
    assert await _like(stage, third) == AlikeCount(1, 0, 1)


async def test_only_what_is_worked_on_is_offered(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    first = await _files(stage, rita)
    await stage.does(olga, lifecycle.resolve, first)
    async with stage.database.unit_of_work() as session:
        (await session.scalars(select(Ticket))).one().status = "closed"
    second = await _files(stage, rita)
    assert await _offers(stage) == 0
    stage.later(minutes=5)
    await stage.does(olga, assignment.claim, second)
    third = (await stage.does(rita, drafts.start_request, [], at_once=True)).number
    await stage.does(olga, merging.merge_ticket, third, second)
    assert (await _like(stage, second)).like == 0


@pytest.mark.parametrize(("seconds", "offered"), [(3600, 1), (3601, 0)])
async def test_an_hour_is_not_over_an_hour(stage: Stage, seconds: int, offered: int) -> None:
    rita, *_ = await cast(stage)
    await _files(stage, rita)
    stage.later(seconds=seconds)
    await stage.does(rita, drafts.start_request, [NewEntry(RichText(LOGIN))], at_once=True)
    assert await _offers(stage) == offered


@pytest.mark.parametrize("exempt", [False, True])
async def test_whom_no_limit_holds_for_is_not_asked_whether_two_are_one(
    stage: Stage, rita: Someone, exempt: bool
) -> None:
    stage.with_rules(limits__exempt_people=frozenset({rita.id} if exempt else ()))
    for _ in range(2):
        await stage.files(rita, LOGIN)
    assert await _offers(stage) == (not exempt)


async def test_what_stands_alone_joins_the_group_of_the_one_it_is_linked_to(stage: Stage) -> None:
    _, olga, *_ = await cast(stage)
    numbers = [await _files(stage, await stage.person(name)) for name in ("Ann", "Ben", "Cleo")]
    groups: list[int] = []
    for number in (numbers[0], numbers[2]):
        group = await add(stage, TicketGroup(made_at=stage.now, made_by=olga.id))
        groups.append(group.id)
        await stage.change(number, group_id=groups[-1])
    await stage.does(olga, linking.link_alike, numbers[2])
    assert [(await stage.ticket(one)).group_id for one in numbers] == [groups[0], groups[1], groups[1]]
