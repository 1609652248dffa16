"""What days of chaos brought up, each told once and small."""

import asyncio
from typing import Any

import pytest

from db.models import Status
from desk.board import gone_tasks
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.merging import merging
from desk.text import RichText
from desk.tickets import closing, lifecycle
from tests.convergence.pair import Pair
from tests.desk.cast import PRINTER, cast
from tests.todoist_sync.table import Table, commands_of
from todoist_sync.mirror.loop import LockLostError


async def _made_without_an_answer(table: Table) -> tuple[str, int, dict[str, Any]]:
    """Somebody on the board, and a ticket whose task is there although we do not know its id: who, number, task."""
    rita, *_ = await cast(table)
    board = await table.at_board("Somebody")
    number = await table.files(rita, PRINTER)
    table.wire.after = commands_of
    await table.fails()
    [task] = (await table.state())["tasks"]
    return board, number, task


async def test_a_task_renamed_before_its_id_was_known_is_still_ours(table: Table) -> None:
    board, number, task = await _made_without_an_answer(table)
    table.later(seconds=5)
    await table.board.do("task/update", **{"as": board}, id=task["id"], content="Scanner, hall 2")
    await table.board.do("comment/add", **{"as": board}, task_id=task["id"], content="which hall is it")
    table.wire.after = lambda _: False
    await table.settle()
    assert len((await table.state())["tasks"]) == 1
    assert (await table.task(number))["content"] == f"#{number} Scanner, hall 2"
    assert [entry.body for entry in await table.entries(number)][-1] == "which hall is it"


async def test_a_task_completed_before_its_id_was_known_is_found_in_a_full_reading(table: Table) -> None:
    board, number, task = await _made_without_an_answer(table)
    await table.board.do("comment/add", **{"as": board}, task_id=task["id"], content="the cable was loose")
    table.later(seconds=5)
    await table.board.do("task/complete", **{"as": board}, id=task["id"])
    await table.board.do("sync_token/reject", answer="full")
    table.wire.after = lambda _: False
    await table.settle()
    assert len((await table.state())["tasks"]) == 1
    assert (await table.ticket(number)).status is Status.RESOLVED
    assert [entry.body for entry in await table.entries(number)][-1] == "the cable was loose"


async def test_all_comments_of_a_task_whose_id_is_learned_in_a_full_reading_are_read(table: Table) -> None:
    board, number, task = await _made_without_an_answer(table)
    said = ["which hall is it", "I am on my way", "the cable was loose"]
    for text in said:
        await table.board.do("comment/add", **{"as": board}, task_id=task["id"], content=text)
    await table.board.do("behave", notes_in_full=1)
    await table.board.do("sync_token/reject", answer="full")
    table.wire.after = lambda _: False
    await table.settle()
    assert [entry.body for entry in await table.entries(number)][1:] == said


async def test_words_of_a_ticket_cancelled_before_it_had_a_task_stand_under_the_one_it_gets(table: Table) -> None:
    rita, olga, *_ = await cast(table)
    number = await table.files(rita, PRINTER)
    await table.does(olga, thread.add_reply, number, NewEntry(RichText("which printer is it")))
    await table.does(rita, closing.cancel, number)
    await table.settle()
    await table.does(olga, lifecycle.reopen, number)
    await table.does(olga, thread.add_reply, number, NewEntry(RichText("the black one")))
    await table.settle()
    assert [one.split(" ", 1)[1] for one in await table.comments(number)] == ["which printer is it", "the black one"]


async def test_a_comment_under_a_completed_task_is_not_missed_by_a_full_reading(table: Table) -> None:
    rita, *_ = await cast(table)
    board = await table.at_board("Somebody")
    number = await table.files(rita, PRINTER)
    await table.settle()
    await table.on_board("task/complete", number, by=board)
    await table.comment(number, "I have ordered a new one", by=board, quietly=True)
    await table.board.do("sync_token/reject", answer="full")
    await table.settle()
    assert [entry.body for entry in await table.entries(number)][-1] == "I have ordered a new one"
    before = await table.commands(), len(await table.entries(number))
    await table.board.do("sync_token/reject", answer="error")
    await table.settle()
    assert (await table.commands(), len(await table.entries(number))) == before


