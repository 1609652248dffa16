"""The views that other programs read: there for each role that is let in, without a name and without a word."""

from datetime import timedelta

from sqlalchemy import text

from db.database import Database
from db.models import Role
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from desk.tickets import assignment, fields
from tests.desk.stage import Stage

PERSONAL = {"name", "author_name", "actor_name", "subject", "body", "words", "telegram_id", "todoist_id", "quote"}
VIEWS = ["entries", "events", "history", "marks", "spans", "tickets"]


async def test_the_views_hold_no_name_and_no_word(database: Database) -> None:
    async with database.unit_of_work() as session:
        found = (
            await session.execute(
                text("select table_name, column_name from information_schema.columns where table_schema = 'reports'")
            )
        ).all()
        for view in VIEWS:
            await session.execute(text(f"select * from reports.{view}"))  # noqa: S608
    assert sorted({view for view, _ in found}) == VIEWS
    assert not {column for _, column in found} & PERSONAL


_FACTS = text("""
insert into ticket_facts (ticket_id, filed_at, filed_open, hours, taken_at, taken_by, taken_clock, taken_work,
  answered_at, answered_by, answered_clock, answered_work, answered_late, solved_at, solved_by, solved_clock,
  solved_work, solved_late, ended_clock, by_silence, reopened, escalated, promises, agents, comments, replies, notes)
select id, filed_at, true, '', filed_at + interval '1 minute', 1, 2, 3, filed_at + interval '2 minutes', 4, 5, 6, 7,
  filed_at + interval '3 minutes', 8, 9, 10, 11, 12, true, 13, 14, 15, 16, 17, 18, 19 from tickets where number = :n
""")


_OF_THE_DRAFT = text("""
insert into history (ticket_id, at, origin, field, old, new)
select id, :now, 'telegram', 'priority', '3', '1' from tickets where filed_at is null
""")


async def test_the_views_say_of_what_was_filed_what_the_tables_say_and_of_words_their_length(
    database: Database,
) -> None:
    stage = Stage(database)
    stage.with_rules(board__enabled=False)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, assignment.claim, number)
    await stage.does(olga, thread.add_reply, number, NewEntry(RichText("Soon")))
    await stage.does(olga, fields.rename, number, "Fire")
    await stage.does(olga, fields.prioritise, number, 1)
    times = ("ended_at", "first_due_at", "solve_due_at", "promised_at")
    await stage.change(number, **{name: stage.now + timedelta(hours=n) for n, name in enumerate(times, 1)})
    await stage.says(await stage.person("Ben"), "The lift is stuck")  # a draft
    async with database.unit_of_work() as session:
        await session.execute(_FACTS, {"n": number})
        await session.execute(_OF_THE_DRAFT, {"now": stage.now})
        (shown,) = (await session.execute(text("select * from reports.tickets"))).mappings().all()
        row = (await session.execute(text("select * from tickets where filed_at is not null"))).mappings().one()
        facts = (await session.execute(text("select * from ticket_facts"))).mappings().one()
        named = {"category", "event", "root_cause"}
        assert {name: value for name, value in shown.items() if name not in named} == {
            name: (row if name in row else facts)[name] for name in shown if name not in named
        }
        assert row["filed_at"] != row["created_at"]
        said = await session.execute(text("select ticket_id, kind, length from reports.entries order by id"))
        assert [tuple(one) for one in said] == [(row["id"], "comment", 22), (row["id"], "reply", 4)]
        changes = await session.execute(text("select ticket_id, field, old, new from reports.history order by id"))
        told = [tuple(one) for one in changes]
    assert {one[0] for one in told} == {row["id"]}
    assert {one[1] for one in told if one[2:] != (None, None)} == {"status", "priority"}
    assert (row["id"], "priority", "3", "1") in told
    assert {"subject", "assignee"} <= {one[1] for one in told}
