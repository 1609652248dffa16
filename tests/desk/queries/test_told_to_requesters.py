"""What a requester reads of their tickets: the turns each took, when to expect an answer, what was gathered."""

from datetime import timedelta
from typing import Any

import pytest

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
    async with stage.database.reading() as session:
        for who, told in ((rita, [("taken", mine)]), (boris, [("solved", other)])):
            viewer = await session.get_one(Person, who.id)
            found = await requester_digest.digest(session, viewer, keys[0])
            assert [(one.key, one.number) for one in found] == told