async def test_answered_and_ticked_off_within_one_reading_is_resolved(table: Table) -> None:
    rita, *_ = await cast(table)
    board = await table.at_board("Somebody")
    number = await table.files(rita, PRINTER)
    await table.settle()
    table.later(seconds=5)
    await table.comment(number, "it was the cable", by=board, quietly=True)
    table.later(seconds=1)
    await table.on_board("task/complete", number, by=board)
    assert (await table.ticket(number)).status is Status.RESOLVED
    assert (await table.task(number))["checked"]
    table.later(seconds=5)
    await table.comment(number, "please look again", by=board, quietly=True)
    table.later(seconds=1)
    await table.on_board("task/uncomplete", number, by=board, quietly=True)
    table.later(seconds=1)
    await table.drags(number, "Pending", by=board)
    assert (await table.ticket(number)).status is Status.PENDING


async def test_a_sync_token_that_is_refused_is_no_verdict_on_the_commands_sent_with_it(table: Table) -> None:
    rita, olga, *_ = await cast(table)
    number = await table.files(rita, PRINTER)
    await table.settle()
    await table.does(olga, thread.add_reply, number, NewEntry(RichText("I am on my way")))
    other = await table.files(rita, "The second printer is on fire too")
    await table.board.do("sync_token/reject", answer="error")
    await table.settle()
    assert await table.comments(number) == ["**Olga:** I am on my way"]
    assert await table.section(other) == "New"


async def test_two_writers_for_a_moment_make_each_task_once(table: Table) -> None:
    """The database was restarted: one process has lost its lock and does not know it yet, the other has it."""
    rita, *_ = await cast(table)
    numbers = [await table.files(rita, f"Printer {place} is on fire") for place in range(5)]
    first = table.mirror
    await first.run_round()
    numbers += [await table.files(rita, f"Scanner {place} is on fire") for place in range(5)]
    table.restart()
    await table.mirror.run_round()
    more = [await table.files(rita, f"Lamp {place} is on fire") for place in range(3)]
    await asyncio.gather(first.run_round(read=True), table.mirror.run_round(read=True), return_exceptions=True)
    await table.settle()
    for number in numbers + more:
        assert await table.section(number) == "New"


