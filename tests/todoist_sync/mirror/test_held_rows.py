"""What another program holds, or Todoist does not do now, keeps nothing else: no other ticket, no upload under way."""

from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from tests.desk.cast import PRINTER, cast
from tests.holding import held
from tests.todoist_sync.table import Table


async def test_one_ticket_that_is_held_keeps_no_other_from_the_board(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    first, second = await table.files(anna, PRINTER), await table.files(anna, "The door on floor 3 does not close")
    await table.settle()
    board = await table.at_board("Olga Todo", link="Olga")
    task = await table.task(first)
    for words in ("Is it off?", "Try now"):
        await table.comment(first, words, by=board, quietly=True)
    await table.comment(second, "Which door?", by=board, quietly=True)
    await table.does(olga, thread.add_reply, first, NewEntry(RichText("I am on my way")))
    async with held(table.database, f"tickets where number = {first}"):
        for _ in range(7):
            table.later(seconds=20)
            await table.mirror.run_once(read=True)
        assert (await table.texts(second))[1:] == ["Which door?"]
        assert (await table.texts(first))[1:] == ["I am on my way"]
        third = await table.files(anna, "The lamp on floor 4 is dark")
        await table.mirror.run_once(read=True)
        assert await table.section(third) == "New"
    table.later(seconds=20)
    await table.settle()
    assert (await table.texts(first))[1:] == ["I am on my way", "Is it off?", "Try now"]
    assert len(await table.comments(first)) == 3
    assert await table.section(first) == "In progress"
    assert task["id"] == (await table.task(first))["id"]
