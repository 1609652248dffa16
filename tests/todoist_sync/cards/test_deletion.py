"""A task that goes and one that comes back: what the ticket is then, what the brake keeps, what is put right."""

from dataclasses import replace
from typing import Any

import pytest

from db.models import BoardCard, BoardCommand, BrakeKind, CountedChange, EntryKind, HeldChange, Job, Status, Ticket
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND, SECTIONS
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import agreed_state, deleted_tasks, store, stored_commands
from todoist_sync.merge.three_way import Agreed


async def _card(reading: Reading, ticket: int, *, assignee: str | None = "olga", **more: Any) -> int:
    """A card whose task stood in the section of new ones, with somebody."""
    card = await reading.card(ticket, 1, "t1", **more)

    async def with_somebody(session: Any) -> None:
        row = await session.get_one(BoardCard, card)
        both = agreed_state.load_agreed(row.agreed)
        row.agreed = agreed_state.dump_agreed(
            Agreed(replace(both.face, assignee=assignee), replace(both.shown, assignee=assignee))
        )

    await reading.does(with_somebody)
    return card


async def _back(reading: Reading, card: int, **item: Any) -> bool:
    given = {"id": "t1", "content": "#1 Printer", "description": "", "section_id": SECTIONS[Status.NEW], **item}

    async def comes(session: Any) -> bool:
        row = await session.get_one(BoardCard, card)
        ticket = await store.lock_ticket(session, row.ticket_id)
        return await deleted_tasks.handle_restored_task(session, ROUND, row, ticket, TaskRow.from_json(given))

    return bool(await reading.does(comes))


async def _gone(reading: Reading, card: int, why: str = "deleted") -> str | None:
    async def goes(session: Any) -> None:
        row = await session.get_one(BoardCard, card)
        await deleted_tasks.handle_deleted_task(
            session, ROUND, row, await store.lock_ticket(session, row.ticket_id), why
        )

    await reading.does(goes)
    return (await reading.get(BoardCard, card)).gone  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("item", "assignee", "section"),
    [
        ({}, None, SECTIONS[Status.NEW]),
        ({"responsible_uid": "olga"}, "olga", SECTIONS[Status.NEW]),
        ({"responsible_uid": "olga", "section_id": None}, "olga", None),
        ({"section_id": None}, None, None),
    ],
)
async def test_what_it_lost_on_its_way_is_put_right_and_nothing_else(
    reading: Reading, rita: int, item: dict[str, Any], assignee: str | None, section: str | None
) -> None:
    """As if what it had there was new here: so that it is assigned, and moved, again."""
    card = await _card(reading, await reading.ticket(1, rita), gone="moved")
    assert await _back(reading, card, **item)
    row: BoardCard = await reading.get(BoardCard, card)
    agreed = agreed_state.load_agreed(row.agreed or {})
    assert (row.gone, row.dirty) == (None, True)
    assert (agreed.shown.assignee, agreed.shown.section, agreed.face.assignee) == (assignee, section, "olga")
    assert agreed.face.status is (Status.NEW if section else Status.CLOSED)


@pytest.mark.parametrize(
    ("status", "reason", "becomes"),
    [
        (Status.CLOSED, "task-deleted", Status.REOPENED),
        (Status.CLOSED, "silence", Status.CLOSED),
        (Status.CLOSED, None, Status.CLOSED),
        (Status.NEW, "task-deleted", Status.NEW),
        (Status.RESOLVED, "task-deleted", Status.RESOLVED),
    ],
)
async def test_what_was_closed_for_that_is_open_again(
    reading: Reading, rita: int, status: Status, reason: str | None, becomes: Status
) -> None:
    ended = NOW if status is Status.CLOSED else None
    ticket = await reading.ticket(1, rita, status=status, end_reason=reason, ended_at=ended)
    assert await _back(reading, await _card(reading, ticket, gone="deleted"))
    assert (await reading.get(Ticket, ticket)).status is becomes


async def test_it_is_said_anew_what_was_said_meanwhile(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita)
    said = await reading.entry(ticket, rita, kind=EntryKind.REPLY)
    await _back(reading, await _card(reading, ticket, gone="deleted"))
    assert [job.entry_id for job in await reading.all(Job) if job.box == "to_todoist"] == [said]


async def test_what_the_desk_made_in_its_place_gives_way_once(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita)
    first, second = await _card(reading, ticket, gone="deleted"), await reading.card(ticket, 1, "t2")
    await reading.add(HeldChange(project_id="P", kind=BrakeKind.VANISH, key="t2", ticket_id=ticket, held_at=NOW))
    assert await _back(reading, first)
    assert [(await reading.get(BoardCard, one)).gone for one in (first, second)] == [None, store.REPLACED]
    assert [(one.kind, one.args["id"]) for one in await reading.all(BoardCommand)] == [(stored_commands.REMOVE, "t2")]
    assert await reading.all(HeldChange) == []
    await reading.does(_given_way, second)
    assert len(await reading.all(BoardCommand)) == 1


async def _given_way(session: Any, card: int) -> None:
    row = await session.get_one(BoardCard, card)
    await deleted_tasks._remove_replacement(session, ROUND, row, await store.lock_ticket(session, row.ticket_id))


async def test_many_at_once_are_kept_until_an_admins_word(reading: Reading, rita: int) -> None:
    """What was held of the same task is up to date then; what waited to be compared waits no more."""
    cards = []
    for number in range(1, 8):
        ticket = await reading.ticket(number, rita)
        cards.append(await reading.card(ticket, number, f"t{number}", dirty=True, held=True))
        await reading.add(HeldChange(project_id="P", kind=BrakeKind.COMPLETE, key=f"t{number}", held_at=NOW))
    found = [await _gone(reading, card) for card in cards]
    assert found == [*["held:asked:deleted"] * 5, *["held:deleted"] * 2]
    acts = [(one.kind, one.key) for one in await reading.all(HeldChange)]
    assert acts == [(BrakeKind.VANISH, "t6"), (BrakeKind.VANISH, "t7")]
    assert len(await reading.all(CountedChange)) == 5
    assert {(one.dirty, one.held) for one in await reading.all(BoardCard)} == {(False, False)}


async def test_one_that_was_never_made_passes_the_brake_by(reading: Reading, rita: int) -> None:
    for _ in range(5):
        await reading.add(CountedChange(project_id="P", kind=BrakeKind.VANISH, at=NOW))
    assert await _gone(reading, await reading.card(await reading.ticket(1, rita), 1)) == "held:asked:deleted"
