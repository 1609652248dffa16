"""Somebody who shares the desk's account changes what pulldesk wrote: what is on its way of others keeps no change from
its readers, and no answer becomes a key by it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import BoardCard, BoardComment, Entry, EntryKind, Role
from desk.conversation import new_entry, parts
from desk.text import RichText
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND
from todoist_sync.api.rows import CommentRow
from todoist_sync.cards import store
from todoist_sync.context import SyncContext
from todoist_sync.pull import comment

pytestmark = pytest.mark.broad

SAID = "the key is here"


@pytest.fixture
async def answer(reading: Reading, anna: int) -> int:
    """Olga's answer, which stands on the board; its entry."""
    olga = await reading.person("Olga", role=Role.AGENT, telegram_id=6)
    ticket = await reading.ticket(1, anna)
    await reading.card(ticket, 1, "t1")
    entry = await reading.entry(ticket, olga, SAID)
    given = {"content": f"**Olga:** {SAID}", "ours": True, "task_id": "t1", "entry_id": entry}
    await reading.add(BoardComment(comment_id="c1", **given))
    return entry


async def _changed(reading: Reading, content: str, round_: SyncContext = ROUND) -> list[Entry]:
    """The comment says this now; the entries there are from then on."""
    note = CommentRow.of({"id": "c1", "item_id": "t1", "content": content, "posted_uid": "me"})

    async def applied(session: Any) -> None:
        [card] = await reading.all(BoardCard)
        ticket = await store.locked(session, card.ticket_id)
        await comment.apply_comment(session, await session.get_one(BoardCard, card.id), ticket, note, round_)

    await reading.does(applied)
    return await reading.all(Entry)


@pytest.mark.parametrize("its_own", [False, True])
async def test_what_is_on_its_way_may_be_ours_only_of_its_own_entry(
    reading: Reading, answer: int, its_own: bool
) -> None:
    first = await reading.get(Entry, answer)
    other = await reading.entry(first.ticket_id, first.author_id, "and the door is there")
    kind = "note_update" if its_own else "note_add"
    await reading.command(kind, {"id": "c1"}, entry_id=answer if its_own else other, ticket_id=first.ticket_id)
    now, *_ = await _changed(reading, "**Olga:** the key is there")
    assert now.body == (SAID if its_own else "the key is there")


@pytest.mark.parametrize("how", ["a further part", "somebody else's words", "put back often before", "often just now"])
async def test_what_is_not_one_message_in_one_comment_is_put_back(reading: Reading, answer: int, how: str) -> None:
    """And a line says so, ten times in an hour."""
    first = await reading.get(Entry, answer)

    async def arranged(session: Any) -> None:
        entry = await session.get_one(Entry, answer)
        [known] = await session.scalars(select(BoardComment))
        known.part = 0 if how == "somebody else's words" else 1
        if how == "somebody else's words":
            parts.put(entry, [parts.EntryPart(None, RichText(SAID), forwarded_from="Zoe")])

    await reading.does(arranged)
    before = 10 if "often" in how else 0
    at = NOW - (timedelta(hours=1) if how == "put back often before" else timedelta(minutes=59))
    for _ in range(before):
        line = {"kind": EntryKind.REMARK, "content_line": new_entry.line("board-answer-put-back"), "created_at": at}
        await reading.entry(first.ticket_id, first.author_id, "", **line)
    now, *more = await _changed(reading, "**Olga:** the key is there")
    assert now.body == SAID
    assert [one.kind for one in more[before:]] == ([] if how == "often just now" else [EntryKind.REMARK])


@pytest.mark.parametrize(("canned", "body"), [(frozenset({0}), SAID), (None, "!reset")])
async def test_no_answer_becomes_a_key_by_a_change(reading: Reading, answer: int, canned: Any, body: str) -> None:
    now, *more = await _changed(reading, "!reset", replace(ROUND, rules=replace(ROUND.rules, canned=canned)))
    assert now.body == body
    assert [one.kind for one in more] == ([EntryKind.REMARK] if canned else [])
