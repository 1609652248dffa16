"""What the board's drags, completions, assignments and deletions become."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, History, Origin, Pause, Person, Status
from desk import AlreadyClaimed, Desk, NotPossible, Refused, history
from desk.board import deleted_tasks, task_changes
from desk.conversation.new_entry import NewEntry
from desk.people import directory
from desk.text import RichText
from desk.tickets import assignment, lifecycle, promises
from tests.desk.cast import PRINTER, cast, lines, shows
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def board(stage: Stage, what: Any, who: Someone | None = None) -> Any:
    """Somebody does something on the board: a person we know, or nobody Todoist names."""
    async with stage.database.unit_of_work() as session:
        actor = await session.get_one(Person, who.id) if who is not None else None
        return await what(Desk(session, Origin.TODOIST, actor, now=stage.now, rules=stage.rules))


async def test_a_drag_takes_for_the_assignee_and_is_told_later(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)

    async def drag(desk: Desk) -> Any:
        return await task_changes.drag(
            desk, n, Status.IN_PROGRESS, assignee=await desk.session.get_one(Person, olga.id)
        )

    taken = await board(stage, drag)
    assert taken.status is Status.IN_PROGRESS and taken.assignee.name == "Olga"
    assert "assigned-on-board" in await lines(stage, olga)
    assert "taken" not in await lines(stage, anna)
    stage.later(seconds=10)
    await stage.ticks()
    assert (await lines(stage, anna))[-1] == "taken"


def _for(olga: Someone, number: int, to: Status) -> Any:
    """A drag of a task that names Olga."""

    async def drag(desk: Desk) -> Any:
        return await task_changes.drag(desk, number, to, assignee=await desk.session.get_one(Person, olga.id))

    return drag


@pytest.mark.parametrize("to", [Status.ASSIGNED, Status.IN_PROGRESS, Status.PENDING, Status.ON_HOLD])
async def test_what_nobody_has_is_not_dragged_on_by_nobody_we_know(stage: Stage, to: Status) -> None:
    anna, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    before = await stage.ticket(n)
    with pytest.raises(Refused, match=task_changes.NOBODY_HAS_IT):
        await board(stage, lambda desk: task_changes.drag(desk, n, to))
    ticket = await stage.ticket(n)
    assert (ticket.status, ticket.is_taken, ticket.tell) == (Status.NEW, False, None)
    assert ticket.remind_at == before.remind_at is not None


async def test_who_moves_on_what_nobody_has_takes_it(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    for verb in (lifecycle.progress, lifecycle.pending, lifecycle.hold):
        n = await stage.files(anna, PRINTER)
        await stage.does(olga, lambda desk, n=n, verb=verb: verb(desk, n))
        assert (await stage.ticket(n)).assignee_id == olga.id


async def test_dragged_there_and_back_in_time_nobody_hears(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    cards = await shows(stage, ivan, f"card:{n}")
    await board(stage, _for(olga, n, Status.ASSIGNED))
    await board(stage, lambda desk: task_changes.drag(desk, n, Status.RESOLVED))
    back = await board(stage, lambda desk: task_changes.drag(desk, n, Status.NEW))
    assert back.status is Status.NEW and back.assignee is None
    before = await lines(stage, anna)
    stage.later(seconds=30)
    await stage.ticks()
    assert await lines(stage, anna) == before
    assert not await shows(stage, anna, f"resolved:{n}")
    fresh = [s for s in await shows(stage, ivan, f"card:{n}") if s["fresh"]]
    assert len(fresh) == len([s for s in cards if s["fresh"]])


async def test_claimed_since_a_drag_it_is_given_back_by_the_drag_to_new(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await board(stage, _for(ivan, n, Status.IN_PROGRESS))
    await stage.does(ivan, lambda desk: assignment.release(desk, n))
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    cards = len(await shows(stage, ivan, f"card:{n}"))
    back = await board(stage, lambda desk: task_changes.drag(desk, n, Status.NEW))
    assert back.status is Status.NEW and back.assignee is None
    assert "released-from-you" in await lines(stage, olga)
    assert [one for one in (await shows(stage, ivan, f"card:{n}"))[cards:] if one["fresh"]]


async def test_completing_resolves_and_uncompleting_reopens(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    assert (await board(stage, lambda desk: task_changes.complete(desk, n))).status is Status.RESOLVED
    assert not (await board(stage, lambda desk: task_changes.complete(desk, n))).changed
    stage.later(seconds=10)
    await stage.ticks()
    assert await shows(stage, anna, f"resolved:{n}")
    assert (await board(stage, lambda desk: task_changes.uncomplete(desk, n))).status is Status.REOPENED
    assert "reopened" in await lines(stage, anna)


@pytest.mark.parametrize("ago", [1, 9])
async def test_completed_while_nobody_read_it_was_solved_when_it_was_completed(stage: Stage, ago: int) -> None:
    """But never before it was filed."""
    stage.with_rules(targets=True)
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    taken = stage.now
    stage.later(hours=2)
    done_at = stage.now - timedelta(hours=ago)
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.TODOIST, None, now=stage.now, rules=stage.rules, acted_at=done_at)
        await task_changes.complete(desk, n)
    ticket = await stage.ticket(n)
    async with stage.database.reading() as session:
        stood = await session.scalar(select(Pause.started_at).where(Pause.ticket_id == ticket.id))
    assert ticket.resolved_at == ticket.status_at == stood == max(done_at, taken)


@pytest.mark.parametrize("to", [Status.ASSIGNED, Status.REOPENED])
async def test_drags_that_are_refused(stage: Stage, to: Status) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    await stage.does(olga, lambda desk: lifecycle.progress(desk, n))
    stage.later(seconds=30)
    await stage.ticks()
    with pytest.raises(NotPossible):
        await board(stage, lambda desk: task_changes.drag(desk, n, to))


async def test_a_resolved_ticket_is_not_dragged_back_to_work(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    for to in (Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.PENDING, Status.ON_HOLD):
        with pytest.raises(NotPossible):
            await board(stage, lambda desk, to=to: task_changes.drag(desk, n, to))
    assert (await board(stage, lambda desk: task_changes.drag(desk, n, Status.REOPENED))).status is Status.REOPENED


async def test_resolved_a_moment_ago_it_is_dragged_on_from_what_it_was(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    assert (await board(stage, lambda desk: task_changes.drag(desk, n, Status.PENDING))).status is Status.PENDING
    stage.later(seconds=10)
    await stage.ticks()
    ticket = await stage.ticket(n)
    assert ticket.resolved_at is None and ticket.status_before_resolved is None
    assert (await lines(stage, anna))[-1] == "waiting-for-you" and not await shows(stage, anna, f"resolved:{n}")


async def test_resolved_a_moment_ago_and_nobodys_it_is_taken_as_if_it_never_was(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await board(stage, lambda desk: task_changes.drag(desk, n, Status.RESOLVED))

    async def drag(desk: Desk) -> Any:
        return await task_changes.drag(
            desk, n, Status.IN_PROGRESS, assignee=await desk.session.get_one(Person, olga.id)
        )

    assert (await board(stage, drag)).status is Status.IN_PROGRESS
    ticket = await stage.ticket(n)
    assert ticket.resolved_at is None and ticket.status_before_resolved is None and ticket.assignee_id == olga.id
    stage.later(seconds=10)
    await stage.ticks()
    assert (await lines(stage, anna))[-1] == "taken" and not await shows(stage, anna, f"resolved:{n}")


async def test_another_due_on_the_board_is_a_promise_and_its_reason_the_note_of_the_hour_before(stage: Stage) -> None:
    """What the policy says now is no promise: the time for a solution once somebody has answered."""
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)

    def at(hours: int) -> datetime:
        return stage.now.replace(microsecond=0) + timedelta(hours=hours)

    first, solve = at(2), at(20)
    await stage.change(n, policy_version=1, first_due_at=first, solve_due_at=solve, first_response_at=stage.now)
    for words in ("an old matter", "taken back", None):
        if words is not None:
            note = await board(stage, lambda desk, w=words: task_changes.written(desk, n, _said(w), is_note=True), olga)
        if words == "an old matter":
            stage.later(minutes=60)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, note.id)).withdrawn_at = stage.now
    for until, promised in ((first, first), (solve, None), (at(30), at(30))):
        await board(stage, lambda desk, until=until: task_changes.reschedule(desk, n, until), olga)
        assert (await stage.ticket(n)).promised_at == promised
    assert await _reasons(stage) == []
    await board(stage, lambda desk: task_changes.written(desk, n, _said("the lamp is on its way"), is_note=True), olga)
    assert await _reasons(stage) == ["the lamp is on its way"]
    await board(stage, lambda desk: task_changes.reschedule(desk, n, at(31)), olga)
    assert await _reasons(stage) == ["the lamp is on its way"] * 2


async def test_a_note_says_why_only_what_the_board_just_moved_on_its_own_ticket(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n, m = await stage.files(anna, PRINTER), await stage.files(anna, "The lamp")
    at = stage.now.replace(microsecond=0) + timedelta(hours=30)
    for number in (n, m):
        await stage.change(number, policy_version=1, solve_due_at=at, first_response_at=stage.now)
    later = iter(at + timedelta(hours=hours) for hours in range(9))

    async def notes(number: int, words: str) -> list[str]:
        await board(stage, lambda desk: task_changes.written(desk, number, _said(words), is_note=True), olga)
        return await _reasons(stage)

    await board(stage, _for(olga, n, Status.IN_PROGRESS), olga)
    assert await notes(n, "moved") == []
    await stage.does(olga, lambda desk: promises.promise(desk, n, next(later)))
    assert await notes(n, "by a command") == []
    await board(stage, lambda desk: task_changes.reschedule(desk, m, next(later)), olga)
    assert await notes(n, "of another ticket") == []
    assert await notes(m, "the spare part") == ["the spare part"]
    stage.later(minutes=60)
    await board(stage, lambda desk: task_changes.reschedule(desk, n, next(later)), olga)
    assert await notes(n, "the key") == ["the spare part", "the key"]
    assert await notes(n, "and more") == ["the spare part", "the key"]
    stage.later(minutes=61)
    await board(stage, lambda desk: task_changes.reschedule(desk, n, next(later)), olga)
    stage.later(minutes=60)
    assert len(await notes(n, "an hour later")) == 2


def _said(words: str) -> NewEntry:
    return NewEntry(RichText(words))


async def _reasons(stage: Stage) -> list[str]:
    async with stage.database.reading() as session:
        why = select(History.new).where(History.field == history.PROMISE_WHY).order_by(History.id)
        return [one or "" for one in await session.scalars(why)]


async def test_assigning_against_taking_goes_by_time(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    earlier = stage.now
    stage.later(seconds=1)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))

    async def assign(desk: Desk, at: Any, to: Someone = ivan) -> Any:
        return await task_changes.assign(desk, n, await desk.session.get_one(Person, to.id), at=at)

    with pytest.raises(AlreadyClaimed) as lost:
        await board(stage, lambda desk: assign(desk, earlier))
    assert lost.value.by == "Olga"
    same = await board(stage, lambda desk: assign(desk, earlier, olga))
    assert same.assignee.name == "Olga"
    won = await board(stage, lambda desk: assign(desk, stage.now))
    assert won.assignee.name == "Ivan"
    assert "taken-from-you" in await lines(stage, olga)
    assert "assigned-on-board" in await lines(stage, ivan)
    released = await board(stage, lambda desk: task_changes.assign(desk, n, None))
    assert released.status is Status.NEW and released.assignee is None


async def test_a_former_member_gets_nothing_assigned_asks_nobody_and_writes_only_notes(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)

    async def steps(desk: Desk) -> Any:
        former = await directory.on_board(desk.session, "t-7", "Former", now=desk.now)
        former.dismissed_at = desk.now
        await desk.session.flush()
        with pytest.raises(Refused, match="not-staff"):
            await task_changes.assign(desk, n, former)
        with pytest.raises(Refused, match="not-staff"):
            await task_changes.drag(desk, n, Status.IN_PROGRESS, assignee=former)
        theirs = Desk(desk.session, Origin.TODOIST, former, now=desk.now, rules=desk.rules)
        await task_changes.written(theirs, n, NewEntry(RichText("@Olga which key fits?")), is_note=True)
        return await task_changes.written(theirs, n, NewEntry(RichText("I know better")), is_note=False)

    assert (await board(stage, steps)).kind is EntryKind.NOTE
    assert (await stage.ticket(n)).status is Status.NEW
    assert not [one for one in await stage.letters(olga) if one.get("asked")]


async def test_a_task_added_by_staff_is_their_request_and_broadcast_unless_taken(stage: Stage) -> None:
    _, olga, ivan, _ = await cast(stage)

    async def add(desk: Desk) -> int:
        return (await task_changes.file_from_board(desk, "Order paper", RichText("A4"), desk.me(), priority=2)).number

    n = await board(stage, add, olga)
    assert (await stage.ticket(n)).subject_kept
    assert not await shows(stage, ivan, f"card:{n}")
    stage.later(seconds=10)
    await stage.ticks()
    assert await shows(stage, ivan, f"card:{n}") and not await shows(stage, olga, f"card:{n}")
    entry = await board(
        stage, lambda desk: task_changes.written(desk, n, NewEntry(RichText("ten boxes")), is_note=False), olga
    )
    assert (entry.kind, entry.small_talk) == (EntryKind.COMMENT, False)
    said = NewEntry(RichText("They come on Monday"))
    entry = await board(stage, lambda desk: task_changes.written(desk, n, said, is_note=False, own_account=True), olga)
    assert entry.kind is EntryKind.REPLY, "anybody may have written it"
    over = await board(stage, add, olga)
    await board(stage, lambda desk: deleted_tasks.vanish(desk, over, "deleted"))
    entry = await board(
        stage, lambda desk: task_changes.written(desk, over, NewEntry(RichText("or twelve")), is_note=False), olga
    )
    assert (entry.kind, entry.small_talk) == (EntryKind.COMMENT, True), "it is over, and stays so"
    assert (await stage.ticket(over)).status is Status.CLOSED
    taken = await board(stage, add, olga)

    async def keep(desk: Desk) -> Any:
        return await task_changes.assign(desk, taken, await desk.session.get_one(Person, olga.id))

    assert (await board(stage, keep)).assignee.name == "Olga"
    stage.later(seconds=10)
    await stage.ticks()
    assert not await shows(stage, ivan, f"card:{taken}")


async def test_what_was_taken_off_on_purpose_closes_and_is_told_and_can_come_back(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    closed = await board(stage, lambda desk: deleted_tasks.vanish(desk, n, "deleted"))
    assert closed.status is Status.CLOSED and (await stage.ticket(n)).end_reason == "task-deleted"
    assert (await lines(stage, anna))[-1] == "closed-by-board"
    told = [x for x in await stage.letters(olga) if x.get("key") == "vanished-deleted"]
    assert told[0]["buttons"][0][0]["data"] == f"reopen:{n}"
    assert (await board(stage, lambda desk: task_changes.uncomplete(desk, n))).status is Status.REOPENED


async def test_history_keeps_what_lost(stage: Stage) -> None:
    anna, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await board(stage, lambda desk: task_changes.lost(desk, n, "priority", "1"))
    async with stage.database.sessions() as session:
        last = (await session.scalars(select(History).order_by(History.id.desc()))).first()
    assert last is not None and (last.field, last.new, last.origin) == ("lost:priority", "1", Origin.TODOIST)
