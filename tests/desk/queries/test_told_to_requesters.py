"""What a requester reads of their tickets: the turns each took, when to expect an answer, what was gathered."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.models import DigestLine, History, Origin, Person, Status, Ticket
from desk import history as fields
from desk.queries import expected, history, requester_digest
from desk.queries.expected import Expect
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

UNDO = timedelta(seconds=30)


async def _turns(stage: Stage, number: int) -> list[str]:
    async with stage.database.reading() as session:
        ticket = await session.get_one(Ticket, (await stage.ticket(number)).id)
        return [one.what for one in await history.turns(session, ticket, undo=UNDO)]


async def test_a_turn_that_lasted_as_long_as_it_could_be_undone_was_one(stage: Stage, rita: Someone) -> None:
    short, long = [await stage.files(rita, words) for words in ("The lamp flickers", "The door is stuck")]
    for number, lasted in ((short, UNDO - timedelta(microseconds=1)), (long, UNDO)):
        of = {"ticket_id": (await stage.ticket(number)).id, "field": fields.STATUS, "origin": Origin.TELEGRAM}
        async with stage.database.unit_of_work() as session:
            session.add(History(at=stage.now, new=Status.PENDING, **of))
            session.add(History(at=stage.now + lasted, new=Status.ON_HOLD, **of))
    assert await _turns(stage, short) == ["filed", "on_hold"]
    assert await _turns(stage, long) == ["filed", "pending", "on_hold"]


async def test_turns_are_told_until_what_the_requester_was_told_of(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The lamp flickers")
    stage.later(minutes=1)
    of = {"ticket_id": (await stage.ticket(number)).id, "field": fields.STATUS, "origin": Origin.TODOIST}
    async with stage.database.unit_of_work() as session:
        session.add(History(at=stage.now, new=Status.ON_HOLD, **of))
    held: dict[str, Any] = {"status": Status.NEW, "assignee": None}
    for tell, told in (
        (held | {"until": stage.now.isoformat()}, ["filed"]),
        (held | {"until": (stage.now + timedelta(microseconds=1)).isoformat()}, ["filed", "on_hold"]),
        (held, ["filed", "on_hold"]),  # as it was written before it had one
    ):
        await stage.change(number, tell=tell)
        assert await _turns(stage, number) == told


async def test_requests_without_an_answer_yet_say_nothing_of_how_many_were_kept(stage: Stage, rita: Someone) -> None:
    stage.with_rules(max_untaken=99, max_new_per_hour=99, max_open=99)
    promised = {"policy_version": 1, "first_due_at": stage.now + timedelta(days=3)}
    for n in range(8):
        number = await stage.files(rita, "The lamp flickers")
        kept = stage.now if n < 5 else stage.now + timedelta(days=4)  # of six that count one was not
        await stage.change(number, **promised, first_response_at=kept if n < 6 else None)
    async with stage.database.reading() as session:
        ticket = await session.get_one(Ticket, (await stage.ticket(number)).id)
        found = await expected.expected(session, ticket, now=stage.now, settings=stage.rules)
    assert found is not None
    assert found.what is Expect.ANSWER


@pytest.mark.parametrize(
    ("late", "of", "told"),
    [((0, 1), 5, True), ((0, 2), 5, False), ((0, 4), 4, True), ((5, 9), 25, True), ((20, 25), 25, False)],
    ids=["four of five", "three of five", "too few to say", "before the last twenty", "of the last twenty"],
)
async def test_the_next_is_told_of_where_four_of_five_of_the_last_twenty_were_kept(
    stage: Stage, rita: Someone, late: tuple[int, int], of: int, told: bool
) -> None:
    """To its last moment one is kept; those of another priority say nothing."""
    number = await stage.files(rita, "The lamp flickers")
    promised = {"policy_version": 1, "first_due_at": stage.now + timedelta(days=3)}
    await stage.change(number, **promised)
    async with stage.database.unit_of_work() as session:
        await session.execute(text(_ANSWERED), {"first": late[0], "end": late[1], "of": of})
        ticket = await session.get_one(Ticket, (await stage.ticket(number)).id)
        found = await expected.expected(session, ticket, now=stage.now, settings=stage.rules)
    assert (found is not None) is told


_ANSWERED = """
with made as (
  select t.*, n, filed_at + n * interval '1 minute' as answered from tickets t cross join generate_series(0, :of - 1) n
  union all select t.*, n, filed_at + n * interval '1 hour' from tickets t cross join generate_series(50, 70) n)
