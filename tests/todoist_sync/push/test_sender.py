"""Sending stored commands: what was answered is never sent again, what was not is, and each answer means its own
command."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from db import queue
from db.models import ANSWER_LOST, BoardCard, BoardComment, Box, Collaborator, JobKey
from db.unit_of_work import NewJob
from tests.todoist_sync.push.sending import EARLIER, Sending, refusal
from tests.todoist_sync.rows import NOW, agreed
from todoist_sync.api.client import MAX_BODY_BYTES, MAX_COMMANDS
from todoist_sync.cards import agreed_state, stored_commands


async def test_what_has_no_answer_is_sent_in_order_and_once(sending: Sending) -> None:
    await sending.command("note_add", {"n": 1}, answered_at=EARLIER)
    await sending.command("note_add", {"n": 2}, project_id="Q")
    await sending.command("note_update", {"id": "c", "content": "x"}, temp_id=None)
    await sending.command("note_delete", {"id": "c"})
    assert await sending.sends() == 2
    [body] = sending.todoist.asked
    assert (body["sync_token"], body["resource_types"]) == ("since", [])
    assert body["commands"][0] == {"type": "note_update", "uuid": "u3", "args": {"id": "c", "content": "x"}}
    assert sending.todoist.uuids == [["u3", "u4"]]
    assert await sending.sends() == 0
    assert len(sending.todoist.asked) == 1
    assert [(one.answered_at, one.attempts) for one in await sending.commands()] == [
        (EARLIER, 0), (None, 0), (NOW, 1), (NOW, 1)
    ]  # fmt: skip


async def test_while_requests_run_short_only_comments_go(sending: Sending) -> None:
    for kind in ("item_update", "note_add", "note_update", "note_delete", "item_add"):
        await sending.command(kind, {"id": "x", "item_id": "t", "content": "x"})
    assert await sending.sends(comments_only=True) == 3
    assert sending.todoist.uuids == [["u2", "u3", "u4"]]


async def test_a_request_holds_so_many_commands_and_so_much(sending: Sending) -> None:
    for _ in range(MAX_COMMANDS + 1):
        await sending.command("note_delete", {"id": "c"})
    assert await sending.sends() == MAX_COMMANDS + 1
    assert [len(one) for one in sending.todoist.uuids] == [MAX_COMMANDS, 1]


async def test_a_comment_that_is_to_be_tried_later_keeps_those_behind_it_waiting(sending: Sending) -> None:
    await sending.command("note_add", {"item_id": "t1", "content": "one"})
    await sending.command("note_add", {"item_id": "t1", "content": "two"})
    await sending.command("note_add", {"item_id": "t2", "content": "else"})
    sending.todoist.next = [{"u1": refusal("LIMITS_REACHED_RETRY_LATER", 35, 429)}]
    assert (await sending.fails()).throttled
    assert await sending.sends() == 2
    assert sending.todoist.uuids == [["u1", "u3"], ["u1"], ["u2"]]


async def test_many_comments_of_a_task_go_together(sending: Sending) -> None:
    for _ in range(4):
        await sending.command("note_add", {"item_id": "t1", "content": "x"})
    assert await sending.sends() == 4
    assert [len(one) for one in sending.todoist.uuids] == [4]


async def test_what_is_too_long_for_one_request_goes_in_several(sending: Sending) -> None:
    for _ in range(3):
        await sending.command("note_update", {"id": "c", "content": "x" * (MAX_BODY_BYTES // 2 - 1000)})
    await sending.command("note_update", {"id": "c", "content": "x" * MAX_BODY_BYTES})
    await sending.sends()
    assert [len(one) for one in sending.todoist.uuids] == [2, 1, 1]


async def test_an_answer_that_was_lost_leaves_everything_to_be_sent_again(sending: Sending) -> None:
    await sending.command("note_delete", {"id": "c"})
    sending.todoist.next = [httpx.ReadTimeout("cut")]
    await sending.fails()
    [one] = await sending.commands()
    assert (one.answered_at, one.sent_at, one.attempts, one.uuid) == (None, NOW, 1, "u1")
    await sending.sends()
    assert sending.todoist.uuids == [["u1"], ["u1"]]


async def test_a_request_that_had_no_effect_is_as_if_never_sent(sending: Sending) -> None:
    await sending.command("note_delete", {"id": "c"})
    await sending.command("note_delete", {"id": "c"}, sent_at=EARLIER, attempts=1)
    sending.todoist.next = [httpx.ConnectError("cut")]
    await sending.fails()
    first, second = await sending.commands()
    assert (first.sent_at, first.attempts, first.answered_at) == (None, 0, None)
    assert (second.sent_at, second.attempts) == (NOW, 2)


async def test_a_request_refused_as_a_whole_is_halved_until_the_bad_one_is_alone(sending: Sending) -> None:
    for _ in range(3):
        await sending.command("note_delete", {"id": "c"})
    sending.todoist.next = [413, 413, {}]
    assert await sending.sends() == 3
    assert sending.todoist.uuids == [["u1", "u2", "u3"], ["u1"], ["u2", "u3"]]
    assert [(one.answered_at, one.error is None) for one in await sending.commands()] == [
        (NOW, False), (NOW, True), (NOW, True)
    ]  # fmt: skip


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_other_refusals_of_the_whole_wait(sending: Sending, status: int) -> None:
    """As if never sent where it certainly had no effect; a server in trouble may have done it before it said so."""
    await sending.command("note_delete", {"id": "c"})
    await sending.command("note_delete", {"id": "c"})
    sending.todoist.next = [status]
    assert (await sending.fails()).http == status
    assert len(sending.todoist.asked) == 1
    assert [(one.answered_at, one.sent_at) for one in await sending.commands()] == [
        (None, NOW if status >= 500 else None)
    ] * 2


async def test_a_token_that_is_no_longer_taken_says_nothing_of_the_commands(sending: Sending) -> None:
    await sending.command("note_delete", {"id": "c"})
    sending.todoist.next = [400, {}]
    assert await sending.sends() == 1
    assert [body["sync_token"] for body in sending.todoist.asked] == ["since", "*"]
    [one] = await sending.commands()
    assert one.error is None


async def test_each_verdict_is_its_own_commands(sending: Sending) -> None:
    for _ in range(4):
        await sending.command("note_delete", {"id": "c"})
    sending.todoist.next = [{"u2": refusal(), "u3": refusal("LIMITS_REACHED_RETRY_LATER", 35, 429), "u4": None}]
    assert (await sending.fails()).throttled
    one, two, three, four = await sending.commands()
    assert (one.answered_at, one.error) == (NOW, None)
    assert two.answered_at == NOW and two.error is not None
    assert (three.answered_at, four.answered_at) == (None, None)


async def test_commands_without_any_verdict_are_not_asked_about_for_ever(sending: Sending) -> None:
    await sending.command("note_delete", {"id": "c"})
    sending.todoist.next = [{"u1": None}]
    await sending.fails()
    assert len(sending.todoist.asked) == 1
    [one] = await sending.commands()
    assert (one.answered_at, one.sent_at) == (None, NOW)


@pytest.mark.parametrize(("temp_id", "error"), [("t1", ANSWER_LOST), (None, None)])
async def test_already_processed_is_success_whose_id_is_to_be_found(
    sending: Sending, temp_id: str | None, error: str | None
) -> None:
    await sending.command("note_add", {"item_id": "t", "content": "x"}, temp_id=temp_id)
    sending.todoist.next = [{"u1": refusal("x", 37)}]
    assert await sending.sends() == 1
    [one] = await sending.commands()
    assert (one.answered_at, one.error) == (NOW, error)


# What an answer means


async def test_a_made_task_is_its_tickets(sending: Sending, rita: int) -> None:
    first, second = await sending.ticket(1, rita), await sending.ticket(2, rita)
    cards_ = [await sending.card(first, 1), await sending.card(second, 2)]
    await sending.card(first, 1, project_id="Q")

    async def waits(session: Any) -> None:
        for ticket in (first, second):
            later = NOW + timedelta(hours=1)
            queue.put_job(session, NewJob(Box.TO_TODOIST, f"ticket:{ticket}", b"{}", NOW, due_at=later))
        queue.put_job(session, NewJob(Box.TO_TELEGRAM, f"ticket:{second}", b"{}", NOW, due_at=NOW + timedelta(hours=1)))

    await sending.does(waits)
    await sending.command("item_add", {"content": "#2"}, temp_id="a", ticket_id=second, agreed=agreed(2))
    assert await sending.sends() == 1
    one, two = [await sending.get(BoardCard, card) for card in cards_]
    assert (one.task_id, two.task_id, two.agreed) == (None, "made-u1", agreed(2))
    assert agreed_state.load_theirs(two.theirs).shown == agreed_state.load_agreed(agreed(2)).shown
    keys = await sending.does(lambda s: s.scalars(select(JobKey).where(JobKey.due_at == NOW)))
    assert [(row.box, row.key) for row in keys] == [(Box.TO_TODOIST, f"ticket:{second}")]


async def test_a_task_made_while_the_earlier_one_came_back_is_taken_off(sending: Sending, rita: int) -> None:
    ticket = await sending.ticket(1, rita)
    card = await sending.card(ticket, 1, "t1")
    await sending.command("item_add", {"content": "#1"}, temp_id="a", ticket_id=ticket, agreed=agreed(1))
    await sending.sends()
    assert (await sending.get(BoardCard, card)).task_id == "t1"
    last = (await sending.commands())[-1]
    assert (last.kind, last.args, last.ticket_id) == (stored_commands.REMOVE, {"id": "made-u1"}, ticket)


async def test_a_made_comment_is_known_from_now_on(sending: Sending, rita: int) -> None:
    ticket = await sending.ticket(1, rita)
    entry = await sending.entry(ticket, rita)
    url = {"file_url": "https://files.todoist.com/1"}
    args = {"item_id": "t", "content": "yes", "file_attachment": url}
    await sending.command("note_add", args, temp_id="a", ticket_id=ticket, entry_id=entry, part=3)
    await sending.sends()
    [row] = await sending.does(lambda session: session.scalars(select(BoardComment)))
    assert (row.comment_id, row.entry_id, row.task_id, row.part, row.ours, row.content, row.file_url) == (
        "made-u1", entry, "t", 3, True, "yes", url["file_url"]
    )  # fmt: skip


async def _two_comments(sending: Sending, rita: int) -> None:
    ticket = await sending.ticket(1, rita)
    entry = await sending.entry(ticket, rita)
    for name in ("c1", "c2"):
        given = {"entry_id": entry, "task_id": "t", "ours": True, "content": "old", "file_url": "https://f/old"}
        await sending.add(BoardComment(comment_id=name, **given))


async def _comments(sending: Sending) -> list[tuple[Any, ...]]:
    rows = await sending.does(lambda session: session.scalars(select(BoardComment).order_by(BoardComment.comment_id)))
    return [(row.content, row.file_url, row.deleted_at) for row in rows]


@pytest.mark.parametrize(
    ("args", "now"),
    [
        ({"content": "new"}, ("new", "https://f/old", None)),
        ({"content": "new", "file_attachment": {"file_url": "https://f/new"}}, ("new", "https://f/new", None)),
        ({"content": "new", "file_attachment": None}, ("new", None, None)),
    ],
)
async def test_a_changed_comment_is_known_as_it_is(sending: Sending, rita: int, args: Any, now: Any) -> None:
    await _two_comments(sending, rita)
    await sending.command("note_update", {"id": "c2", **args})
    await sending.sends()
    assert await _comments(sending) == [("old", "https://f/old", None), now]


async def test_a_deleted_comment_is_known_as_gone(sending: Sending, rita: int) -> None:
    await _two_comments(sending, rita)
    await sending.command("note_delete", {"id": "c1"})
    await sending.sends()
    assert [deleted for _, _, deleted in await _comments(sending)] == [NOW, None]


async def test_a_changed_field_is_agreed_on_by_both_sides(sending: Sending, rita: int) -> None:
    first, second = await sending.ticket(1, rita), await sending.ticket(2, rita)
    one, two = await sending.card(first, 1, "t1"), await sending.card(second, 2, "t2")
    await sending.command(
        "item_update", {"id": "t2", "content": "#2 Scanner"}, ticket_id=second, agreed=agreed(2, "Scanner")
    )
    await sending.sends()
    first_card, card = await sending.get(BoardCard, one), await sending.get(BoardCard, two)
    assert agreed_state.load_agreed(card.agreed).shown.content == "#2 Scanner"
    assert agreed_state.load_agreed(card.agreed).face.subject == "Scanner"
    assert agreed_state.load_theirs(card.theirs).shown.content == "#2 Scanner"
    assert first_card.agreed == agreed(1)


@pytest.mark.parametrize("other", ["task", "gone"])
async def test_the_answer_for_a_task_the_ticket_no_longer_has_changes_no_card(
    sending: Sending, rita: int, other: str
) -> None:
    ticket = await sending.ticket(1, rita)
    card = await sending.card(ticket, 1, "t1", gone="deleted" if other == "gone" else None)
    args = {"id": "t0" if other == "task" else "t1", "content": "#1 Scanner"}
    await sending.command("item_update", args, ticket_id=ticket, agreed=agreed(1, "Scanner"))
    await sending.sends()
    assert (await sending.get(BoardCard, card)).agreed == agreed(1)


async def test_who_was_removed_is_no_collaborator_of_this_project(sending: Sending) -> None:
    for project, email in (("P", "a@x"), ("P", "b@x"), ("Q", "a@x")):
        row = Collaborator(project_id=project, todoist_id=email, email=email, name=email, active=True)
        await sending.add(row)
    await sending.command("delete_collaborator", {"project_id": "P", "email": "a@x"})
    await sending.command("delete_collaborator", {"project_id": "P", "email": "b@x"})
    sending.todoist.next = [{"u2": refusal()}]
    await sending.sends()
    rows = await sending.does(lambda session: session.scalars(select(Collaborator)))
    assert {(row.project_id, row.email): row.active for row in rows} == {
        ("P", "a@x"): False, ("P", "b@x"): True, ("Q", "a@x"): True
    }  # fmt: skip
