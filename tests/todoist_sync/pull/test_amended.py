"""An answer that was made a note on the board: its comment is the note's from then on, whatever happens to it next."""

from typing import Any

import pytest

from db.models import BoardCard, BoardComment, Entry, EntryKind, Origin, Role
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import ROUND
from todoist_sync.api.rows import CommentRow
from todoist_sync.cards import store
from todoist_sync.context import SyncContext
from todoist_sync.pull import comment


async def _reads(
    reading: Reading, content: str, *, ctx: SyncContext = ROUND, **more: Any
) -> tuple[Entry, BoardComment]:
    """The comment as it is now; its entry from then on, and what is known of it."""
    note = CommentRow.from_json({"id": "c1", "item_id": "t1", "content": content, "posted_uid": "pavel", **more})

    async def applied(session: Any) -> None:
        [card] = await reading.all(BoardCard)
        ticket = await store.lock_ticket(session, card.ticket_id)
        await comment.apply_comment(session, await session.get_one(BoardCard, card.id), ticket, note, ctx)

    await reading.does(applied)
    [known] = await reading.all(BoardComment)
    return await reading.get(Entry, known.entry_id), known


async def _answered(reading: Reading, rita: int, *, ours: bool, heading: str) -> int:
    """An answer of Pavel's with its comment on the board; its entry's id."""
    pavel = await reading.person("Pavel", role=Role.AGENT, todoist_id="pavel", telegram_id=6)
    ticket = await reading.ticket(1, rita)
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
async def test_its_comment_is_the_notes(reading: Reading, rita: int, ours: bool, heading: str) -> None:
    answer = await _answered(reading, rita, ours=ours, heading=heading)
    note, _ = await _reads(reading, f"// {heading}the key is here")
    assert (note.id != answer, note.kind, note.body) == (True, EntryKind.NOTE, "the key is here")
    assert (await reading.get(Entry, answer)).withdrawn_at is not None
    same, _ = await _reads(reading, f"// {heading}the key is there")
    assert (same.id, same.body, same.withdrawn_at) == (note.id, "the key is there", None)
    gone, known = await _reads(reading, f"// {heading}the key is there", is_deleted=True)
    assert (gone.id, known.deleted_at, gone.withdrawn_at) == (note.id, ROUND.now, ROUND.now)
