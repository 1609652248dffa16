"""What a task that is new, or back, is owed of what was said: each word once, in its order, at its time."""

import json
from datetime import timedelta
from typing import Any

from db.models import BoardComment, Entry, EntryFile, EntryKind, Job, Origin
from desk.outbox import Do, jobs
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND
from todoist_sync.cards import store
from todoist_sync.comments import backfill, entry_files

SECOND = timedelta(seconds=1)
COMMENT, REPLY, NOTE = EntryKind.COMMENT, EntryKind.REPLY, EntryKind.NOTE


async def _shown(reading: Reading, ticket: int, **more: Any) -> list[Job]:
    async def show(session: Any) -> None:
        await backfill.queue_missing_comments(session, ROUND, await store.lock_ticket(session, ticket), **more)

    await reading.does(show)
    return [job for job in await reading.all(Job) if job.state == "waiting"]


async def test_all_that_was_said_since_filing_and_what_came_with_files_before(reading: Reading, rita: int) -> None:
    ticket, other = await reading.ticket(1, rita), await reading.ticket(2, rita)
    said = {}
    for name, more in (
        ("asked", {"kind": COMMENT}),
        ("photo", {"kind": COMMENT}),
        ("later", {"kind": COMMENT, "created_at": NOW + 3 * SECOND}),
        ("answer", {"kind": REPLY, "created_at": NOW + SECOND}),
        ("note", {"kind": NOTE, "created_at": NOW + 2 * SECOND}),
        ("remark", {"kind": EntryKind.REMARK, "created_at": NOW + SECOND}),
        ("taken back", {"kind": REPLY, "withdrawn_at": NOW}),
    ):
        said[name] = await reading.entry(ticket, rita, name, **more)
    await reading.entry(other, rita, "elsewhere", kind=REPLY)
    await reading.add(EntryFile(entry_id=said["photo"], kind="photo", name="p", bot_id=77, telegram_file_id="f"))
    found = [job.entry_id for job in await _shown(reading, ticket)]
    assert found == [said[name] for name in ("photo", "answer", "note", "later")]


async def test_what_began_on_the_board_shows_every_word_below(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita, origin=Origin.TODOIST)
    said = await reading.entry(ticket, rita, kind=COMMENT)
    assert [job.entry_id for job in await _shown(reading, ticket)] == [said]


async def test_nothing_is_owed_anew_where_all_of_it_is_on_its_way(reading: Reading, rita: int) -> None:
    """What comes only later is no such thing: the task is to have it now."""
    ticket = await reading.ticket(1, rita)
    said = [await reading.entry(ticket, rita, body) for body in ("one", "two")]
    for entry, due in zip(said, (None, NOW + SECOND), strict=True):
        ids: dict[str, Any] = {"ticket_id": ticket, "entry_id": entry, "due_at": due}
        await reading.does(_queued, **ids)
    before = [job.id for job in await reading.all(Job)]
    after = [job.id for job in await _shown(reading, ticket)]
    assert set(after).isdisjoint(before)
    assert [job.id for job in await _shown(reading, ticket)] == after


async def _queued(session: Any, **ids: Any) -> None:
    jobs.queue_comment(session, Do.COMMENT, **ids, now=NOW, rules=ROUND.rules)


async def test_what_may_still_be_undone_is_not_shown_before_its_time(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita)
    await reading.entry(ticket, rita, held_until=NOW + 5 * SECOND)
    await reading.entry(ticket, rita)
    assert [job.due_at for job in await _shown(reading, ticket)] == [NOW + 5 * SECOND, NOW]
    then = [job.due_at for job in await _shown(reading, ticket, due_at=NOW + 2 * SECOND)]
    assert then == [NOW + 5 * SECOND, NOW + 2 * SECOND]


async def test_from_a_task_that_is_back_goes_what_was_taken_back_meanwhile(reading: Reading, rita: int) -> None:
    """Of this task, each entry once, as long as it stands there; what somebody wrote there by hand is theirs."""
    ticket = await reading.ticket(1, rita)
    gone, board, stays, elsewhere, deleted = [
        await reading.entry(ticket, rita, withdrawn_at=withdrawn) for withdrawn in (NOW, NOW, None, NOW, NOW)
    ]
    for comment, (entry, more) in enumerate(
        ((gone, {}), (gone, {}), (board, {"ours": False}), (stays, {}), (elsewhere, {"task_id": "t2"}),
         (deleted, {"deleted_at": NOW}))
    ):  # fmt: skip
        given = {"content": "x", "ours": True, "task_id": "t1", "entry_id": entry, **more}
        await reading.add(BoardComment(comment_id=f"c{comment}", **given))

    async def again(session: Any) -> None:
        await backfill.queue_comments_again(session, ROUND, await store.lock_ticket(session, ticket), "t1")

    await reading.does(again)
    jobs = [(job.entry_id, json.loads(job.payload)["do"]) for job in await reading.all(Job)]
    assert jobs == [(stays, "comment"), (gone, "comment_delete")]


async def test_files_go_in_their_order_as_long_as_they_are_not_there(reading: Reading, rita: int) -> None:
    entry, other = [await reading.entry(await reading.ticket(n, rita), rita, kind=COMMENT) for n in (1, 2)]
    for name, of, ordinal, more in (
        ("second", entry, 2, {"blob_id": None, "telegram_file_id": "f"}),
        ("first", entry, 1, {"todoist_attachment": {"file_url": "u"}, "telegram_file_id": "f"}),
        ("third", entry, 3, {"lack": "lost", "telegram_file_id": "f"}),
        ("fourth", entry, 4, {}),
        ("another's", other, 0, {"telegram_file_id": "f"}),
    ):
        await reading.add(EntryFile(entry_id=of, ordinal=ordinal, kind="photo", name=name, bot_id=77, **more))

    async def read(session: Any) -> tuple[Any, Any]:
        rows = [await session.get_one(Entry, one) for one in (entry, other)]
        return await entry_files.get_files(session, rows[0]), await entry_files.get_files_by_entry(session, rows)

    mine, all_ = await reading.does(read)
    assert [one.name for one in mine] == ["first", "second", "third", "fourth"]
    assert {key: [one.name for one in value] for key, value in all_.items()} == {
        entry: ["first", "second", "third", "fourth"], other: ["another's"]
    }  # fmt: skip
    assert [one.name for one in mine if entry_files.is_uploading(one)] == ["second"]
