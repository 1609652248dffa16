"""One card brought to rest: what the desk has to hear of first, and what then differs on the board."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.models import BoardCard, BoardCommand, History, Ticket
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND, agreed
from todoist_sync.cards import agreed_state, desk_side, settle, store
from todoist_sync.cards.settle import TaskReading
from todoist_sync.merge.three_way import Field, Theirs

SECOND = timedelta(seconds=1)


async def _settles(reading: Reading, card: int, theirs: Theirs, **more: Any) -> BoardCard:
    async def rest(session: Any) -> None:
        row = await session.get_one(BoardCard, card)
        await settle.settle_card(
            session, row, await store.lock_ticket(session, row.ticket_id), TaskReading(theirs, {}), ROUND, **more
        )

    await reading.does(rest)
    return await reading.get(BoardCard, card)  # type: ignore[no-any-return]


async def _quietly(reading: Reading, card: int) -> bool:
    async def rest(session: Any) -> bool:
        row = await session.get_one(BoardCard, card)
        side = await desk_side.read_desk_side(session, await store.lock_ticket(session, row.ticket_id), ROUND)
        return settle.settle_if_desk_unchanged(session, row, side, ROUND)

    return bool(await reading.does(rest))


def _shown(content: str, at: Any = NOW) -> Theirs:
    return Theirs(replace(agreed_state.load_agreed(agreed(1)).shown, content=content), at)


@pytest.mark.parametrize(
    ("ours", "theirs", "held", "quiet"),
    [
        ("Printer", "#1 Printer", False, True),
        ("Scanner", "#1 Printer", False, True),
        ("Printer", "#1 Copier", False, False),
        ("Scanner", "#1 Copier", False, False),
        ("Scanner", "#1 Printer", True, False),
    ],
)
async def test_it_comes_to_rest_quietly_where_the_desk_need_not_hear_of_it(
    reading: Reading, rita: int, ours: str, theirs: str, held: bool, quiet: bool
) -> None:
    """Neither a change of the board's, nor one that has lost, nor what the brake holds."""
    ticket = await reading.ticket(1, rita, subject=ours, subject_at=NOW + SECOND)
    card = await reading.card(ticket, 1, "t1", dirty=True, held=held, theirs=agreed_state.dump_theirs(_shown(theirs)))
    assert await _quietly(reading, card) is quiet
    row: BoardCard = await reading.get(BoardCard, card)
    assert row.dirty is not quiet
    made = [one.args.get("content") for one in await reading.all(BoardCommand)]
    assert [one for one in made if one] == (["#1 Scanner"] if quiet and ours == "Scanner" else [])


@pytest.mark.parametrize(
    ("subject_at", "subject", "lost"),
    [(NOW - SECOND, "Copier", False), (NOW, "Copier", False), (NOW + SECOND, "Scanner", True)],
)
async def test_of_two_changes_the_later_one_stays_and_the_other_is_remembered(
    reading: Reading, rita: int, subject_at: Any, subject: str, lost: bool
) -> None:
    ticket = await reading.ticket(1, rita, subject="Scanner", subject_at=subject_at)
    card = await _settles(reading, await reading.card(ticket, 1, "t1", dirty=True), _shown("#1 Copier"))
    row: Ticket = await reading.get(Ticket, ticket)
    assert row.subject == subject
    told = [(one.field, one.new) for one in await reading.all(History)]
    assert told == ([("lost:subject", "Copier")] if lost else [("subject", "Copier")])
    assert agreed_state.load_theirs(card.theirs or {}).shown.content == "#1 Copier"
    contents = [one.args["content"] for one in await reading.all(BoardCommand) if "content" in one.args]
    assert (contents, card.dirty) == (["#1 Scanner"] if lost else [], False)


@pytest.mark.parametrize(("before", "subject"), [(NOW, "Copier"), (NOW + SECOND, "Scanner")])
async def test_what_came_with_the_comments_of_this_reading_is_no_later_than_the_task(
    reading: Reading, rita: int, before: Any, subject: str
) -> None:
    """It happened when they were written; what was changed here before them keeps its time."""
    ticket = await reading.ticket(1, rita, subject="Scanner", subject_at=NOW + SECOND)
    card = await reading.card(ticket, 1, "t1", dirty=True)
    times = dict.fromkeys(Field, NOW) | {Field.SUBJECT: before}
    await _settles(reading, card, _shown("#1 Copier"), before=times)
    assert (await reading.get(Ticket, ticket)).subject == subject
