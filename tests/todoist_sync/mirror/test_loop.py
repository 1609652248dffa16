"""The mirror over HTTP: what it reads, what waits, every way it can be cut."""

import pytest

from db.models import Status
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.cast import PRINTER, cast
from tests.todoist_sync.table import Table, commands_of

pytestmark = pytest.mark.broad


def said(text: str) -> NewEntry:
    return NewEntry(RichText(text))


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
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    table.wire.before = commands_of
    await table.fails()
    table.wire.before = lambda _: False
    board = await table.at_board("Somebody")
    table.later(minutes=5)
    await table.drags(number, "Pending", by=board)
    assert await table.section(number) == "Pending"
    assert (await table.ticket(number)).status is Status.PENDING
