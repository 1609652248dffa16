"""What an export's tables hold: filed requests, what happened in these days, of what was taken back no words."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text, update

from db.database import Database
from db.models import Entry, EntryFile, EntryKind, FileKind, History, Origin, Rating, RatingAbout, Role, Ticket
from desk import history
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import blocklist, receiver
from desk.text import RichText
from desk.tickets import assignment
from reports.export.export import NAMING, PLAIN, TABLES
from tests.desk.stage import Stage
from tests.sql import execute


async def test_of_whom_and_of_when(database: Database) -> None:
    stage = Stage(database)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    first = await stage.files(rita, "The door is stuck")
    await _ended(stage, first, stage.now)
    stage.later(hours=1)
    start = stage.now
    last = await stage.files(rita, "The lamp flickers")
    await stage.does(olga, thread.add_reply, last, NewEntry(RichText("Come at noon")))
    await stage.does(olga, thread.put_on_hold, last, "the electrician")
    await execute(database, update(Entry).where(Entry.body == "Come at noon").values(withdrawn_at=stage.now))
    await stage.does(olga, blocklist.block_requester, last)
    await stage.does(olga, assignment.release, last)
    stage.later(minutes=1)
    await stage.does(rita, receiver.begin_request, stage.message(rita, "A draft"))
    end = stage.now + timedelta(seconds=1)
    (draft,) = [one for one in await stage.tickets(rita) if one.filed_at is None]
    async with database.unit_of_work() as session:
        late = {"author_name": "Olga", "origin": Origin.PANEL, "body": "too late", "created_at": end}
        session.add(Entry(ticket_id=(await stage.ticket(last)).id, kind=EntryKind.NOTE, **late))
        given = {"about": RatingAbout.SOLUTION, "person_id": rita.id, "asked_at": start, "marked_at": start}
        session.add(Rating(ticket_id=(await stage.ticket(last)).id, stars=1, words="a grumble", **given))
        over, asked = (await stage.ticket(first)).id, start - timedelta(hours=1)
        session.add(Rating(ticket_id=over, about=RatingAbout.SOLUTION, stars=5, asked_at=asked, marked_at=start))
        session.add(Rating(ticket_id=over, about=RatingAbout.AGENT, stars=4, asked_at=start, marked_at=end))
        of = {"ticket_id": (await stage.ticket(last)).id, "origin": Origin.PANEL}
        session.add(History(field=history.TASK, at=end, new="t-1", **of))
        session.add(History(field=history.STATUS, at=start, new="new", ticket_id=draft.id, origin=Origin.PANEL))
        photo = {"kind": FileKind.PHOTO, "name": "a.jpg", "ordinal": 0}
        session.add(EntryFile(entry_id=(await stage.entries(last))[0].id, **photo))
    for names, words in ((False, False), (True, False), (False, True)):
        everything = str(await _held(stage, start, end, names=names, words=words))
        assert [one for one in ("Rita", "Olga") if one in everything] == (["Rita", "Olga"] if names else [])
        said = [one for one in ("lamp", "electrician", "grumble") if one in everything]
        assert said == (["lamp", "electrician", "grumble"] if words else [])
    held = await _held(stage, start, end, names=True, words=True)
    assert [row["number"] for row in held["tickets"]] == [last]
    assert [(row["words"], row["length"]) for row in held["entries"]] == [
        ("The lamp flickers", 17), (None, None), ("the electrician", 15),
    ]  # fmt: skip
    assert [row["files"] for row in held["entries"]] == [1, 0, 0]
    assert sorted((row["ticket"], row["stars"]) for row in held["marks"]) == [(first, 5), (last, 1)]
    assert {row["ticket"] for row in held["history"]} == {last}
    changed = {row["field"]: (row["new"], row["new_name"], row["new_words"]) for row in held["history"]}
    assert changed["hold_reason"] == (None, None, "the electrician")
    assert changed["barred"] == (None, "Rita", None)
    assert changed["status"] == ("new", None, None)
    assert history.TASK not in changed


async def _ended(stage: Stage, number: int, at: datetime) -> None:
    await execute(stage, update(Ticket).where(Ticket.number == number).values(status="closed", ended_at=at))


async def _held(
    stage: Stage, start: datetime, end: datetime, *, names: bool, words: bool
) -> dict[str, list[dict[str, Any]]]:
    given = {"start": start, "end": end, "plain": list(PLAIN), "naming": list(NAMING), "notes": True}
    found = {}
    async with stage.database.reading() as session:
        for table in TABLES:
            statement = table.build_query(table.choose_columns(names=names, words=words))
            asked = {key: value for key, value in given.items() if f":{key}" in statement}
            rows = await session.execute(text(statement), asked)
            found[table.name] = [dict(row) for row in rows.mappings()]
    return found
