"""What is written into the feed: of each change, of words, of what was promised and has passed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from db.models import Entry, EntryKind, FeedEvent, History, Integration, Origin, Ticket
from desk import api_event_kinds
from desk.history import list_events
from desk.webhooks import feed
from tests.desk.stage import Someone, Stage
from tests.desk.webhooks.test_feed import system
from tests.sql import scalars

ADDED, EDITED, WITHDRAWN = api_event_kinds.OF_MESSAGES
MINUTE = timedelta(minutes=1)


class Written:
    """Two filed requests of Rita's and a draft, of which a system is told."""

    def __init__(self, stage: Stage, shop: int, tickets: Sequence[Ticket]) -> None:
        self.stage, self.shop = stage, shop
        self.first, self.second, self.draft = (ticket.id for ticket in tickets)

    async def adds(self, row: Any, doing: int | None = None) -> int:
        async with self.stage.database.unit_of_work() as session:
            if doing is not None:
                await feed.mark_own_doing(session, doing)
            session.add(row)
            await session.flush()
            return int(row.id)

    async def sets(self, kind: Any, key: int, **values: Any) -> None:
        async with self.stage.database.unit_of_work() as session:
            row = await session.get_one(kind, key)
            for name, value in values.items():
                setattr(row, name, value)

    async def change(self, field: str, new: str | None, *, ticket: int | None = None, doing: int | None = None) -> int:
        given = {"ticket_id": ticket or self.first, "at": self.stage.now, "origin": Origin.PANEL}
        return await self.adds(History(field=field, old=None, new=new, events=list_events(field, new), **given), doing)

    async def entry(self, kind: EntryKind = EntryKind.REPLY, *, ticket: int | None = None, **more: Any) -> int:
        given = {"ticket_id": ticket or self.first, "author_name": "Olga", "body": "soon", "origin": Origin.TELEGRAM}
        return await self.adds(Entry(kind=kind, created_at=self.stage.now, **given, **more))

    async def told(self) -> list[FeedEvent]:
        """What was written since the last time."""
        async with self.stage.database.unit_of_work() as session:
            found = list(await session.scalars(select(FeedEvent).order_by(FeedEvent.id)))
            session.expunge_all()
            await session.execute(delete(FeedEvent))
        return found

    async def kinds(self) -> list[tuple[str, int]]:
        return [(event.kind, event.ticket_id) for event in await self.told()]


@pytest.fixture
async def written(stage: Stage, rita: Someone) -> Written:
    numbers = [await stage.files(rita, said) for said in ("The printer is on fire", "It rains into the hall")]
    await stage.says(await stage.person("Ben"), "There is no soap anywhere")
    tickets = await stage.tickets()
    assert [(ticket.number in numbers, ticket.filed_at is not None) for ticket in tickets] == [
        (True, True), (True, True), (False, False)
    ]  # fmt: skip
    return Written(stage, await system(stage, "shop", "all:read"), tickets)


async def test_each_change_is_told_as_what_it_is_and_of_no_draft(written: Written) -> None:
    changed = api_event_kinds.CHANGED
    for field, new, told in (
        *((field, "x", [changed]) for field in api_event_kinds.FIELDS),
        ("status", "closed", [changed, api_event_kinds.CLOSED]),
        ("status", "cancelled", [changed, api_event_kinds.CLOSED]),
        ("status", "resolved", [changed]), ("priority", "closed", [changed]),
        ("escalated", "help", [api_event_kinds.ESCALATED]), ("escalated_breach", "x", [api_event_kinds.ESCALATED]),
        ("merged", "#2", [api_event_kinds.MERGED]), ("merged", None, [api_event_kinds.UNMERGED]),
        ("rating", "5", [api_event_kinds.RATED]), ("rating_agent", "5", []), ("made_up", "x", []),
    ):  # fmt: skip
        key = await written.change(field, new)
        seen = await written.told()
        assert [one.kind for one in seen] == told, field
        for one in seen:
            assert (one.ticket_id, one.at, one.origin) == (written.first, written.stage.now, Origin.PANEL)
            assert (one.refs, one.system_id) == ({"history": key}, None)
        await written.change(field, new, ticket=written.draft)
        assert await written.told() == []


async def test_what_was_filed_is_told_with_what_its_requester_has_said(written: Written) -> None:
    stage, ticket = written.stage, written.second
    said = await scalars(stage, select(Entry.id).where(Entry.ticket_id == ticket))
    said.append(await written.entry(EntryKind.COMMENT, ticket=ticket))
    for kind, more in ((EntryKind.REPLY, {}), (EntryKind.NOTE, {}), (EntryKind.COMMENT, {"withdrawn_at": stage.now})):
        await written.entry(kind, ticket=ticket, **more)
    await written.told()
    other = await system(stage, "other", "all:read")
    for origin, doing, whose in (
        (Origin.TELEGRAM, None, None), (Origin.TELEGRAM, other, other), (Origin.API, None, written.shop),
        (Origin.API, other, written.shop),
    ):  # fmt: skip
        await written.sets(Ticket, ticket, origin=origin, system_id=written.shop)
        key = await written.change("filed", "x", ticket=ticket, doing=doing)
        (one,) = await written.told()
        assert (one.kind, one.origin, one.system_id) == (api_event_kinds.CREATED, origin, whose)
        assert one.refs == {"history": key, "entries": said}


