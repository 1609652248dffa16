"""What was taken back goes after its days, whatever else fails; who and what history names has ids."""

from datetime import timedelta
from typing import Any

from aiogram import Bot
from sqlalchemy import select, text

from bot.runtime import Runtime
from bot.scheduler import Scheduler
from db.models import BoardState, Collaborator, Entry, EntryVersion, History, Person
from desk import Desk
from desk.admin_settings.changes import CurrentSettings
from desk.conversation import editing
from desk.staff import board_accounts
from desk.text import RichText
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage
from tests.sql import execute, fetch, get, scalars

DAYS = timedelta(days=30)
_TROUBLE = """
create or replace function trouble() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
create trigger trouble before update on entries for each row when (old.id = {}) execute function trouble();
"""


async def _taken_back(stage: Stage, who: Any, number: int, *wordings: str) -> int:
    """An entry said, edited and taken back; its id."""
    await stage.says(who, wordings[0])
    entry_id = (await stage.entries(number))[-1].id

    async def change(desk: Desk) -> None:
        entry = await desk.session.get_one(Entry, entry_id)
        for words in wordings[1:]:
            await editing.edit_entry(desk, entry, RichText(words))
        await editing.withdraw_entry(desk, entry)

    await stage.does(who, change)
    return entry_id


async def _left(stage: Stage) -> list[str]:
    async with stage.database.sessions() as session:
        bodies = await session.scalars(select(Entry.body).where(Entry.withdrawn_at.is_not(None)).order_by(Entry.id))
        return list(bodies)


async def test_a_row_that_fails_keeps_no_other_from_going(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    first = await _taken_back(stage, rita, number, "alabaster", "basalt")
    await _taken_back(stage, rita, number, "granite")
    for statement in filter(str.strip, _TROUBLE.format(first).split(";\n")):
        await execute(stage, statement)
    clock = Scheduler(Runtime(Bot("77:AAAA"), stage.database, CurrentSettings(stage.rules), lambda: stage.now))
    stage.now += DAYS - timedelta(seconds=1)
    await clock.run_once()
    assert await _left(stage) == ["basalt", "granite"]
    stage.now += timedelta(seconds=1)
    await clock.run_once()
    assert await _left(stage) == ["basalt", ""]
    async with stage.database.unit_of_work() as session:
        failed = (await session.execute(text("select kind, object_id from due_failures"))).all()
        assert [tuple(one) for one in failed] == [("withdrawn", first)]
        await session.execute(text("drop trigger trouble on entries"))
    stage.later(minutes=5)
    await clock.run_once()
    assert await _left(stage) == ["", ""]
    assert await scalars(stage, select(EntryVersion.body)) == []


async def test_it_is_done_once_and_not_before_its_time(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    gone = await _taken_back(stage, rita, number, "alabaster")
    stays = (await stage.entries(number))[0].id

    async def forget(desk: Desk) -> None:
        for entry_id in (gone, stays, 10**9):
            await editing.erase_withdrawn(desk, entry_id)

    await stage.does(rita, forget)
    assert await _left(stage) == ["alabaster"]
    stage.now += DAYS
    await stage.does(rita, forget)
    emptied = (await get(stage, Entry, gone)).emptied_at
    stage.later(hours=1)
    await stage.does(rita, forget)
    assert (await get(stage, Entry, gone)).emptied_at == emptied
    assert (await get(stage, Entry, stays)).body == PRINTER


async def test_only_what_says_something_else_is_an_earlier_wording(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    entry_id = (await stage.entries(number))[0].id

    async def change(desk: Desk) -> None:
        entry = await desk.session.get_one(Entry, entry_id)
        for words in (PRINTER, "It is the door", "It is the door", "", "It is the window"):
            await editing.edit_entry(desk, entry, RichText(words))

    await stage.does(rita, change)
    rows = await scalars(stage, select(EntryVersion).order_by(EntryVersion.id))
    assert [(row.body, row.by, row.origin, row.at) for row in rows] == [
        (PRINTER, rita.id, "telegram", stage.now),
        ("It is the door", rita.id, "telegram", stage.now),
    ]


async def test_linking_moves_whom_history_names_and_who_edited(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    async with stage.database.unit_of_work() as session:
        board = Person(todoist_id="t1", todoist_name="Bo", name="Bo", created_at=stage.now)
        session.add_all([board, BoardState(project_id="p", account_id="t0", adopted_at=stage.now)])
        session.add(Collaborator(project_id="p", todoist_id="t1", name="Bo", active=True))
        await session.flush()
        ticket = await stage.ticket(number)
        for field, old, new in (("assignee", board.id, None), ("assignee", None, board.id), ("category", board.id, 1)):
            row = {"field": field, "old_id": old, "new_id": new, "origin": "todoist", "at": stage.now}
            session.add(History(ticket_id=ticket.id, **row))
        entry = (await stage.entries(number))[0]
        session.add(EntryVersion(entry_id=entry.id, at=stage.now, body="x", by=board.id, origin="todoist"))
    await stage.does(olga, board_accounts.link_account, "t1")
    named = select(History.old_id, History.new_id).where(History.field.in_(("assignee", "category")))
    assert [tuple(row) for row in await fetch(stage, named.order_by(History.id))] == [
        (olga.id, None),
        (None, olga.id),
        (board.id, 1),
    ]
    assert await scalars(stage, select(EntryVersion.by)) == [olga.id]
