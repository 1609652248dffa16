"""What it means that Todoist refuses a command: what is tried again, and what follows for the ticket's card."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, Box, Job, JobState, Ticket
from desk.outbox import Do, jobs
from tests.todoist_sync.push.sending import EARLIER, Sending, refusal
from tests.todoist_sync.rows import NOW, ROUND, agreed
from todoist_sync import push
from todoist_sync.api.rows import TOO_MANY_TASKS
from todoist_sync.comments import backfill


async def _refused(sending: Sending, rita: int, kind: str, said: dict[str, Any], **more: Any) -> BoardCard:
    ticket = await sending.ticket(1, rita)
    card = await sending.card(ticket, 1, more.pop("task", "t1"))
    await sending.command(kind, {"id": "t1", **more}, ticket_id=ticket, agreed=agreed(1))
    sending.todoist.next = [{"u1": said}]
    assert await sending.sends() == 1
    row: BoardCard = await sending.get(BoardCard, card)
    return row


GONE = refusal("NOT_FOUND", 22, 404)


@pytest.mark.parametrize(
    ("kind", "said", "more", "dirty", "gone"),
    [
        ("item_update", refusal(), {}, False, False),
        ("item_update", GONE, {}, False, True),
        ("item_move", GONE, {}, True, False),
        ("note_add", GONE, {"item_id": "t1", "content": "x"}, False, False),
        ("note_add", GONE, {"item_id": "t0", "content": "x"}, False, False),
        ("note_add", refusal(), {"item_id": "t1", "content": "x"}, False, False),
        ("note_update", GONE, {"content": "x"}, False, False),
        ("item_update", GONE, {"id": "t0"}, False, False),
        ("item_add", refusal(), {"task": None}, True, False),
        ("item_uncomplete", refusal(TOO_MANY_TASKS, 49, 403), {}, True, False),
        ("item_update", refusal(TOO_MANY_TASKS, 49, 403), {}, True, False),
    ],
)
async def test_what_follows_from_a_refusal(
    sending: Sending, rita: int, kind: str, said: Any, more: Any, dirty: bool, gone: bool
) -> None:
    card = await _refused(sending, rita, kind, said, **more)
    assert (card.dirty, card.gone is not None) == (dirty, gone)
    [one] = await sending.commands()
    assert one.answered_at == NOW and one.error


async def test_a_full_project_is_known_for_this_round_alone(sending: Sending, rita: int) -> None:
    async def full(ctx: Any = ROUND) -> bool:
        return await push.is_project_full(sending.database, ctx)

    assert not await full()
    await _refused(sending, rita, "item_add", refusal(), task=None)
    assert not await full()
    for change in ({"kind": "item_update"}, {"project_id": "Q"}, {"answered_at": EARLIER}):
        given = {"answered_at": NOW, "error": f"command ({TOO_MANY_TASKS})", "kind": "item_add", **change}
        await sending.command(given.pop("kind"), {}, **given)
    assert not await full()
    await sending.command("item_add", {}, answered_at=NOW, error=f"command ({TOO_MANY_TASKS})")
    assert await full()
    assert not await full(replace(ROUND, now=NOW + timedelta(seconds=1)))


@pytest.mark.parametrize(("before", "again"), [(0, True), (11, True), (12, False)])
async def test_what_did_not_find_its_task_is_written_again_in_a_minute_with_all_that_waits_behind_it(
    sending: Sending, rita: int, before: int, again: bool
) -> None:
    ticket, elsewhere = await sending.ticket(1, rita), await sending.ticket(2, rita)
    await sending.card(ticket, 1, "t1")
    entry, behind, other = [await sending.entry(one, rita) for one in (ticket, ticket, elsewhere)]
    args = {"item_id": "t1", "content": "x"}
    for one in [*[entry] * before, *[behind] * 20]:
        refused = {"answered_at": EARLIER, "error": "command (NOT_FOUND)", "ticket_id": ticket, "entry_id": one}
        await sending.command("note_add", args, **refused)
    for one, of in ((behind, ticket), (other, elsewhere)):
        given = {"ticket_id": of, "entry_id": one, "now": NOW, "rules": ROUND.rules}
        await sending.does(_queued, **given)
    await sending.command("note_add", args, ticket_id=ticket, entry_id=entry)
    sending.todoist.next = [{f"u{before + 21}": GONE}]
    assert await sending.sends() == 1
    rows = select(Job).where(Job.box == Box.TO_TODOIST, Job.state == JobState.WAITING).order_by(Job.id)
    waiting = [(job.entry_id, job.due_at - NOW) for job in await sending.does(lambda session: session.scalars(rows))]
    at_once, later = timedelta(0), timedelta(minutes=1)
    if again:
        assert waiting == [(other, at_once), (entry, later), (behind, later)]
    else:
        assert waiting == [(behind, at_once), (other, at_once)]


async def test_where_the_task_is_known_to_be_back_its_words_do_not_wait_their_minute(
    sending: Sending, rita: int
) -> None:
    ticket = await sending.ticket(1, rita)
    entry = await sending.entry(ticket, rita)
    due_at = NOW + timedelta(minutes=1)
    await sending.does(_queued, ticket_id=ticket, entry_id=entry, now=NOW, rules=ROUND.rules, due_at=due_at)
    await sending.does(_shown, ticket)
    rows = select(Job.entry_id, Job.due_at).where(Job.state == JobState.WAITING)
    assert list(await sending.does(lambda session: session.execute(rows))) == [(entry, NOW)]


async def _shown(session: AsyncSession, ticket: int) -> None:
    await backfill.queue_missing_comments(session, ROUND, await session.get_one(Ticket, ticket))


async def _queued(session: AsyncSession, **given: Any) -> None:
    """A word on its way to the board."""
    jobs.queue_comment(session, Do.COMMENT, **given)


async def test_a_task_that_is_gone_needs_no_deleting(sending: Sending, rita: int) -> None:
    await _refused(sending, rita, "item_delete", GONE)
    [one] = await sending.commands()
    assert (one.answered_at, one.error) == (NOW, None), "or an erasure would say that the board still has it"
