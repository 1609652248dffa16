"""The feed of what happened: in the order of commits for every reader, for who may see it, and only where there is
somebody to be told."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select, text

from db import pruning
from db.models import Category, CrmChange, Entry, ExternalPerson, FeedEvent, Integration, Origin, Person, Role
from desk import Desk
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.crm import jobs
from desk.merging import splitting
from desk.text import RichText
from desk.tickets import assignment, escalation, fields, lifecycle
from desk.webhooks import feed
from desk.webhooks.bodies import Body, make_bodies
from tests.db.waiting import until_somebody_waits
from tests.desk.stage import Someone, Stage
from tests.sql import add, get, scalar


async def system(stage: Stage, name: str, *scopes: str, people: Sequence[Someone] = ()) -> int:
    """A system whose persons these are, who joined by its link before all that is told here."""
    row = await add(
        stage, Integration(name=name, token_hash=name.encode(), token_hint="", scopes=list(scopes), made_at=stage.now)
    )
    for one in people:
        joined = stage.now - timedelta(days=1)
        await add(
            stage,
            ExternalPerson(
                system_id=row.id, external_id=f"u{one.id}", person_id=one.id, made_at=joined, joined_at=joined
            ),
        )
    return row.id


async def read(stage: Stage, system_id: int, after: int = 0, limit: int = 100) -> tuple[list[Body], feed.FeedPage]:
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Integration, system_id)
        page = await feed.read_page(session, row, after, limit, now=stage.now)
        return await make_bodies(session, row, page.events, stage.rules), page


async def kinds_of(stage: Stage, system_id: int) -> list[str]:
    told, _ = await read(stage, system_id)
    return [one["type"] + (":" + one["change"]["field"] if one["type"] == "ticket.changed" else "") for one in told]


async def test_what_is_told_of_something_old_is_kept_as_long_as_all_else(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The printer is on fire")
    said = NewEntry.from_message(stage.message(rita, "And the lift is stuck"))
    entry = await stage.does(rita, thread.add_comment, number, said)
    shop = await system(stage, "shop", "all:read")
    stage.later(days=40)

    async def splits(desk: Desk) -> None:
        await splitting.split_entry(desk, await desk.session.get_one(Entry, entry.id))

    await stage.does(olga, splits)
    told = await kinds_of(stage, shop)
    assert {"message.withdrawn", "ticket.created", "message.added"} <= set(told)
    for days, left in ((0, told), (30, told), (1, [])):
        stage.later(days=days)
        async with stage.database.unit_of_work() as session:
            await pruning.prune_rows(session, now=stage.now)
        assert await kinds_of(stage, shop) == left


async def test_what_commits_later_is_missed_by_no_reader(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Two transactions; the one that wrote first ends last, after a reader came past the other."""
    shop = await system(stage, "shop", "all:read")
    first, second = await stage.files(rita, "The printer is on fire"), await stage.files(rita, "The lift is stuck")
    _, before = await read(stage, shop)
    agent = await _row(stage, olga)
    async with stage.database.sessions() as late:
        await assignment.claim(Desk(late, Origin.TELEGRAM, agent, now=stage.now, rules=stage.rules), first)
        await late.flush()
        await stage.does(olga, assignment.claim, second)
        told, page = await read(stage, shop, before.next)
        assert {one["ticket"]["number"] for one in told} == {second}
        await late.commit()  # by hand: it is the order of commits that is told of
    told, page = await read(stage, shop, page.next)
    assert {one["ticket"]["number"] for one in told} == {first}
    everything, _ = await read(stage, shop)
    again: list[Body] = []
    after = 0
    while True:
        told, page = await read(stage, shop, after, limit=2)
        again += told
        after = page.next
        if not page.more:
            break
    assert again == everything


async def test_of_two_who_read_at_once_both_read_one_order(stage: Stage, rita: Someone) -> None:
    """Whoever comes second waits until what is new has its place, and gives it no other."""
    shop = await system(stage, "shop", "all:read")
    await stage.files(rita, "The printer is on fire")
    async with stage.database.unit_of_work() as first:
        row = await first.get_one(Integration, shop)
        page = await feed.read_page(first, row, 0, 100, now=stage.now)
        beside = asyncio.ensure_future(read(stage, shop))
        await until_somebody_waits(stage.database)
    assert (await beside)[1].next == page.next == (await read(stage, shop))[1].next


