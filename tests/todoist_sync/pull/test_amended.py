"""An answer that was made a note on the board: its comment is the note's from then on, whatever happens to it next."""

from dataclasses import replace
from typing import Any

import pytest

from db.models import BoardCard, BoardComment, Entry, EntryFile, EntryKind, Job, Origin, Role
from desk.outbox import board_jobs
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import ROUND
from todoist_sync.api.rows import CommentRow
from todoist_sync.cards import store
from todoist_sync.context import SyncContext
from todoist_sync.pull import comment

pytestmark = pytest.mark.broad


async def _reads(
    reading: Reading, content: str, *, round_: SyncContext = ROUND, **more: Any
) -> tuple[Entry, BoardComment]:
    """The comment as it is now; its entry from then on, and what is known of it."""
    note = CommentRow.of({"id": "c1", "item_id": "t1", "content": content, "posted_uid": "pavel", **more})

    async def applied(session: Any) -> None:
        [card] = await reading.all(BoardCard)
        ticket = await store.locked(session, card.ticket_id)
        await comment.apply_comment(session, await session.get_one(BoardCard, card.id), ticket, note, round_)

    await reading.does(applied)
    [known] = await reading.all(BoardComment)
    return await reading.get(Entry, known.entry_id), known


async def _answered(reading: Reading, anna: int, *, ours: bool, heading: str) -> int:
    """An answer of Pavel's with its comment on the board; its entry's id."""
    pavel = await reading.person("Pavel", role=Role.AGENT, todoist_id="pavel", telegram_id=6)
    ticket = await reading.ticket(1, anna)
    await reading.card(ticket, 1, "t1")
    origin = Origin.TELEGRAM if ours else Origin.TODOIST
    answer = await reading.entry(ticket, pavel, "the key is here", author_name="Pavel", origin=origin)
    given = {"content": f"{heading}the key is here", "ours": ours, "task_id": "t1", "entry_id": answer}
    await reading.add(BoardComment(comment_id="c1", **given))
    return answer


@pytest.mark.parametrize(
    ("ours", "heading"),
    [(False, ""), (True, "**Pavel:** ")],
)
async def test_its_comment_is_the_notes(reading: Reading, anna: int, ours: bool, heading: str) -> None:
    answer = await _answered(reading, anna, ours=ours, heading=heading)
    note, _ = await _reads(reading, f"// {heading}the key is here")
    assert (note.id != answer, note.kind, note.body) == (True, EntryKind.NOTE, "the key is here")
    assert (await reading.get(Entry, answer)).withdrawn_at is not None
    same, _ = await _reads(reading, f"// {heading}the key is there")
    assert (same.id, same.body, same.withdrawn_at) == (note.id, "the key is there", None)
    gone, known = await _reads(reading, f"// {heading}the key is there", is_deleted=True)
    assert (gone.id, known.deleted_at, gone.withdrawn_at) == (note.id, ROUND.now, ROUND.now)


@pytest.mark.parametrize(("ours", "heading"), [(False, ""), (True, "**Pavel:** ")])
async def test_its_file_is_the_notes_too(reading: Reading, anna: int, ours: bool, heading: str) -> None:
    answer = await _answered(reading, anna, ours=ours, heading=heading)
    sent = {"file_name": "plan.pdf", "file_type": "application/pdf", "file_url": "https://todoist.test/plan.pdf"}
    file = {"kind": "document", "name": "plan.pdf", "todoist_attachment": sent}
    await reading.add(EntryFile(entry_id=answer, ordinal=0, **file))
    note, _ = await _reads(reading, f"// {heading}the key is here", file_attachment=sent)
    assert note.id != answer
    assert [one.name for one in await reading.all(EntryFile) if one.entry_id == note.id] == ["plan.pdf"]


async def test_ones_own_words_are_no_key_and_follow_their_comment(reading: Reading) -> None:
    """Of a request that somebody of the team filed: what looks like a prepared answer's name is what they say."""
    pavel = await reading.person("Pavel", role=Role.AGENT, todoist_id="pavel", telegram_id=6)
    await reading.person("Olga", role=Role.AGENT, telegram_id=7)
    ticket = await reading.ticket(1, pavel)
    await reading.card(ticket, 1, "t1")
    round_ = replace(ROUND, rules=replace(ROUND.rules, canned=frozenset({0})))
    for words in ("!reset", "!reset is what I see"):
        entry, known = await _reads(reading, words, round_=round_)
        assert (entry.kind, entry.body, known.is_key) == (EntryKind.COMMENT, words, False)


async def test_a_requesters_words_stay_theirs_whoever_deletes_their_comment(reading: Reading, anna: int) -> None:
    ticket = await reading.ticket(1, anna)
    await reading.card(ticket, 1, "t1")
    said = await reading.entry(ticket, anna, "the key is here", kind=EntryKind.COMMENT, author_name="Anna")
    await reading.add(BoardComment(comment_id="c1", content="the key is here", ours=True, task_id="t1", entry_id=said))
    entry, known = await _reads(reading, "the key is here", is_deleted=True)
    assert (entry.withdrawn_at, known.deleted_at) == (None, ROUND.now)


@pytest.mark.parametrize("more", [{}, {"is_deleted": True}])
@pytest.mark.parametrize("gone", [False, True])
async def test_what_a_former_member_said_stays_said(reading: Reading, gone: bool, more: dict[str, Any]) -> None:
    """Of a request of their own too, which they may change in Telegram."""
    left = {"dismissed_at": ROUND.now} if gone else {"role": Role.AGENT}
    pavel = await reading.person("Pavel", todoist_id="pavel", telegram_id=6, **left)
    ticket = await reading.ticket(1, pavel)
    await reading.card(ticket, 1, "t1")
    given = {"kind": EntryKind.COMMENT, "author_name": "Pavel", "origin": Origin.TODOIST}
    said = await reading.entry(ticket, pavel, "the key is here", **given)
    await reading.add(BoardComment(comment_id="c1", content="the key is here", ours=False, task_id="t1", entry_id=said))
    now, _ = await _reads(reading, "the key is there", **more)
    changed = now.withdrawn_at is not None if more else now.body == "the key is there"
    assert changed is not gone


async def test_what_was_deleted_is_reacted_to_no_more(reading: Reading, anna: int) -> None:
    answer = await _answered(reading, anna, ours=False, heading="")
    _, known = await _reads(reading, "the key is here", reactions={"👍": ["pavel"]})
    assert known.reactions == {"👍": ["pavel"]}
    await _reads(reading, "the key is here", is_deleted=True)
    entry, known = await _reads(reading, "the key is here", reactions={"❤": ["pavel"]})
    assert (entry.id, known.reactions) == (answer, {"👍": ["pavel"]})


async def test_a_comment_that_could_not_be_read_and_is_deleted_waits_no_more(reading: Reading, anna: int) -> None:
    ticket = await reading.ticket(1, anna)
    await reading.card(ticket, 1, "t1")
    note = {"id": "c1", "item_id": "t1", "content": "x", "posted_uid": "pavel"}

    async def unread(session: Any) -> None:
        board_jobs.unread(session, ticket, note, now=ROUND.now)

    await reading.does(unread)
    await reading.reads(notes=[{**note, "is_deleted": True}])
    assert [job.state for job in await reading.all(Job)] == ["done"]