insert into tickets (number, requester_id, status, subject, origin, created_at, filed_at, updated_at, subject_at,
  status_at, priority_at, assignee_at, labels_at, policy_version, priority, first_response_at, first_due_at)
select nextval('ticket_numbers'), requester_id, status, subject, origin, created_at, filed_at, updated_at, subject_at,
  status_at, priority_at, assignee_at, labels_at, 1, case when n >= 50 then 2 else priority end, answered,
  answered - case when n >= 50 or n between :first and :end - 1 then interval '1 second' else interval '0' end
from made
"""


async def test_of_the_turns_the_last_ten_are_told(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The lamp flickers")
    of = {"ticket_id": (await stage.ticket(number)).id, "field": fields.STATUS, "origin": Origin.TELEGRAM}
    said = [Status.ON_HOLD, Status.PENDING] * 6
    async with stage.database.unit_of_work() as session:
        session.add_all(History(at=stage.now + n * UNDO, new=status, **of) for n, status in enumerate(said))
    assert await _turns(stage, number) == said[-10:]


async def test_that_it_was_released_is_told_while_somebody_is_waited_for(stage: Stage, rita: Someone) -> None:
    waits, rests = [await stage.files(rita, words) for words in ("The lamp flickers", "The door is stuck")]
    for number, status in ((waits, Status.ON_HOLD), (rests, Status.RESOLVED)):
        of = {"ticket_id": (await stage.ticket(number)).id, "origin": Origin.TELEGRAM}
        async with stage.database.unit_of_work() as session:
            session.add(History(at=stage.now, field=fields.ASSIGNEE, new="Olga", **of))
            session.add(History(at=stage.now, field=fields.STATUS, new=status, **of))
            session.add(History(at=stage.now + UNDO, field=fields.ASSIGNEE, old="Olga", **of))
    assert await _turns(stage, waits) == ["filed", "taken", "on_hold", "released"]
    assert await _turns(stage, rests) == ["filed", "taken", "resolved"]


async def test_of_what_went_out_at_one_moment_each_reads_their_own_lines(stage: Stage, rita: Someone) -> None:
    """The ticket of another's line is theirs by now."""
    boris = await stage.person("Boris")
    mine, other = [await stage.files(who, "The lamp flickers") for who in (rita, boris)]
    lines = [(rita, mine, "taken"), (boris, other, "solved"), (boris, mine, "moved"), (rita, other, "held")]
    keys = []
    async with stage.database.unit_of_work() as session:
        for who, number, key in lines:
            ticket_id = (await stage.ticket(number)).id
            row = DigestLine(person_id=who.id, ticket_id=ticket_id, key=key, args={}, at=stage.now, told_at=stage.now)
            session.add(row)
            await session.flush()
            keys.append(row.id)
        more = {"person_id": rita.id, "ticket_id": (await stage.ticket(mine)).id, "args": {}, "at": stage.now}
        session.add_all(DigestLine(key="later", told_at=at, **more) for at in (stage.now + UNDO, None))
    async with stage.database.reading() as session:
        for who, told in ((rita, [("taken", mine)]), (boris, [("solved", other)])):
            viewer = await session.get_one(Person, who.id)
            found = await requester_digest.digest(session, viewer, keys[0])
            assert [(one.key, one.number) for one in found] == told


async def test_outside_the_hours_only_what_is_critical_is_told_of(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The lamp flickers")
    stage.with_rules(hours=(((60, 120),),) * 7)
    for priority, told in ((1, True), (2, False)):
        await stage.change(number, priority=priority, policy_version=1, first_due_at=stage.now + timedelta(days=1))
        async with stage.database.reading() as session:
            ticket = await session.get_one(Ticket, (await stage.ticket(number)).id)
            found = await expected.expected(session, ticket, now=stage.now, settings=stage.rules)
        assert (found is not None) is told, priority
