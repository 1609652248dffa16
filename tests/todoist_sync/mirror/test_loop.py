"""The mirror over HTTP: what it reads, what waits, every way it can be cut."""

from structlog.testing import capture_logs

from db.models import Status
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from desk.tickets import assignment
from sandbox.todoist.errors import limit_reached
from tests.desk.cast import PRINTER, cast
from tests.todoist_sync.table import Table, commands_of


def said(text: str) -> NewEntry:
    return NewEntry(RichText(text))


def _no_room(_: str, __: int = 1) -> None:
    raise limit_reached("Maximum number of items per user project limit reached", "MAX_ITEMS_LIMIT_REACHED", 49)


async def test_an_answer_that_was_lost_doubles_nothing(table: Table) -> None:
    rita, olga, *_ = await cast(table)
    number = await table.files(rita, PRINTER)
    table.wire.after = commands_of
    await table.fails()
    assert len((await table.state())["tasks"]) == 1
    table.wire.after = lambda _: False
    table.restart()
    await table.settle()
    assert len((await table.state())["tasks"]) == 1
    await table.does(olga, thread.add_reply, number, said("on my way"))
    await table.does(olga, thread.add_reply, number, said("on my way"))
    table.wire.after = commands_of
    await table.fails()
    table.wire.after = lambda _: False
    await table.settle()
    assert await table.comments(number) == ["**Olga:** on my way", "**Olga:** on my way"]
    assert len(await table.entries(number)) == 3
    assert await table.section(number) == "In progress"


async def test_killed_between_store_and_send(table: Table) -> None:
    rita, olga, *_ = await cast(table)
    number = await table.files(rita, PRINTER)
    table.wire.before = commands_of
    await table.fails()
    stored = await table.commands()
    assert stored == 1
    table.wire.before = lambda _: False
    table.restart()
    await table.settle()
    assert len((await table.state())["tasks"]) == 1
    await table.does(olga, assignment.claim, number)
    table.wire.before = commands_of
    await table.fails()
    table.wire.before = lambda _: False
    board = await table.at_board("Somebody")
    table.later(minutes=5)
    await table.drags(number, "Pending", by=board)
    assert await table.section(number) == "Pending"
    assert (await table.ticket(number)).status is Status.PENDING


async def test_the_limit_of_tasks_waits_and_loses_nothing(table: Table) -> None:
    anna, *_, vera = await cast(table)
    low = await table.files(anna, PRINTER)
    high = await table.files(anna, "The server room is flooded")
    await table.change(high, priority=1)
    room, table.world.check_task_limit = table.world.check_task_limit, _no_room
    await table.mirror.run_round(read=True)
    assert [t["content"] for t in (await table.state())["tasks"]] == []
    assert [x.get("key") for x in await table.letters(vera)].count("board-trouble-full") == 1
    table.world.check_task_limit = room
    table.later(minutes=1)
    await table.settle()
    table.later(minutes=1)
    await table.settle()
    assert (await table.task(low))["id"]
    assert (await table.task(high))["id"]


async def test_out_of_reach_is_waited_out_ever_longer(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    table.wire.before = lambda _: True
    waits = [(await table.mirror.run_once()).total_seconds() for _ in range(9)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 120, 120]
    table.wire.before = lambda _: False
    assert (await table.mirror.run_once()).total_seconds() == 0
    assert await table.section(number) == "New"


async def test_an_outage_is_logged_once_then_rarely_and_its_end(table: Table) -> None:
    table.wire.before = lambda _: True
    with capture_logs() as lines:
        for _ in range(12 * 25):
            await table.mirror.run_once(read=True)
            table.later(seconds=5)
        assert table.mirror.trouble == "no answer"
        table.wire.before = lambda _: False
        await table.mirror.run_once(read=True)
    said = [(line["event"], line.get("minutes")) for line in lines if "minutes" in line or " is back" in line["event"]]
    away = [("Todoist is out of reach", minutes) for minutes in (0, 10, 20)]
    assert said == [*away, ("the board is back after 25 min", None)]
    assert table.mirror.trouble is None


async def test_too_many_requests_wait_as_long_as_todoist_says(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.board.do("fault", path="sync", status=429, retry_after=7, times=1)
    assert (await table.mirror.run_once()).total_seconds() == 7
    await table.settle()
    assert len((await table.state())["tasks"]) == 1
    assert await table.section(number) == "New"


async def test_a_new_writer_knows_what_was_spent_of_the_requests(table: Table) -> None:
    rita, *_ = await cast(table)
    await table.files(rita, PRINTER)
    for _ in range(900):
        table.client.budget.count_request()
    await table.settle()
    left = table.client.budget.left
    table.restart()
    await table.mirror.run_round(read=True)
    assert left - 20 < table.client.budget.left < left


async def test_the_log_says_until_when_todoist_asks_for_a_pause(table: Table) -> None:
    await table.settle()
    await table.board.do("fault", path="sync", status=429, retry_after=240, times=1)
    with capture_logs() as said:
        pause = await table.mirror.run_once(read=True)
    assert pause.total_seconds() == 240
    assert [one["until"] for one in said if one["event"] == "Todoist asks for a pause"] == [
        f"{table.now + pause:%H:%M:%S} UTC"
    ]