async def test_words_are_told_when_they_come_change_and_go(written: Written) -> None:
    for kind, told in ((EntryKind.COMMENT, ADDED), (EntryKind.REPLY, ADDED), (EntryKind.NOTE, "note.added")):
        key = await written.entry(kind)
        (one,) = await written.told()
        assert (one.kind, one.at, one.origin, one.refs) == (told, written.stage.now, Origin.TELEGRAM, {"entry": key})
    await written.entry(EntryKind.REMARK)
    await written.entry(withdrawn_at=written.stage.now)
    draft = await written.entry(ticket=written.draft)
    await written.sets(Entry, draft, body="at ten")
    await written.sets(Entry, draft, withdrawn_at=written.stage.now)
    assert await written.told() == []
    key, now = await written.entry(), written.stage.now
    await written.told()
    for values, told, at, origin, amended in (
        ({"body": "at ten"}, EDITED, now, Origin.TELEGRAM, False),
        ({"body": "at five", "edited_at": now + MINUTE}, EDITED, now + MINUTE, Origin.TELEGRAM, False),
        ({"parts": [{"text": "at five"}]}, EDITED, now + MINUTE, Origin.TELEGRAM, False),
        ({"body": "at six", "amended_origin": Origin.TODOIST}, EDITED, now + MINUTE, Origin.TODOIST, True),
        ({"withdrawn_at": now + 2 * MINUTE}, WITHDRAWN, now + 2 * MINUTE, Origin.TODOIST, None),
    ):
        await written.sets(Entry, key, **values)
        (one,) = await written.told()
        assert (one.kind, one.at, one.origin) == (told, at, origin), values
        assert one.refs == {"entry": key} | ({} if amended is None else {"amended": amended})
    await written.sets(Entry, key, body="nothing")
    await written.sets(Entry, key, delivery="sent")
    assert await written.told() == []  # nobody reads it any more, nor how it got there


async def test_words_that_are_emptied_are_not_told_of_again(written: Written) -> None:
    key = await written.entry()
    await written.told()
    await written.sets(Entry, key, body="", emptied_at=written.stage.now)
    assert await written.told() == []


async def test_words_that_are_moved_are_gone_here_and_new_there(written: Written) -> None:
    now = written.stage.now
    key = await written.entry(edited_at=now + MINUTE)
    await written.told()
    await written.sets(Entry, key, ticket_id=written.second)
    gone, new = await written.told()
    assert (gone.kind, gone.ticket_id, gone.at) == (WITHDRAWN, written.first, now + MINUTE)
    assert (new.kind, new.ticket_id, new.at) == (ADDED, written.second, now)
    assert (gone.refs, new.refs) == ({"entry": key, "moved": True}, {"entry": key})
    await written.sets(Entry, key, ticket_id=written.draft)
    assert await written.kinds() == [(WITHDRAWN, written.second)]
    await written.sets(Entry, key, ticket_id=written.first)
    assert await written.kinds() == [(ADDED, written.first)]
    await written.sets(Entry, key, withdrawn_at=now)
    await written.told()
    await written.sets(Entry, key, ticket_id=written.second)
    assert (ADDED, written.second) not in await written.kinds()


async def test_what_has_passed_is_told_by_what_was_promised(written: Written) -> None:
    now = written.stage.now
    due = {"first_due_at": now, "solve_due_at": now + MINUTE}
    for old, new, promised, told in (
        (0, 1, None, None), (0, 2, None, ("response", now)), (1, 2, None, ("response", now)), (2, 3, None, None),
        (3, 4, None, ("solution", now + MINUTE)), (2, 4, None, ("solution", now + MINUTE)), (4, 5, None, None),
        (4, 0, None, None), (0, 2, now + 2 * MINUTE, ("promise", now + 2 * MINUTE)),
        (2, 4, now + 2 * MINUTE, ("promise", now + 2 * MINUTE)),
    ):  # fmt: skip
        await written.sets(Ticket, written.first, late_told=old, promised_at=promised, **due)
        await written.told()
        await written.sets(Ticket, written.first, late_told=new)
        seen = await written.told()
        assert [(one.kind, one.refs["of"], one.at, one.origin) for one in seen] == (
            [] if told is None else [(api_event_kinds.LATE, *told, Origin.CLOCK)]
        ), (old, new)


async def test_where_every_system_is_revoked_nothing_is_written(written: Written) -> None:
    await written.sets(Integration, written.shop, revoked_at=written.stage.now)
    key = await written.entry()
    await written.sets(Entry, key, body="at ten")
    await written.change("status", "closed")
    await written.sets(Ticket, written.first, first_due_at=written.stage.now, late_told=2)
    assert await written.told() == []
