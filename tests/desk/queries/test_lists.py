"""Lines of lists: whose they are, in which order, what they say of lateness and of waiting."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.models import BoardCard, Person, Role, Status, Ticket
from desk.policy.open_filter import By, OpenFilter, Order
from desk.queries import attention, lists, open_tickets
from desk.queries.lists import Which
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def test_a_line_says_what_is_due_and_until_when_it_is_held(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Olga's own request is none that she has, whoever gave it to her."""
    await stage.person("Ivan", Role.AGENT)
    late, held, own = [await stage.files(who, "The printer is on fire") for who in (rita, rita, olga)]
    await stage.change(late, escalated_at=stage.now)
    given = {"assignee_id": olga.id, "promised_at": stage.now, "hold_until": stage.now}
    for number, status in ((late, Status.IN_PROGRESS), (held, Status.ON_HOLD), (own, Status.IN_PROGRESS)):
        await stage.change(number, status=status, **given)
    async with stage.database.reading() as session:
        lines = {x.number: x for x in (await lists.mine(session, await session.get_one(Person, olga.id))).lines}
    assert {n: (line.due_at, line.hold_until) for n, line in lines.items()} == {
        late: (stage.now, None),
        held: (None, stage.now),
    }
    assert [lines[number].escalated for number in (late, held)] == [True, False]
    moment = timedelta(microseconds=1)
    assert [lines[late].is_late(at) for at in (stage.now, stage.now + moment)] == [False, True]


async def test_ones_own_are_open_ones_first_and_ten_a_page(stage: Stage, rita: Someone) -> None:
    numbers = [await _files(stage, rita, f"Request number {n}") for n in range(10)]
    *_, solved, pending, ended = numbers
    for number, status in ((solved, Status.RESOLVED), (pending, Status.PENDING), (ended, Status.CLOSED)):
        await stage.change(number, status=status)
    async with stage.database.reading() as session:
        person = await session.get_one(Person, rita.id)
        every = await lists.tickets_of(session, person, 2)
        waiting = await lists.tickets_of(session, person, which=Which.WAITING, order=Order.OPEN)
    assert [line.number for line in every.lines] == [*numbers[-2::-1], ended]
    assert (every.page, every.pages, every.total, every.open_count) == (1, 1, 10, 9)
    assert [line.number for line in waiting.lines] == [pending, solved]


async def test_of_all_open_ones_what_changed_last_what_is_off_the_board_and_who_can_be_chosen(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    """Words are a change; a task that is gone or still to be made is none; who has left is nobody's choice."""
    vera = await stage.person("Vera", Role.ADMIN)
    await stage.person("Former", Role.AGENT, dismissed_at=stage.now)
    spoken, changed, urgent = [await stage.files(rita, f"The lamp of room {n} flickers") for n in range(3)]
    stage.later(minutes=1)
    await stage.change(changed, updated_at=stage.now)
    await stage.change(spoken, last_entry_at=stage.now + timedelta(seconds=1))
    await stage.change(urgent, priority=1)
    async with stage.database.unit_of_work() as session:
        viewer = await session.get_one(Person, vera.id)
        for number, task, gone in ((spoken, "a", None), (changed, "b", "deleted"), (urgent, None, None)):
            of = (await stage.ticket(number)).id
            session.add(BoardCard(ticket_id=of, project_id="P", task_id=task, created_at=stage.now, gone=gone))
        await session.flush()
        pages = [
            await open_tickets.open_tickets(session, viewer, chosen, 1, now=stage.now, board=True, language="en")
            for chosen in (OpenFilter(order=Order.CHANGED), OpenFilter(priority=1))
        ]
        team = await open_tickets.choices(session, By.AGENT, "en")
        only = (Ticket.number == urgent,)
        await session.execute(update(Ticket).values(needs_answer=True))
        listed = await attention.attention(session, viewer, 1, now=stage.now, a_page=1, only=only)
    assert [line.number for line in pages[0].page.lines] == [spoken, changed, urgent]
    assert [page.off_board for page in pages] == [2, 1]
    assert [one.name for one in team] == ["Olga", "Vera"]
    assert (listed.page, listed.pages, sum(listed.all_counts.values())) == (1, 1, 3)


async def test_ones_own_go_by_the_last_word_or_the_last_turn(stage: Stage, rita: Someone) -> None:
    first, second = [await _files(stage, rita, f"Request number {n}") for n in range(2)]
    minute = timedelta(minutes=1)
    await stage.change(first, last_entry_at=stage.now + minute, status_at=stage.now)
    await stage.change(second, last_entry_at=stage.now, status_at=stage.now + 2 * minute)
    async with stage.database.reading() as session:
        person = await session.get_one(Person, rita.id)
        for order, numbers in ((Order.OPEN, [first, second]), (Order.CHANGED, [second, first])):
            found = await lists.tickets_of(session, person, order=order)
            assert [line.number for line in found.lines] == numbers


async def test_of_what_i_have_the_one_that_waits_for_an_answer_comes_first(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    urgent, waits = [await stage.files(rita, f"The lamp of room {n} flickers") for n in range(2)]
    filed = stage.now + timedelta(hours=1)
    for number, more in (
        (urgent, {"priority": 1, "needs_answer": False}),
        (waits, {"needs_answer": True, "filed_at": filed}),
    ):
        await stage.change(number, assignee_id=olga.id, status=Status.IN_PROGRESS, **more)
    async with stage.database.reading() as session:
        found = await lists.mine(session, await session.get_one(Person, olga.id))
    assert [line.number for line in found.lines] == [waits, urgent]
    assert found.lines[0].since == filed
