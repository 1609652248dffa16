"""What is read of somebody, or of one ticket, is theirs alone: beside another who has the same."""

from typing import Any

import pytest

from db.models import Person, Role, Status
from desk.queries import lists, ticket_changes
from desk.queries.panel import load, requesters
from desk.staff import moving_tickets
from desk.tickets import assignment, fields
from tests.desk.stage import Someone, Stage


@pytest.fixture
async def numbers(stage: Stage, rita: Someone, olga: Someone) -> list[int]:
    """Rita filed the first three, Boris the others; Olga has the first two and the fifth, Ivan the third and fourth;
    the second is over, the sixth untaken."""
    boris, ivan = await stage.person("Boris"), await stage.person("Ivan", Role.AGENT)
    made = [await stage.files(who, "it is on fire") for who in (rita, rita, rita, boris, boris, boris)]
    for who, at in ((olga, 0), (olga, 1), (ivan, 2), (ivan, 3), (olga, 4)):
        await stage.does(who, assignment.claim, made[at])
    await stage.change(made[1], status=Status.CLOSED, ended_at=stage.now)
    return made


async def _reads(stage: Stage, who: Someone, what: Any) -> Any:
    async with stage.database.reading() as session:
        return await what(session, await session.get_one(Person, who.id))


async def test_what_is_read_of_somebody_is_theirs_alone(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone, numbers: list[int]
) -> None:
    found = await _reads(stage, olga, lists.load_assigned)
    assert sorted(one.number for one in found.lines) == [numbers[0], numbers[4]], "what I have and is open"
    page = await _reads(stage, olga, lambda session, me: requesters.load_requester_tickets(session, rita.id, me, 1))
    assert [one.number for one in page.lines] == numbers[2::-1], "what they filed"
    info = await _reads(stage, olga, lambda session, me: requesters.load_requester(session, rita.id, me, "en"))
    assert info.newest == numbers[2]
    ids = [(await stage.ticket(number)).id for number in numbers]
    async with stage.database.reading() as session:
        earlier = await lists.summarize_earlier(session, ids, "en")
    assert {numbers[ids.index(key)]: one.count for key, one in earlier.items()} == {
        numbers[1]: 1, numbers[2]: 2, numbers[4]: 1, numbers[5]: 2,
    }  # fmt: skip
    for number in (*numbers[:1], *numbers[2:4]):  # of Olga one that waits for an answer, of Ivan two
        await stage.change(number, needs_answer=True, status=Status.IN_PROGRESS)
    waiting = [await _reads(stage, who, load.count_waiting) for who in (olga, vera)]
    assert [(one.untaken, one.waits) for one in waiting] == [(1, 2), (1, 4)]  # the untaken one among them


async def test_who_changed_it_last_changed_this_one_and_this_of_it(
    stage: Stage, olga: Someone, vera: Someone, numbers: list[int]
) -> None:
    await stage.does(olga, fields.prioritise, numbers[0], 1)
    await stage.does(vera, fields.rename, numbers[0], "Printer")
    await stage.does(vera, fields.prioritise, numbers[4], 1)
    ticket = (await stage.ticket(numbers[0])).id
    async with stage.database.reading() as session:
        assert await ticket_changes.find_last_changer(session, ticket, ["priority"]) == olga.id
        assert await ticket_changes.find_last_changer(session, ticket, ["category"]) is None


async def test_what_is_moved_from_one_is_what_they_had_and_is_open(
    stage: Stage, olga: Someone, vera: Someone, numbers: list[int]
) -> None:
    done = await stage.does(vera, moving_tickets.move_tickets, olga.chat, to=vera.chat, category=None)
    assert done.went == 2
    held = [(await stage.ticket(number)).assignee_id for number in numbers]
    ivan = held[2]
    assert held == [vera.id, olga.id, ivan, ivan, vera.id, None] and ivan not in (olga.id, vera.id)
