"""The board and the desk, mirrored over HTTP: every way a change can take."""

import pytest

from db.models import EntryKind, Status
from desk.board import deleted_tasks
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from desk.tickets import assignment, closing, fields, lifecycle
from desk.topics import editing
from tests.desk.cast import PRINTER, cast, relays
from tests.todoist_sync.table import Table

pytestmark = pytest.mark.broad


def said(text: str) -> NewEntry:
    return NewEntry(RichText(text))


async def _section(table: Table, name: str) -> str:
    return str(next(s["id"] for s in (await table.state())["sections"] if s["name"] == name))


async def test_a_note_stays_inside(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Olga Todo", link="Olga")
    before = len(await relays(table, anna))
    await table.comment(number, " \u200b//  call them", by=board)
    entry = (await table.entries(number))[-1]
    assert (entry.kind, entry.body) == (EntryKind.NOTE, "call them")
    assert len(await relays(table, anna)) == before


async def test_notes_and_answers_from_telegram_are_headed(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    await table.does(olga, lambda desk: thread.reply(desk, number, said("- look_here_")))
    await table.does(olga, lambda desk: thread.note(desk, number, said("secret\nmore")))
    await table.settle()
    assert await table.comments(number) == ["**Olga:** \\- look_here\\_", "// **Olga:** secret\n> more"]


async def test_moving_the_task_moves_the_ticket(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    for section, status in (
        ("Pending", Status.PENDING),
        ("On hold", Status.ON_HOLD),
        ("In progress", Status.IN_PROGRESS),
    ):
        await table.drags(number, section, by=board)
        assert (await table.ticket(number)).status is status
        assert await table.section(number) == section
    await table.drags(number, "New", by=board)
    ticket = await table.ticket(number)
    assert (ticket.status, ticket.assignee_id) == (Status.NEW, None)


async def test_completing_resolves_and_uncompleting_reopens(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    await table.settle()
    board = await table.at_board("Somebody")
    await table.on_board("task/complete", number, by=board)
    assert (await table.ticket(number)).status is Status.RESOLVED
    assert (await table.task(number))["checked"]
    assert await table.section(number) == "Assigned"
    table.later(minutes=1)
    await table.ticks()
    await table.settle()
    await table.on_board("task/uncomplete", number, by=board)
    assert (await table.ticket(number)).status is Status.REOPENED
    assert await table.section(number) == "Reopened"
    assert not (await table.task(number))["checked"]


async def test_resolved_in_telegram_moves_and_closed_completes(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    await table.does(olga, lambda desk: lifecycle.resolve(desk, number))
    await table.settle()
    assert await table.section(number) == "Resolved"
    assert not (await table.task(number))["checked"]
    await table.does(anna, lambda desk: closing.confirm(desk, number))
    await table.settle()
    assert (await table.task(number))["checked"]
    await table.does(anna, lambda desk: lifecycle.reopen(desk, number))
    await table.settle()
    assert await table.section(number) == "Reopened"
    assert not (await table.task(number))["checked"]


async def test_a_refused_drag_is_put_back_with_a_remark(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    await table.settle()
    board = await table.at_board("Somebody")
    await table.drags(number, "Reopened", by=board)
    assert (await table.ticket(number)).status is Status.ASSIGNED
    assert await table.section(number) == "Assigned"
    comments = await table.comments(number)
    assert len(comments) == 1
    assert comments[0].startswith("// Put back")


async def test_a_section_of_the_agents_own_keeps_the_status(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    await table.settle()
    board = await table.at_board("Somebody")
    await table.board.do("section/add", **{"as": board, "project_id": await table.project_id(), "name": "Mine"})
    await table.drags(number, "Mine", by=board)
    assert (await table.ticket(number)).status is Status.ASSIGNED
    assert await table.section(number) == "Mine"
    await table.does(olga, lambda desk: lifecycle.resolve(desk, number))
    await table.settle()
    assert await table.section(number) == "Mine"
    table.later(minutes=1)
    await table.ticks()
    await table.does(olga, lambda desk: lifecycle.reopen(desk, number))
    await table.settle()
    assert await table.section(number) == "Reopened"


async def test_fields_go_both_ways(table: Table) -> None:
    anna, olga, _, vera = await cast(table)
    technical = await table.does(vera, lambda desk: editing.add_category(desk, "Tech nical"))
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")
    await table.on_board(
        "task/update",
        number,
        by=board,
        content="Fire in *room 5*",
        priority=4,
        labels=["Tech_Nical", "vip", "needs-answer"],
    )
    ticket = await table.ticket(number)
    assert (ticket.subject, ticket.priority, ticket.tags) == ("Fire in room 5", 1, ["vip"])
    assert ticket.category_id == getattr(technical, "id", technical)
    task = await table.task(number)
    assert task["content"] == f"#{number} Fire in room 5"
    await table.does(olga, lambda desk: fields.rename(desk, number, "All *good* now"))
    await table.does(olga, lambda desk: fields.prioritise(desk, number, 4))
    await table.does(olga, lambda desk: fields.categorise(desk, number, None))
    await table.settle()
    task = await table.task(number)
    assert task["content"] == f"#{number} All \\*good\\* now"
    assert task["priority"] == 1
    assert sorted(task["labels"]) == ["needs-answer", "vip"]


async def test_what_agents_write_around_the_block_stays(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")
    before = (await table.task(number))["description"]
    await table.on_board("task/update", number, by=board, description=f"mine\n{before}\nalso mine")
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    await table.settle()
    after = (await table.task(number))["description"]
    assert after.startswith("mine\n")
    assert after.endswith("\nalso mine")
    assert "with Olga" in after


async def test_different_fields_survive_and_the_later_wins(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")
    await table.on_board("task/update", number, by=board, content=f"#{number} From the board", priority=4, quietly=True)
    table.later(seconds=30)
    await table.does(olga, lambda desk: fields.rename(desk, number, "From Telegram, later"))
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    await table.settle()
    ticket, task = await table.ticket(number), await table.task(number)
    assert (ticket.subject, ticket.priority, ticket.assignee_id) == ("From Telegram, later", 1, olga.id)
    assert task["content"] == f"#{number} From Telegram, later"
    assert await table.section(number) == "Assigned"


async def test_assigning_on_the_board(table: Table) -> None:
    anna, olga, ivan, _ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    first, second = await table.at_board("Olga Todo", link="Olga"), await table.at_board("Ivan Todo", link="Ivan")
    await table.on_board("task/update", number, by=first, responsible_uid=second)
    ticket = await table.ticket(number)
    assert (ticket.assignee_id, ticket.status) == (ivan.id, Status.ASSIGNED)
    assert await table.section(number) == "Assigned"
    await table.does(ivan, lambda desk: assignment.hand_over(desk, number, olga.chat))
    await table.settle()
    assert (await table.task(number))["responsible_uid"] == first
    await table.on_board("task/update", number, by=first, responsible_uid=None)
    ticket = await table.ticket(number)
    assert (ticket.assignee_id, ticket.status) == (None, Status.NEW)


async def test_who_leaves_the_project_keeps_the_ticket(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Olga Todo", link="Olga")
    await table.does(olga, lambda desk: assignment.claim(desk, number))
    await table.settle()
    assert (await table.task(number))["responsible_uid"] == board
    await table.board.do("leave", user=board, project_id=await table.project_id())
    await table.settle()
    assert (await table.ticket(number)).assignee_id == olga.id
    await table.board.do("join", user=board, project_id=await table.project_id())
    await table.settle()
    assert (await table.task(number))["responsible_uid"] == board


async def test_moved_away_and_back(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    inbox = next(p["id"] for p in (await table.state())["projects"] if p["inbox_project"])
    task = (await table.task(number))["id"]
    await table.on_board("task/move", number, by=table.account, project_id=inbox)
    assert (await table.ticket(number)).status is Status.NEW
    await table.board.do("task/move", **{"as": table.account, "id": task, "project_id": await table.project_id()})
    await table.settle()
    assert (await table.ticket(number)).status is Status.NEW
    assert await table.section(number) == "New"
    assert (await table.task(number))["id"] == task


async def test_the_brake_holds_what_is_too_much(table: Table) -> None:
    anna, *_, vera = await cast(table)
    numbers = [await table.files(await table.person(f"P{i}"), f"{PRINTER} {i}") for i in range(8)]
    await table.settle()
    for number in numbers:
        await table.on_board("task/delete", number, by=table.account, quietly=True)
    await table.settle()
    assert {(await table.ticket(number)).status for number in numbers} == {Status.NEW}
    told = [x.get("key") for x in await table.letters(vera)]
    assert (told.count("task-gone"), told.count("brake-vanish")) == (5, 1)
    assert anna


async def test_a_deleted_project_closes_nothing(table: Table) -> None:
    anna, *_, vera = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    await table.board.do("project/delete", **{"as": table.account, "id": await table.project_id()})
    table.later(minutes=1)
    for _ in range(3):
        await table.mirror.run_once()
    assert (await table.ticket(number)).status is Status.NEW
    assert [x.get("key") for x in await table.letters(vera)].count("board-trouble-project") == 1


async def test_an_edited_or_deleted_comment_follows(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")
    comment = await table.comment(number, "at nine", by=board)
    await table.board.do("comment/update", **{"as": board, "id": comment["id"], "content": "at ten"})
    await table.settle()
    assert await table.texts(number) == [PRINTER, "at ten"]
    await table.board.do("comment/delete", **{"as": board, "id": comment["id"]})
    await table.settle()
    assert (await table.entries(number))[-1].withdrawn_at is not None


async def test_an_assignee_the_board_cannot_show_is_named(table: Table) -> None:
    anna, _, ivan, _ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.at_board("Olga Todo", link="Olga")
    await table.does(ivan, lambda desk: assignment.claim(desk, number))
    await table.settle()
    task = await table.task(number)
    assert task["responsible_uid"] is None
    assert "with Ivan" in task["description"]
    assert (await table.ticket(number)).assignee_id == ivan.id


async def test_a_task_added_by_somebody_becomes_a_ticket(table: Table) -> None:
    project = await table.project_id()
    board = await table.at_board("Somebody")
    mine = {"as": board, "project_id": project}
    parent = await table.board.do("task/add", **mine, content="With words", description="a *b*", labels=["vip"])
    await table.settle()
    await table.board.do("task/add", **{"as": board, "parent_id": parent["id"], "content": "A sub-task"})
    await table.board.do(
        "task/move", **{"as": board, "id": parent["id"], "section_id": await _section(table, "Resolved")}
    )
    await table.settle()
    (ticket,) = await table.tickets()
    assert (ticket.subject, ticket.tags, ticket.status) == ("With words", ["vip"], Status.CLOSED)
    assert await table.texts(ticket.number) == ["a b"]
    task = await table.task(ticket.number)
    assert task["description"].endswith("\n\na *b*")
    assert await table.comments(ticket.number) == []
    await table.on_board("task/delete", ticket.number, by=board)


async def test_a_task_with_nothing_set_goes_to_new(table: Table) -> None:
    project = await table.project_id()
    board = await table.at_board("Somebody")
    table.later(minutes=1)
    await table.board.do(
        "task/add", **{"as": board, "project_id": project, "content": "A task of *mine*", "priority": 4}
    )
    await table.settle()
    tickets = await table.tickets()
    assert [(t.subject, t.priority, t.status) for t in tickets] == [("A task of mine", 1, Status.NEW)]
    assert await table.section(tickets[0].number) == "New"
    assert len((await table.state())["tasks"]) == 1


async def test_a_deleted_task_is_put_back_with_its_thread(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Somebody")
    await table.comment(number, "//looking into it", by=board)
    await table.on_board("task/delete", number, by=board)
    assert (await table.ticket(number)).status is Status.NEW
    assert [e.withdrawn_at for e in await table.entries(number)] == [None, None]
    await table.does(olga, lambda desk: deleted_tasks.put_back(desk, number))
    await table.settle()
    assert await table.section(number) == "New"
    assert await table.comments(number) == ["// **Somebody:** looking into it"]


async def test_one_account_for_bot_and_agents(table: Table) -> None:
    anna, olga, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    await table.link("Olga", table.account)
    await table.says(anna, "and the ceiling")
    table.later(seconds=5)
    await table.settle()
    await table.comment(number, "Coming", by=table.account)
    entries = await table.entries(number)
    assert [(e.kind, e.body) for e in entries] == [
        (EntryKind.COMMENT, PRINTER),
        (EntryKind.COMMENT, "and the ceiling"),
        (EntryKind.REPLY, "Coming"),
    ]
    assert (await table.ticket(number)).assignee_id == olga.id
    assert await table.comments(number) == ["**Anna K.:** and the ceiling", "Coming"]


async def test_staff_by_the_board_are_agents(table: Table) -> None:
    anna, *_ = await cast(table)
    number = await table.files(anna, PRINTER)
    await table.settle()
    board = await table.at_board("Nobody Linked")
    await table.comment(number, "Hello", by=board)
    entry = (await table.entries(number))[-1]
    assert (entry.kind, entry.author_name) == (EntryKind.REPLY, "Nobody Linked")