async def test_events_get_positions_in_their_order_whatever_postgresql_plans(stage: Stage, rita: Someone) -> None:
    """PostgreSQL takes the table for empty, as autovacuum found it, and reads it first: in the order of its rows, of
    which one that was updated is the last."""
    await system(stage, "shop", "all:read")
    await stage.files(rita, "The door is open")
    async with stage.database.autocommit() as asking:
        await asking.execute(text("delete from events_feed"))
        await asking.execute(text("analyze events_feed"))
    for said in ("The printer is on fire", "The lift is stuck", "There is no soap"):
        await stage.files(rita, said)
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update events_feed set at = at where id = (select min(id) from events_feed)"))
        assert await feed.number_new_events(session, stage.now) == 3
        assert list(await session.scalars(select(FeedEvent.position).order_by(FeedEvent.id))) == [1, 2, 3]


async def test_of_an_answer_is_told_when_it_has_left_and_not_before(stage: Stage, rita: Someone, olga: Someone) -> None:
    """What is changed or taken back before is nobody's business; the CRM hears of it as late."""
    shop, number = await system(stage, "shop", "all:read"), await stage.files(rita, "The printer is on fire")
    async with stage.database.unit_of_work() as session:
        await jobs.set_up(session, enabled=True)

    async def answer(words: str) -> Entry:
        said = NewEntry(RichText(words), held_until=stage.now + timedelta(seconds=10))
        return await stage.does(olga, thread.add_reply, number, said)

    async def changes(entry: Entry, words: str | None) -> None:
        async def change(desk: Desk) -> None:
            row = await desk.session.get_one(Entry, entry.id)
            if words is None:
                await editing.withdraw_entry(desk, row)
            else:
                await editing.edit_entry(desk, row, RichText(words))

        await stage.does(olga, change)

    async def hears() -> tuple[list[str], int | None]:
        told, _ = await read(stage, shop)
        async with stage.database.unit_of_work() as session:
            await jobs.make_jobs(session, stage.now)
            waits = await session.scalar(select(func.count()).where(CrmChange.kind == "message"))
        return [one["message"]["text"] for one in told if "message" in one], waits

    kept, dropped = await answer("Is it plugd in?"), await answer("Go away")
    stage.later(seconds=5)
    for entry, words in ((kept, "Is it plugged in?"), (dropped, None)):
        await changes(entry, words)
    stage.later(seconds=4)
    assert await hears() == ([], 4)
    stage.later(seconds=1)
    assert await hears() == (["Is it plugged in?"], 0)
    await changes(kept, None)
    assert [one["type"] for one in (await read(stage, shop))[0]][-1] == "message.withdrawn"


async def _row(stage: Stage, who: Someone) -> Person:
    return await get(stage, Person, who.id)


async def test_each_change_is_told_and_notes_by_scope_only(stage: Stage, rita: Someone, olga: Someone) -> None:
    await stage.person("Vera", Role.ADMIN)
    shop = await system(stage, "shop", "tickets", people=[rita])
    full, noted = await system(stage, "crm", "all:read"), await system(stage, "bi", "all:read", "notes")
    other = await system(stage, "other", "tickets")
    writes = await system(stage, "writes", "tickets", "notes", people=[rita])  # notes, but reads none, as in the API
    deaf = await system(stage, "deaf", "events")
    number = await stage.files(rita, "The printer is on fire")
    await add(stage, Category(id=7, name="Printers", folded="printers"))
    await stage.does(olga, assignment.claim, number)
    await stage.does(olga, thread.add_reply, number, NewEntry(RichText("On my way")))
    await stage.does(olga, thread.add_note, number, NewEntry(RichText("she is angry")))
    await stage.does(olga, fields.prioritise, number, 2)
    await stage.does(olga, fields.categorise, number, 7)
    await stage.does(olga, fields.rename, number, "Fire")
    await stage.does(olga, fields.set_tags, number, ["angry"])
    await stage.does(olga, escalation.escalate, number, "help")
    answer = (await stage.entries(number))[1]
    await stage.does(olga, _amend, answer.id, "On my way, really")
    await stage.does(olga, _amend, answer.id, None)
    await stage.does(olga, lifecycle.resolve, number)
    public = [
        "ticket.created", "ticket.changed:assignee", "ticket.changed:status", "ticket.changed:status", "message.added",
        "ticket.changed:priority", "ticket.changed:category", "ticket.changed:subject", "ticket.changed:tags",
        "ticket.escalated", "message.edited", "message.withdrawn", "ticket.changed:status",
    ]  # fmt: skip
    told = await kinds_of(stage, full)
    assert sorted(told) == sorted(public)
    assert sorted(await kinds_of(stage, noted)) == sorted([*public, "note.added"])
    internal = ("ticket.escalated", *(f"ticket.changed:{one}" for one in ("tags", "priority", "category")))
    assert await kinds_of(stage, shop) == [one for one in told if one not in internal]
    assert "note.added" not in await kinds_of(stage, writes)
    assert await kinds_of(stage, other) == await kinds_of(stage, deaf) == []
    first, *_ = (await read(stage, shop))[0]
    assert first["ticket"]["external_id"] == f"u{rita.id}"
    assert [one["text"] for one in first["messages"]] == ["The printer is on fire"]
    words = [one["message"] for one in (await read(stage, full))[0] if "message" in one]
    assert [(one["author"], one["text"], one["withdrawn"]) for one in words] == [("Olga", None, True)] * 3
    assert (await read(stage, shop))[0][0]["origin"] == "telegram"