async def test_who_has_lost_the_seat_applies_nothing_any_more(table: Table) -> None:
    rita, *_ = await cast(table)
    number = await table.files(rita, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")

    async def lost() -> None:
        raise LockLostError

    await table.on_board("task/update", number, by=board, quietly=True, priority=4)
    table.client.on_answer = lost
    with pytest.raises(LockLostError):
        await table.mirror.run_round(read=True)
    assert (await table.ticket(number)).priority == 3
    table.restart()
    await table.settle()
    assert (await table.ticket(number)).priority == 1


async def test_a_completed_task_assigned_anew_before_a_full_reading_is_assigned_here_too(table: Table) -> None:
    pair = Pair(table)
    await pair.open()
    [number] = pair.numbers
    await pair.at_board("comment/add", number, 0)
    await pair.at_board("task/complete", number, 0)
    await pair.settle()
    await pair.at_board("task/update", number, 0, account=1)
    await table.board.do("sync_token/reject", answer="full")
    await pair.settle()
    assert not await pair.differences()


async def test_words_under_a_task_that_gives_way_in_the_same_reading_are_not_lost(table: Table) -> None:
    rita, olga, *_ = await cast(table)
    board = await table.at_board("Somebody")
    number = await table.files(rita, PRINTER)
    await table.settle()
    first = (await table.task(number))["id"]
    inbox = next(p["id"] for p in (await table.state())["projects"] if p["inbox_project"])
    await table.on_board("task/move", number, by=table.account, project_id=inbox)
    await table.does(olga, gone_tasks.restore_task, number)
    await table.settle()
    project = await table.project_id()
    [second] = [t["id"] for t in (await table.state())["tasks"] if t["project_id"] == project]
    await table.board.do("comment/add", **{"as": board}, task_id=second, content="which hall is it")
    await table.board.do("task/move", **{"as": table.account}, id=first, project_id=project)
    await table.settle()
    assert (await table.task(number))["id"] == first
    assert await table.texts(number) == [PRINTER, "which hall is it"]
    assert await table.comments(number) == ["**Somebody:** which hall is it"]


async def test_a_label_that_is_put_back_beside_an_answer_in_the_same_reading_does_not_stay(table: Table) -> None:
    pair = Pair(table)
    await pair.open()
    [number] = pair.numbers
    await pair.at_board("task/update", number, 0, labels=["Technical"])  # without needs-answer, which is ours
    table.later(seconds=1)
    await pair.at_board("comment/add", number, 0)
    await pair.settle()
    assert not await pair.differences()
    assert (await table.task(number))["labels"] == ["Technical"]


async def test_what_was_done_to_a_task_elsewhere_comes_back_with_it(table: Table) -> None:
    pair = Pair(table)
    await pair.open()
    [number] = pair.numbers
    await pair.at_board("task/move", number, 0, away=True)
    await pair.at_board("task/update", number, 0, hours="every day")
    await pair.at_board("comment/add", number, 0)
    await pair.settle()
    assert (await table.ticket(number)).status is Status.NEW
    await pair.at_board("task/update", number, 0, content=f"#{number} Lamp")
    await pair.at_board("task/update", number, 0, hours=None)
    await pair.at_board("task/complete", number, 0)
    await pair.at_board("task/update", number, 0, hours="every day")
    await pair.brings_back(number)
    await pair.settle()
    assert not await pair.differences()
    assert (await table.ticket(number)).status is Status.RESOLVED
    assert len(await table.texts(number)) == 2


async def test_words_that_met_a_task_while_it_was_elsewhere_stand_under_it_when_it_is_back(table: Table) -> None:
    """It went and came without a word, and no reading has ever missed it."""
    rita, *_ = await cast(table)
    board = await table.at_board("Somebody")
    number = await table.files(rita, PRINTER)
    await table.settle()
    task, project = (await table.task(number))["id"], await table.project_id()
    inbox = next(u["inbox_project_id"] for u in (await table.state())["users"] if u["id"] == board)
    await table.board.do("task/move", **{"as": board}, id=task, project_id=inbox)
    table.later(seconds=1)
    await table.does(rita, thread.add_comment, number, NewEntry(RichText("which hall is it")))
    await table.mirror.run_round(read=False)
    await table.board.do("task/move", **{"as": board}, id=task, project_id=project)
    table.later(seconds=1)
    await table.does(rita, thread.add_comment, number, NewEntry(RichText("it is hall 2")))
    await table.mirror.run_round(read=False)
    table.later(minutes=1)
    await table.settle()
    assert await table.comments(number) == ["**Rita:** which hall is it", "**Rita:** it is hall 2"]
    assert (await table.task(number))["id"] == task


async def test_what_is_written_by_turns_under_a_ticket_and_what_was_merged_into_it_is_said_in_its_order(
    table: Table,
) -> None:
    rita, olga, *_ = await cast(table)
    board = await table.at_board("Somebody")
    into, number = await table.files(rita, PRINTER), await table.files(rita, "The scanner too is on fire")
    await table.settle()
    await table.does(olga, merging.merge_ticket, number, into)
    await table.settle()
    said = ["which of the two", "the one by the door", "or is it both", "I am on my way"]
    for text, one in zip(said, (into, number, into, number), strict=True):
        table.later(seconds=1)
        await table.board.do("comment/add", **{"as": board}, task_id=(await table.task(one))["id"], content=text)
    await table.settle()
    assert [one.body for one in await table.entries(into) if one.body in said] == said


async def test_what_is_completed_between_comments_of_two_merged_is_solved(table: Table) -> None:
    rita, olga, *_ = await cast(table)
    board = await table.at_board("Somebody")
    into, number = await table.files(rita, PRINTER), await table.files(rita, "The scanner too is on fire")
    await table.settle()
    await table.does(olga, merging.merge_ticket, number, into)
    await table.settle()
    tasks = {one: (await table.task(one))["id"] for one in (into, number)}
    await table.board.do("comment/add", **{"as": board}, task_id=tasks[into], content="which of the two")
    table.later(seconds=1)
    await table.board.do("comment/add", **{"as": board}, task_id=tasks[number], content="the one by the door")
    table.later(seconds=1)
    await table.board.do("task/complete", **{"as": board}, id=tasks[into])
    table.later(seconds=3)
    await table.mirror.run_round(read=True)
    assert (await table.ticket(into)).status is Status.RESOLVED
    said = [one.body for one in await table.entries(into) if one.body]
    assert said[-2:] == ["which of the two", "the one by the door"]
