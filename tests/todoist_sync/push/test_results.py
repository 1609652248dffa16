"""What a verdict is about, looked up for several commands at once; who hears of it; what is agreed after it."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.enums import Box, EntryKind, Role
from db.models import BoardCard, BoardCommand, BoardState, Collaborator, Job
from tests.todoist_sync.rows import NOW, ROUND, SECTIONS, Rows, agreed
from todoist_sync.api.errors import TOO_MANY_TASKS, TodoistError
from todoist_sync.cards import store
from todoist_sync.push import results


@pytest.fixture
def rows(database: Database) -> Rows:
    return Rows(database)


async def _verdict(rows: Rows, command_id: int, error: TodoistError | None = None) -> BoardCommand:
    async def lets(session: Any) -> None:
        command = await session.get_one(BoardCommand, command_id)
        if error is None:
            await results.done(session, ROUND, command, "made" if command.temp_id else None)
        else:
            await results.failed(session, ROUND, command, error)

    await rows.does(lets)
    command: BoardCommand = await rows.get(BoardCommand, command_id)
    return command


async def _letters(rows: Rows) -> list[dict[str, Any]]:
    found = await rows.does(
        lambda session: session.scalars(select(Job).where(Job.box == Box.TO_TELEGRAM).order_by(Job.id))
    )
    return [{"to": job.person_id, "at": job.created_at, **json.loads(job.payload)} for job in found]


async def _said(rows: Rows, number: int, requester: int, olga: int, **more: Any) -> int:
    ticket = await rows.ticket(number, requester)
    return await rows.entry(ticket, olga, said_chat_id=7, said_message_id=number, **more)


async def test_facts_are_of_live_cards_here_and_of_answers_that_reach_nobody_else(rows: Rows) -> None:
    anna, boris = await rows.person("Anna", telegram_id=5), await rows.person("Boris")
    olga = await rows.person("Olga", telegram_id=7, role=Role.AGENT)
    first, second, third = [await rows.ticket(number, anna) for number in (1, 2, 3)]
    await rows.card(first, 1, "gone", gone="deleted")
    live = await rows.card(first, 1, "t1")
    await rows.card(first, 1, "elsewhere", project_id="Q")
    for number, ticket in ((2, second), (3, third)):
        await rows.card(ticket, number, f"t{number}")
    arrives = await _said(rows, 4, boris, olga)
    others = [
        await _said(rows, 5, anna, olga),
        await _said(rows, 6, boris, olga, kind=EntryKind.NOTE),
    ]
    unsent, edited = await _said(rows, 7, boris, olga), await _said(rows, 8, boris, olga)
    for entry in (arrives, *others):
        await rows.command("note_add", {"item_id": "t", "content": "x"}, ticket_id=second, entry_id=entry)
    await rows.command("note_update", {"id": "c", "content": "x"}, ticket_id=third, entry_id=edited)
    await rows.command("note_add", {"item_id": "t", "content": "x"})

    async def known(session: Any, *kinds: str) -> tuple[set[int], set[int]]:
        commands = await session.scalars(select(BoardCommand).where(BoardCommand.kind.in_(kinds)))
        facts = await results.known(session, commands.all(), ROUND)
        return {card.id for card in facts.cards.values()}, set(facts.arrives)

    everything = ("note_add", "note_update", "item_update")
    assert await rows.does(lambda session: known(session, *everything)) == (set(), {arrives})
    await rows.command("item_update", {"id": "t1"}, ticket_id=first)
    assert await rows.does(lambda session: known(session, *everything)) == ({live}, {arrives})
    assert await rows.does(lambda session: known(session, "note_update")) == (set(), set())
    assert unsent not in (arrives, edited)


@pytest.mark.parametrize(
    ("telegram", "kind", "part", "marked"),
    [
        (None, EntryKind.REPLY, 0, True),
        (5, EntryKind.REPLY, 0, False),
        (None, EntryKind.NOTE, 0, False),
        (None, EntryKind.REPLY, 1, False),
    ],
)
async def test_an_answer_that_arrives_by_standing_on_the_board_is_marked(
    rows: Rows, telegram: int | None, kind: EntryKind, part: int, marked: bool
) -> None:
    anna, olga = await rows.person(telegram_id=telegram), await rows.person("Olga", telegram_id=7, role=Role.AGENT)
    entry = await _said(rows, 1, anna, olga, kind=kind)
    await _said(rows, 2, await rows.person("Boris"), olga)
    args = {"item_id": "t", "content": "x"}
    await _verdict(rows, await rows.command("note_add", args, entry_id=entry, part=part, temp_id="t1"))
    found = [(one["to"], one["type"], one["message_id"], one["at"]) for one in await _letters(rows)]
    assert found == ([(olga, "react", 1, NOW)] if marked else [])


@pytest.mark.parametrize(("known", "name"), [(True, "Ann Board"), (False, "")])
@pytest.mark.parametrize(
    ("error", "key"), [(None, "evicted"), (TodoistError("no", http=403, tag="FORBIDDEN"), "evict-failed")]
)
async def test_admins_hear_who_was_removed_and_who_was_not(
    rows: Rows, known: bool, name: str, error: TodoistError | None, key: str
) -> None:
    vera = await rows.person("Vera", telegram_id=9, role=Role.ADMIN, started_at=NOW)
    for project, email, called in (("P", "a@x", "Ann Board"), ("P", "b@x", "Ben"), ("Q", "a@x", "Ann elsewhere")):
        if known or called != "Ann Board":
            row = {"todoist_id": f"{project}{email}", "email": email, "name": called, "active": True}
            await rows.add(Collaborator(project_id=project, **row))
    command = await rows.command("delete_collaborator", {"project_id": "P", "email": "a@x"})
    await _verdict(rows, command, error)
    assert [(one["to"], one["key"], one["args"]["name"]) for one in await _letters(rows)] == [(vera, key, name)]


@pytest.mark.parametrize(
    ("kind", "args", "shown"),
    [
        ("item_move", {"section_id": "s-pending"}, {"section": "s-pending"}),
        ("item_complete", {}, {"done": True}),
        ("item_update", {"content": "#1 Scanner"}, {"content": "#1 Scanner"}),
    ],
)
@pytest.mark.parametrize("planned", [True, False])
async def test_what_was_done_is_agreed_and_seen(
    rows: Rows, kind: str, args: dict[str, Any], shown: dict[str, Any], planned: bool
) -> None:
    assert "s-pending" in SECTIONS.values()
    ticket = await rows.ticket(1, await rows.person())
    card_id = await rows.card(ticket, 1, "t1")
    given = {"agreed": agreed(1, "Scanner")} if planned else {}
    await _verdict(rows, await rows.command(kind, {"id": "t1", **args}, ticket_id=ticket, **given))
    card = await rows.get(BoardCard, card_id)
    for side in (store.load(card.agreed).shown, store.load_theirs(card.theirs).shown):
        assert {name: getattr(side, name) for name in shown} == shown
    assert store.load(card.agreed).face.subject == ("Scanner" if planned else "Printer")


@pytest.mark.parametrize("lacks", ["agreed", "theirs"])
async def test_a_card_that_was_never_compared_is_left_as_it_is(rows: Rows, lacks: str) -> None:
    ticket = await rows.ticket(1, await rows.person())
    card_id = await rows.card(ticket, 1, "t1", **{lacks: None})
    await _verdict(rows, await rows.command("item_complete", {"id": "t1"}, ticket_id=ticket))
    card = await rows.get(BoardCard, card_id)
    assert getattr(card, lacks) is None
    if card.agreed is not None:
        assert card.agreed == agreed(1)


async def test_a_full_project_is_told_once_and_a_refusal_is_noted_in_short(rows: Rows) -> None:
    vera = await rows.person("Vera", telegram_id=9, role=Role.ADMIN, started_at=NOW)
    await rows.add(BoardState(project_id="P", account_id="me", sync_token="since", adopted_at=NOW))
    ticket = await rows.ticket(1, await rows.person())
    await rows.card(ticket, 1, "t1")
    error = TodoistError("x" * 300, http=403, tag=TOO_MANY_TASKS, code=49)
    for _ in range(2):
        command = await _verdict(rows, await rows.command("item_uncomplete", {"id": "t1"}, ticket_id=ticket), error)
        assert command.error == str(error)[:200]
        assert len(command.error) == 200
    assert [(one["to"], one["key"], one["at"]) for one in await _letters(rows)] == [(vera, "board-trouble-full", NOW)]
    assert (await rows.get(BoardState, "P")).trouble
