"""What is done to cards is done to those meant: of this board, these tickets, in this state; no others wait for it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import BoardCard, BoardCommand, Brake, BrakeKind, EntryKind, HeldChange, History, Origin, Status, Ticket
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND
from todoist_sync import brake, push
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards import deleted_tasks, desk_side, selection, store, stored_commands
from todoist_sync.pull import task

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "more", "goes"),
    [
        (Status.RESOLVED, {}, True),
        (Status.IN_PROGRESS, {}, False),
        (Status.RESOLVED, {"project_id": "Q"}, False),
        (Status.RESOLVED, {"gone": "deleted"}, False),
        (Status.RESOLVED, {"dirty": True}, False),
        (Status.RESOLVED, {"held": True}, False),
    ],
)
async def test_where_places_run_short_only_what_is_solved_goes(
    reading: Reading, rita: int, status: Status, more: dict[str, Any], goes: bool
) -> None:
    await reading.card(await reading.ticket(1, rita, status=status), 1, "t1", **more)
    assert await reading.does(selection.mark_resolved, ROUND) == int(goes)


async def test_admins_are_asked_whatever_they_were_asked_of_another_board(reading: Reading, rita: int) -> None:
    await reading.person("Vera", role="admin", telegram_id=7, started_at=NOW)
    held = {"ticket_id": await reading.ticket(1, rita), "kind": BrakeKind.COMPLETE}
    await reading.add(HeldChange(project_id="P", key="t1", held_at=NOW, **held))
    await reading.add(Brake(project_id="Q", kind=BrakeKind.COMPLETE, told_at=NOW))
    await reading.add(Brake(project_id="P", kind=BrakeKind.COMMENT, told_at=NOW))
    assert await reading.does(brake.ask_admins, ROUND) == 1


async def test_a_task_that_gives_way_takes_no_other_boards_with_it(reading: Reading, rita: int) -> None:
    ticket, other = await reading.ticket(1, rita), await reading.ticket(2, rita)
    card = await reading.card(ticket, 1)
    for kind, more in (
        (stored_commands.ADD, {}),
        (stored_commands.ADD, {"project_id": "Q"}),
        (stored_commands.ADD, {"ticket_id": other}),
        (stored_commands.REMOVE, {}),
        (stored_commands.ADD, {"answered_at": NOW}),
    ):
        await reading.command(kind, {"content": "#1"}, **{"ticket_id": ticket, **more})

    async def gives_way(session: Any) -> None:
        row = await session.get_one(BoardCard, card)
        await deleted_tasks._remove_replacement(session, ROUND, row, await session.get_one(Ticket, ticket))

    await reading.does(gives_way)
    left = [(one.kind, one.project_id, one.ticket_id, one.answered_at) for one in await reading.all(BoardCommand)]
    assert left == [
        (stored_commands.ADD, "Q", ticket, None), (stored_commands.ADD, "P", other, None),
        (stored_commands.REMOVE, "P", ticket, None),
        (stored_commands.ADD, "P", ticket, NOW),
    ]  # fmt: skip


async def test_what_came_back_is_weighed_with_the_card_of_this_board(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita)
    cards = [
        await reading.card(ticket, 1, "t0", gone="replaced"),
        await reading.card(ticket, 1, "t1"),
        await reading.card(ticket, 1, "q1", project_id="Q"),
        await reading.card(ticket, 1, "t2", gone="deleted"),
    ]
    await reading.command("item_update", {"id": "t1"}, ticket_id=ticket)
    commands = await reading.all(BoardCommand)
    facts = await reading.does(push.load_facts, commands, ROUND)
    assert {number: one.id for number, one in facts.cards.items()} == {ticket: cards[1]}


async def test_a_task_says_what_was_asked_for_up_to_filing_and_not_taken_back(reading: Reading, rita: int) -> None:
    ticket, other = await reading.ticket(1, rita), await reading.ticket(2, rita)
    for body, more in (
        ("second", {"created_at": NOW}),
        ("first", {"created_at": NOW - SECOND}),
        ("later", {"created_at": NOW + SECOND}),
        ("taken back", {"withdrawn_at": NOW}),
        ("thanks", {"small_talk": True}),
        ("answer", {"kind": EntryKind.REPLY}),
        ("another's", {"ticket_id": other}),
    ):
        await reading.entry(**{"ticket": ticket, "author": rita, "body": body, "kind": EntryKind.COMMENT, **_of(more)})

    async def written(session: Any) -> dict[int, str]:
        return await desk_side._read_requests(session, [await session.get_one(Ticket, ticket)], ROUND)

    assert await reading.does(written) == {ticket: "first\nsecond"}


def _of(more: dict[str, Any]) -> dict[str, Any]:
    return {{"ticket_id": "ticket"}.get(name, name): value for name, value in more.items()}


async def test_merging_cards_holds_their_tickets_and_no_others(reading: Reading, rita: int) -> None:
    tickets = [await reading.ticket(number, rita) for number in (1, 2)]
    cards = [await reading.card(one, number, f"t{number}") for number, one in enumerate(tickets, 1)]
    free = select(Ticket.id).order_by(Ticket.id).with_for_update(skip_locked=True)
    async with reading.database.unit_of_work() as session:
        assert await task.replan_cards(session, cards[:1], ROUND) == {cards[0]}
        async with reading.database.unit_of_work() as other:
            assert (await other.scalars(free)).all() == tickets[1:]
            assert (await other.scalars(select(BoardCard.id).with_for_update(skip_locked=True))).all() == cards[1:]


async def test_a_task_that_is_back_frees_its_own_ticket_of_the_brake_and_no_other(reading: Reading, rita: int) -> None:
    """What an admin has not answered about the other stays asked."""
    cards = {}
    for number in (1, 2):
        ticket = await reading.ticket(number, rita)
        cards[number] = await reading.card(ticket, number, f"t{number}", gone="held:deleted")
        act = {"project_id": "P", "kind": BrakeKind.VANISH, "ticket_id": ticket, "key": f"t{number}"}
        await reading.add(HeldChange(held_at=NOW, **act))
    item = TaskRow.from_json({"id": "t1", "content": "#1 Printer", "description": ""})

    async def comes_back(session: Any) -> bool:
        card = await session.get_one(BoardCard, cards[1])
        return await deleted_tasks.handle_restored_task(
            session, ROUND, card, await store.lock_ticket(session, card.ticket_id), item
        )

    assert await reading.does(comes_back)
    assert [one.gone for one in await reading.all(BoardCard)] == [None, "held:deleted"]
    assert [one.key for one in await reading.all(HeldChange)] == ["t2"]


async def test_a_card_is_lacking_where_this_board_never_had_one(reading: Reading, rita: int) -> None:
    """One whose task is gone is not made anew by a restart."""
    bare, shown, gone, elsewhere, ended = [
        await reading.ticket(number, rita, status=Status.CLOSED if number == 5 else Status.NEW)
        for number in range(1, 6)
    ]
    await reading.card(shown, 2, "t2")
    await reading.card(gone, 3, "t3", gone="deleted")
    await reading.card(elsewhere, 4, "t4", project_id="Q")
    await reading.ticket(6, rita, filed_at=None)
    _, spoken = [await reading.ticket(number, rita, origin=Origin.IMPORT) for number in (7, 8)]
    await reading.add(History(ticket_id=spoken, at=NOW, origin=Origin.TELEGRAM, field="tags"))
    lone = await reading.does(selection.find_tickets_without_card, "P")
    assert (lone, ended in lone) == ([bare, elsewhere, spoken], False)
