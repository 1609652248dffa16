"""The desk's side of a card: what the board is to show of a ticket now, and since when."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.models import (
    AnswerWay,
    BoardCommand,
    Category,
    Collaborator,
    Entry,
    EntryFile,
    EntryKind,
    Hears,
    History,
    Job,
    Origin,
    Participation,
    Status,
    Ticket,
    TicketParticipant,
)
from desk.conversation.new_entry import dump_line
from tests.rules import rules_with
from tests.texts import text_of
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND
from todoist_sync.cards import desk_side, settle, store
from todoist_sync.context import SyncContext
from todoist_sync.merge.three_way import Field, Ours

MOMENT, HOUR = timedelta(microseconds=1), timedelta(hours=1)
RUSSIAN = replace(ROUND, rules=replace(ROUND.rules, locale="ru", timezone="Asia/Vladivostok"))


async def _side(reading: Reading, ticket: int, ctx: SyncContext = ROUND) -> Ours:
    """Read alone and among others, which is the same."""

    async def both(session: Any) -> tuple[Ours, Ours]:
        row = await session.get_one(Ticket, ticket)
        return await desk_side.read_desk_side(session, row, ctx), (
            await desk_side.read_desk_sides(session, [row], ctx)
        )[ticket]

    alone, among = await reading.does(both)
    assert alone == among
    return alone  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("linked", "project", "active", "shared", "shown"),
    [
        (True, "P", True, True, "olga"),
        (False, "P", True, True, None),
        (True, "Q", True, True, None),
        (True, "P", False, True, None),
        (True, "P", True, False, None),
        (True, None, True, True, None),
    ],
)
async def test_who_has_it_is_shown_where_the_board_can(
    reading: Reading, rita: int, linked: bool, project: str | None, active: bool, shared: bool, shown: str | None
) -> None:
    """Shown or not, the description names them."""
    olga = await reading.person("Olga", role="agent", todoist_id="olga" if linked else None)
    if project is not None:
        await reading.add(Collaborator(project_id=project, todoist_id="olga", name="Olga", active=active))
    ticket = await reading.ticket(1, rita, assignee_id=olga)
    face = (await _side(reading, ticket, replace(ROUND, project=replace(ROUND.project, shared=shared)))).face
    assert (face.assignee, face.holder) == (shown, olga)
    assert "with Olga" in face.block


async def test_the_description_names_who_takes_part(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita, has_participants=True)
    copied = {"part": Participation.COPIED, "hears": Hears.ANSWERS, "at": NOW}
    await reading.add(TicketParticipant(ticket_id=ticket, address="bob@acme.example", **copied))
    assert (
        text_of("card-participants", names="bob@acme.example", foreign=0) in (await _side(reading, ticket)).face.block
    )


@pytest.mark.parametrize(
    ("more", "due", "late"),
    [
        ({}, None, False),
        ({"policy_version": 1, "first_due_at": NOW + MOMENT}, NOW, False),
        ({"policy_version": 1, "first_due_at": NOW - MOMENT}, NOW - timedelta(seconds=1), True),
        ({"policy_version": 1, "first_due_at": NOW - HOUR, "first_response_at": NOW}, None, False),
        ({"policy_version": 1, "first_response_at": NOW, "solve_due_at": NOW - HOUR}, NOW - HOUR, True),
        ({"policy_version": 1, "first_due_at": NOW - HOUR, "promised_at": NOW + HOUR}, NOW + HOUR, False),
        ({"policy_version": None, "first_due_at": NOW - HOUR, "promised_at": NOW - HOUR}, None, False),
    ],
)
async def test_a_due_and_whether_it_is_late_are_of_desks_with_targets(
    reading: Reading, rita: int, more: dict[str, Any], due: Any, late: bool
) -> None:
    face = (await _side(reading, await reading.ticket(1, rita, **more))).face
    assert (face.due, face.late, face.keeps_due) == (due, late, more.get("policy_version") is not None)


async def test_each_field_is_as_old_as_its_last_change_here(reading: Reading, rita: int) -> None:
    at = {name: NOW + n * HOUR for n, name in enumerate(("subject", "priority", "status", "assignee", "labels"), 1)}
    given: dict[str, Any] = {f"{name}_at": value for name, value in at.items()}
    times = (await _side(reading, await reading.ticket(1, rita, **given))).times
    assert times == {Field(name): value for name, value in at.items()} | {
        Field.DUE: at["status"], Field.ESCALATED: at["status"]
    }  # fmt: skip
    given |= {"first_response_at": NOW + 9 * HOUR, "escalated_at": NOW, "priority_at": NOW + 8 * HOUR}
    other = await reading.ticket(2, rita, **given)
    side = await _side(reading, other)
    assert (side.times[Field.DUE], side.times[Field.ESCALATED]) == (NOW + 9 * HOUR, at["status"])
    assert side.face.escalated
    for field, n in (("promised", 12), ("hold_until", 11), ("escalated", 13), ("deescalated", 14), ("lost:due", 15)):
        await reading.add(History(ticket_id=other, at=NOW + n * HOUR, origin=Origin.TELEGRAM, field=field))
    times = (await _side(reading, other)).times
    assert (times[Field.DUE], times[Field.ESCALATED]) == (NOW + 12 * HOUR, NOW + 14 * HOUR)
    given["first_response_at"] = None
    assert (await _side(reading, await reading.ticket(3, rita, **given))).times[Field.DUE] == NOW + 8 * HOUR


async def test_a_topic_is_a_label_and_a_guess_is_said_to_be_one(reading: Reading, rita: int) -> None:
    topic = await reading.add(Category(name="Lost *keys*", folded="k", names={"ru": "Ключи тут"}, keywords=[]))
    sure = await reading.ticket(1, rita, category_id=topic.id)
    guess = await reading.ticket(2, rita, category_id=topic.id, category_guessed=True)
    for ctx, label, shown, guessed in (
        (ROUND, "Lost_*keys*", r"Lost \*keys\*", r"Lost \*keys\*?"), (RUSSIAN, "Ключи_тут", "Ключи тут", "Ключи тут?")
    ):  # fmt: skip
        faces = [(await _side(reading, one, ctx)).face for one in (sure, guess)]
        assert [one.category for one in faces] == [label, label]
        assert [shown in faces[0].block, guessed in faces[0].block, guessed in faces[1].block] == [True, False, True]


async def test_a_description_says_when_it_was_filed_where_the_desk_is(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita, filed_at=NOW + timedelta(hours=10))
    assert "20 Nov, 19:00" in (await _side(reading, ticket)).face.block
    assert "21 ноя, 05:00" in (await _side(reading, ticket, RUSSIAN)).face.block


async def test_names_and_words_of_people_are_no_formatting_of_ours(reading: Reading) -> None:
    rita = await reading.person("Ri*ta*", telegram_id=8)
    olga = await reading.person("Ol*ga*", role="agent")
    ticket = await reading.ticket(1, rita, assignee_id=olga, subject="  a\n b ")
    entry = await reading.entry(ticket, rita, "*on fire*", kind=EntryKind.COMMENT)
    await reading.add(EntryFile(entry_id=entry, kind="document", name="a*b*.pdf", bot_id=7, telegram_file_id="f"))
    told = dump_line("content-contact", name="Anna", phone="+79001234567")
    await reading.entry(ticket, rita, "", kind=EntryKind.COMMENT, content_line=told)
    face = (await _side(reading, ticket)).face
    assert face.subject == "a b"
    for words in (r"Ri\*ta\*", r"Ol\*ga\*", r"\*on fire\*", r"a\*b\*.pdf", "Contact: Anna"):
        assert words in face.block
    assert "1234567" not in face.block


async def test_of_a_ticket_that_began_on_the_board_the_description_repeats_nothing(reading: Reading, rita: int) -> None:
    ticket = await reading.ticket(1, rita, origin=Origin.TODOIST)
    await reading.entry(ticket, rita, "it burns", kind=EntryKind.COMMENT)
    assert "it burns" not in (await _side(reading, ticket)).face.block


# The command that makes its task


async def _created(reading: Reading, card: int, ctx: SyncContext = ROUND) -> bool:
    async def create(session: Any) -> bool:
        return await settle.store_new_task(session, await session.get_one(store.BoardCard, card), ctx)

    return bool(await reading.does(create))


async def test_a_task_is_made_as_the_ticket_is(reading: Reading, rita: int) -> None:
    olga = await reading.person("Olga", role="agent", todoist_id="olga")
    await reading.add(Collaborator(project_id="P", todoist_id="olga", name="Olga", active=True))
    given = {"policy_version": 1, "first_due_at": NOW + HOUR, "priority": 1, "tags": ["vip"], "status": Status.ASSIGNED}
    for number, more in ((1, {"assignee_id": olga, **given}), (2, {})):
        await reading.card(await reading.ticket(number, rita, **more), number)
        assert await _created(reading, number)
    full, bare = [one.args for one in await reading.all(BoardCommand)]
    assert (full["content"], full["priority"], full["labels"]) == ("#1 Printer", 4, ["vip"])
    assert (full["section_id"], full["responsible_uid"]) == (ROUND.board.sections[Status.ASSIGNED], "olga")
    assert (full["auto_parse_labels"], full["auto_reminder"]) == (False, False)
    assert {"due", "responsible_uid", "auto_reminder"}.isdisjoint(bare)
    assert [one.dirty for one in await reading.all(store.BoardCard)] == [False, False]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED])
async def test_a_ticket_that_has_ended_gets_no_task(reading: Reading, rita: int, status: Status) -> None:
    await reading.card(await reading.ticket(1, rita, status=status), 1)
    assert not await _created(reading, 1)
    assert await reading.all(BoardCommand) == await reading.all(store.BoardCard) == []


# Why something was put back


@pytest.mark.parametrize(
    ("refused", "status", "before", "said"),
    [
        (["not-now"], Status.NEW, None, ["board-put-back"]),
        (["not-now", "board-due-passed"], Status.NEW, None, ["board-put-back"]),
        (["not-now"], Status.CLOSED, None, ["board-put-back-ended"]),
        (["board-due-passed"], Status.CANCELLED, None, ["board-put-back-ended"]),
        (["board-due-passed"], Status.NEW, None, ["board-due-passed"]),
        (["board-due-passed", "board-due-put-back"], Status.NEW, None, ["board-due-passed"]),
        (["board-due-passed"], Status.NEW, {}, []),
        (["board-due-put-back"], Status.NEW, {}, []),
        (["board-due-passed"], Status.NEW, {"created_at": NOW - HOUR}, ["board-due-passed"]),
        (["board-due-passed"], Status.NEW, {"created_at": NOW - HOUR + MOMENT}, []),
        (["board-due-passed"], Status.NEW, {"ticket_id": 2}, ["board-due-passed"]),
        (["board-due-passed"], Status.NEW, {"kind": EntryKind.NOTE}, ["board-due-passed"]),
        (["board-due-passed"], Status.NEW, {"content_line": dump_line("board-put-back")}, ["board-due-passed"]),
        ([], Status.NEW, None, []),
    ],
)
async def test_what_was_put_back_is_said_once_of_a_due_not_again_within_the_hour(
    reading: Reading, rita: int, refused: list[str], status: Status, before: dict[str, Any] | None, said: list[str]
) -> None:
    await reading.ticket(1, rita, status=status)
    await reading.ticket(2, rita)
    if before is not None:
        given = {"kind": EntryKind.REMARK, "content_line": dump_line("board-due-passed"), **before}
        await reading.entry(given.pop("ticket_id", 1), rita, "", **given)
    earlier = len(await reading.all(Entry))

    async def say(session: Any) -> None:
        errors = [settle.Refused(key) for key in refused]
        await settle._explain_put_back(session, await store.lock_ticket(session, 1), errors, ROUND)

    await reading.does(say)
    lines = [one.content_line or "" for one in (await reading.all(Entry))[earlier:]]
    assert [one.split('"')[3] for one in lines] == said


async def test_what_is_put_back_again_and_again_gets_ten_remarks_an_hour_and_admins_are_told_once(
    reading: Reading, rita: int
) -> None:
    await reading.person("Vera", role="admin", telegram_id=30, started_at=NOW)
    await reading.ticket(1, rita)

    async def say(session: Any) -> None:
        await settle._explain_put_back(session, await store.lock_ticket(session, 1), [settle.Refused("not-now")], ROUND)

    for _ in range(30):
        await reading.does(say)
    assert len(await reading.all(Entry)) == 10
    told = [json.loads(one.payload) for one in await reading.all(Job)]
    assert [one["key"] for one in told if one.get("key")] == ["board-put-back-often"]


async def test_how_they_want_answers_is_said_also_where_no_number_may_be(reading: Reading) -> None:
    rules = rules_with(ROUND.rules, news__answer_way=True, board__phone_numbers=False)
    rita = await reading.person("Rita", telegram_id=8, answer_way=AnswerWay.EMAIL)
    face = (await _side(reading, await reading.ticket(1, rita), replace(ROUND, rules=rules))).face
    assert text_of("card-answer-way", way="email", phone="") in face.block