async def _amend(desk: Desk, entry_id: int, words: str | None) -> None:
    entry = await desk.session.get_one(Entry, entry_id)
    await (editing.withdraw_entry(desk, entry) if words is None else editing.edit_entry(desk, entry, RichText(words)))


async def test_a_system_does_not_get_its_own_doings_back(stage: Stage, rita: Someone, olga: Someone) -> None:
    shop, crm = await system(stage, "shop", "all:read"), await system(stage, "crm", "all:read")
    number = await stage.files(rita, "The printer is on fire")

    async def by_the_shop(desk: Desk) -> None:
        await feed.mark_own_doing(desk.session, shop)
        await fields.prioritise(desk, number, 1)

    await stage.does(olga, by_the_shop, origin=Origin.API)
    await stage.does(olga, fields.prioritise, number, 2)
    assert await kinds_of(stage, shop) == ["ticket.created", "ticket.changed:priority"]
    assert await kinds_of(stage, crm) == ["ticket.created", *["ticket.changed:priority"] * 2]
    assert [one["origin"] for one in (await read(stage, crm))[0]] == ["telegram", "api", "telegram"]


async def test_a_desk_without_systems_writes_no_feed_and_drafts_are_in_none(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The printer is on fire")
    shop = await system(stage, "shop", "all:read")
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Integration, shop)).revoked_at = stage.now
    await stage.does(olga, assignment.claim, number)
    assert await _rows(stage) == 0
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Integration, shop)).revoked_at = None
    await stage.says(rita, "Something else is broken, the lift this time")
    assert await _rows(stage) == 0 or await kinds_of(stage, shop) == ["message.added"]


async def _rows(stage: Stage) -> int:
    return await scalar(stage, select(func.count()).select_from(FeedEvent)) or 0


async def test_it_is_told_once_that_a_ticket_is_late(stage: Stage, rita: Someone) -> None:
    await stage.person("Olga", Role.AGENT)
    stage.with_rules(targets__enabled=True)
    shop = await system(stage, "shop", "all:read")
    number = await stage.files(rita, "The printer is on fire")
    due = (await stage.ticket(number)).first_due_at
    assert due is not None
    while stage.now < due + timedelta(minutes=10):
        stage.later(minutes=30)
        await stage.ticks()
    late = [one for one in (await read(stage, shop))[0] if one["type"] == "ticket.late"]
    assert [(one["late"]["of"], one["ticket"]["number"]) for one in late] == [("response", number)]


async def test_who_is_several_of_a_systems_people_is_told_as_the_first_of_them(stage: Stage, rita: Someone) -> None:
    bank = await add(
        stage, Integration(name="bank", token_hash=b"bank", token_hint="", scopes=["tickets"], made_at=stage.now)
    )
    await add(stage, ExternalPerson(system_id=bank.id, external_id="b-7", person_id=rita.id, made_at=stage.now))
    shop = await system(stage, "shop", "all:read", "tickets", people=[rita])
    await add(stage, ExternalPerson(system_id=shop, external_id="later", person_id=rita.id, made_at=stage.now))
    await stage.files(rita, "The parcel is late")
    told, _ = await read(stage, shop)
    assert {one["ticket"]["external_id"] for one in told} == {f"u{rita.id}"}
