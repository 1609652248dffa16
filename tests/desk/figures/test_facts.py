"""Facts of tickets that went through the desk: what is written, and when it is written anew."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from db.models import Mark, Role, Status, Ticket, TicketFacts, TicketSpan
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.feedback import ratings
from desk.figures import facts
from desk.text import RichText
from desk.tickets import assignment, closing, lifecycle, promises
from tests.desk.stage import Stage


async def _counted(stage: Stage) -> int:
    return await facts.bring_up_to_date(stage.database, stage.rules, stage.now)


async def _facts(stage: Stage, number: int) -> TicketFacts:
    async with stage.database.sessions() as session:
        query = select(TicketFacts).join(Ticket, Ticket.id == TicketFacts.ticket_id).where(Ticket.number == number)
        return (await session.scalars(query)).one()


async def _spans(stage: Stage, number: int, kind: str) -> list[tuple[Any, ...]]:
    async with stage.database.sessions() as session:
        query = select(TicketSpan).join(Ticket, Ticket.id == TicketSpan.ticket_id).where(Ticket.number == number)
        rows = await session.scalars(query.where(TicketSpan.kind == kind).order_by(TicketSpan.n))
        return [(row.status, row.person_id, row.came_from, row.went_to, row.clock) for row in rows]


@pytest.mark.broad
async def test_a_ticket_from_filing_to_its_end(stage: Stage) -> None:
    """Taken after five minutes, answered, solved, reopened, handed over, solved again and closed."""
    rita, olga, pavel = [await stage.person(*one) for one in (("Rita",), ("Olga", Role.AGENT), ("Pavel", Role.AGENT))]
    number = await stage.files(rita, "The printer is on fire")
    filed_at = (await stage.ticket(number)).filed_at
    assert filed_at is not None
    stage.now = filed_at + timedelta(minutes=5)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    stage.later(minutes=5)
    await stage.does(olga, lambda desk: thread.reply(desk, number, NewEntry(RichText("I am on my way"))))
    stage.later(minutes=20)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, number))
    stage.later(minutes=10)
    await stage.ticks()
    await stage.does(rita, lambda desk: closing.deny(desk, number))
    stage.later(minutes=10)
    await stage.does(olga, lambda desk: assignment.hand_over(desk, number, pavel.chat))
    stage.later(minutes=10)
    await stage.does(pavel, lambda desk: lifecycle.resolve(desk, number))
    stage.later(minutes=10)
    await stage.ticks()
    await stage.does(rita, lambda desk: closing.confirm(desk, number))
    assert await _counted(stage) == 1
    row = await _facts(stage, number)
    assert (row.taken_by, row.taken_clock) == (olga.id, 300)
    assert (row.answered_by, row.answered_clock) == (olga.id, 600)
    assert (row.solved_by, row.solved_clock) == (pavel.id, 3600)
    assert row.solved_work == 3000, "while it stood solved the clock stood"
    assert (row.ended_clock, row.by_silence, row.reopened, row.agents) == (4200, False, 1, 2)
    assert (row.comments, row.replies, row.notes) == (1, 1, 0)
    assert await _spans(stage, number, "agent") == [
        (None, olga.id, "queue", "resolved", 1500),
        (None, olga.id, "resolved", "agent", 600),
        (None, pavel.id, "agent", "resolved", 600),
    ]
    assert [span[0] for span in await _spans(stage, number, "status")] == [
        Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.RESOLVED,
        Status.REOPENED, Status.RESOLVED, Status.CLOSED,
    ]  # fmt: skip


async def test_what_is_undone_was_not(stage: Stage) -> None:
    """Solved by a slip on a ticket nobody had, and taken back within the ten seconds."""
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, number))
    stage.later(seconds=5)
    await stage.does(olga, lambda desk: lifecycle.reopen(desk, number))
    await _counted(stage)
    row = await _facts(stage, number)
    assert (row.solved_at, row.taken_at, row.reopened) == (None, None, 0)
    assert await _spans(stage, number, "status") == [(Status.NEW, None, None, None, None)]
    assert await _spans(stage, number, "agent") == []


@pytest.mark.broad
async def test_only_what_changed_is_counted_again(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number, other = await stage.files(rita, "The printer is on fire"), await stage.files(rita, "And the scanner is too")
    await stage.says(rita, "A draft, never filed")
    assert await _counted(stage) == 2
    assert await _counted(stage) == 0
    await stage.does(rita, lambda desk: closing.cancel(desk, other))
    await stage.does(olga, lambda desk: thread.reply(desk, number, NewEntry(RichText("Which one?"))))
    assert await _counted(stage) == 2
    assert (await _facts(stage, number)).replies == 1
    for other in ({"timezone": "Asia/Tokyo"}, {"hold_stops_clock": not stage.rules.hold_stops_clock}):
        stage.with_rules(**other)
        assert await _counted(stage) == 2, "other hours: all of them"
        assert await _counted(stage) == 0


async def test_what_was_counted_in_other_hours_is_counted_anew_whatever_their_word(stage: Stage) -> None:
    rita = await stage.person("Rita")
    await stage.files(rita, "The printer is on fire")
    assert await _counted(stage) == 1
    ours = facts.hours_of(stage.rules)
    for others in (ours[:-1], f"{ours}0"):  # one before it and one after
        async with stage.database.unit_of_work() as session:
            await session.execute(update(TicketFacts).values(hours=others))
        assert await _counted(stage) == 1
        assert await _counted(stage) == 0


@pytest.mark.broad
async def test_a_promise_that_is_taken_back_is_none_made(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    for hours in (2, 3):
        await stage.does(olga, lambda desk, h=hours: promises.promise(desk, number, stage.now + timedelta(hours=h)))
    await stage.does(olga, lambda desk: promises.take_back(desk, number))
    await _counted(stage)
    assert (await _facts(stage, number)).promises == 2


@pytest.mark.broad
async def test_a_ticket_that_changes_at_the_same_moment_stays_marked(stage: Stage) -> None:
    rita = await stage.person("Rita")
    numbers = [await stage.files(rita, f"Printer {n} is on fire") for n in range(3)]
    async with stage.database.unit_of_work() as busy:
        await busy.execute(text("select 1 from tickets where number = :n for update"), {"n": numbers[1]})
        assert await _counted(stage) == 3, "nobody waits for anybody"
    assert await _counted(stage) == 1, "whose row somebody was at"
    seen = text("select array_agg(id) as ids, array_agg(xmin::text) as versions from tickets")
    await stage.change(numbers[2], first_response_at=stage.now)
    async with stage.database.sessions() as session:
        read = (await session.execute(seen)).one()
    await stage.change(numbers[2], first_response_at=None)
    async with stage.database.unit_of_work() as session:
        await session.execute(facts.COUNTED, {"ids": read.ids, "versions": read.versions, "now": stage.now})
    assert await _counted(stage) == 1, "which is another row than was read"


async def test_a_process_that_knows_nothing_of_figures_marks_too(stage: Stage) -> None:
    """A statement by hand is enough; what figures do not hang on marks nothing."""
    rita = await stage.person("Rita")
    number = await stage.files(rita, "The printer is on fire")
    await _counted(stage)
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set remind_at = now(), subject = 'x', status = status"))
    assert await _counted(stage) == 0
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set first_response_at = filed_at + interval '90 seconds'"))
    assert await _counted(stage) == 1
    assert (await _facts(stage, number)).answered_clock == 90
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set first_response_at = filed_at - interval '90 seconds'"))
    await _counted(stage)
    assert (await _facts(stage, number)).answered_clock == 0, "a clock went back"


@pytest.mark.broad
async def test_marks_of_a_process_that_knows_no_table_of_them_get_their_row(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    asked, rated, stands = [await stage.files(rita, f"The printer is on fire {n}") for n in range(3)]
    for number in (asked, rated, stands):
        await stage.does(olga, lambda desk, number=number: assignment.claim(desk, number))
        await stage.does(olga, lambda desk, number=number: lifecycle.resolve(desk, number))
    await stage.does(rita, lambda desk: closing.confirm(desk, asked))
    await stage.does(rita, lambda desk: ratings.rate(desk, asked, 4))
    await _counted(stage)
    given = "update tickets set rating_asked_at = :at, rated_at = :rated, rating = :stars where number = :n"
    async with stage.database.unit_of_work() as session:
        for number, stars in ((asked, 1), (rated, 2), (stands, None)):
            asked_at, rated_at = (None if number == rated else stage.now), stage.now if stars else None
            values = {"at": asked_at, "rated": rated_at, "stars": stars, "n": number}
            await session.execute(text(given), values)
    await _counted(stage)
    async with stage.database.unit_of_work() as session:
        rows = await session.execute(
            text("select t.number, m.stars, m.person_id, m.asked_at is not null from marks m "
                 "join tickets t on t.id = m.ticket_id where about = 'solution' order by m.id")
        )  # fmt: skip
        assert [tuple(row) for row in rows] == [
            (asked, 4, olga.id, True), (rated, 2, olga.id, True), (stands, None, olga.id, True),
        ]  # fmt: skip
        await session.execute(text("update marks set words = 'so so' where stars is null"))
        await session.execute(
            text("update tickets set rated_at = :at, rating = 3 where number = :n"), {"at": stage.now, "n": stands}
        )
    await _counted(stage)
    async with stage.database.sessions() as session:
        query = select(Mark.stars, Mark.marked_at, Mark.words).join(Ticket, Ticket.id == Mark.ticket_id)
        row = (await session.execute(query.where(Ticket.number == stands))).one()
    assert tuple(row) == (3, stage.now, "so so")


@pytest.mark.broad
@pytest.mark.parametrize(
    ("column", "anew"), [("category_id", True), ("event_id", True), ("root_cause_id", True), ("subject", False)]
)
async def test_what_its_ticket_is_told_apart_by_is_written_anew(stage: Stage, column: str, anew: bool) -> None:
    """Whoever changes it, and however: the row itself says that its facts no longer hold."""
    number = await stage.files(await stage.person("Rita"), "The printer is on fire")
    assert await _counted(stage) == 1
    made = {
        "category_id": "insert into categories (name, folded) values ('Doors', 'doors') returning id",
        "event_id": "insert into events (slug, name, starts_on, ends_on, created_at) "
        "values ('fair', 'Fair', '2026-11-20', '2026-11-21', now()) returning id",
        "root_cause_id": "insert into root_causes (name, folded) values ('Power', 'power') returning id",
        "subject": "select 'Fire'",
    }
    async with stage.database.unit_of_work() as session:
        value = (await session.execute(text(made[column]))).scalar_one()
        await session.execute(text(f"update tickets set {column} = :value"), {"value": value})  # noqa: S608
    assert await _counted(stage) == anew
    assert getattr(await _facts(stage, number), column, None) == (value if anew else None)


@pytest.mark.broad
async def test_all_are_counted_so_many_at_a_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "AT_ONCE", 2)
    rita = await stage.person("Rita")
    for n in range(5):
        await stage.files(rita, f"Printer {n} is on fire")
    assert await _counted(stage) == 5
    stage.with_rules(timezone="Asia/Tokyo")
    assert await _counted(stage) == 5
