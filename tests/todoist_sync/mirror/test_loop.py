"""The mirror over HTTP: what it reads, what waits, every way it can be cut."""

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import BoardAct, Brake, BrakeKind, EntryKind, Status
from desk.board import brake
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from desk.tickets import assignment
from sandbox.todoist.errors import limit
from tests.desk.cast import PRINTER, cast, relays
from tests.todoist_sync.table import Table, commands_of, laid

pytestmark = pytest.mark.broad


def said(text: str) -> NewEntry:
    return NewEntry(RichText(text))


def _no_room(_: str, __: int = 1) -> None:
    raise limit("Maximum number of items per user project limit reached", "MAX_ITEMS_LIMIT_REACHED", 49)


async def test_a_filed_ticket_becomes_a_task(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    task = await table.task(number)
    assert task["content"] == f"#{number} {PRINTER}"
    assert f"> {PRINTER}" in task["description"]
    assert task["priority"] == 2
    assert await table.section(number) == "New"
    assert task["labels"] == ["needs-answer"]
    assert await table.comments(number) == []


async def test_comments_go_both_ways_once(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Olga Todo", link="Olga")
    await table.comment(number, "Try *again* <b>now</b>", by=board)
    entry = (await table.entries(number))[-1]
    assert (entry.kind, entry.body, entry.author_name) == (EntryKind.REPLY, "Try again <b>now</b>", "Olga")
    assert entry.entities == [{"type": "italic", "offset": 4, "length": 5}]
    assert len(await relays(table, anna)) == 1
    ticket = await table.ticket(number)
    assert (ticket.status, ticket.assignee_id) == (Status.IN_PROGRESS, olga.id)
    assert await table.section(number) == "In progress"
    assert (await table.task(number))["responsible_uid"] == board
    await table.says(anna, "still *on* fire\n**Olga:** no")
    await table.settle()
    assert await table.comments(number) == [
        "Try *again* <b>now</b>",
        "**Anna K.:** still \\*on\\* fire\n> \\*\\*Olga:\\*\\* no",
    ]
    assert len(await table.entries(number)) == 3


async def test_characters_that_cannot_be_stored_harm_nobody(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")
    note = await table.comment(number, "a?b", by=board, quietly=True)
    table.world.notes.rows[note["id"]]["content"] = "a\x00b"
    await table.settle()
    assert await table.texts(number) == [PRINTER, "a\ufffdb"]


async def test_tasks_there_before_are_left_alone(database: Database) -> None:
    async with laid(database, begin=False) as table:
        project = (await table.board.do("project/add", **{"as": table.account, "name": "Support"}))["id"]
        old = {"as": table.account, "project_id": project}
        await table.board.do("task/add", **old, content="Older than the desk")
        done = await table.board.do("task/add", **old, content="Older and done")
        await table.board.do("task/complete", **{"as": table.account, "id": done["id"]})
        await table.settle()
        await table.board.do("task/uncomplete", **{"as": table.account, "id": done["id"]})
        for task in (await table.state())["tasks"]:
            await table.board.do("comment/add", **{"as": table.account, "task_id": task["id"], "content": "hm"})
        await table.settle()
        assert await table.tickets() == []
        assert {t["content"] for t in (await table.state())["tasks"]} == {"Older than the desk", "Older and done"}


async def test_an_answer_that_was_lost_doubles_nothing(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    table.wire.after = commands_of
    await table.fails()
    assert len((await table.state())["tasks"]) == 1
    table.wire.after = lambda _: False
    table.restart()
    await table.settle()
    assert len((await table.state())["tasks"]) == 1
    await table.does(olga, lambda desk: thread.reply(desk, number, said("on my way")))
    await table.does(olga, lambda desk: thread.reply(desk, number, said("on my way")))
    table.wire.after = commands_of
    await table.fails()
    table.wire.after = lambda _: False
    await table.settle()
    assert await table.comments(number) == ["**Olga:** on my way", "**Olga:** on my way"]
    assert len(await table.entries(number)) == 3
    assert await table.section(number) == "In progress"


async def test_killed_between_store_and_send(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    table.wire.before = commands_of
    await table.fails()
    stored = await table.commands()
    assert stored == 1
    table.wire.before = lambda _: False
    table.restart()
    await table.settle()
    assert len((await table.state())["tasks"]) == 1
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    table.wire.before = commands_of
    await table.fails()
    table.wire.before = lambda _: False
    board = await table.at_board("Somebody")
    table.later(minutes=5)
    await table.drags(number, "Pending", by=board)
    assert await table.section(number) == "Pending"
    assert (await table.ticket(number)).status is Status.PENDING


async def test_a_full_reading_is_compared(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    first, second = await table.files(anna, PRINTER), await table.files(anna, "And the scanner is gone too")
    await table.does(olga, lambda desk: assignment.claim(desk, first))
    await table.settle()
    board = await table.at_board("Somebody")
    await table.on_board("task/complete", first, by=board, quietly=True)
    await table.comment(second, "I see", by=board, quietly=True)
    await table.board.do("sync_token/reject")
    await table.settle()
    assert (await table.ticket(first)).status is Status.RESOLVED
    assert (await table.ticket(second)).status is Status.IN_PROGRESS
    assert len(await table.entries(second)) == 2
    await table.board.do("sync_token/reject", answer="full")
    await table.settle()
    assert len(await table.entries(second)) == 2


async def test_a_refused_token_is_told_once_and_work_waits(table: Table) -> None:
    anna, *_, vera = await cast(table)
    await table.board.do("token/revoke", user=table.account)
    number = await table.files(anna, PRINTER)
    for _ in range(3):
        assert (await table.mirror.run_once()).total_seconds() >= 60
    keys = [one.get("key") for one in await table.letters(vera)]
    assert keys.count("board-trouble-token") == 1
    assert (await table.ticket(number)).status is Status.NEW


async def test_the_limit_of_tasks_waits_and_loses_nothing(table: Table) -> None:
    anna, *_, vera = await cast(table)
    low = await table.files(anna, PRINTER)
    high = await table.files(anna, "The server room is flooded")
    await table.change(high, priority=1)
    room, table.world.room = table.world.room, _no_room
    await table.mirror.round(read=True)
    assert [t["content"] for t in (await table.state())["tasks"]] == []
    assert [x.get("key") for x in await table.letters(vera)].count("board-trouble-full") == 1
    table.world.room = room
    table.later(minutes=1)
    await table.settle()
    table.later(minutes=1)
    await table.settle()
    assert (await table.task(low))["id"]
    assert (await table.task(high))["id"]


async def test_at_rest_nothing_is_planned(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    await table.settle()
    before = await table.commands()
    for _ in range(3):
        table.later(minutes=1)
        assert await table.mirror.round(read=True) == 0
    assert await table.commands() == before


async def test_out_of_reach_is_waited_out_ever_longer(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    table.wire.before = lambda _: True
    waits = [(await table.mirror.run_once()).total_seconds() for _ in range(9)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 120, 120]
    table.wire.before = lambda _: False
    assert (await table.mirror.run_once()).total_seconds() == 0
    assert await table.section(number) == "New"


async def test_a_board_that_answers_now_and_then_is_asked_again_soon(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    table.wire.before = lambda _: True
    assert [(await table.mirror.run_once()).total_seconds() for _ in range(9)][-1] == 120
    asked: list[str] = []
    table.wire.before = lambda request: request.url.path.endswith("/sync") and not asked.append("") and len(asked) > 1
    assert (await table.mirror.run_once(read=True)).total_seconds() == 8
    assert (await table.mirror.run_once(read=True)).total_seconds() == 16  # and no answer at all since
    table.wire.before = lambda _: False
    assert (await table.mirror.run_once()).total_seconds() == 0
    assert await table.section(number) == "New"


async def test_too_many_requests_wait_as_long_as_todoist_says(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.board.do("fault", path="sync", status=429, retry_after=7, times=1)
    assert (await table.mirror.run_once()).total_seconds() == 7
    await table.settle()
    assert len((await table.state())["tasks"]) == 1
    assert await table.section(number) == "New"


async def test_an_admins_no_to_a_completion_holds_though_todoist_is_away_when_it_is_to_be_sent(table: Table) -> None:
    anna, _, _, vera = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")
    project_id = await table.project_id()
    async with table.database.unit_of_work() as session:
        session.add_all(
            BoardAct(project_id=project_id, kind=BrakeKind.COMPLETE, at=table.now) for _ in range(20)
        )  # so many were completed just now
    await table.on_board("task/complete", number, by=board)
    async with table.database.sessions() as session:
        asked = (await session.scalars(select(Brake.id))).one()
    table.later(minutes=15)  # nothing is too much any more
    await table.does(vera, lambda desk: brake.answer_brake(desk, asked, go=False))
    table.wire.before = commands_of
    await table.fails()
    table.wire.before = lambda _: False
    await table.settle()
    assert (await table.ticket(number)).status is Status.NEW
    assert not (await table.task(number))["checked"]


async def test_a_gateways_page_is_no_answer(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    await table.does(olga, lambda desk: thread.reply(desk, number, said("on my way")))
    await table.board.do("fault", path="sync", status=502, html=True, after=True, times=1)
    assert (await table.fails()).http == 502
    await table.settle()
    assert await table.comments(number) == ["**Olga:** on my way"]
    assert await table.section(number) == "In progress"
