"""Moving on, delayed notices and their undoing, ending, reopening, rating."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import History, Origin, Person, Question, QuestionKind, Status
from desk import Desk, NotAllowed, NotPossible, Refused, TooLate, history
from desk.board import task_changes
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.feedback import ratings
from desk.staff import members
from desk.text import RichText
from desk.tickets import assignment, closing, fields, lifecycle
from tests.desk.cast import PRINTER, cast, lines, relays, shows
from tests.desk.stage import Stage

pytestmark = pytest.mark.broad


async def test_resolve_is_told_after_the_undo_time(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    assert (await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))).status is Status.RESOLVED
    stage.later(seconds=9)
    await stage.ticks()
    assert not await shows(stage, anna, f"resolved:{n}")
    stage.later(seconds=1)
    await stage.ticks()
    (asked,) = await shows(stage, anna, f"resolved:{n}")
    assert asked["fresh"]
    await stage.ticks()
    assert len(await shows(stage, anna, f"resolved:{n}")) == 1


async def test_resolve_undone_in_time_says_nothing_and_restores(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    stage.later(seconds=5)
    back = await stage.does(olga, lambda desk: lifecycle.reopen(desk, n))
    assert back.status is Status.ASSIGNED
    stage.later(seconds=60)
    await stage.ticks()
    assert not await shows(stage, anna, f"resolved:{n}")
    assert "reopened" not in await lines(stage, anna)
    ticket = await stage.ticket(n)
    assert ticket.needs_answer and ticket.resolved_at is None and ticket.close_at is None


async def test_undone_for_who_has_left_meanwhile_it_waits_for_somebody(stage: Stage) -> None:
    anna, olga, ivan, vera = await cast(stage)
    number = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, number))
    await stage.does(vera, lambda desk: members.dismiss(desk, olga.chat))
    await stage.does(ivan, lambda desk: lifecycle.reopen(desk, number))
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.assignee_id) == ("new", None)
    assert (await shows(stage, ivan, f"card:{number}"))[-1].get("fresh")


async def test_resolving_an_untaken_ticket_takes_it_and_undoing_gives_it_back(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    taken = await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    assert taken.assignee.name == "Olga"
    back = await stage.does(olga, lambda desk: lifecycle.reopen(desk, n))
    assert back.status is Status.NEW and back.assignee is None


async def test_who_solved_a_colleagues_ticket_is_who_takes_that_back(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    await stage.does(ivan, lambda desk: lifecycle.resolve(desk, n))
    with pytest.raises(Refused, match="undo-passed"):
        await stage.does(olga, lambda desk: lifecycle.unresolve(desk, n))
    assert (await stage.does(ivan, lambda desk: lifecycle.unresolve(desk, n))).assignee.name == "Olga"


async def test_of_what_was_asked_about_its_being_solved_only_open_questions_end_when_it_is_not(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    about = {"person_id": anna.id, "ticket_id": (await stage.ticket(n)).id, "asked_at": stage.now}
    async with stage.database.unit_of_work() as session:
        asked = [Question(kind=QuestionKind.RESOLVED_ADDED, closed_at=at, **about) for at in (stage.now, None)]
        session.add_all(asked)
        await session.flush()
        ids = [question.id for question in asked]
    await stage.does(anna, lambda desk: lifecycle.reopen(desk, n))
    assert [(await stage.question(one)).answered_at for one in ids] == [None, stage.now]


async def test_what_waits_again_before_the_undo_time_and_is_let_go_waits_no_longer_once(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    await stage.does(olga, lambda desk: lifecycle.pending(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    await stage.does(olga, lambda desk: lifecycle.progress(desk, n))
    await stage.does(olga, lambda desk: lifecycle.pending(desk, n))
    before = (await lines(stage, anna)).count("waiting-over")
    await stage.does(olga, lambda desk: assignment.release(desk, n))
    assert (await lines(stage, anna)).count("waiting-over") == before + 1


async def test_reopen_after_it_was_told_is_reopened_by_name_of_who_held_it(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    back = await stage.does(ivan, lambda desk: lifecycle.reopen(desk, n))
    assert back.status is Status.REOPENED and back.assignee.name == "Olga"
    assert "reopened-by" in await lines(stage, anna)
    assert "changed-by" in await lines(stage, olga)


async def test_reopened_it_is_nobodys_who_has_left_and_told_to_whose_it_is(stage: Stage) -> None:
    """Somebody on the board, whom Todoist does not name, opens again what a colleague had solved."""
    anna, olga, ivan, vera = await cast(stage)
    gone, solved = await stage.files(anna, PRINTER), await stage.files(anna, "The coffee machine leaks")
    for who, number in ((olga, gone), (ivan, solved)):
        await stage.does(who, lambda desk, n=number: assignment.claim(desk, n))
        await stage.does(vera, lambda desk, n=number: lifecycle.resolve(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    async with stage.database.unit_of_work() as session:
        former = await session.get_one(Person, olga.id)
        former.dismissed_at, former.todoist_id = stage.now, "t-1"
    for number in (gone, solved):
        async with stage.database.unit_of_work() as session:
            desk = Desk(session, Origin.TODOIST, None, now=stage.now, rules=stage.rules)
            await task_changes.uncomplete(desk, number)
    assert [(await stage.ticket(n)).assignee_id for n in (gone, solved)] == [None, ivan.id]
    assert (await lines(stage, ivan))[-1] == "changed-by"


async def test_pending_goes_under_a_young_answer_and_off_again(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    entry = await stage.does(olga, lambda desk: thread.reply(desk, n, NewEntry(RichText("Which floor?"))))
    stage.later(minutes=5)
    await stage.does(olga, lambda desk: lifecycle.pending(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    assert (await relays(stage, anna))[-1] == {**(await relays(stage, anna))[-1], "entry_id": entry.id, "edit": True}
    assert (await stage.entries(n))[-1].footer == "footer-waiting-for-you"
    await stage.does(anna, lambda desk: thread.comment(desk, n, NewEntry.of(stage.message(anna, "The second"))))
    assert (await stage.ticket(n)).status is Status.IN_PROGRESS
    assert (await stage.entries(n))[1].footer is None


async def test_pending_under_an_old_answer_is_a_line_and_hold_too(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: thread.reply(desk, n, NewEntry(RichText("Which floor?"))))
    stage.later(minutes=11)
    await stage.does(olga, lambda desk: lifecycle.pending(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    assert (await lines(stage, anna))[-1] == "waiting-for-you"
    await stage.does(olga, lambda desk: thread.hold(desk, n, "waiting for the supplier"))
    stage.later(seconds=10)
    await stage.ticks()
    assert (await lines(stage, anna))[-2:] == ["waiting-over", "on-hold"]
    ticket = await stage.ticket(n)
    assert ticket.status is Status.ON_HOLD and ticket.hold_reason == "waiting for the supplier"
    assert (await stage.entries(n))[-1].kind == "note"


async def test_the_last_of_several_presses_is_what_is_told(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    before = await lines(stage, anna)
    await stage.does(olga, lambda desk: lifecycle.hold(desk, n))
    await stage.does(olga, lambda desk: lifecycle.pending(desk, n))
    await stage.does(olga, lambda desk: lifecycle.progress(desk, n))
    stage.later(seconds=20)
    await stage.ticks()
    assert await lines(stage, anna) == before
    assert (await stage.ticket(n)).status is Status.IN_PROGRESS


async def test_yes_closes_and_stars_reach_board_and_card(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    await stage.shown(olga, f"card:{n}", n)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    await stage.shown(anna, f"resolved:{n}", n)
    assert (await stage.does(anna, lambda desk: closing.confirm(desk, n))).status is Status.CLOSED
    assert not (await stage.does(anna, lambda desk: closing.confirm(desk, n))).changed
    assert (await stage.does(anna, lambda desk: ratings.rate(desk, n, 5))).changed
    assert not (await stage.does(anna, lambda desk: ratings.rate(desk, n, 1))).changed
    await stage.does(anna, lambda desk: ratings.rate_words(desk, n, "quick and kind"))
    ticket = await stage.ticket(n)
    assert (ticket.rating, ticket.rating_words) == (5, "quick and kind")
    (remark,) = [e for e in await stage.entries(n) if e.kind == "remark"]
    assert remark.content_line is not None and "remark-rated-word" in remark.content_line
    assert (await shows(stage, anna, f"resolved:{n}"))[-1]["only_edit"]


async def test_no_reopens_for_who_held_it(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    back = await stage.does(anna, lambda desk: closing.deny(desk, n))
    assert back.status is Status.REOPENED and back.assignee.name == "Olga"
    assert "requester-reopened" in await lines(stage, olga)
    assert "reopened" not in await lines(stage, anna)
    assert (await stage.ticket(n)).needs_answer


async def test_silence_closes_resolved_and_asks_about_pending(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: thread.reply(desk, n, NewEntry(RichText("Which floor?"))))
    await stage.does(olga, lambda desk: lifecycle.pending(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    stage.later(hours=72)
    await stage.ticks()
    ticket = await stage.ticket(n)
    assert ticket.status is Status.RESOLVED and ticket.end_reason == "silence"
    assert len(await shows(stage, anna, f"resolved:{n}")) == 1
    stage.later(hours=73)
    await stage.ticks()
    ticket = await stage.ticket(n)
    assert ticket.status is Status.CLOSED and ticket.end_reason == "silence"
    with pytest.raises(NotPossible):  # their yes comes too late to be the reason
        await stage.does(anna, lambda desk: closing.confirm(desk, n))


async def test_a_word_on_a_resolved_ticket_stops_the_closing(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    stage.later(seconds=10)
    await stage.ticks()
    await stage.does(anna, lambda desk: thread.comment(desk, n, NewEntry.of(stage.message(anna, "Still smoke there"))))
    ticket = await stage.ticket(n)
    assert ticket.status is Status.RESOLVED and ticket.needs_answer and ticket.close_at is None
    await stage.does(olga, lambda desk: thread.reply(desk, n, NewEntry(RichText("On my way"))))
    ticket = await stage.ticket(n)
    assert ticket.status is Status.RESOLVED and not ticket.needs_answer and ticket.close_at is not None


async def test_reopening_has_an_end_and_broadcasts_what_nobody_held(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(anna, lambda desk: closing.cancel(desk, n))
    stage.later(days=1)
    assert (await stage.does(anna, lambda desk: lifecycle.reopen(desk, n))).status is Status.REOPENED
    assert len([s for s in await shows(stage, ivan, f"card:{n}") if s["fresh"]]) == 2
    await stage.does(anna, lambda desk: closing.cancel(desk, n))
    stage.later(days=14, seconds=1)
    with pytest.raises(TooLate):
        await stage.does(anna, lambda desk: lifecycle.reopen(desk, n))
    with pytest.raises(TooLate):
        await stage.does(olga, lambda desk: lifecycle.reopen(desk, n))


async def test_cancel_tells_who_has_it_and_a_draft_nobody(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    assert (await stage.does(anna, lambda desk: closing.cancel(desk, n))).status is Status.CANCELLED
    assert "requester-cancelled" in await lines(stage, olga)
    heard = await stage.says(anna, "Something else is broken here")
    before = len(await stage.letters(olga))
    assert heard.number is not None
    assert (await stage.does(anna, lambda desk: closing.cancel(desk, heard.number))).status is Status.CANCELLED
    assert len(await stage.letters(olga)) == before
    assert (await stage.ticket(heard.number)).file_at is None


async def test_a_cancelled_draft_comes_back_as_a_draft(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    heard = await stage.says(anna, PRINTER)
    await stage.does(anna, lambda desk: closing.cancel(desk, heard.number))
    await stage.says(await stage.person("Ben"), "Something of his own is broken")  # another's draft is in nobody's way
    assert (await stage.does(anna, lambda desk: lifecycle.reopen(desk, heard.number))).is_draft
    await stage.ticks()
    assert (await stage.ticket(heard.number)).filed_at is not None
    assert await shows(stage, olga, f"card:{heard.number}")


async def test_who_may_not_move_it(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    for verb in (lifecycle.progress, lifecycle.pending, lifecycle.hold, lifecycle.resolve, assignment.release):
        with pytest.raises(NotAllowed):
            await stage.does(anna, lambda desk, verb=verb: verb(desk, n))
    for verb in (closing.confirm, closing.deny, closing.cancel):
        with pytest.raises(NotAllowed):
            await stage.does(olga, lambda desk, verb=verb: verb(desk, n))
    with pytest.raises(NotPossible):
        await stage.does(anna, lambda desk: closing.confirm(desk, n))


async def test_another_agents_change_is_told_to_the_assignee_by_name(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    await stage.does(ivan, lambda desk: lifecycle.pending(desk, n))
    await stage.does(ivan, lambda desk: fields.prioritise(desk, n, 1))
    said = [x for x in await stage.letters(olga) if x["type"] == "say"][-2:]
    assert [(x["key"], x["args"]["by"]) for x in said] == [("changed-by", "Ivan"), ("priority-by", "Ivan")]


async def test_resolved_without_telegram_requester_closes(stage: Stage) -> None:
    _, olga, *_ = await cast(stage)

    async def from_board(desk: Desk) -> int:
        from desk.people import directory as people

        zoe = await people.on_board(desk.session, "t-9", "Zoe Board", now=desk.now)
        return (await task_changes.file_from_board(desk, "Order paper", RichText("A4, ten boxes"), zoe)).number

    n = await stage.does(olga, from_board, origin=Origin.TODOIST)
    waits = await stage.does(olga, from_board, origin=Origin.TODOIST)
    await stage.change(waits, status=Status.PENDING, close_at=stage.now)
    stage.later(seconds=10)
    await stage.ticks()
    assert await shows(stage, olga, f"card:{n}")
    done = await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    assert done.status is Status.CLOSED
    assert ((await stage.ticket(waits)).status, (await stage.ticket(waits)).end_reason) == ("closed", "nobody-to-ask")


async def test_who_solved_it_takes_that_back_and_nobody_else(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    with pytest.raises(Refused, match="undo-passed"):
        await stage.does(ivan, lambda desk: lifecycle.unresolve(desk, n))
    assert (await stage.ticket(n)).status is Status.RESOLVED
    assert (await stage.does(olga, lambda desk: lifecycle.unresolve(desk, n))).status is Status.NEW


async def test_until_when_it_is_held_said_twice_is_in_its_history_once(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    until = stage.now + timedelta(days=2)
    for _ in range(2):
        await stage.does(olga, lambda desk: thread.hold(desk, n, "", until=until))
    async with stage.database.sessions() as session:
        told = select(History.old, History.new).where(History.field == history.HOLD_UNTIL)
        assert [tuple(row) for row in await session.execute(told)] == [(None, until.isoformat())]
